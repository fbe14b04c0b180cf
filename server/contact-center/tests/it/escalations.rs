//! A queue for escalations: somebody hears when two wait, and who comes as the fifth waits elsewhere.

use serde_json::{Value, json};

use crate::{call::Api, house::House};

async fn escalate(program: &Api, queue: &str) -> String {
    let callback = json!({"queueId": queue, "callbackNumbers": ["+34911234567"]});
    let made = program.post("/api/v2/conversations/callbacks", callback).await.ok();
    made["conversation"]["id"].as_str().unwrap().to_owned()
}

/// In which queue a conversation waits.
async fn waits_in(maya: &Api, conversation: &str) -> Value {
    let why = maya.get(&format!("/api/eyeline/v1/conversations/{conversation}/routing")).await.ok();
    let stays = why["stays"].as_array().unwrap();
    stays.last().unwrap()["queue"]["name"].clone()
}

#[tokio::test]
async fn a_full_line_alerts_and_overflows() {
    let house = House::new().await;
    let (ada, maya, program) = (house.user("Ada").await, house.user("Maya").await, house.program().await);
    let settings = json!({
        "name": "Video escalations",
        "eyeline": {"callback": {
            "overflow": {
                "queueId": house.queue("General"), "asCallback": true,
                "depth": {"from": 5, "to": 4}, "waitSeconds": {"from": 180, "to": 120},
            },
            "depthAlert": {"from": 2, "to": 1},
        }},
    });
    let queue = ada.post("/api/v2/routing/queues", settings).await.ok();
    let queue = queue["id"].as_str().unwrap().to_owned();
    let mut alerts = maya.listen(&[format!("v2.routing.queues.{queue}.depth")]).await;

    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(escalate(&program, &queue).await);
    }
    let alert = alerts.until(|event| event["eventBody"]["isRaised"] == true).await;
    assert_eq!(
        (&alert["eventBody"]["depth"], &alert["eventBody"]["mediaType"]),
        (&json!(2), &json!("callback"))
    );
    let fifth = escalate(&program, &queue).await;
    assert_eq!(waits_in(&maya, &fifth).await, "General", "the fifth is sent on");
    for conversation in &waiting {
        assert_eq!(waits_in(&maya, conversation).await, "Video escalations", "who waited before stays");
    }
    for conversation in &waiting[..3] {
        program.post(&format!("/api/v2/conversations/{conversation}/disconnect"), json!({})).await;
    }
    let over = alerts.until(|event| event["eventBody"]["isRaised"] == false).await;
    assert_eq!(over["eventBody"]["depth"], 1);
    let next = escalate(&program, &queue).await;
    assert_eq!(waits_in(&maya, &next).await, "Video escalations", "the line is short again");
}
