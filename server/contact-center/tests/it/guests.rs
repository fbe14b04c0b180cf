//! Web messaging, as a customer's browser speaks it.

use eyeline_contact_center_server::{AfterDisconnect, Config};
use eyeline_genesys::guest::HEALTH_CHECK;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    call::Socket,
    house::House,
    journey::{agent_is, last},
};

fn token() -> String {
    Uuid::from_bytes(rand::random()).to_string()
}

fn text(token: &str, tracing_id: &str, text: &str) -> Value {
    json!({
        "action": "onMessage", "token": token, "tracingId": tracing_id, "message": {"type": "Text", "text": text},
    })
}

#[tokio::test]
async fn a_session_is_new_once_and_goes_on_with_its_token() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.stranger().await;
    let first = house.configured(&mut guest, &token, json!({"startNew": false})).await;
    assert_eq!(
        (&first["type"], &first["class"], &first["code"]),
        (&json!("response"), &json!("SessionResponse"), &json!(200))
    );
    assert_eq!(
        (&first["body"]["newSession"], &first["body"]["maxCustomDataBytes"]),
        (&json!(true), &json!(2048))
    );
    let mut again = house.stranger().await;
    let second = house.configured(&mut again, &token, json!({})).await;
    assert_eq!((&second["body"]["newSession"], &second["body"]["readOnly"]), (&json!(false), &json!(false)));
}

#[tokio::test]
async fn an_echo_is_answered_even_before_a_session() {
    let house = House::new().await;
    let mut guest = house.stranger().await;
    let request = json!({
        "action": "echo", "token": "x", "tracingId": HEALTH_CHECK,
        "message": {"type": "Text", "text": "ping"},
    });
    guest.say(&request).await;
    let echo = guest.hear().await;
    assert_eq!((&echo["type"], &echo["body"]["text"]), (&json!("response"), &json!("ping")));
    assert_eq!(echo["tracingId"], HEALTH_CHECK);
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_with_its_code() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.stranger().await;
    guest.say(&text(&token, "0", "too early")).await;
    assert_eq!(refused(&mut guest).await, 4007);
    house.configured(&mut guest, &token, json!({})).await;
    guest.say(&text("another-token-of-some-length", "1", "not mine")).await;
    assert_eq!(refused(&mut guest).await, 4007);
    guest.say(&text(&token, "2", &"x".repeat(4_097))).await;
    assert_eq!(refused(&mut guest).await, 4011);
    let mut heavy = text(&token, "3", "Hi");
    heavy["message"]["channel"] = json!({"metadata": {"customAttributes": {"a": "x".repeat(2_048)}}});
    guest.say(&heavy).await;
    assert_eq!(refused(&mut guest).await, 4013);
    guest.say(&text(&token, "4", "")).await;
    assert_eq!(refused(&mut guest).await, 4020);
    guest.say(&json!({"action": "onAttachment", "token": token, "tracingId": "5"})).await;
    assert_eq!(refused(&mut guest).await, 403);
    for garbage in ["{", "[]", "{\"action\":\"dance\",\"token\":\"x\"}"] {
        guest.say_text(garbage).await;
        assert_eq!(refused(&mut guest).await, 400);
    }
    // The longest allowed message is.
    guest.say(&text(&token, "6", &"ن".repeat(4_096))).await;
    assert_eq!(guest.hear().await["code"], 200);
}

async fn refused(guest: &mut Socket) -> u64 {
    let frame = guest.hear().await;
    assert_eq!((&frame["type"], &frame["class"]), (&json!("response"), &json!("string")), "{frame}");
    frame["code"].as_u64().unwrap()
}

#[tokio::test]
async fn a_guest_who_talks_too_fast_is_slowed_down() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.guest(&token).await;
    for n in 0..6 {
        guest.say(&text(&token, &n.to_string(), "again")).await;
    }
    let limited = guest.until(|frame| frame["class"] == "TooManyRequestsErrorMessage").await;
    assert_eq!((&limited["code"], &limited["body"]["errorCode"]), (&json!(429), &json!(4029)), "{limited}");
    assert!(limited["body"]["retryAfter"].as_u64().unwrap() >= 1);
    for n in 0..60 {
        guest.say(&json!({"action": "echo", "token": token, "tracingId": format!("e{n}")})).await;
    }
    let mut was_limited =
        |frame: &Value| frame["code"] == 429 && frame["body"]["retryAfter"].as_u64() > Some(1);
    guest.until(&mut was_limited).await;
}

