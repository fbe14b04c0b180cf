//! What another system is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, http::StatusCode, routing::post};
use eyeline_conference_server::EventSink;
use eyeline_shell::{Connector, Login, Pipe};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::node::Node;

/// A system that is told. Its first answers are `answers`, the rest are yes.
fn listener(answers: Vec<StatusCode>) -> (EventSink, mpsc::UnboundedReceiver<Value>) {
    let (told, reports) = mpsc::unbounded_channel();
    let answers = Arc::new(Mutex::new(VecDeque::from(answers)));
    let take = move |headers: http::HeaderMap, Json(report): Json<Value>| {
        let (told, answers) = (told.clone(), Arc::clone(&answers));
        async move {
            assert_eq!(headers["authorization"], "Basic c2luazpzZWNyZXQ=");
            let answer = answers.lock().expect("nobody panicked").pop_front().unwrap_or(StatusCode::OK);
            if answer == StatusCode::OK {
                told.send(report).expect("the test listens");
            }
            answer
        }
    };
    let connector = Connector::InMemory(Pipe::to(Router::new().route("/sink", post(take))));
    let login = Login { user: "sink".to_owned(), password: "secret".to_owned() };
    (EventSink { connector, path: "/sink".to_owned(), login }, reports)
}

#[tokio::test]
async fn another_system_is_told_in_order_though_it_was_away_at_first() {
    let (sink, mut reports) = listener(vec![StatusCode::SERVICE_UNAVAILABLE; 2]);
    let node = Node::with_sink(Some(sink)).await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    node.post(&ana, &ana.own("client_mute"), None).await.result();
    node.post(&ana, "release_token", None).await.result();
    let mut names = Vec::new();
    let mut last_seq = 0;
    while names.last().is_none_or(|name| name != "conference_ended") {
        let report = reports.recv().await.expect("a report");
        assert_eq!((&report["version"], &report["node"]), (&json!(2), &json!("test")));
        let seq = report["seq"].as_u64().expect("a number");
        assert!(seq > last_seq);
        last_seq = seq;
        let name = report["event"].as_str().expect("a name").to_owned();
        let data = &report["data"];
        match name.as_str() {
            "participant_connected" | "participant_updated" | "participant_disconnected" => {
                assert_eq!((&data["uuid"], &data["conference"]), (&json!(ana.uuid()), &json!("r")));
                assert_eq!((&data["service_tag"], &data["role"]), (&json!("e-1"), &json!("chair")));
                assert_eq!(data["connection"], "good");
            }
            _ => {}
        }
        names.push(name);
    }
    let expected = [
        "eventsink_started",
        "conference_started",
        "participant_connected",
        "conference_updated",
        "participant_updated",
        "participant_disconnected",
        "conference_ended",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_report_that_is_not_understood_does_not_keep_back_the_others() {
    let (sink, mut reports) = listener(vec![StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED]);
    let node = Node::with_sink(Some(sink)).await;
    node.make_room("r").await;
    node.host("r", "Ana").await;
    let report = reports.recv().await.expect("a report");
    assert_eq!(
        report["event"], "conference_started",
        "a wrong password may be mended, a wrong report is not"
    );
}

#[tokio::test]
async fn no_report_of_a_node_that_was_started_again_looks_like_one_before() {
    let (sink, mut reports) = listener(Vec::new());
    let node = Node::with_sink(Some(sink.clone())).await;
    let before = reports.recv().await.expect("a report")["seq"].as_u64();
    drop(node);
    let _node = Node::with_sink(Some(sink)).await;
    let after = reports.recv().await.expect("a report")["seq"].as_u64();
    assert!(after > before, "{after:?} after {before:?}");
}
