//! How a queue looks for agents, as administrators set it; and what comes of it.

use serde_json::{Value, json};

use crate::{
    call::Api,
    flows::{Author, state, visit},
    house::House,
};

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
    let group = ada.post("/api/v2/groups", json!({"name": "Board"})).await.ok()["id"].clone();
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
    let predictive = json!({"timeoutSeconds": 12.5, "respectSkills": true});
    let set = ada.put(&path, json!({"eyeline": {"predictive": predictive}})).await.ok();
    assert_eq!((&set["eyeline"]["predictive"], &set["conditionalGroupRouting"]), (&predictive, &Value::Null));
    assert_eq!(ada.put(&path, set.clone()).await.ok(), set, "what was read can be written");
    let off = ada.put(&path, json!({"eyeline": {"predictive": null}})).await.ok();
    assert_eq!(off["eyeline"]["predictive"], Value::Null);
}

#[tokio::test]
async fn a_queue_has_a_flow_that_keeps_company_those_who_wait() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let path = format!("/api/v2/routing/queues/{}", house.queue("Video advice"));
    let flow = json!({"name": "Patience", "type": "INQUEUESHORTMESSAGE"});
    let flow = ada.0.post("/api/v2/flows", flow).await.ok()["id"].as_str().unwrap().to_owned();
    let set = json!({"messageInQueueFlow": {"id": flow}});
    assert_eq!(ada.0.put(&path, set.clone()).await.status, 400, "it is not published");
    ada.publish(&flow, PATIENCE).await;
    let queue = ada.0.put(&path, set).await.ok();
    assert_eq!(queue["messageInQueueFlow"], json!({"id": flow, "name": "Patience"}), "{queue}");
    assert_eq!(ada.0.put(&path, queue.clone()).await.ok(), queue, "what was read can be written");
    let mut guest = visit(&house, None).await;
    let heard = guest.until(|frame| frame["body"]["direction"] == "Outbound").await;
    assert_eq!(heard["body"]["text"], "Soon.");

    let welcome = ada.new_flow("Welcome").await;
    ada.publish(&welcome, &state("\n- disconnect: {name: Bye}")).await;
    for (refused, field) in [
        (json!({"messageInQueueFlow": {"id": welcome}}), "flowId"),
        (json!({"messageInQueueFlow": {"id": "nobody"}}), "messageInQueueFlow"),
        (json!({"queueFlow": {"id": flow}}), "queueFlow"),
        (json!({"emailInQueueFlow": {"id": flow}}), "emailInQueueFlow"),
    ] {
        let answer = ada.0.put(&path, refused).await;
        assert_eq!((answer.status.as_u16(), &answer.body["details"][0]["fieldName"]), (400, &json!(field)));
    }
    let kept = ada.0.put(&path, json!({"queueFlow": null})).await.ok();
    assert_eq!(kept["messageInQueueFlow"]["id"], json!(flow), "what is not said stays");
    let cleared = ada.0.put(&path, json!({"messageInQueueFlow": null})).await.ok();
    assert_eq!(cleared["messageInQueueFlow"], Value::Null);
}

const PATIENCE: &str = "
inqueueShortMessage:
  name: Patience
  states:
    - state:
        name: One
        actions:
          - sendResponse: {name: Say, messageBody: {lit: Soon.}}
";

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
        json!({"eyeline": {"predictive": {"timeoutSeconds": 11.0}}}),
        json!({"eyeline": {"predictive": {"timeoutSeconds": 259201.0}}}),
        json!({"eyeline": {"predictive": {"timeoutSeconds": 60.0}}, "bullseye": {"rings": [ring]}}),
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

    maya.post(&members, json!([{"id": id}])).await.ok();
    let listed = maya.get(&members).await.ok();
    let again =
        listed["entities"].as_array().unwrap().iter().find(|member| member["id"] == json!(id)).unwrap();
    assert_eq!(again, seen, "whoever is added once more stays where they are");
    let too_many = json!(vec![json!({"id": id, "joined": true}); 101]);
    for path in [members, format!("/api/v2/users/{id}/queues")] {
        assert_eq!(maya.patch(&path, too_many.clone()).await.status, 400, "{path}");
    }
}
