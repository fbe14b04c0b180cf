//! By hand: who is given what waits, and where an agent hands their customer on to.

use serde_json::{Value, json};

use crate::{
    house::House,
    journey::{agent_is, last},
};

/// A guest's chat, which waits for nobody is on queue; its id.
async fn waiting_chat(house: &House) -> String {
    let token = uuid::Uuid::from_bytes(rand::random()).to_string();
    let mut guest = house.guest(&token).await;
    guest
        .say(&json!({"action": "onMessage", "token": token, "message": {"type": "Text", "text": "Hello"}}))
        .await;
    guest.hear().await;
    let program = house.program().await;
    let waiting = program.get("/api/v2/conversations").await.ok();
    waiting["entities"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_supervisor_gives_what_waits_to_somebody_and_they_hand_it_on() {
    let house = House::new().await;
    let maya = house.user("Maya").await;
    let bo = house.on_queue("Bo").await;
    let id = house.person("Bo").id.to_string();
    // Busy with another chat would do as well; here Bo has simply left that queue.
    let left = format!("/api/v2/routing/queues/{}/members/{id}", house.queue("General"));
    let advice = format!("/api/v2/routing/queues/{}/members/{id}", house.queue("Video advice"));
    for member in [&left, &advice] {
        assert_eq!(
            bo.patch(member, json!({"joined": false})).await.status,
            403,
            "that is for those who manage"
        );
        maya.patch(member, json!({"joined": false})).await;
    }
    let conversation = waiting_chat(&house).await;
    let mut desk = bo.listen(&[format!("v2.users.{id}.conversations")]).await;

    let assign = format!("/api/v2/conversations/{conversation}/assign");
    assert_eq!(bo.post(&assign, json!({"id": id})).await.status, 403, "agents are given, they do not take");
    let omar = json!({"id": house.person("Omar").id.to_string()});
    let refused = maya.post(&assign, omar).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["message"]),
        (409, &json!("The user is off queue, or does not respond."))
    );
    maya.post(&assign, json!({"id": id})).await.ok();
    let ringing = desk.until(|event| agent_is(event, "messages", "alerting")).await;
    let agent = last(&ringing["eventBody"], "agent")["id"].as_str().unwrap().to_owned();
    assert_eq!(maya.post(&assign, json!({"id": id})).await.status, 409, "it rings already");

    let participant = format!("/api/v2/conversations/messages/{conversation}/participants/{agent}");
    let replace = format!("{participant}/replace");
    let to_general = json!({"queueId": house.queue("General"), "transferType": "Unattended"});
    assert_eq!(bo.post(&replace, to_general.clone()).await.status, 409, "nobody hands on what only rings");
    bo.patch(&participant, json!({"state": "connected"})).await.ok();
    desk.until(|event| agent_is(event, "messages", "connected")).await;
    assert_eq!(maya.post(&replace, to_general.clone()).await.status, 403, "it is not hers");
    assert_eq!(bo.post(&replace, json!({})).await.status, 400);
    assert_eq!(bo.post(&replace, json!({"userId": id})).await.status, 400);
    assert_eq!(bo.post(&replace, to_general).await.status, 202);
    let why = maya.get(&format!("/api/eyeline/v1/conversations/{conversation}/routing")).await.ok();
    let stays = why["stays"].as_array().unwrap();
    assert_eq!(
        (&stays[0]["end"], &stays[0]["decisions"][0]["foundBy"]),
        (&json!("answered"), &json!("manual"))
    );
    assert_eq!((&stays[1]["queue"]["name"], &stays[1]["end"]), (&json!("General"), &Value::Null), "{why}");
}
