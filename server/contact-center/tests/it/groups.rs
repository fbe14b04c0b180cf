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
async fn whoever_belongs_to_a_queue_through_a_group_is_a_member_of_it() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let (id, board) = new_group(&ada, "Board").await;
    let [ana, bo, maya] = ["Ana", "Bo", "Maya"].map(|name| house.person(name).id.to_string());
    ada.post(&format!("{board}/members"), json!({"memberIds": [ana, bo]})).await.ok();
    let ring = |groups: Value| {
        let criteria = json!([{"type": "TIMEOUT_SECONDS", "threshold": 10.0}]);
        json!({"expansionCriteria": criteria, "memberGroups": groups})
    };
    let rings = [ring(json!([])), ring(json!([{"id": id, "type": "GROUP"}]))];
    let queue = json!({"name": "Complaints", "bullseye": {"rings": rings}});
    let queue = ada.post("/api/v2/routing/queues", queue).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/routing/queues/{queue}");
    let own = json!([{"id": bo}, {"id": maya, "ringNumber": 2}]);
    assert_eq!(ada.post(&format!("{path}/members"), own).await.status, 204);
    ada.patch(&format!("{path}/members/{maya}"), json!({"joined": false})).await.ok();

    let shown = ada.get(&path).await.ok();
    let counts = ["memberCount", "userMemberCount", "joinedMemberCount"].map(|count| shown[count].clone());
    assert_eq!(counts, [json!(3), json!(2), json!(2)], "{shown}");
    let listed = async |query: &str| {
        let listed = ada.get(&format!("{path}/members?{query}")).await.ok();
        let mut members: Vec<_> = listed["entities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| {
                let name = member["name"].as_str().unwrap().split(' ').next().unwrap().to_owned();
                let [by, ring, joined] =
                    ["memberBy", "ringNumber", "joined"].map(|key| member[key].to_string());
                format!("{name} {by} {ring} {joined}")
            })
            .collect();
        members.sort();
        members
    };
    let (through, both, left) = ("Ana \"group\" 2 true", "Bo \"user\" 1 true", "Maya \"user\" 2 false");
    assert_eq!(listed("").await, [through, both, left]);
    assert_eq!(listed("memberBy=group").await, [through]);
    assert_eq!(listed("memberBy=user&joined=true").await, [both]);
    assert_eq!(ada.get(&format!("{path}/members?memberBy=team")).await.status, 400);
    let queues = house.user("Ana").await.get("/api/v2/routing/queues/me").await.ok();
    assert!(names(&queues).contains(&"Complaints"), "{queues}");

    let refusal = ada.patch(&format!("{path}/members/{ana}"), json!({"joined": false})).await;
    assert_eq!((refusal.status.as_u16(), refusal.body["code"].clone()), (409, json!("conflict")));
}

#[tokio::test]
async fn several_members_are_changed_together_or_not_at_all() {
    let house = House::new().await;
    let ada = house.user("Ada").await;
    let queue = ada.post("/api/v2/routing/queues", json!({"name": "Complaints"})).await.ok();
    let path = format!("/api/v2/routing/queues/{}/members", queue["id"].as_str().unwrap());
    let [ana, bo] = ["Ana", "Bo"].map(|name| house.person(name).id.to_string());
    let ghost = "6a1b1de4-0000-4000-8000-000000000000";
    let members = async || {
        let listed = ada.get(&path).await.ok();
        let entities = listed["entities"].as_array().unwrap().clone();
        entities.iter().map(|member| (member["id"].clone(), member["ringNumber"].clone())).collect::<Vec<_>>()
    };
    let with = |third: Value| json!([{"id": ana}, {"id": bo}, third]);
    for wrong in [json!({"id": ghost}), json!({"id": ana, "ringNumber": 99}), json!({})] {
        assert_eq!(ada.post(&path, with(wrong.clone())).await.status, 400, "{wrong}");
        assert_eq!(members().await, [], "{wrong}");
    }
    assert_eq!(ada.post(&path, with(json!({"id": bo, "ringNumber": 2}))).await.status, 204);
    let known = members().await;
    assert_eq!(known.len(), 2);
    for (third, status) in [(json!({"id": ghost, "joined": false}), 404), (json!({"id": bo}), 400)] {
        let change = json!([{"id": ana, "ringNumber": 3}, {"id": bo, "joined": false}, third]);
        assert_eq!(ada.patch(&path, change).await.status, status, "{third}");
        assert_eq!(members().await, known, "{third}");
    }
    let removal = json!([{"id": ana}, {"id": ghost}]);
    assert_eq!(ada.post(&format!("{path}?delete=true"), removal).await.status, 400);
    assert_eq!(members().await, known);
    let change =
        json!([{"id": ana, "ringNumber": 3}, {"id": ana, "joined": false}, {"id": bo, "joined": false}]);
    let changed = ada.patch(&path, change).await.ok();
    let joined: Vec<_> =
        changed["entities"].as_array().unwrap().iter().map(|of| of["joined"].clone()).collect();
    assert_eq!(joined, [json!(false), json!(false)]);
    assert!(members().await.contains(&(json!(ana), json!(3))), "both of what was asked of her");
    let removal = json!([{"id": ana}, {"id": bo}, {"id": ana}]);
    assert_eq!(ada.post(&format!("{path}?delete=true"), removal).await.status, 204);
    assert_eq!(members().await, []);
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
