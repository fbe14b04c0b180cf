//! The shapes of what is served.

use eyeline_genesys::{conversation, media::MediaConversation, user::User};
use insta::{Settings, assert_json_snapshot};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{call::Api, house::House, journey::last};

/// Ids of a run and its times are not part of the shape. Those of the demonstration are the same every time.
fn settings() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_sort_maps(true);
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "[time]");
    settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]");
    settings
}

#[tokio::test]
async fn people_queues_and_the_organization() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let me = ana
        .get("/api/v2/users/me?expand=presence&expand=routingStatus,skills,languages,organization,token")
        .await
        .ok();
    let queue = ana.get(&format!("/api/v2/routing/queues/{}", house.queue("Video advice"))).await.ok();
    let list = ana.get("/api/v2/routing/queues?pageSize=1").await.ok();
    let queues = ana.get(&format!("/api/v2/users/{}/queues", house.person("Ana").id)).await.ok();
    let maya = house.user("Maya").await;
    let utilization = maya.get("/api/v2/routing/utilization").await.ok();
    reads_back::<User>(&me);
    settings().bind(|| {
        assert_json_snapshot!("me", me);
        assert_json_snapshot!("queue", queue);
        assert_json_snapshot!("queues_of_a_user", names(&queues));
        assert_json_snapshot!("utilization", utilization);
    });
    assert_eq!((&list["total"], &list["pageCount"]), (&json!(2), &json!(2)));
    assert_eq!(list["nextUri"], "/api/v2/routing/queues?pageSize=1&pageNumber=2");
}

fn names(listing: &Value) -> Vec<Value> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|entity| json!([entity["name"], entity["joined"]])).collect()
}

#[tokio::test]
async fn a_callback_that_rings_nested_and_flat() {
    let house = House::new().await;
    let ana = house.on_queue("Ana").await;
    let program = house.program().await;
    let id = house.person("Ana").id;
    let topics = ["conversations", "conversations.callbacks"].map(|about| format!("v2.users.{id}.{about}"));
    let mut desk = ana.listen(&topics).await;
    let conversation = create_callback(&house, &program).await;
    let nested = program.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let flat = ana.get(&format!("/api/v2/conversations/callbacks/{conversation}")).await.ok();
    let nested_event = desk.until(|event| event["topicName"] == topics[0]).await;
    let flat_event = desk.until(|event| event["topicName"] == topics[1]).await;
    reads_back::<conversation::Conversation>(&nested);
    reads_back::<MediaConversation>(&flat);
    reads_back::<conversation::ConversationEvent>(&nested_event["eventBody"]);
    reads_back::<MediaConversation>(&flat_event["eventBody"]);
    settings().bind(|| {
        assert_json_snapshot!("callback_nested", nested);
        assert_json_snapshot!("callback_flat", flat);
        assert_json_snapshot!("callback_nested_event", nested_event);
        assert_json_snapshot!("callback_flat_event", flat_event);
    });
}

/// What is served is what its wire type says, no more and no less.
fn reads_back<T: Serialize + DeserializeOwned>(served: &Value) {
    let read: T = serde_json::from_value(served.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), *served);
}