#[tokio::test]
async fn a_repeated_message_is_kept_once() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.guest(&token).await;
    let message = text(&token, &Uuid::from_u128(7).to_string(), "Once");
    guest.say(&message).await;
    let first = guest.hear().await;
    guest.say(&message).await;
    assert_eq!(guest.hear().await["body"]["id"], first["body"]["id"]);
    assert_eq!(history(&house, &mut guest, &token).await["total"], 1);
}

async fn history(house: &House, guest: &mut Socket, token: &str) -> Value {
    guest.say(&json!({"action": "getJwt", "token": token, "tracingId": "jwt"})).await;
    let jwt = guest.until(|frame| frame["class"] == "JwtResponse").await;
    let api = house.nobody().with_token(jwt["body"]["jwt"].as_str().unwrap());
    api.get("/api/v2/webmessaging/messages?pageSize=2&pageNumber=1").await.ok()
}

#[tokio::test]
async fn the_history_comes_in_pages_latest_first() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.guest(&token).await;
    for words in ["one", "two", "three"] {
        guest.say(&text(&token, words, words)).await;
        guest.hear().await;
    }
    let page = history(&house, &mut guest, &token).await;
    let words: Vec<_> =
        page["entities"].as_array().unwrap().iter().map(|message| message["text"].clone()).collect();
    assert_eq!(
        (words, &page["total"], &page["pageCount"]),
        (vec![json!("three"), json!("two")], &json!(3), &json!(2))
    );
    let stranger = house.nobody().with_token("not.a.jwt").get("/api/v2/webmessaging/messages").await;
    assert_eq!(stranger.body["code"], "bad.credentials");
}

#[tokio::test]
async fn typing_goes_both_ways_and_is_not_kept() {
    let house = House::new().await;
    let ana = house.on_queue("Ana").await;
    let id = house.person("Ana").id;
    let topics = ["conversations", "conversations.messages"].map(|about| format!("v2.users.{id}.{about}"));
    let mut desk = ana.listen(&topics).await;
    let token = token();
    let mut guest = house.guest(&token).await;
    guest.say(&text(&token, "1", "Hello")).await;
    guest.hear().await;
    let ringing = desk.until(|event| agent_is(event, "messages", "alerting")).await["eventBody"].clone();
    let conversation = ringing["id"].as_str().unwrap();
    let agent = last(&ringing, "agent");
    let path = format!("/api/v2/conversations/messages/{conversation}");
    let accept = format!("{path}/participants/{}", agent["id"].as_str().unwrap());
    ana.patch(&accept, json!({"state": "connected"})).await.ok();
    assert_eq!(guest.hear().await["body"]["events"][0]["presence"]["type"], "Join");

    let typing = json!({"type": "Event", "events": [{"eventType": "Typing", "typing": {"type": "On"}}]});
    guest.say(&json!({"action": "onMessage", "token": token, "tracingId": "2", "message": typing})).await;
    let seen = desk.until(|event| event["eventBody"].to_string().contains("Typing")).await;
    assert_eq!(seen["topicName"], topics[1]);
    let communication = agent["messages"][0]["id"].as_str().unwrap();
    let typing = json!({"typing": {"type": "On", "duration": 5000}});
    ana.post(&format!("{path}/communications/{communication}/typing"), typing).await.ok();
    let seen = guest.hear().await;
    assert_eq!(seen["body"]["events"][0]["typing"], json!({"type": "On", "duration": 5000}), "{seen}");
    assert_eq!(history(&house, &mut guest, &token).await["total"], 2);

    let sent =
        ana.post(&format!("{path}/communications/{communication}/messages"), json!({"textBody": "Hi"})).await;
    let sent = sent.ok()["id"].clone();
    guest.hear().await;
    desk.until(|event| is_status(event, &sent, "delivery-success")).await;
    let receipt = json!({"type": "Receipt", "id": sent, "status": "Read"});
    guest.say(&json!({"action": "onMessage", "token": token, "message": receipt})).await;
    desk.until(|event| is_status(event, &sent, "read")).await;
}

fn is_status(event: &Value, message: &Value, status: &str) -> bool {
    let participants = event["eventBody"]["participants"].as_array().into_iter().flatten();
    let sessions =
        participants.flat_map(|participant| participant["messages"].as_array().into_iter().flatten());
    let mut messages = sessions.flat_map(|session| session["messages"].as_array().into_iter().flatten());
    messages.any(|seen| seen["messageId"] == *message && seen["messageStatus"] == status)
}

#[tokio::test]
async fn a_button_is_answered_and_the_agent_reads_what_it_means() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.guest(&token).await;
    let response = json!({"type": "Structured", "content": [{"contentType": "ButtonResponse",
        "buttonResponse": {"type": "QuickReply", "text": "Start video", "payload": "eyeline.start-video"}}]});
    guest.say(&json!({"action": "onMessage", "token": token, "tracingId": "1", "message": response})).await;
    guest.hear().await;
    let page = history(&house, &mut guest, &token).await;
    assert_eq!(
        page["entities"][0]["content"][0]["buttonResponse"]["payload"], "eyeline.start-video",
        "{page}"
    );
    assert_eq!(page["entities"][0]["text"], "Start video");
}

