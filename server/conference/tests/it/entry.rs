//! Coming in, staying, coming back.

use http::StatusCode;
use serde_json::json;

use crate::node::Node;

#[tokio::test]
async fn the_door_answers_in_the_clients_words() {
    let node = Node::new().await;
    node.make_room("r").await;
    let unknown = node.request_token("nowhere", None, json!({"display_name": "Ana"})).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.body, json!({"status": "failed", "result": "Neither conference nor gateway found"}));

    let prompt = node.request_token("r", None, json!({"display_name": "Ana"})).await;
    assert_eq!((prompt.status, &prompt.body["status"]), (StatusCode::FORBIDDEN, &json!("success")));
    assert_eq!(prompt.body["result"]["pin"], "required");
    assert_eq!(prompt.body["result"]["guest_pin"], "required");
    assert!(prompt.body["result"]["version"].is_object());
    assert_eq!(prompt.headers["content-type"], "application/json");

    assert_eq!(node.request_token("r", Some("9999"), json!({})).await.refusal(), "Invalid PIN");

    let guest = node.guest("R", "Kim").await;
    assert_eq!(guest.granted["role"], "GUEST");
    assert_eq!(guest.granted["current_service_type"], "waiting_room");
    let host = node.host("r", "Ana").await;
    assert_eq!((&host.granted["role"], &host.granted["expires"]), (&json!("HOST"), &json!("120")));
    assert!(host.granted.as_object().expect("an object").values().all(|value| !value.is_null()));
    assert!(host.token().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
}

#[tokio::test]
async fn a_ticket_opens_the_door_once_even_after_a_restart() {
    let node = Node::new().await;
    node.make_room("r").await;
    node.make_room("other").await;
    let ticket = node.ticket("r", "HOST", "Ana García").await;
    let elsewhere = node.request_token("other", None, json!({"token": ticket})).await;
    assert_eq!(elsewhere.refusal(), "Invalid token");
    let ana = node.enter("r", None, json!({"display_name": "x", "token": ticket})).await;
    assert_eq!((&ana.granted["display_name"], &ana.granted["role"]), (&json!("Ana García"), &json!("HOST")));
    let again = node.request_token("r", None, json!({"display_name": "Eve", "token": ticket})).await;
    assert_eq!(again.refusal(), "This link has already been used");

    let node = node.restarted().await;
    let again = node.request_token("r", None, json!({"display_name": "Eve", "token": ticket})).await;
    assert_eq!(again.refusal(), "This link has already been used");
    let back = node.enter("r", None, json!({"display_name": "x", "seat": ana.seat()})).await;
    assert_eq!(back.uuid(), ana.uuid());
    assert_eq!(
        (&back.granted["display_name"], &back.granted["role"]),
        (&json!("Ana García"), &json!("HOST"))
    );
}

#[tokio::test]
async fn a_reloaded_page_is_the_same_participant_and_the_old_page_is_told() {
    let node = Node::new().await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let mut watching = node.events(&ana).await;
    watching.until("participant_sync_end").await;
    let kim = node.guest("r", "Kim").await;
    let mut old_page = node.events(&kim).await;
    watching.until("participant_create").await;

    let back = node.enter("r", None, json!({"display_name": "Kim", "seat": kim.seat()})).await;
    assert_eq!(back.uuid(), kim.uuid());
    assert_eq!(old_page.until("disconnect").await["reason"], "Joined from another page");
    assert_eq!(old_page.next().await, None);
    let (name, update) = watching.next().await.expect("an update");
    assert_eq!((name.as_str(), &update["uuid"]), ("participant_update", &json!(kim.uuid())));
    let roster = node.get(&ana, "participants").await.result();
    assert_eq!(roster.as_array().expect("a list").len(), 2);
    assert_eq!(node.get(&kim, "participants").await.refusal(), "Invalid token");

    node.make_room("other").await;
    let elsewhere =
        node.request_token("other", None, json!({"display_name": "Kim", "seat": kim.seat()})).await;
    assert_eq!(elsewhere.refusal(), "Invalid seat");
    let ticket = node.ticket("other", "HOST", "Kim").await;
    let both = json!({"display_name": "Kim", "seat": kim.seat(), "token": ticket});
    assert_eq!(node.enter("other", None, both).await.granted["role"], "HOST");
}

#[tokio::test]
async fn the_stream_begins_with_everything() {
    let node = Node::new().await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let kim = node.guest("r", "Kim").await;
    let mut stream = node.events(&kim).await;
    let mut names = Vec::new();
    for _ in 0..7 {
        let (name, data) = stream.next().await.expect("an event");
        if name == "participant_create" {
            let participant = data.as_object().expect("an object");
            assert!(participant.values().all(|value| !value.is_null()));
            assert_eq!(participant["is_muted"], "NO");
        }
        names.push(name);
    }
    let expected = [
        "participant_sync_begin",
        "participant_create",
        "participant_create",
        "participant_sync_end",
        "conference_update",
        "layout",
        "stage",
    ];
    assert_eq!(names, expected);

    node.post(&ana, "message", Some(json!({"type": "text/plain", "payload": "hello"}))).await.result();
    let message = stream.until("message_received").await;
    assert_eq!((&message["payload"], &message["origin"]), (&json!("hello"), &json!("Ana")));
    node.post(&ana, "participants/not-a-uuid/mute", None).await.refusal();
    let path = kim.own("mute");
    assert_eq!(node.post(&ana, &path, None).await.result(), json!(true));
    stream.until_update(kim.uuid(), |update| update["is_muted"] == "YES").await;
    assert_eq!(node.post(&ana, &ana.own("take_floor"), None).await.result(), json!(null));
    assert_eq!(stream.until("presentation_start").await["presenter_uuid"], ana.uuid());
    assert_eq!(node.post(&ana, &ana.own("release_floor"), None).await.result(), json!(null));
    assert_eq!(stream.until("presentation_stop").await, json!(null));
    node.post(&ana, &kim.own("disconnect"), None).await.result();
    assert_eq!(stream.until("disconnect").await["reason"], "API initiated participant disconnect");
}

