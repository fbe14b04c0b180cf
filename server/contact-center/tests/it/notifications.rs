//! Notification channels and their websockets.

use std::time::Duration;

use axum::http::StatusCode;
use eyeline_contact_center_server::Config;
use serde_json::{Value, json};

use crate::{
    call::{Api, Socket},
    house::House,
};

const CHANNELS: &str = "/api/v2/notifications/channels";

async fn channel(api: &Api) -> (String, String) {
    let channel = api.post(CHANNELS, Value::Null).await.ok();
    (channel["id"].as_str().unwrap().to_owned(), channel["connectUri"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_channel_is_opened_with_null_and_with_nothing() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    ana.send("POST", CHANNELS, "null").await.ok();
    let opened = ana.send("POST", CHANNELS, "").await.ok();
    assert!(opened["connectUri"].as_str().unwrap().starts_with(&format!("ws://{}/channels/", house.address)));
    assert_eq!(ana.get(CHANNELS).await.ok()["entities"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn presence_and_routing_status_are_heard_on_a_combined_topic() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let id = house.person("Ana").id.to_string();
    let mut desk = ana.listen(&[format!("v2.users.{id}?presence&routingStatus")]).await;
    ana.set_presence(&id, "OnQueue").await;
    let presence = desk.hear().await;
    assert_eq!(presence["topicName"], format!("v2.users.{id}.presence"));
    assert_eq!(presence["eventBody"]["presenceDefinition"]["systemPresence"], "OnQueue");
    assert_eq!((&presence["version"], &presence["sequence"]), (&json!("2"), &json!(1)));
    let status = desk.hear().await;
    assert_eq!(status["eventBody"]["routingStatus"]["status"], "IDLE");
}

#[tokio::test]
async fn a_socket_shows_that_it_is_alive_and_answers_pings() {
    let house = House::with(Config { heartbeat: Duration::from_millis(20), ..Config::default() }).await;
    let ana = house.user("Ana").await;
    let mut desk = Socket::open(&channel(&ana).await.1).await;
    let beat = desk.hear().await;
    assert_eq!(
        beat,
        json!({"topicName": "channel.metadata", "eventBody": {"message": "WebSocket Heartbeat"}})
    );
    desk.say(&json!({"message": "ping"})).await;
    desk.until(|frame| frame["eventBody"]["message"] == "pong").await;
}

#[tokio::test]
async fn topics_are_added_and_refused_in_the_socket() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let id = house.person("Ana").id;
    let mut desk = Socket::open(&channel(&ana).await.1).await;
    let topic = format!("v2.users.{id}.presence");
    desk.say(&json!({"message": "subscribe", "topics": [topic], "correlationId": "7"})).await;
    assert_eq!(desk.hear().await, json!({"result": "200", "status": "subscribed", "correlationId": "7"}));
    let sara = house.person("Sara").id;
    let foreign = format!("v2.users.{sara}.conversations");
    desk.say(&json!({"message": "subscribe", "topics": [foreign, "v2.weather"]})).await;
    let refused = desk.hear().await;
    assert_eq!(
        (&refused["result"], refused["failures"].as_array().unwrap().len()),
        (&json!("400"), 2),
        "{refused}"
    );
    desk.say_text("{not json").await;
    assert_eq!(desk.hear().await["result"], "400");
    ana.set_presence(&id.to_string(), "Meal").await;
    assert_eq!(desk.hear().await["topicName"], topic);
}

#[tokio::test]
async fn one_forbidden_topic_refuses_the_whole_request_unless_errors_are_ignored() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let (own, foreign) = (house.person("Ana").id, house.person("Sara").id);
    let (id, _) = channel(&ana).await;
    let path = format!("{CHANNELS}/{id}/subscriptions");
    let topics = json!([
        {"id": format!("v2.users.{own}.conversations")},
        {"id": format!("v2.users.{foreign}.conversations")},
    ]);
    assert_eq!(ana.put(&path, topics.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ana.get(&path).await.ok()["entities"], json!([]));
    let done = ana.put(&format!("{path}?ignoreErrors=true"), topics).await.ok();
    let states: Vec<_> =
        done["entities"].as_array().unwrap().iter().map(|topic| topic["state"].clone()).collect();
    assert_eq!(states, ["Permitted", "Rejected"]);
    // A supervisor may listen to others.
    let maya = house.user("Maya").await;
    maya.listen(&[format!("v2.users.{foreign}.conversations")]).await;
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed_or_is_told_that_it_is_gone() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let user = house.person("Ana").id.to_string();
    let (id, uri) = channel(&ana).await;
    let topics = json!([{"id": format!("v2.users.{user}.presence")}]);
    ana.put(&format!("{CHANNELS}/{id}/subscriptions"), topics).await.ok();
    let mut first = Socket::open(&uri).await;
    for presence in ["Available", "Meal", "Busy"] {
        ana.set_presence(&user, presence).await;
        first.hear().await;
    }
    let mut again = Socket::open(&format!("{uri}?lastSequence=1")).await;
    assert_eq!(first.closed().await.unwrap().0, 1008);
    let resumed = again.hear().await;
    assert_eq!(resumed["eventBody"], json!({"message": "Resumed", "replayed": 2}), "{resumed}");
    assert_eq!(again.hear().await["eventBody"]["presenceDefinition"]["systemPresence"], "Meal");
    assert_eq!(again.hear().await["sequence"], 3);
    let mut unknown = Socket::open(&format!("{uri}?lastSequence=99")).await;
    assert_eq!(unknown.hear().await["eventBody"]["reason"], "too.old");
}

#[tokio::test]
async fn a_dead_channel_says_so() {
    let house = House::new().await;
    let mut lost = Socket::open(&format!("ws://{}/channels/streaming-unknown", house.address)).await;
    assert_eq!(lost.hear().await, json!({"result": "404"}));
    assert_eq!(lost.next().await, None);
}

#[tokio::test]
async fn the_twenty_first_channel_evicts_the_oldest_without_a_socket() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let (connected, uri) = channel(&ana).await;
    let mut socket = Socket::open(&uri).await;
    socket.say(&json!({"message": "ping"})).await;
    socket.hear().await;
    let (oldest, _) = channel(&ana).await;
    for _ in 0..19 {
        channel(&ana).await;
    }
    let subscriptions = |id: &str| format!("{CHANNELS}/{id}/subscriptions");
    assert_eq!(ana.get(&subscriptions(&oldest)).await.status, StatusCode::NOT_FOUND);
    ana.get(&subscriptions(&connected)).await.ok();
    assert_eq!(ana.get(CHANNELS).await.ok()["entities"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn more_than_a_thousand_topics_are_refused() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let (id, _) = channel(&ana).await;
    let topics: Vec<_> = (0..1_001).map(|n| json!({"id": format!("v2.users.{n:036x}.presence")})).collect();
    let refused = ana.put(&format!("{CHANNELS}/{id}/subscriptions"), json!(topics)).await;
    assert_eq!(refused.body["code"], "invalid.value");
}

#[tokio::test]
async fn a_revoked_token_closes_its_channels() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let mut desk = Socket::open(&channel(&ana).await.1).await;
    ana.delete("/api/v2/tokens/me").await.ok();
    let told = desk.hear().await;
    assert_eq!(told["topicName"], format!("v2.system.token_revoked.{}", house.person("Ana").id));
    assert_eq!(desk.closed().await.unwrap(), (1008, "the channel is gone".to_owned()));
}

#[tokio::test]
async fn a_stopping_house_tells_its_sockets_to_come_back() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let mut desk = Socket::open(&channel(&ana).await.1).await;
    house.center.stop();
    assert_eq!(desk.hear().await["topicName"], "v2.system.socket_closing");
    assert_eq!(desk.closed().await.unwrap().0, 1012);
}