#[tokio::test]
async fn what_the_page_learns_later_reaches_the_conversation() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.guest(&token).await;
    for (words, attributes) in
        [("Hello", json!({"name": "Ines"})), ("Cards", json!({"name": "Ines", "line": "cards"}))]
    {
        let mut message = text(&token, words, words);
        message["message"]["channel"] = json!({"metadata": {"customAttributes": attributes}});
        guest.say(&message).await;
        guest.hear().await;
    }
    let listed = house.program().await.get("/api/v2/conversations").await.ok();
    let customer = last(&listed["entities"][0], "customer").clone();
    assert_eq!(customer["attributes"], json!({"name": "Ines", "line": "cards"}));
}

#[tokio::test]
async fn a_cleared_session_begins_anew() {
    let house = House::new().await;
    let token = token();
    let mut guest = house.guest(&token).await;
    guest.say(&text(&token, "1", "Hello")).await;
    guest.hear().await;
    let clear =
        json!({"type": "Event", "events": [{"eventType": "Presence", "presence": {"type": "Clear"}}]});
    guest.say(&json!({"action": "onMessage", "token": token, "tracingId": "2", "message": clear})).await;
    guest.until(|frame| frame["class"] == "SessionClearedEvent").await;
    assert_eq!(history(&house, &mut guest, &token).await["total"], 0);
    let program = house.program().await;
    assert_eq!(program.get("/api/v2/conversations").await.ok()["total"], 0);
    guest.say(&text(&token, "3", "Hello again")).await;
    guest.until(|frame| frame["body"]["text"] == "Hello again").await;
    assert_eq!(program.get("/api/v2/conversations").await.ok()["total"], 1);
}

#[tokio::test]
async fn a_chat_that_may_only_be_read_is_left_behind_by_starting_anew() {
    let config = Config { after_disconnect: AfterDisconnect::ReadOnly, ..Config::default() };
    let house = House::with(config).await;
    let token = token();
    let mut guest = house.guest(&token).await;
    guest.say(&text(&token, "1", "Hello")).await;
    guest.hear().await;
    let program = house.program().await;
    let listed = program.get("/api/v2/conversations").await.ok();
    let conversation = listed["entities"][0]["id"].as_str().unwrap();
    program.delete(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let left = guest.hear().await;
    assert_eq!(left["body"]["events"][0]["presence"]["type"], "Disconnect", "{left}");
    guest.say(&text(&token, "2", "Hello?")).await;
    assert_eq!(refused(&mut guest).await, 403);
    let read_only = house.configured(&mut guest, &token, json!({})).await;
    assert_eq!(read_only["body"]["readOnly"], true);
    let anew = house.configured(&mut guest, &token, json!({"startNew": true})).await["body"].clone();
    assert_eq!(
        (&anew["readOnly"], &anew["newSession"], &anew["clearedExistingSession"]),
        (&json!(false), &json!(true), &json!(true))
    );
    guest.say(&text(&token, "3", "Hello!")).await;
    assert_eq!(guest.hear().await["code"], 200);
}

#[tokio::test]
async fn a_fourth_browser_closes_the_first_and_all_hear_the_same() {
    let house = House::new().await;
    let token = token();
    let mut first = house.guest(&token).await;
    let mut second = house.guest(&token).await;
    let _third = house.guest(&token).await;
    let mut fourth = house.guest(&token).await;
    assert_eq!(first.hear().await["class"], "ConnectionClosedEvent");
    assert_eq!(first.next().await, None);
    fourth.say(&text(&token, "1", "Hello")).await;
    assert_eq!(second.hear().await["body"]["text"], "Hello");
    fourth.say(&json!({"action": "closeSession", "token": token, "closeAllConnections": true})).await;
    assert_eq!(second.hear().await["class"], "ConnectionClosedEvent");
}

#[tokio::test]
async fn a_page_reads_how_its_messenger_behaves() {
    let house = House::new().await;
    let deployment = house.seeded.deployments[0].id;
    let path = format!("/webdeployments/v1/deployments/{deployment}/config.json");
    let config = house.nobody().get(&path).await.ok();
    let endpoint = &config["messenger"]["apps"]["conversations"]["messagingEndpoint"];
    assert_eq!((&config["status"], endpoint), (&json!("Active"), &json!(format!("ws://{}", house.address))));
}
