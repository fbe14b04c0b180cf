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
    assert_eq!(bo.post(&replace, json!({"userId": id})).await.status, 400, "not to oneself");
    assert_eq!(
        bo.post(&replace, json!({"userId": house.person("Omar").id})).await.status,
        409,
        "he is not there"
    );
    assert_eq!(bo.post(&replace, to_general).await.status, 202);
    let why = maya.get(&format!("/api/eyeline/v1/conversations/{conversation}/routing")).await.ok();
    let stays = why["stays"].as_array().unwrap();
    assert_eq!(
        (&stays[0]["end"], &stays[0]["decisions"][0]["foundBy"]),
        (&json!("answered"), &json!("manual"))
    );
    assert_eq!((&stays[1]["queue"]["name"], &stays[1]["end"]), (&json!("General"), &Value::Null), "{why}");
}

#[tokio::test]
async fn an_agent_hands_a_chat_on_to_a_colleague_and_stays_until_they_have_answered() {
    let house = House::new().await;
    let ana = house.on_queue("Ana").await;
    let id = |name: &str| house.person(name).id.to_string();
    let mut desk = ana.listen(&[format!("v2.users.{}.conversations", id("Ana"))]).await;
    let conversation = waiting_chat(&house).await;
    let ringing = desk.until(|event| agent_is(event, "messages", "alerting")).await;
    let first = last(&ringing["eventBody"], "agent")["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/conversations/messages/{conversation}/participants");
    ana.patch(&format!("{path}/{first}"), json!({"state": "connected"})).await.ok();

    let bo = house.on_queue("Bo").await;
    let mut other = bo.listen(&[format!("v2.users.{}.conversations", id("Bo"))]).await;
    let replace = format!("/api/v2/conversations/{conversation}/participants/{first}/replace/agent");
    let to_bo = json!({"userId": id("Bo"), "transferType": "Attended"});
    assert_eq!(bo.post(&replace, to_bo.clone()).await.status, 403, "it is not his");
    assert_eq!(ana.post(&replace, json!({"queueId": house.queue("General")})).await.status, 400);
    assert_eq!(ana.post(&replace, json!({"userId": "nobody"})).await.status, 400);
    assert_eq!(ana.post(&replace, to_bo.clone()).await.status, 202);
    let rings = other.until(|event| agent_is(event, "messages", "alerting")).await;
    let second = last(&rings["eventBody"], "agent")["id"].as_str().unwrap().to_owned();
    assert_eq!(ana.post(&replace, to_bo.clone()).await.status, 409, "it rings already");
    bo.patch(&format!("{path}/{second}"), json!({"state": "disconnected"})).await.ok();
    let read = ana.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    assert_eq!(last(&read, "acd")["messages"][0]["disconnectType"], "transfer.noanswer", "{read}");
    let is_hers = |read: &Value| {
        let mut all = read["participants"].as_array().unwrap().iter();
        all.any(|one| one["id"] == json!(first) && one["messages"][0]["state"] == "connected")
    };
    assert!(is_hers(&read), "{read}");

    assert_eq!(ana.post(&replace, to_bo).await.status, 409, "he has declined, and is not there");
    let status = format!("/api/v2/users/{}/routingstatus", id("Bo"));
    bo.put(&status, json!({"status": "IDLE"})).await.ok();
    let at_once = json!({"address": id("Bo"), "transferType": "Unattended"});
    let replace = format!("{path}/{first}/replace");
    assert_eq!(ana.post(&replace, at_once).await.status, 202);
    let is_another = |event: &Value| {
        agent_is(event, "messages", "alerting") && last(&event["eventBody"], "agent")["id"] != json!(second)
    };
    let rings = other.until(is_another).await;
    assert!(!is_hers(&rings["eventBody"]), "she has left at once: {rings}");
    let third = last(&rings["eventBody"], "agent")["id"].as_str().unwrap().to_owned();
    bo.patch(&format!("{path}/{third}"), json!({"state": "connected"})).await.ok();
    other.until(|event| agent_is(event, "messages", "connected")).await;
}
