//! Rooms as configured.

use axum::body::Body;
use eyeline_conference_server::Conference;
use eyeline_shell::Store;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::node::{Node, config};

const ROOMS: &str = "/api/admin/configuration/v1/conference/";

#[tokio::test]
async fn a_room_is_made_found_changed_and_removed() {
    let node = Node::new().await;
    let location = node.make_room("r").await;
    let read = node.manage("GET", &location, Value::Null).await;
    assert_eq!((&read.body["name"], &read.body["tag"]), (&json!("r"), &json!("e-1")));
    assert_eq!(read.body["resource_uri"], location.as_str());

    let again = node.manage("POST", ROOMS, json!({"name": "r", "aliases": []})).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.body["conference"]["name"][0], "Conference with this Name already exists.");
    let same_alias = node.manage("POST", ROOMS, json!({"name": "s", "aliases": [{"alias": "R"}]})).await;
    assert_eq!(same_alias.status, StatusCode::BAD_REQUEST, "{}", same_alias.body);

    node.make_room("other").await;
    let found = node.manage("GET", &format!("{ROOMS}?name=r"), Value::Null).await;
    assert_eq!(found.body["meta"]["total_count"], 1);
    assert_eq!(found.body["objects"][0]["name"], "r");
    let all = node.manage("GET", &format!("{ROOMS}?limit=1"), Value::Null).await;
    assert_eq!(
        (&all.body["meta"]["total_count"], all.body["objects"].as_array().map(Vec::len)),
        (&json!(2), Some(1))
    );

    let kim = node.guest("r", "Kim").await;
    let mut stream = node.events(&kim).await;
    let changed =
        node.manage("PATCH", &location, json!({"enable_chat": "no", "aliases": [{"alias": "q"}]})).await;
    assert_eq!(changed.status, StatusCode::ACCEPTED, "{}", changed.body);
    assert_eq!(node.request_token("r", None, json!({})).await.status, StatusCode::NOT_FOUND);
    stream.until("conference_update").await;

    assert_eq!(node.manage("DELETE", &location, Value::Null).await.status, StatusCode::NO_CONTENT);
    stream.until("disconnect").await;
    assert_eq!(node.manage("GET", &location, Value::Null).await.status, StatusCode::NOT_FOUND);
    assert_eq!(node.request_token("q", None, json!({})).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_an_administrator_configures_rooms_and_mints_tickets() {
    let node = Node::new().await;
    node.make_room("r").await;
    for (method, path) in [("GET", ROOMS), ("POST", "/api/eyeline/v1/rooms/r/tickets")] {
        for login in [None, Some("Basic YWRtaW46d3Jvbmc="), Some("Bearer x"), Some("Basic")] {
            let mut request = Request::builder().method(method).uri(path);
            if let Some(login) = login {
                request = request.header("authorization", login);
            }
            let answer = node.answer(request.body(Body::from("{}")).expect("valid")).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} {login:?}");
            assert!(answer.headers.contains_key("www-authenticate"));
        }
    }
    let nowhere = node
        .manage("POST", "/api/eyeline/v1/rooms/nowhere/tickets", json!({"role": "HOST", "ttl_s": 1}))
        .await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn rooms_live_in_either_database() {
    let Ok(server) = std::env::var("EYELINE_TEST_POSTGRES") else { return };
    let store = Store::postgres(&scratch_database(&server).await).await.expect("PostgreSQL answers");
    let conference = Conference::start(config(None), store.clone()).await.expect("the conference starts");
    let node = Node::serving(conference);
    let location = node.make_room("r").await;
    let ticket = node.ticket("r", "HOST", "Ana").await;
    node.enter("r", None, json!({"display_name": "x", "token": ticket})).await;
    let again = node.request_token("r", None, json!({"display_name": "x", "token": ticket})).await;
    assert_eq!(again.refusal(), "This link has already been used");
    assert_eq!(node.manage("DELETE", &location, Value::Null).await.status, StatusCode::NO_CONTENT);
    store.close().await;
}

async fn scratch_database(url: &str) -> String {
    use sqlx::Connection as _;
    let name = format!("eyeline_conference_{}", Uuid::new_v4().simple());
    let mut server = sqlx::PgConnection::connect(url).await.expect("the server answers");
    let create = format!("CREATE DATABASE {name}");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut server).await.expect("a database of our own");
    let (server, _) = url.rsplit_once('/').expect("a URL with a database in it");
    format!("{server}/{name}")
}

#[tokio::test]
async fn a_name_may_be_long_in_any_script_and_an_alias_is_given_once() {
    let node = Node::new().await;
    let made = node.manage("POST", ROOMS, json!({"name": "é".repeat(250)})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let longer = node.manage("POST", ROOMS, json!({"name": "é".repeat(251)})).await;
    assert_eq!(longer.status, StatusCode::BAD_REQUEST);
    let twice = json!({"name": "r", "aliases": [{"alias": "a"}, {"alias": "A"}]});
    let refused = node.manage("POST", ROOMS, twice).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    assert!(refused.body["conference"]["aliases"].is_array());
}

#[tokio::test]
async fn a_limit_is_lifted_by_null_and_kept_by_silence() {
    let node = Node::new().await;
    let location = node.make_room("r").await;
    let limit = async |change: Value| {
        let changed = node.manage("PATCH", &location, change).await;
        assert_eq!(changed.status, StatusCode::ACCEPTED, "{}", changed.body);
        changed.body["participant_limit"].clone()
    };
    assert_eq!(limit(json!({"participant_limit": 1})).await, 1);
    assert_eq!(limit(json!({"description": "small"})).await, 1);
    node.host("r", "Ana").await;
    assert_eq!(node.request_token("r", Some("1234"), json!({})).await.refusal(), "Participant limit reached");
    assert_eq!(limit(json!({"participant_limit": null})).await, Value::Null);
    node.host("r", "Bo").await;
}

#[tokio::test]
async fn a_new_name_is_told_to_those_inside() {
    let node = Node::new().await;
    let location = node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let mut stream = node.events(&ana).await;
    assert_eq!(stream.until("participant_create").await["local_alias"], "r");
    node.manage("PATCH", &location, json!({"aliases": [{"alias": "q"}]})).await;
    let answer =
        node.client("POST", &format!("q/{}", ana.own("mute")), &[("token", ana.token())], None).await;
    assert_eq!(answer.result(), json!(true));
    let update = stream.until_update(ana.uuid(), |update| update["is_muted"] == "YES").await;
    assert_eq!(update["local_alias"], "q");
}

#[tokio::test]
async fn in_a_room_without_pictures_nobody_makes_a_video_call() {
    let node = Node::new().await;
    let location = node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let mut stream = node.events(&ana).await;
    let (_peer, _) = crate::calls::call(&node, &ana).await;
    stream.until_update(ana.uuid(), |update| update["is_video_call"] == "YES").await;
    node.manage("PATCH", &location, json!({"call_type": "audio"})).await;
    node.post(&ana, &ana.own("mute"), None).await.result();
    let update = stream.until_update(ana.uuid(), |update| update["is_muted"] == "YES").await;
    assert_eq!((&update["is_audio_only_call"], &update["is_video_call"]), (&json!("YES"), &json!("NO")));
}
