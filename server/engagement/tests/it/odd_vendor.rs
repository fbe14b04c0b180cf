//! A contact center of somebody else's that keeps to the protocol and says odd things in it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eyeline_engagement_server::{Connectors, Engagement};
use eyeline_shell::{Connector, Pipe};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::{
    bed::{Bed, ask, config},
    people::soon,
    world::Page,
};

const QUEUE: &str = "00000000-0000-4000-8000-00000000000a";

/// What the vendor has been asked, and whether it answers.
struct Vendor {
    expires_in: u64,
    wait_s: i64,
    callbacks: AtomicUsize,
    /// Estimates under way, and the most that ever were.
    estimating: AtomicUsize,
    most: AtomicUsize,
    /// One for each estimate that may be given.
    answers: Semaphore,
}

impl Vendor {
    fn new(expires_in: u64, wait_s: i64, answers: usize) -> Arc<Self> {
        Arc::new(Self {
            expires_in,
            wait_s,
            callbacks: AtomicUsize::new(0),
            estimating: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            answers: Semaphore::new(answers),
        })
    }

    fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/oauth/token", post(token))
            .route("/api/v2/webmessaging/messages", get(async || Json(json!({}))))
            .route("/api/v2/conversations/{id}", get(conversation))
            .route("/api/v2/conversations/{id}/participants/{participant}/callbacks", post(callback))
            .route("/api/v2/routing/queues/{id}/mediatypes/callback/estimatedwaittime", get(estimate))
            .with_state(self.clone())
    }

    async fn engagement(self: &Arc<Self>, bed: &Bed) -> Engagement {
        let nowhere = Connector::InMemory(Pipe::default());
        let connectors = Connectors::new(Connector::InMemory(Pipe::to(self.router())), nowhere);
        bed.engagement(config(), connectors).await
    }
}

async fn token(State(vendor): State<Arc<Vendor>>) -> Json<Value> {
    Json(json!({ "access_token": "t", "token_type": "bearer", "expires_in": vendor.expires_in }))
}

async fn conversation(Path(id): Path<String>) -> Json<Value> {
    let customer =
        json!({ "id": id, "purpose": "customer", "messages": [{ "id": "m", "state": "connected" }] });
    let waiting = json!({ "id": "q", "purpose": "acd", "queueId": QUEUE, "queueName": "Advice" });
    Json(json!({ "id": id, "participants": [customer, waiting] }))
}

async fn callback(State(vendor): State<Arc<Vendor>>) -> Json<Value> {
    vendor.callbacks.fetch_add(1, SeqCst);
    Json(json!({}))
}

async fn estimate(State(vendor): State<Arc<Vendor>>) -> Json<Value> {
    let under_way = vendor.estimating.fetch_add(1, SeqCst) + 1;
    vendor.most.fetch_max(under_way, SeqCst);
    vendor.answers.acquire().await.expect("never closed").forget();
    vendor.estimating.fetch_sub(1, SeqCst);
    let result = json!({ "estimatedWaitTimeSeconds": vendor.wait_s, "positionInQueue": 1 });
    Json(json!({ "results": [result] }))
}

/// A customer of conversation `number` asks for a call; the status, and the answer.
async fn create(engagement: &Engagement, number: usize) -> (StatusCode, Value) {
    let claims = json!({ "data": { "conversationId": uuid::Uuid::from_u128(number as u128 + 1) } });
    let jwt = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let request = Request::post("/create").header("authorization", format!("Bearer {jwt}"));
    let answer = ask(&engagement.router, request.body(Body::from("{}")).expect("a request")).await;
    (answer.status(), serde_json::from_slice(answer.body()).expect("JSON"))
}

#[tokio::test]
async fn neither_a_token_nor_a_wait_can_be_too_long() {
    let bed = Bed::new().await;
    let vendor = Vendor::new(u64::MAX, i64::MAX, 1);
    let engagement = vendor.engagement(&bed).await;
    let (status, created) = create(&engagement, 0).await;
    assert_eq!(status, StatusCode::OK, "{created}");
    let code = created["videoengager"]["code"].as_str().expect("a code");
    let mut page = Page::open(engagement.router.clone(), code).await;
    let told = page.until_that("a place", |told| told["waiting"]["position"] == 1).await;
    assert_eq!(told["waiting"]["estimated_wait_s"], 7 * 24 * 3_600);
    drop(page);
    engagement.stop().await;
}

#[tokio::test]
async fn however_many_come_into_the_line_only_a_few_are_asked_for_at_once() {
    let bed = Bed::new().await;
    let vendor = Vendor::new(3_600, 60, 0);
    let engagement = vendor.engagement(&bed).await;
    const CUSTOMERS: usize = 40;
    for number in 0..CUSTOMERS {
        assert_eq!(create(&engagement, number).await.0, StatusCode::OK);
    }
    let placed = async {
        while vendor.callbacks.load(SeqCst) < CUSTOMERS || vendor.estimating.load(SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    };
    soon("everybody is in line", placed).await;
    vendor.answers.add_permits(2 * CUSTOMERS);
    let answered = async {
        while vendor.answers.available_permits() > CUSTOMERS {
            tokio::task::yield_now().await;
        }
    };
    soon("everybody was asked for", answered).await;
    // Those who have just come, and a round at the same time: eight each.
    let most = vendor.most.load(SeqCst);
    assert!((1..=16).contains(&most), "{most}");
    engagement.stop().await;
}
