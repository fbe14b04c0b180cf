//! Groups of people, and the queues that ask them.

use serde_json::{Value, json};

use crate::{
    call::Api,
    flows::{Author, state, visit},
    house::House,
    journey::agent_is,
};

/// A new group; its id and its path.
async fn new_group(ada: &Api, name: &str) -> (String, String) {
    let group = json!({"name": name, "type": "official", "rulesVisible": true, "visibility": "public"});
    let made = ada.post("/api/v2/groups", group).await.ok();
    assert_eq!(
        (&made["name"], &made["memberCount"], &made["state"]),
        (&json!(name), &json!(0), &json!("active"))
    );
    let id = made["id"].as_str().unwrap();
    (id.to_owned(), format!("/api/v2/groups/{id}"))
}

fn names(listed: &Value) -> Vec<&str> {
    let entities = listed["entities"].as_array().unwrap();
    entities.iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_group_is_made_named_filled_and_removed() {
    let house = House::new().await;
    let (ada, ana) = (house.user("Ada").await, house.user("Ana").await);
    let (id, board) = new_group(&ada, "Board").await;
    let (other, _) = new_group(&ada, "Advisers").await;
    let renamed = ada.put(&board, json!({"version": 1, "description": "They decide"})).await.ok();
    assert_eq!((&renamed["name"], &renamed["description"]), (&json!("Board"), &json!("They decide")));
    assert_eq!(ada.put(&board, json!({"version": 1, "name": "ADVISERS"})).await.status, 409);
    for refused in [
        json!({"name": " "}),
        json!({"name": "x".repeat(201)}),
        json!({"name": "Friends", "type": "social"}),
        json!({"name": "Secret", "visibility": "members"}),
        json!({"name": "Former", "state": "inactive"}),
    ] {
        assert_eq!(ada.post("/api/v2/groups", refused.clone()).await.status, 400, "{refused}");
    }

    let [ana_id, bo_id] = ["Ana", "Bo"].map(|name| house.person(name).id.to_string());
    let members = format!("{board}/members");
    let both = json!({"memberIds": [ana_id, bo_id]});
    assert_eq!(ana.post(&members, both.clone()).await.status, 403, "nobody lets themselves in");
    assert_eq!(ana.delete(&format!("{members}?ids={bo_id}")).await.status, 403);
    ada.post(&members, both).await.ok();
    let ghost = json!({"memberIds": ["6a1b1de4-0000-4000-8000-000000000000"]});
    assert_eq!(ada.post(&members, ghost).await.status, 400);
    assert_eq!(ada.post(&members, json!({"memberIds": []})).await.status, 400);

    let house = house.restarted().await;
    let (ada, ana) = (house.user("Ada").await, house.user("Ana").await);
    let listed = ana.get(&format!("{members}?pageSize=1&sortOrder=descending")).await.ok();
    assert_eq!((&listed["total"], names(&listed)), (&json!(2), vec![house.person("Bo").name.as_str()]));
    let individuals = ana.get(&format!("{board}/individuals")).await.ok();
    assert_eq!(names(&individuals).len(), 2, "{individuals}");
    let shown = ana.get(&format!("/api/v2/users/{ana_id}?expand=groups")).await.ok();
    assert_eq!((&shown["groups"][0]["id"], &shown["groups"][0]["name"]), (&json!(id), &json!("Board")));
    ada.delete(&format!("{members}?ids={bo_id}")).await.ok();
    let groups = ana.get("/api/v2/groups").await.ok();
    assert_eq!(names(&groups), ["Advisers", "Board"]);
    assert_eq!(groups["entities"][1]["memberCount"], 1, "{groups}");
    assert_eq!(names(&ana.get(&format!("/api/v2/groups?id={other}")).await.ok()), ["Advisers"]);

    assert_eq!(ana.delete(&board).await.status, 403);
    assert_eq!(ada.delete(&board).await.status, 204);
    for gone in [board.clone(), members.clone(), format!("{board}/individuals")] {
        assert_eq!(ada.get(&gone).await.status, 404, "{gone}");
    }
    assert_eq!(ada.post(&members, json!({"memberIds": [ana_id]})).await.status, 404);
    let shown = ana.get(&format!("/api/v2/users/{ana_id}?expand=groups")).await.ok();
    assert_eq!(shown["groups"], json!([]), "her groups follow");
}

#[tokio::test]
async fn a_queue_asks_the_people_of_its_groups() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let (id, board) = new_group(&ada, "Board").await;
    let queue = format!("/api/v2/routing/queues/{}", house.queue("Video advice"));
    let bo = house.person("Bo").id.to_string();
    for person in ["Ana", "Bo", "Maya", "Ada", "Omar"] {
        ada.delete(&format!("{queue}/members/{}", house.person(person).id)).await;
    }
    let unknown = json!({"memberGroups": [{"id": "6a1b1de4-0000-4000-8000-000000000000", "type": "GROUP"}]});
    assert_eq!(ada.put(&queue, unknown).await.status, 400);
    assert_eq!(ada.put(&queue, json!({"memberGroups": [{"id": id, "type": "TEAM"}]})).await.status, 400);
    let asked = ada.put(&queue, json!({"memberGroups": [{"id": id, "type": "GROUP"}]})).await.ok();
    assert_eq!(asked["memberGroups"], json!([{"id": id, "name": "Board", "type": "GROUP"}]));
    assert_eq!(ada.delete(&board).await.status, 409, "the queue asks it");

    let api = house.on_queue("Bo").await;
    let mut desk = api.listen(&[format!("v2.users.{bo}.conversations")]).await;
    let _guest = visit(&house, None).await;
    ada.post(&format!("{board}/members"), json!({"memberIds": [bo]})).await.ok();
    desk.until(|event| agent_is(event, "messages", "alerting")).await;
}

#[tokio::test]
async fn a_flow_finds_a_group() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    new_group(&ada.0, "Board").await;
    let id = ada.new_flow("Welcome").await;
    let find = "
- findGroup: {name: Find, findName: {lit: board}, findResult: {var: State.group}}
- sendResponse: {name: Say, messageBody: {exp: 'State.group.name'}}";
    ada.publish(&id, &state(find)).await;
    ada.attach(&house, Some(&id)).await.ok();
    let mut guest = visit(&house, None).await;
    let answer = guest.until(|frame| frame["body"]["direction"] == "Outbound").await;
    assert_eq!(answer["body"]["text"], "Board");
}
