//! How a queue looks for agents, as administrators set it; and what comes of it.

use serde_json::{Value, json};

use crate::{call::Api, house::House};

async fn queue_with(ada: &Api, settings: Value) -> Value {
    let mut queue = json!({"name": "Escalations"});
    queue.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    ada.post("/api/v2/routing/queues", queue).await.ok()
}

#[tokio::test]
async fn every_way_of_looking_for_agents_is_kept_and_read_back() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let skill = house.seeded.skills[0].id.to_string();
    let group = uuid::Uuid::from_bytes(rand::random()).to_string();
    let members = json!([{"id": group, "type": "GROUP"}]);
    let settings = json!({
        "skillEvaluationMethod": "BEST",
        "routingRules": [
            {"operator": "MEETS_THRESHOLD", "threshold": 80, "waitSeconds": 7.5},
            {"operator": "ANY", "waitSeconds": 20.0},
        ],
        "bullseye": {"rings": [
            {
                "expansionCriteria": [{"type": "TIMEOUT_SECONDS", "threshold": 2.5}],
                "actions": {"skillsToRemove": [{"id": skill}]},
                "memberGroups": members,
            },
            {"expansionCriteria": [{"type": "TIMEOUT_SECONDS", "threshold": 30.0}]},
        ]},
        "lastAgentRoutingMode": "AnyAgent",
        "memberGroups": members,
        "directRouting": {"backupQueueId": house.queue("General"), "waitForAgent": true, "agentWaitSeconds": 90},
        "agentOwnedRouting": {"maxOwnedCallbackHours": 48},
        "eyeline": {
            "evaluationWindow": 50,
            "scoreFirst": true,
            "callback": {
                "overflow": {
                    "queueId": house.queue("General"), "asCallback": true,
                    "depth": {"from": 5.0, "to": 4.0}, "waitSeconds": {"from": 180.0, "to": 120.0},
                },
                "depthAlert": {"from": 2.0, "to": 1.0},
            },
        },
    });
    let made = queue_with(&ada, settings.clone()).await;
    for (name, set) in settings.as_object().unwrap() {
        assert!(includes(&made[name], set), "{name}: {} is not {set}", made[name]);
    }
    let path = format!("/api/v2/routing/queues/{}", made["id"].as_str().unwrap());
    assert_eq!(ada.put(&path, made.clone()).await.ok(), made, "what was read can be written");

    let cleared = json!({
        "bullseye": {"rings": []}, "directRouting": null,
        "eyeline": {"callback": {"overflow": null, "depthAlert": null}},
    });
    let cleared = ada.put(&path, cleared).await.ok();
    assert_eq!((&cleared["bullseye"], &cleared["directRouting"]), (&Value::Null, &Value::Null), "{cleared}");
    assert_eq!(cleared["eyeline"]["callback"]["overflow"], Value::Null);
    assert_eq!(cleared["lastAgentRoutingMode"], "AnyAgent", "what is not said stays");
    let rule = json!({
        "metric": "EstimatedWaitTime", "operator": "GreaterThanOrEqualTo", "conditionValue": 45.0,
        "groups": members, "waitSeconds": 10.0,
    });
    let conditional = ada.put(&path, json!({"conditionalGroupRouting": {"rules": [rule]}})).await.ok();
    assert!(includes(&conditional["conditionalGroupRouting"]["rules"][0], &rule), "{conditional}");
}

/// Whether everything that `part` says is so in `whole`.
fn includes(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|known| includes(known, value)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| includes(whole, part))
        }
        (whole, part) => whole == part,
    }
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let queue = queue_with(&ada, json!({})).await;
    let id = queue["id"].as_str().unwrap();
    let path = format!("/api/v2/routing/queues/{id}");
    let ring = json!({"expansionCriteria": [{"type": "TIMEOUT_SECONDS", "threshold": 5.0}]});
    let overflow = |to: &str, from: f64| json!({"message": {"overflow": {"queueId": to, "depth": {"from": from, "to": 4.0}}}});
    let refused = [
        json!({"bullseye": {"rings": vec![ring.clone(); 7]}}),
        json!({"bullseye": {"rings": [{"expansionCriteria": [{"type": "TIMEOUT_SECONDS", "threshold": -1.0}]}]}}),
        json!({"bullseye": {"rings": [{"actions": {"skillsToRemove": [{"id": "nobody"}]}}]}}),
        json!({"routingRules": [{"operator": "MEETS_THRESHOLD", "threshold": 101, "waitSeconds": 5.0}]}),
        json!({"routingRules": [{"operator": "MEETS_THRESHOLD", "waitSeconds": 5.0}]}),
        json!({"directRouting": {"agentWaitSeconds": 5}}),
        json!({"directRouting": {"backupQueueId": "6a1b1de4-0000-4000-8000-000000000000"}}),
        json!({"agentOwnedRouting": {"maxOwnedCallbackHours": 200}}),
        json!({"eyeline": overflow(id, 5.0)}),
        json!({"eyeline": overflow(&house.queue("General"), 3.0)}),
        json!({"eyeline": overflow(&house.queue("General"), 5.5)}),
        json!({"skillEvaluationMethod": "GUESS"}),
    ];
    for settings in refused {
        let answer = ada.put(&path, settings.clone()).await;
        assert_eq!(answer.status, 400, "{settings}: {:?}", answer.body);
    }
    assert_eq!(ada.get(&path).await.ok(), queue, "nothing has changed");
}

#[tokio::test]
async fn a_member_is_moved_to_another_ring_by_those_who_manage_members() {
    let house = House::new().await;
    let (maya, ana) = (house.user("Maya").await, house.user("Ana").await);
    let id = house.person("Ana").id.to_string();
    let members = format!("/api/v2/routing/queues/{}/members", house.queue("General"));
    let member = format!("{members}/{id}");
    assert_eq!(maya.patch(&member, json!({"ringNumber": 3})).await.status, 202);
    assert_eq!(ana.patch(&member, json!({"ringNumber": 1})).await.status, 403);
    let listed = maya.get(&members).await.ok();
    let seen =
        listed["entities"].as_array().unwrap().iter().find(|member| member["id"] == json!(id)).unwrap();
    assert_eq!((&seen["ringNumber"], &seen["joined"]), (&json!(3), &json!(true)));
}
