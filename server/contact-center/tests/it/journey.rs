//! Journey (a), on the wire: from the first word of a chat to the wrap-up of the call.

use serde_json::{Value, json};

use crate::{call::Api, house::House};

#[tokio::test]
async fn a_chat_becomes_a_callback_and_is_wrapped_up_on_sqlite() {
    journey(House::new().await).await;
}

#[tokio::test]
async fn a_chat_becomes_a_callback_and_is_wrapped_up_on_postgres() {
    if let Some(house) = House::on_postgres().await {
        journey(house).await;
    }
}

/// The participant of `purpose` that came last.
pub(crate) fn last<'a>(conversation: &'a Value, purpose: &str) -> &'a Value {
    let participants = conversation["participants"].as_array().unwrap();
    participants.iter().rfind(|participant| participant["purpose"] == purpose).unwrap()
}

/// Whether an event says that the agent's session on `medium` is in `state`.
pub(crate) fn agent_is(event: &Value, medium: &str, state: &str) -> bool {
    let participants = event["eventBody"]["participants"].as_array();
    participants.into_iter().flatten().any(|participant| {
        participant["purpose"] == "agent"
            && participant[medium].as_array().into_iter().flatten().any(|session| session["state"] == state)
    })
}

async fn journey(house: House) {
    let ana = house.on_queue("Ana").await;
    let id = house.person("Ana").id.to_string();
    let mut desk = ana.listen(&[format!("v2.users.{id}.conversations")]).await;

    let token = uuid::Uuid::from_bytes(rand::random()).to_string();
    let mut guest = house.guest(&token).await;
    guest
        .say(&json!({"action": "onMessage", "token": token, "tracingId": "first", "message": {
            "type": "Text", "text": "Hello, I need help with my mortgage.",
            "channel": {"metadata": {"customAttributes": {"name": "Ines", "email": "ines@example.com"}}},
        }}))
        .await;
    let echo = guest.hear().await;
    assert_eq!(
        (&echo["tracingId"], &echo["body"]["direction"]),
        (&json!("first"), &json!("Inbound")),
        "{echo}"
    );

    let ringing = desk.until(|event| agent_is(event, "messages", "alerting")).await;
    let conversation = ringing["eventBody"]["id"].as_str().unwrap().to_owned();
    let customer = last(&ringing["eventBody"], "customer");
    assert_eq!(
        (&customer["name"], &customer["attributes"]["email"]),
        (&json!("Ines"), &json!("ines@example.com"))
    );
    let chat = last(&ringing["eventBody"], "agent")["messages"][0]["id"].as_str().unwrap().to_owned();
    let agent = last(&ringing["eventBody"], "agent")["id"].as_str().unwrap().to_owned();
    let chat_path = format!("/api/v2/conversations/messages/{conversation}/participants/{agent}");
    ana.patch(&chat_path, json!({"state": "connected"})).await.ok();
    desk.until(|event| agent_is(event, "messages", "connected")).await;
    // A client that repeats itself is not refused.
    ana.patch(&chat_path, json!({"state": "connected"})).await.ok();

    read_first_words(&ana, &conversation).await;
    let send = format!("/api/v2/conversations/messages/{conversation}/communications/{chat}/messages");
    let quick_replies = json!([{"text": "Start video", "payload": "eyeline.start-video"}]);
    ana.post(&send, json!({"textBody": "Shall we meet?", "quickReplies": quick_replies})).await.ok();
    let joined = guest.hear().await["body"].clone();
    assert_eq!(joined["events"][0]["presence"]["type"], "Join", "{joined}");
    assert_eq!(joined["channel"]["from"]["nickname"], "Ana García");
    let offered = guest.hear().await;
    assert_eq!(offered["body"]["content"][0]["quickReply"]["payload"], "eyeline.start-video", "{offered}");

    guest.say(&json!({"action": "getJwt", "token": token, "tracingId": "jwt"})).await;
    let jwt = guest.hear().await["body"]["jwt"].as_str().unwrap().to_owned();
    let history = house.nobody().with_token(&jwt).get("/api/v2/webmessaging/messages?pageSize=10").await.ok();
    let kinds: Vec<_> =
        history["entities"].as_array().unwrap().iter().map(|line| line["type"].clone()).collect();
    assert_eq!(kinds, ["Structured", "Event", "Text"], "{history}");

    let callback = escalate(&house, &conversation).await;
    assert_eq!(callback["conversation"]["id"], json!(conversation));
    let ringing = desk.until(|event| agent_is(event, "callbacks", "alerting")).await;
    let agent = last(&ringing["eventBody"], "agent")["id"].as_str().unwrap().to_owned();
    let session = last(&ringing["eventBody"], "agent")["callbacks"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/conversations/callbacks/{conversation}/participants/{agent}");
    ana.patch(&path, json!({"state": "connected"})).await.ok();
    desk.until(|event| agent_is(event, "callbacks", "connected")).await;
    ana.patch(&path, json!({"held": true})).await.ok();
    ana.patch(&path, json!({"held": false})).await.ok();
    ana.patch(&path, json!({"state": "disconnected"})).await.ok();
    desk.until(|event| agent_is(event, "callbacks", "disconnected")).await;

    wrap_up(&ana, &path, &session).await;
    ana.patch(&chat_path, json!({"state": "disconnected"})).await.ok();
    let left = guest.until(|frame| frame["body"]["type"] == "Event").await;
    assert_eq!(left["body"]["events"][0]["presence"]["type"], "Disconnect", "{left}");
    wrap_up(&ana, &chat_path, &chat).await;

    let ended = ana.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    assert!(ended["endTime"].is_string(), "{ended}");
    let listed = ana.get("/api/v2/conversations").await.ok();
    assert_eq!(listed["total"], 0, "{listed}");
}

async fn read_first_words(ana: &Api, conversation: &str) {
    let read = ana.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let message = last(&read, "customer")["messages"][0]["messages"][0]["messageId"].clone();
    let bulk = format!("/api/v2/conversations/messages/{conversation}/messages/bulk");
    let words = ana.post(&bulk, json!([message])).await.ok();
    assert_eq!(words["entities"][0]["textBody"], "Hello, I need help with my mortgage.");
}

/// As engagement does it: by its own credentials.
async fn escalate(house: &House, conversation: &str) -> Value {
    let engagement = house.client("engagement").await;
    let known = engagement.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let customer = last(&known, "customer")["id"].as_str().unwrap();
    let path = format!("/api/v2/conversations/{conversation}/participants/{customer}/callbacks");
    let body = json!({
        "routingData": {
            "queueId": house.queue("Video advice"), "priority": 0,
            "preferredAgentIds": [house.person("Ana").id],
        },
        "callbackNumbers": [""], "callbackUserName": "Ines", "data": {"eyeline.escalationId": "e-1"},
    });
    let first = engagement.post(&path, body.clone()).await.ok();
    let repeated = engagement.post(&path, body).await.ok();
    assert_eq!(first, repeated);
    first
}

async fn wrap_up(ana: &Api, participant: &str, session: &str) {
    let codes = ana.get(&format!("{participant}/wrapupcodes")).await.ok();
    let code = codes.as_array().unwrap().iter().find(|code| code["name"] == "Resolved").unwrap();
    let path = format!("{participant}/communications/{session}/wrapup");
    ana.post(&path, json!({"code": code["id"], "notes": "Rate explained."})).await.ok();
    let read = ana.get(&path).await.ok();
    assert_eq!((&read["name"], &read["notes"]), (&json!("Resolved"), &json!("Rate explained.")), "{read}");
}
