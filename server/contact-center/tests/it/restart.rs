//! The process dies; what was answered is there again.

use serde_json::json;

use crate::{
    house::House,
    journey::{agent_is, last},
};

#[tokio::test]
async fn after_a_crash_the_offer_still_rings_and_the_guest_goes_on_where_they_were_on_sqlite() {
    crash(House::new().await).await;
}

#[tokio::test]
async fn after_a_crash_the_offer_still_rings_and_the_guest_goes_on_where_they_were_on_postgres() {
    if let Some(house) = House::on_postgres().await {
        crash(house).await;
    }
}

async fn crash(house: House) {
    let ana = house.on_queue("Ana").await;
    let id = house.person("Ana").id;
    let mut desk = ana.listen(&[format!("v2.users.{id}.conversations")]).await;
    let token = &uuid::Uuid::from_bytes(rand::random()).to_string();
    let mut guest = house.guest(token).await;
    let message = json!({"type": "Text", "text": "Are you there?"});
    guest.say(&json!({"action": "onMessage", "token": token, "tracingId": "1", "message": message})).await;
    guest.hear().await;
    let ringing = desk.until(|event| agent_is(event, "messages", "alerting")).await["eventBody"].clone();
    let conversation = ringing["id"].as_str().unwrap().to_owned();
    let secret = ana.token().to_owned();
    drop((ana, desk, guest));

    let house = house.restarted().await;
    let ana = house.nobody().with_token(&secret);
    let listed = ana.get("/api/v2/conversations").await.ok();
    assert_eq!(listed["entities"][0]["id"], conversation.as_str(), "{listed}");
    let agent = last(&listed["entities"][0], "agent").clone();
    assert_eq!(agent["messages"][0]["id"], last(&ringing, "agent")["messages"][0]["id"]);
    let path = format!("/api/v2/conversations/messages/{conversation}");
    let accept = format!("{path}/participants/{}", agent["id"].as_str().unwrap());
    ana.patch(&accept, json!({"state": "connected"})).await.ok();

    let mut guest = house.stranger().await;
    let session = house.configured(&mut guest, token, json!({})).await;
    assert_eq!(session["body"]["newSession"], false);
    let communication = agent["messages"][0]["id"].as_str().unwrap();
    ana.post(&format!("{path}/communications/{communication}/messages"), json!({"textBody": "I am."}))
        .await
        .ok();
    assert_eq!(guest.hear().await["body"]["text"], "I am.");
    guest.say(&json!({"action": "getJwt", "token": token})).await;
    let jwt = guest.hear().await["body"]["jwt"].as_str().unwrap().to_owned();
    let history = house.nobody().with_token(&jwt).get("/api/v2/webmessaging/messages").await.ok();
    assert_eq!(history["total"], 3);
}
