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
