//! What holds for routing in all of the organization, and how much each agent does at once.

use serde_json::{Value, json};

use crate::{call::Api, house::House};

#[tokio::test]
async fn administrators_set_what_holds_for_routing_and_it_is_there_after_a_restart() {
    let house = House::new().await;
    let (ada, ana) = (house.user("Ada").await, house.user("Ana").await);
    let (settings, center) = ("/api/v2/routing/settings", "/api/v2/routing/settings/contactcenter");
    assert_eq!(ana.get(settings).await.ok(), json!({"resetAgentScoreOnPresenceChange": false}));
    assert_eq!(ana.get(center).await.ok(), json!({"removeSkillsFromBlindTransfer": false}));
    let presence = json!({"resetAgentScoreOnPresenceChange": true});
    assert_eq!(ana.put(settings, presence.clone()).await.status, 403);
    assert_eq!(ada.put(settings, presence.clone()).await.ok(), presence);
    let strips = json!({"removeSkillsFromBlindTransfer": true});
    assert_eq!(ana.patch(center, strips.clone()).await.status, 403);
    assert_eq!(ada.patch(center, strips.clone()).await.status, 204);
    assert_eq!(ada.patch(center, json!({})).await.status, 204, "what is not said stays");

    let token = ana.token().to_owned();
    drop((ada, ana));
    let house = house.restarted().await;
    let ana = house.nobody().with_token(&token);
    assert_eq!((ana.get(settings).await.ok(), ana.get(center).await.ok()), (presence, strips));
}

async fn label(ada: &Api, body: Value) -> String {
    let made = ada.post("/api/v2/routing/utilization/labels", body).await.ok();
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn agents_do_only_so_much_at_once_of_a_medium_and_of_a_kind() {
    let house = House::new().await;
    let (ada, maya, ana) = (house.user("Ada").await, house.user("Maya").await, house.on_queue("Ana").await);
    let of_all = "/api/v2/routing/utilization";
    let own = format!("/api/v2/routing/users/{}/utilization", house.person("Ana").id);
    let video = label(&ada, json!({"name": "Video", "utilization": {"maximumCapacity": 1}})).await;
    let loans = label(&ada, json!({"name": "Loans"})).await;
    let one = format!("/api/v2/routing/utilization/labels/{loans}");
    assert_eq!(ada.put(&one, json!({"name": "Mortgages"})).await.ok()["name"], "Mortgages");
    let listed = maya.get("/api/v2/routing/utilization/labels?name=v*").await.ok();
    assert_eq!((&listed["total"], &listed["entities"][0]["name"]), (&json!(1), &json!("Video")), "{listed}");
    assert_eq!(maya.post("/api/v2/routing/utilization/labels", json!({"name": "x"})).await.status, 403);
    assert_eq!(ana.get(of_all).await.status, 403);

    let shown = maya.get(of_all).await.ok();
    let limit = json!({"maximumCapacity": 1, "interruptingLabelIds": [], "labelName": "Video"});
    assert_eq!(shown["labelUtilizations"], json!({&*video: limit}));
    assert_eq!(ada.put(of_all, shown.clone()).await.ok(), shown, "what was read can be written");
    assert_eq!(maya.get(&own).await.ok()["level"], "Organization");

    let wanted = json!({
        "utilization": {"callback": {"maximumCapacity": 3, "interruptableMediaTypes": ["message"], "includeNonAcd": true}},
        "labelUtilizations": {&*video: {"maximumCapacity": 2}, &*loans: {"maximumCapacity": 0}},
    });
    let set = ada.put(&own, wanted.clone()).await.ok();
    assert_eq!(
        (&set["level"], &set["utilization"]["callback"]),
        (&json!("Agent"), &wanted["utilization"]["callback"])
    );
    assert_eq!(set["utilization"]["message"], shown["utilization"]["message"], "as in the organization");
    assert_eq!(set["labelUtilizations"][&loans]["maximumCapacity"], 0);
    let waits = callback(&house, &loans).await;
    assert!(!rings(&ana, &waits).await, "she does none of it");
    assert_eq!(ada.delete(&one).await.status, 409, "something of the kind waits");
    let of_conversation = format!("/api/v2/conversations/{waits}/utilizationlabel");
    let label = json!({"utilizationLabelId": video});
    assert_eq!(ana.patch(&of_conversation, label.clone()).await.status, 403);
    assert_eq!(maya.patch(&of_conversation, json!({"utilizationLabelId": "x"})).await.status, 400);
    maya.patch(&of_conversation, label.clone()).await.ok();
    assert!(rings(&ana, &waits).await, "she does that");
    assert_eq!(maya.patch(&of_conversation, label).await.status, 409, "it rings");

    for refused in [
        json!({"utilization": {"call": {"maximumCapacity": 1}}}),
        json!({"utilization": {"message": {"maximumCapacity": 26}}}),
        json!({"labelUtilizations": {"nobody": {"maximumCapacity": 1}}}),
        json!({"labelUtilizations": {"6a1b1de4-0000-4000-8000-000000000000": {"maximumCapacity": 1}}}),
        json!({"labelUtilizations": {&*video: {"maximumCapacity": 1, "interruptingLabelIds": [loans]}}}),
    ] {
        for path in [of_all, &own] {
            assert_eq!(ada.put(path, refused.clone()).await.status, 400, "{path} {refused}");
        }
    }
    assert_eq!(ada.get(&own).await.ok(), set, "nothing has changed");
    assert_eq!(ada.delete(&own).await.status, 204);
    assert_eq!(ada.get(&own).await.ok()["level"], "Organization");
    assert_eq!(ada.delete(of_all).await.status, 204);
    assert_eq!(ada.get(of_all).await.ok()["labelUtilizations"], json!({}));
    let nobody = "/api/v2/routing/users/6a1b1de4-0000-4000-8000-000000000000/utilization";
    assert_eq!((ada.get(nobody).await.status.as_u16(), ada.delete(nobody).await.status.as_u16()), (404, 404));
}

/// A callback of this kind.
async fn callback(house: &House, label: &str) -> String {
    let program = house.client("engagement").await;
    let data = json!({"queueId": house.queue("Video advice"), "label": label});
    let made = json!({"routingData": data, "callbackNumbers": ["+3411"]});
    let made = program.post("/api/v2/conversations/callbacks", made).await.ok();
    made["conversation"]["id"].as_str().unwrap().to_owned()
}

/// Whether a conversation rings on the agent's desk.
async fn rings(agent: &Api, conversation: &str) -> bool {
    let listed = agent.get("/api/v2/conversations").await.ok();
    listed["entities"].as_array().unwrap().iter().any(|mine| mine["id"] == conversation)
}