#[tokio::test]
async fn who_waits_sees_only_themselves_until_a_host_comes() {
    let node = Node::new().await;
    node.make_room("r").await;
    let lee = node.guest("r", "Lee").await;
    let kim = node.guest("r", "Kim").await;
    let mut stream = node.events(&kim).await;
    assert_eq!(stream.until("participant_create").await["service_type"], "waiting_room");
    assert_eq!(stream.next().await.expect("an event").0, "participant_sync_end");
    let ana = node.host("r", "Ana").await;
    stream.until("participant_sync_begin").await;
    let mut roster = Vec::new();
    while let Some((name, data)) = stream.next().await {
        if name == "participant_sync_end" {
            break;
        }
        roster.push(data["uuid"].as_str().expect("a uuid").to_owned());
    }
    for uuid in [lee.uuid(), kim.uuid(), ana.uuid()] {
        assert!(roster.iter().any(|one| one == uuid));
    }
    stream.until_update(kim.uuid(), |update| update["service_type"] == "conference").await;
}

#[tokio::test]
async fn a_token_is_renewed_and_an_unknown_one_waits_for_its_answer() {
    let node = Node::new().await;
    node.make_room("r").await;
    let mut ana = node.host("r", "Ana").await;
    let renewed = node.post(&ana, "refresh_token", None).await.result();
    assert_eq!((&renewed["expires"], &renewed["role"]), (&json!("120"), &json!("HOST")));
    assert_ne!(renewed["token"], ana.granted["token"]);
    assert!(node.get(&ana, "conference_status").await.result()["started"].is_boolean(), "requests under way");
    ana.granted["token"] = renewed["token"].clone();
    assert_eq!(node.post(&ana, "release_token", None).await.result(), json!(true));

    let begun = std::time::Instant::now();
    assert_eq!(node.post(&ana, "refresh_token", None).await.refusal(), "Invalid token");
    assert!(begun.elapsed().as_millis() >= 1_000, "clients ask again at once");
}

#[tokio::test]
async fn widgets_on_other_origins_may_ask() {
    let node = Node::new().await;
    let preflight = http::Request::options("/api/client/v2/conferences/r/request_token")
        .header("origin", "https://bank.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "token,pin,content-type")
        .body(axum::body::Body::empty())
        .expect("valid");
    let answer = node.answer(preflight).await;
    assert!(answer.status.is_success());
    let allowed = answer.headers["access-control-allow-headers"].to_str().expect("text").to_lowercase();
    assert!(["token", "pin", "content-type"].iter().all(|header| allowed.contains(header)), "{allowed}");
    let headers = [("origin", "https://bank.example")];
    let refused = node.client("POST", "r/request_token", &headers, Some(json!({}))).await;
    assert_eq!(refused.headers["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn who_has_left_hears_no_more() {
    let node = Node::new().await;
    node.make_room("r").await;
    let (ana, kim) = (node.host("r", "Ana").await, node.guest("r", "Kim").await);
    let mut stream = node.events(&kim).await;
    stream.until("stage").await;
    node.post(&kim, "release_token", None).await.result();
    node.post(&ana, "lock", None).await.result();
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn who_waits_learns_nothing_of_those_inside() {
    let node = Node::new().await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    node.post(&ana, "lock", None).await.result();
    node.post(&ana, &ana.own("take_floor"), None).await.result();
    let kim = node.guest("r", "Kim").await;
    let mut stream = node.events(&kim).await;
    stream.until("stage").await;
    node.post(&ana, "transform_layout", Some(json!({"transforms": {"layout": "4:0"}}))).await.result();
    node.post(&ana, &ana.own("release_floor"), None).await.result();
    node.post(&ana, &kim.own("unlock"), None).await.result();
    let (name, _) = stream.next().await.expect("an event");
    assert_eq!(name, "participant_sync_begin", "until then nothing is for them");
}

#[tokio::test]
async fn a_big_room_is_told_whole() {
    let node = Node::new().await;
    let room = json!({"name": "r", "aliases": [{"alias": "r"}]});
    node.manage("POST", "/api/admin/configuration/v1/conference/", room).await;
    let ana = node.host("r", "Ana").await;
    for _ in 0..600 {
        node.host("r", "Kim").await;
    }
    let mut stream = node.events(&ana).await;
    let mut people = 0;
    while let Some((name, _)) = stream.next().await {
        people += usize::from(name == "participant_create");
        if name == "stage" {
            break;
        }
    }
    assert_eq!(people, 601);
}

#[tokio::test]
async fn a_node_that_stops_says_come_later() {
    let node = Node::new().await;
    node.make_room("r").await;
    node.conference.stop();
    let answer = node.request_token("r", Some("1234"), json!({"display_name": "Ana"})).await;
    assert_eq!((answer.status, &answer.body["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("failed")));
}

#[tokio::test]
async fn a_link_expires() {
    let node = Node::new().await;
    node.make_room("r").await;
    let wanted = json!({"role": "HOST", "display_name": "Ana", "ttl_s": 0});
    let minted = node.manage("POST", "/api/eyeline/v1/rooms/r/tickets", wanted).await;
    let refused = node.request_token("r", None, json!({"token": minted.body["ticket"]})).await;
    assert_eq!(refused.refusal(), "This link has expired");
}