async fn create_callback(house: &House, program: &Api) -> String {
    let body = json!({
        "queueId": house.queue("General"), "callbackUserName": "Ines", "callbackNumbers": ["+41 44 000 00 00"],
        "routingData": {"queueId": house.queue("General"), "priority": 5, "languageId": house.seeded.languages[0].id},
        "data": {"reason": "mortgage"},
    });
    let made = program.post("/api/v2/conversations/callbacks", body).await.ok();
    assert_eq!(made["callbackIdentifiers"][0]["type"], "ACD");
    made["conversation"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_scheduled_callback_waits_and_is_moved() {
    let house = House::new().await;
    let program = house.program().await;
    // Naive, with six decimals: as Python's SDK writes it.
    let body = json!({
        "queueId": house.queue("General"), "callbackNumbers": ["1"],
        "callbackScheduledTime": "2126-11-21T10:00:00.000000",
    });
    let made = program.post("/api/v2/conversations/callbacks", body).await.ok();
    let conversation = made["conversation"]["id"].as_str().unwrap();
    let nested = program.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let callback = &last(&nested, "acd")["callbacks"][0];
    assert_eq!(
        (&callback["state"], &callback["callbackScheduledTime"]),
        (&json!("scheduled"), &json!("2126-11-21T10:00:00.000Z"))
    );
    let flat = program.get(&format!("/api/v2/conversations/callbacks/{conversation}")).await.ok();
    assert_eq!(last(&flat, "acd")["state"], "none");
    let moved = json!({
        "conversationId": conversation, "agentId": "", "callbackScheduledTime": "2000-01-01T00:00:00Z",
    });
    program.patch("/api/v2/conversations/callbacks", moved).await.ok();
    let nested = program.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    assert_eq!(last(&nested, "acd")["callbacks"][0]["state"], "connected");
}

#[tokio::test]
async fn positions_and_expected_waits() {
    let house = House::new().await;
    let program = house.program().await;
    let first = create_callback(&house, &program).await;
    let second = create_callback(&house, &program).await;
    let path =
        format!("/api/v2/routing/queues/{}/mediatypes/callback/estimatedwaittime", house.queue("General"));
    for (conversation, position) in [(first, 1), (second, 2)] {
        let estimate = program.get(&format!("{path}?conversationId={conversation}")).await.ok();
        let result = &estimate["results"][0];
        assert_eq!(
            (&result["intent"], &result["positionInQueue"]),
            (&json!("CALLBACK"), &json!(position)),
            "{estimate}"
        );
        assert!(result["estimatedWaitTimeSeconds"].is_i64());
    }
    let new = program.get(&path).await.ok();
    assert_eq!(new["results"][0]["positionInQueue"], Value::Null);
}

#[tokio::test]
async fn attributes_are_set_and_removed() {
    let house = House::new().await;
    let program = house.program().await;
    let conversation = create_callback(&house, &program).await;
    let nested = program.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let customer = last(&nested, "customer")["id"].as_str().unwrap();
    let path = format!("/api/v2/conversations/{conversation}/participants/{customer}/attributes");
    let set = program.patch(&path, json!({"attributes": {"reason": null, "case": "17"}})).await.ok();
    assert_eq!(set, json!({"attributes": {"case": "17"}}));
}

#[tokio::test]
async fn queues_skills_and_members_are_set_up() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let queue = json!({
        "name": "Specialists", "acwSettings": {"wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 30000},
        "mediaSettings": {"callback": {"alertingTimeoutSeconds": 30}},
    });
    let queue = ada.post("/api/v2/routing/queues", queue).await.ok();
    let id = queue["id"].as_str().unwrap();
    assert_eq!(queue["mediaSettings"]["callback"]["alertingTimeoutSeconds"], 30);
    let members = format!("/api/v2/routing/queues/{id}/members");
    let bo = house.person("Bo").id;
    ada.post(&members, json!([{"id": bo}])).await.ok();
    let listed = ada.get(&format!("{members}?joined=true&expand=routingStatus")).await.ok();
    assert_eq!((&listed["total"], &listed["entities"][0]["name"]), (&json!(1), &json!("Bo Chen")));
    let api = house.user("Bo").await;
    api.patch(&format!("/api/v2/users/{bo}/queues/{id}"), json!({"joined": false})).await.ok();
    assert_eq!(ada.get(&format!("{members}?joined=true")).await.ok()["total"], 0);

    let skill = ada.post("/api/v2/routing/skills", json!({"name": "Signatures"})).await.ok();
    let skills = format!("/api/v2/users/{bo}/routingskills");
    let given = ada.post(&skills, json!({"id": skill["id"], "proficiency": 3.5})).await.ok();
    assert_eq!((&given["name"], &given["proficiency"]), (&json!("Signatures"), &json!(3.5)));
    assert_eq!(ada.get(&skills).await.ok()["total"], 2);
    ada.delete(&format!("{skills}/{}", skill["id"].as_str().unwrap())).await.ok();
    assert_eq!(ada.get(&skills).await.ok()["total"], 1);
    let bad = ada.post(&skills, json!({"id": skill["id"], "proficiency": 9})).await;
    assert_eq!(bad.body["code"], "invalid.value");
}

#[tokio::test]
async fn a_new_person_signs_in_and_takes_part() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let wanted = json!({"name": "Ivo Silva", "email": "Ivo@harbour.example", "password": "correct horse", "divisionId": ""});
    let ivo = ada.post("/api/v2/users", wanted.clone()).await.ok();
    assert_eq!((&ivo["name"], &ivo["email"]), (&json!("Ivo Silva"), &json!("Ivo@harbour.example")));
    let taken = ada.post("/api/v2/users", json!({"name": "Eve", "email": "ivo@harbour.example"})).await;
    assert_eq!(taken.status, 409);
    let signed_in = house.nobody().sign_in("ivo@harbour.example", "correct horse").await;
    assert_eq!(signed_in.headers()["location"], "/desk/");
    let shown = ada.get(&format!("/api/v2/users/{}?expand=presence", ivo["id"].as_str().unwrap())).await.ok();
    assert_eq!(shown["presence"]["presenceDefinition"]["systemPresence"], "Offline");
}
