//! What another system is told.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{Json, Router, http::StatusCode, routing::post};
use eyeline_conference_server::EventSink;
use eyeline_shell::{Connector, Login, Pipe};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::node::Node;

/// A system that is told, and at first does not listen.
fn listener(failures: u32) -> (EventSink, mpsc::UnboundedReceiver<Value>) {
    let (told, reports) = mpsc::unbounded_channel();
    let asked = Arc::new(AtomicU32::new(0));
    let take = move |headers: http::HeaderMap, Json(report): Json<Value>| {
        let (told, asked) = (told.clone(), Arc::clone(&asked));
        async move {
            assert_eq!(headers["authorization"], "Basic c2luazpzZWNyZXQ=");
            if asked.fetch_add(1, Ordering::SeqCst) < failures {
                return StatusCode::SERVICE_UNAVAILABLE;
            }
            told.send(report).expect("the test listens");
            StatusCode::OK
        }
    };
    let connector = Connector::InMemory(Pipe::to(Router::new().route("/sink", post(take))));
    let login = Login { user: "sink".to_owned(), password: "secret".to_owned() };
    (EventSink { connector, path: "/sink".to_owned(), login }, reports)
}

#[tokio::test]
async fn another_system_is_told_in_order_though_it_was_away_at_first() {
    let (sink, mut reports) = listener(2);
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
