//! Bad input gets an answer that clients understand, and nothing else happens.

use axum::body::Body;
use http::{Request, StatusCode};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::node::{Guest, Node};

const VERBS: [&str; 28] = [
    "request_token",
    "refresh_token",
    "release_token",
    "events",
    "conference_status",
    "participants",
    "message",
    "lock",
    "nonsense",
    "transform_layout",
    "participants/{p}/mute",
    "participants/{p}/message",
    "participants/{p}/role",
    "participants/{p}/calls",
    "participants/{p}/nonsense",
    "participants/x/mute",
    "participants/{p}/calls/{p}/ack",
    "participants/{p}/calls/{p}/update",
    "participants/{p}/calls/{p}/new_candidate",
    "participants/{p}/calls/{p}/layers",
    "participants/{p}/calls/{p}/disconnect",
    "participants/{p}/calls/x/ack",
    "participants/{p}/calls/{p}/statistics",
    "participants/{p}/calls/{p}/dtmf",
    "theme/",
    "available_layouts",
    "%00",
    "participants/%FF/mute",
];

fn bodies() -> Vec<Vec<u8>> {
    let mut runner = TestRunner::deterministic();
    let json = prop_oneof![
        Just(json!(null)),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,30}".prop_map(|text| json!({"sdp": text, "display_name": [text], "token": 7, "layers": {}})),
        ".{0,30}"
            .prop_map(|text| json!({"sdp": format!("v=0\r\nm=audio{text}\r\n"), "role": text, "payload": 1})),
        "[a-z]{1,5}"
            .prop_map(|text| json!({"layers": [{"mid": text, "rid": 3}], "candidate": text, "type": text})),
    ];
    let mut draw = || json.new_tree(&mut runner).expect("drawn").current().to_string().into_bytes();
    let mut bodies: Vec<Vec<u8>> = (0..12).map(|_| draw()).collect();
    bodies.extend([
        b"{".to_vec(),
        b"\xff\xfe".to_vec(),
        Vec::new(),
        b"[[[[[[[[".repeat(2_000),
        vec![b'x'; 600_000],
    ]);
    bodies
}

#[tokio::test]
async fn nonsense_is_refused_in_the_clients_words_and_the_meeting_goes_on() {
    let node = Node::new().await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let mut stream = node.events(&ana).await;
    let bodies = bodies();
    for verb in VERBS {
        // Refreshing with a wrong token is slow on purpose, leaving is for good, and a lock is a lock.
        if ["refresh_token", "release_token", "lock"].contains(&verb) {
            continue;
        }
        for body in &bodies {
            for token in [ana.token(), "wrong"] {
                check(&node, &ana, verb, token, body.clone()).await;
            }
        }
    }
    node.post(&ana, "message", Some(json!({"payload": "still here"}))).await.result();
    stream.until("participant_sync_end").await;
    let roster = node.get(&ana, "participants").await.result();
    assert!(roster.as_array().is_some_and(|roster| roster.iter().any(|one| one["uuid"] == ana.uuid())));
}

async fn check(node: &Node, ana: &Guest, verb: &str, token: &str, body: Vec<u8>) {
    let path = verb.replace("{p}", ana.uuid());
    let request = Request::post(format!("/api/client/v2/conferences/r/{path}"))
        .header("token", token)
        .header("content-type", "application/json")
        .body(Body::from(body))
        .expect("valid");
    let answer = node.answer(request).await;
    assert!([StatusCode::OK, StatusCode::FORBIDDEN].contains(&answer.status), "{verb}: {}", answer.status);
    assert_eq!(answer.headers["content-type"], "application/json", "{verb}");
    let status = &answer.body["status"];
    assert!(status == "success" || status == "failed", "{verb}: {}", answer.body);
}

#[tokio::test]
async fn a_name_that_no_room_can_have_is_no_room() {
    let node = Node::new().await;
    for alias in ["%FF", "%00", "..%2f..", "nobody"] {
        let request = Request::post(format!("/api/client/v2/conferences/{alias}/request_token"));
        let answer = node.answer(request.body(Body::empty()).expect("valid")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{alias}");
        assert_eq!(answer.body["result"], "Neither conference nor gateway found", "{alias}");
    }
}

#[tokio::test]
async fn who_talks_too_much_is_stopped_and_nobody_else_is() {
    let node = Node::new().await;
    node.make_room("r").await;
    let (ana, kim) = (node.host("r", "Ana").await, node.host("r", "Kim").await);
    let say = async |who: &Guest| node.post(who, "message", Some(json!({"payload": "spam"}))).await;
    for _ in 0..30 {
        say(&ana).await.result();
    }
    assert_eq!(say(&ana).await.refusal(), "Too many messages");
    say(&kim).await.result();
    let long = json!({"type": "x".repeat(20_000), "payload": ""});
    assert_eq!(node.post(&kim, "message", Some(long)).await.refusal(), "Message too long");
}

#[tokio::test]
async fn a_bad_offer_leaves_no_call_behind() {
    let node = Node::new().await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let mut stream = node.events(&ana).await;
    for sdp in ["", "v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"] {
        let refused =
            node.post(&ana, &ana.own("calls"), Some(json!({"call_type": "WEBRTC", "sdp": sdp}))).await;
        assert_eq!(refused.refusal(), "Invalid SDP");
    }
    stream.until_update(ana.uuid(), |update| update["has_media"] == false).await;
    let unknown = ana.own(&format!("calls/{}/ack", ana.uuid()));
    assert_eq!(node.post(&ana, &unknown, Some(json!({}))).await.refusal(), "Invalid call");
}

#[tokio::test]
async fn management_refuses_nonsense_too() {
    let node = Node::new().await;
    let rooms = "/api/admin/configuration/v1/conference/";
    let bad = [
        json!({}),
        json!({"name": ""}),
        json!({"name": 7}),
        json!({"name": "r", "service_type": "lecture"}),
        json!({"name": "r", "pin": "12"}),
        json!({"name": "r", "allow_guests": true}),
        json!({"name": "r", "aliases": [{"alias": ""}]}),
        json!({"name": "r", "aliases": [{"alias": "r\0"}]}),
        json!({"name": "r\0"}),
        json!([]),
        Value::Null,
    ];
    for body in bad {
        let answer = node.manage("POST", rooms, body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    for number in ["0", "x", "99999999999999999999"] {
        let answer = node.manage("GET", &format!("{rooms}{number}/"), Value::Null).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{number}");
    }
}
