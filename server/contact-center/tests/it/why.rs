//! Why a conversation rings where it rings, or waits; and what goes on.

use serde_json::{Value, json};

use crate::{
    house::House,
    journey::{agent_is, last},
};

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_supervisor_sees_who_waits_and_why_and_then_why_it_rang_where_it_rang() {
    let house = House::new().await;
    let maya = house.user("Maya").await;
    let token = uuid::Uuid::from_bytes(rand::random()).to_string();
    let mut guest = house.guest(&token).await;
    guest
        .say(&json!({"action": "onMessage", "token": token, "message": {
            "type": "Text", "text": "Hello", "channel": {"metadata": {"customAttributes": {"name": "Ines"}}},
        }}))
        .await;
    guest.hear().await;

    let live = maya.get("/api/eyeline/v1/conversations").await.ok();
    let [waiting] = &live["conversations"].as_array().unwrap()[..] else { panic!("{live}") };
    assert_eq!((&waiting["state"], &waiting["customer"]), (&json!("waiting"), &json!("Ines")), "{live}");
    assert_eq!((&waiting["agent"], &live["more"]), (&Value::Null, &json!(0)));
    let why = format!("/api/eyeline/v1/conversations/{}/routing", waiting["id"].as_str().unwrap());
    let explained = maya.get(&why).await.ok();
    let stay = &explained["stays"][0];
    assert_eq!((&stay["queue"]["name"], &stay["end"]), (&waiting["queue"]["name"], &Value::Null));
    let now = &stay["now"];
    assert_eq!(
        (&now["position"], &now["candidates"], &now["formula"]),
        (&json!(1), &json!(0), &json!("SIMPLE"))
    );
    assert_eq!(now["keptAway"][0]["by"], "off_queue", "{explained}");
    assert_eq!(now["keptAway"][0]["count"], now["lookedAt"], "{explained}");

    let ana = house.on_queue("Ana").await;
    let id = house.person("Ana").id.to_string();
    let mut desk = ana.listen(&[format!("v2.users.{id}.conversations")]).await;
    let live = maya.get("/api/eyeline/v1/conversations").await.ok();
    assert_eq!(live["conversations"][0]["state"], "ringing", "{live}");
    assert_eq!(live["conversations"][0]["agent"]["name"], "Ana García");
    let conversation =
        maya.get(&format!("/api/v2/conversations/{}", waiting["id"].as_str().unwrap())).await.ok();
    let agent = last(&conversation, "agent")["id"].as_str().unwrap();
    let accept =
        format!("/api/v2/conversations/messages/{}/participants/{agent}", waiting["id"].as_str().unwrap());
    ana.patch(&accept, json!({"state": "connected"})).await.ok();
    desk.until(|event| agent_is(event, "messages", "connected")).await;

    // Whoever takes part may ask, too.
    let explained = ana.get(&why).await.ok();
    let stay = &explained["stays"][0];
    assert_eq!((&stay["end"], &stay["now"]), (&json!("answered"), &Value::Null), "{explained}");
    let [decision] = &stay["decisions"].as_array().unwrap()[..] else { panic!("{explained}") };
    assert_eq!((&decision["agent"]["name"], &decision["end"]), (&json!("Ana García"), &json!("answered")));
    assert_eq!((&decision["foundBy"], &decision["compared"]), (&json!("standard"), &json!(1)));
    assert!(!names(&decision["keptAway"][0]["some"]).contains(&"Ana García"), "{explained}");

    let omar = house.user("Omar").await;
    assert_eq!(omar.get(&why).await.status, 403, "nobody else may");
    assert_eq!(omar.get("/api/eyeline/v1/conversations").await.status, 403);
    let unknown = "/api/eyeline/v1/conversations/6a1b1de4-0000-4000-8000-000000000000/routing";
    assert_eq!(maya.get(unknown).await.status, 404);
}
