//! Bad input gets a clear answer, also while the other systems are away.

use axum::{Router, body::Body, http::Request};
use eyeline_engagement_server::Connectors;
use eyeline_shell::{Connector, Pipe};
use serde_json::Value;

use crate::bed::{Bed, ORGANIZATION, ask, config};

/// An engagement whose contact center and conference have not been started.
async fn alone(bed: &Bed) -> Router {
    let nowhere = || Connector::InMemory(Pipe::default());
    bed.engagement(config(), Connectors::new(nowhere(), nowhere())).await.router.clone()
}

async fn refusal(router: &Router, request: Request<Body>) -> (u16, String) {
    let answer = ask(router, request).await;
    let body: Value = serde_json::from_slice(answer.body()).expect("every refusal is JSON");
    for field in ["message", "code", "status", "messageParams", "contextId", "details", "errors"] {
        assert!(body.get(field).is_some(), "{field} is missing in {body}");
    }
    assert_eq!(body["status"], answer.status().as_u16());
    (answer.status().as_u16(), body["code"].as_str().expect("a code").to_owned())
}

fn post(path: &str, authorization: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    let request =
        if authorization.is_empty() { request } else { request.header("authorization", authorization) };
    request.body(body.into()).expect("a request")
}

/// A JWT by its looks; only the contact center could tell that it is none.
const JWT: &str = "Bearer e30.eyJkYXRhIjp7ImNvbnZlcnNhdGlvbklkIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxIn19.c2ln";

#[tokio::test]
async fn a_request_for_a_call_needs_a_jwt_and_sense() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    let refused = async |authorization: &str, body: &str| {
        refusal(&router, post("/create", authorization, body.to_owned())).await
    };
    assert_eq!(refused("", "{}").await, (401, "authentication.required".to_owned()));
    assert_eq!(refused("Basic YTpi", "{}").await, (401, "authentication.required".to_owned()));
    assert_eq!(refused("Bearer not.a.jwt", "{}").await, (401, "bad.credentials".to_owned()));
    for malformed in ["", "{", "[]", "null", r#"{"media":"telepathy"}"#, r#"{"conversation_id":"x"}"#] {
        assert_eq!(refused(JWT, malformed).await, (400, "bad.request".to_owned()), "{malformed}");
    }
    let later = r#"{"desired_time":"2027-01-01T10:00:00Z"}"#;
    assert_eq!(refused(JWT, later).await, (400, "invalid.value".to_owned()));
    let foreign = r#"{"conversation_id":"00000000-0000-4000-8000-000000000002"}"#;
    assert_eq!(refused(JWT, foreign).await, (403, "not.authorized".to_owned()));
    assert_eq!(refused(JWT, "{}").await, (503, "service.unavailable".to_owned()));
}

#[tokio::test]
async fn odd_paths_and_methods_are_refused_in_the_same_shape() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    for path in ["/api/genesys/callback/%ff", "/api/genesys/callback/tenant/%ff"] {
        assert_eq!(refusal(&router, post(path, JWT, "{}")).await, (404, "not.found".to_owned()), "{path}");
    }
    for path in ["/create", "/api/eyeline/v1/eventsink"] {
        let request = Request::put(path).body(Body::empty()).expect("a request");
        assert_eq!(refusal(&router, request).await, (405, "method.not.allowed".to_owned()), "{path}");
    }
    for path in [
        "/api/eyeline",
        "/api/eyeline/",
        "/api/eyeline/v1/nothing/here",
        "/api/eyeline/v1/escalations",
        "/api/genesys",
        "/api/genesys/nothing",
    ] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        assert_eq!(refusal(&router, request).await, (404, "not.found".to_owned()), "{path}");
        assert_eq!(refusal(&router, post(path, JWT, "{}")).await, (404, "not.found".to_owned()), "{path}");
    }
    let room = Request::get("/api/eyeline/v1/conversations/%ff/room").body(Body::empty()).expect("a request");
    assert_eq!(refusal(&router, room).await, (404, "not.found".to_owned()));
}

#[tokio::test]
async fn a_body_that_is_too_long_is_not_read() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    let long = "x".repeat(70_000);
    assert_eq!(refusal(&router, post("/create", JWT, long)).await, (413, "bad.request".to_owned()));
}

#[tokio::test]
async fn another_tenant_is_not_found() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    for form in ["", "tenant/"] {
        let path = format!("/api/genesys/callback/{form}00000000-0000-4000-8000-000000000009");
        assert_eq!(refusal(&router, post(&path, JWT, "{}")).await, (404, "not.found".to_owned()));
        let own = format!("/api/genesys/callback/{form}{ORGANIZATION}");
        assert_ne!(refusal(&router, post(&own, JWT, "{}")).await.0, 404);
    }
}

#[tokio::test]
async fn an_unknown_code_is_not_found_and_guessing_is_slowed() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    let get = |path: &str| Request::get(path).body(Body::empty()).expect("a request");
    for path in ["", "/events", "/voice", "/wait", "/leave", "/call-back"] {
        let path = format!("/api/eyeline/v1/escalations/guess{path}");
        let request = if path.ends_with("guess") || path.ends_with("events") {
            get(&path)
        } else {
            post(&path, "", "")
        };
        assert_eq!(refusal(&router, request).await, (404, "not.found".to_owned()), "{path}");
    }
    let mut last = 404;
    for guess in 0..100 {
        last = refusal(&router, get(&format!("/api/eyeline/v1/escalations/{guess}"))).await.0;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn a_room_is_shown_to_nobody_without_a_token() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    let path = "/api/eyeline/v1/conversations/00000000-0000-4000-8000-000000000001/room";
    let request = Request::get(path).body(Body::empty()).expect("a request");
    assert_eq!(refusal(&router, request).await, (401, "authentication.required".to_owned()));
}

#[tokio::test]
async fn the_event_sink_listens_to_the_conference_only() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    let sink = "/api/eyeline/v1/eventsink";
    let news = r#"{"node":"n","seq":1,"version":2,"time":1.0,"event":"conference_started","data":{}}"#;
    assert_eq!(refusal(&router, post(sink, "", news)).await.0, 401);
    assert_eq!(refusal(&router, post(sink, "Basic Y29uZmVyZW5jZTp3cm9uZw==", news)).await.0, 401);
    let conference = "Basic Y29uZmVyZW5jZTpzZWNyZXQ=";
    assert_eq!(refusal(&router, post(sink, conference, "{")).await, (400, "bad.request".to_owned()));
    assert_eq!(ask(&router, post(sink, conference, news)).await.status().as_u16(), 200);
    // A participant of a room that is none of ours.
    let stranger =
        r#"{"event":"participant_connected","data":{"uuid":"p","conference":"theirs","role":"chair"}}"#;
    assert_eq!(ask(&router, post(sink, conference, stranger)).await.status().as_u16(), 200);
}

#[tokio::test]
async fn a_page_of_another_origin_may_ask() {
    let bed = Bed::new().await;
    let router = alone(&bed).await;
    let preflight = Request::options("/create")
        .header("origin", "https://shop.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .body(Body::empty())
        .expect("a request");
    let answer = ask(&router, preflight).await;
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert!(answer.headers().contains_key("access-control-allow-headers"));
}
