//! Flows: written, locked, published, and what they do with those who come.

use axum::http::StatusCode;
use eyeline_acd::{PreferredAgents, PreferredRule};
use eyeline_contact_center::{Command, Object, Queue, User};
use eyeline_model::{Duration, OrganizationId, QueueId};
use serde_json::{Value, json};

use crate::{
    call::{Answer, Api, Socket},
    house::House,
    journey::{agent_is, last},
};

/// A message flow of one state.
pub(crate) fn state(actions: &str) -> String {
    let actions: String = actions.lines().map(|line| format!("          {line}\n")).collect();
    format!(
        "inboundShortMessage:\n  name: Welcome\n  states:\n    - state:\n        name: One\n        actions:\n{actions}"
    )
}

/// Whoever has an adviser is led to them. The page says who by an attribute.
const TO_THE_ADVISER: &str = "
- getParticipantData:
    name: Who looks after them?
    attributes: [{attribute: {name: {lit: context.auvious.agentUserId}, variable: State.auviousAgentUserId}}]
- setParticipantData:
    name: Keep
    attributes: [{attribute: {name: {lit: topic}, value: {exp: Message.Message.body}}}]
- transferToAcd:
    name: To the adviser
    targetQueue: {lit: {name: '{{queue}}'}}
    preferredAgents: {exp: 'MakeList(MakeAgentScorePair(FindUserById(State.auviousAgentUserId), 100))'}
";

fn say(what: &str) -> String {
    state(&format!("\n- sendResponse: {{name: Say, messageBody: {{lit: {what}}}}}"))
}

/// Somebody who works on flows.
pub(crate) struct Author(pub(crate) Api);

impl Author {
    pub(crate) async fn new_flow(&self, name: &str) -> String {
        let flow = json!({"name": name, "type": "INBOUNDSHORTMESSAGE"});
        let flow = self.0.post("/api/v2/flows", flow).await.ok();
        flow["id"].as_str().unwrap().to_owned()
    }

    async fn save(&self, flow: &str, text: &str) -> Answer {
        let body = json!({"configuration": text, "substitutions": {"queue": "Video advice"}});
        self.0.post(&format!("/api/v2/flows/{flow}/versions"), body).await
    }

    async fn act(&self, action: &str, flow: &str) -> Answer {
        self.0.post(&format!("/api/v2/flows/actions/{action}?flow={flow}"), Value::Null).await
    }

    async fn flow(&self, flow: &str) -> Value {
        self.0.get(&format!("/api/v2/flows/{flow}")).await.ok()
    }

    pub(crate) async fn publish(&self, flow: &str, text: &str) {
        self.save(flow, text).await.ok();
        self.act("checkin", flow).await.ok();
        let operation = self.act("publish", flow).await.ok();
        assert_eq!(
            (&operation["actionName"], &operation["actionStatus"], &operation["complete"]),
            (&json!("PUBLISH"), &json!("SUCCESS"), &json!(true)),
            "{operation}"
        );
    }

    /// The messenger's chats are led by `flow`.
    pub(crate) async fn attach(&self, house: &House, flow: Option<&str>) -> Answer {
        let path = format!("/api/v2/webdeployments/deployments/{}", house.seeded.deployments[0].id);
        let mut deployment = self.0.get(&path).await.ok();
        deployment["flow"] = flow.map_or(Value::Null, |flow| json!({"id": flow}));
        self.0.put(&path, deployment).await
    }
}

#[track_caller]
fn refused(answer: &Answer, status: StatusCode) -> &Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    &answer.body
}

fn versions(flow: &Value) -> [Value; 3] {
    ["savedVersion", "checkedInVersion", "publishedVersion"].map(|which| flow[which]["id"].clone())
}

#[tokio::test]
async fn a_flow_is_saved_checked_in_and_published_on_sqlite() {
    way_of_a_flow(House::new().await).await;
}

#[tokio::test]
async fn a_flow_is_saved_checked_in_and_published_on_postgres() {
    if let Some(house) = House::on_postgres().await {
        way_of_a_flow(house).await;
    }
}

async fn way_of_a_flow(house: House) {
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Welcome").await;
    let flow = ada.flow(&id).await;
    assert_eq!(
        (&flow["active"], &flow["lockedUser"]["name"]),
        (&json!(false), &json!("Ada Clarke")),
        "{flow}"
    );
    let again = json!({"name": "WELCOME", "type": "inboundshortmessage"});
    refused(&ada.0.post("/api/v2/flows", again).await, StatusCode::CONFLICT);
    refused(&ada.act("publish", &id).await, StatusCode::CONFLICT);

    let version = ada.save(&id, &say("One.")).await.ok();
    assert_eq!((&version["id"], &version["type"]), (&json!("1.0"), &json!("SAVE")), "{version}");
    ada.act("checkin", &id).await.ok();
    let flow = ada.flow(&id).await;
    assert_eq!(versions(&flow), [json!("1.0"), json!("1.0"), Value::Null]);
    assert_eq!(flow["lockedUser"], Value::Null, "{flow}");
    ada.act("publish", &id).await.ok();
    ada.save(&id, &say("Two.")).await.ok();
    let flow = ada.flow(&id).await;
    assert_eq!(versions(&flow), ["2.0", "1.0", "1.0"]);
    assert_eq!(flow["publishedVersion"]["type"], "PUBLISH");
    let reverted = ada.act("revert", &id).await.ok();
    assert_eq!(versions(&reverted), ["1.0", "1.0", "1.0"]);

    let written = ada.0.get(reverted["publishedVersion"]["configurationUri"].as_str().unwrap()).await.ok();
    assert_eq!(written, json!({"configuration": say("One."), "substitutions": {"queue": "Video advice"}}));

    // What was before comes again as a new version, and what it replaced says until when it was.
    ada.publish(&id, &say("Three.")).await;
    ada.0.post(&format!("/api/v2/flows/actions/publish?flow={id}&version=1.0"), Value::Null).await.ok();
    let house = house.restarted().await;
    let ada = Author(house.user("Ada").await);
    assert_eq!(versions(&ada.flow(&id).await), ["4.0", "4.0", "4.0"]);
    let listed = ada.0.get(&format!("/api/v2/flows/{id}/versions?pageSize=2")).await.ok();
    assert_eq!((&listed["total"], &listed["entities"][0]["id"]), (&json!(3), &json!("4.0")), "{listed}");
    assert!(listed["entities"][1]["datePublishedEnd"].is_string(), "{listed}");
    let written = ada.0.get(&format!("/api/v2/flows/{id}/versions/4/configuration")).await.ok();
    assert_eq!(written["configuration"], say("One."));

    let deactivated = ada.act("deactivate", &id).await.ok();
    assert_eq!((&deactivated["active"], &deactivated["publishedVersion"]), (&json!(false), &Value::Null));
    assert_eq!(ada.0.delete(&format!("/api/v2/flows/{id}")).await.status, StatusCode::NO_CONTENT);
    refused(&ada.0.get(&format!("/api/v2/flows/{id}")).await, StatusCode::NOT_FOUND);
    refused(
        &ada.0.get(&format!("/api/v2/flows/{id}/versions/4.0/configuration")).await,
        StatusCode::NOT_FOUND,
    );
}

#[tokio::test]
async fn flows_are_looked_for() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let (welcome, farewell) = (ada.new_flow("Welcome").await, ada.new_flow("Farewell").await);
    let called = json!({"name": "Welcome", "type": "inboundCall", "description": "For those who call"});
    ada.0.post("/api/v2/flows", called).await.ok();
    for (query, found) in [
        ("sortBy=name", vec!["Farewell", "Welcome", "Welcome"]),
        ("sortBy=name&sortOrder=desc&pageSize=1", vec!["Welcome"]),
        ("type=inboundshortmessage&sortBy=name", vec!["Farewell", "Welcome"]),
        ("type=inboundcall,inboundshortmessage&name=fare*", vec!["Farewell"]),
        ("nameOrDescription=CALL", vec!["Welcome"]),
        ("description=nothing", vec![]),
        ("lockedByClientId=nobody", vec![]),
        (&format!("id={farewell}"), vec!["Farewell"]),
    ] {
        let listed = ada.0.get(&format!("/api/v2/flows?{query}")).await.ok();
        let names: Vec<_> = listed["entities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|flow| flow["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, found, "{query}");
    }
    refused(&ada.0.get("/api/v2/flows?sortBy=color").await, StatusCode::BAD_REQUEST);
    let maya = house.user("Maya").await;
    assert_eq!(maya.get("/api/v2/flows").await.ok()["total"], 3);
    refused(&maya.delete(&format!("/api/v2/flows/{welcome}")).await, StatusCode::FORBIDDEN);
    refused(&house.user("Ana").await.get("/api/v2/flows").await, StatusCode::FORBIDDEN);
    let removed = ada.0.delete(&format!("/api/v2/flows?id={welcome},{farewell}")).await.ok();
    assert_eq!(removed["actionName"], "DELETE");
    assert_eq!(ada.0.get("/api/v2/flows").await.ok()["total"], 1);
}

#[tokio::test]
async fn one_author_at_a_time() {
    let house = House::new().await;
    let (ada, program) = (Author(house.user("Ada").await), Author(house.program().await));
    let id = ada.new_flow("Welcome").await;
    for refusal in [
        program.save(&id, &say("One.")).await,
        program.act("checkout", &id).await,
        program.act("checkin", &id).await,
        program.act("publish", &id).await,
        program.act("revert", &id).await,
        program.0.delete(&format!("/api/v2/flows/{id}")).await,
        program.0.put(&format!("/api/v2/flows/{id}"), json!({"name": "Mine"})).await,
    ] {
        let body = refused(&refusal, StatusCode::CONFLICT);
        assert_eq!(body["message"], "The flow is locked by Ada Clarke.");
    }
    let unlocked = program.act("unlock", &id).await.ok();
    assert_eq!(unlocked["lockedUser"], Value::Null);
    let taken = program.act("checkout", &id).await.ok();
    assert!(taken["lockedClient"]["id"].is_string(), "{taken}");
    refused(&ada.save(&id, &say("One.")).await, StatusCode::CONFLICT);
    program.publish(&id, &say("One.")).await;
    let renamed = json!({"name": "Hello", "description": "For everybody"});
    let renamed = ada.0.put(&format!("/api/v2/flows/{id}"), renamed).await.ok();
    assert_eq!((&renamed["name"], &renamed["type"]), (&json!("Hello"), &json!("INBOUNDSHORTMESSAGE")));
    assert_eq!(renamed["publishedVersion"]["id"], "1.0");
}

#[tokio::test]
async fn modules_that_would_call_each_other_in_a_circle_are_not_published() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let module = async |name: &str| {
        let flow = ada.0.post("/api/v2/flows", json!({"name": name, "type": "COMMONMODULE"})).await.ok();
        flow["id"].as_str().unwrap().to_owned()
    };
    let calling = |name: &str, other: &str| {
        let call = format!("callCommonModule: {{name: On, commonModule: {{{other}: {{}}}}}}");
        format!("commonModule:\n  name: {name}\n  startUpTaskActions:\n    - {call}\n")
    };
    let (greet, ask) = (module("Greet").await, module("Ask").await);
    ada.publish(&greet, &calling("Greet", "Ask")).await;
    ada.save(&ask, &calling("Ask", "Greet")).await.ok();
    let refusal = ada.act("publish", &ask).await;
    let problems = &refused(&refusal, StatusCode::BAD_REQUEST)["errors"];
    let told = "the module calls itself: \"Ask\" calls \"Greet\", which calls \"Ask\"";
    assert_eq!((&problems[0]["message"], &problems[0]["messageParams"]["line"]), (&json!(told), &json!("4")));
    let third = module("Third").await;
    ada.publish(&third, &calling("Third", "Greet")).await;
    let renamed = ada.0.put(&format!("/api/v2/flows/{third}"), json!({"name": "Other"})).await;
    renamed.ok();
    ada.0.delete(&format!("/api/v2/flows/{ask}")).await;
    let renamed = ada.0.put(&format!("/api/v2/flows/{third}"), json!({"name": "Ask"})).await;
    refused(&renamed, StatusCode::BAD_REQUEST);
    assert_eq!(ada.flow(&third).await["name"], "Other", "neither here nor there");
}

#[tokio::test]
async fn what_is_not_sound_is_not_published_and_says_where_what_is_wrong() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Welcome").await;
    let text = state(
        "
- transferToAcd: {name: Over, targetQueue: {lit: {name: Nowhere}}}
- transferToACD: {name: Over}
- transferToFlow: {name: On, targetFlow: {name: Later}}",
    );
    ada.save(&id, &text).await.ok();
    let refusal = ada.act("publish", &id).await;
    let body = refused(&refusal, StatusCode::BAD_REQUEST);
    assert_eq!(body["message"], "The flow cannot be published: 1 error.");
    assert_eq!(body["details"][0]["fieldName"], "configuration");
    let problem = &body["errors"][0];
    assert_eq!(problem["messageParams"]["line"], "9", "{problem}");
    assert_eq!(problem["messageParams"]["instead"], "did you mean \"transferToAcd\"?", "{problem}");
    assert_eq!(ada.flow(&id).await["active"], false);

    ada.save(&id, &text.replace("- transferToACD: {name: Over}", "- disconnect: {name: Bye}")).await.ok();
    let refusal = ada.act("publish", &id).await;
    let problems = &refused(&refusal, StatusCode::BAD_REQUEST)["errors"];
    assert_eq!(problems[0]["message"], "there is no Queue \"Nowhere\"", "{problems}");
    assert_eq!(problems[0]["messageParams"]["instead"], "there is General, Video advice", "{problems}");

    ada.save(&id, &text.replace("Nowhere", "GENERAL").replace("- transferToACD: {name: Over}", ""))
        .await
        .ok();
    let operation = ada.act("publish", &id).await.ok();
    let warnings = operation["errorDetails"].to_string();
    assert!(warnings.contains("there is no published flow"), "{warnings}");

    for (body, status) in [
        (json!({"configuration": ""}), StatusCode::BAD_REQUEST),
        (json!({}), StatusCode::BAD_REQUEST),
        (json!({"configuration": "x".repeat(1024 * 1024 + 1)}), StatusCode::PAYLOAD_TOO_LARGE),
        (
            json!({"configuration": "x", "substitutions": {"y": "y".repeat(1024 * 1024)}}),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (json!({"configuration": "x".repeat(3 * 1024 * 1024)}), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        refused(&ada.0.post(&format!("/api/v2/flows/{id}/versions"), body).await, status);
    }
}

#[tokio::test]
async fn a_version_that_is_refused_does_not_come_again_as_a_new_one() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let queue = ada.0.post("/api/v2/routing/queues", json!({"name": "Mortgages"})).await.ok();
    let id = ada.new_flow("Welcome").await;
    let over = state("\n- transferToAcd: {name: Over, targetQueue: {lit: {name: Mortgages}}}");
    ada.publish(&id, &over).await;
    ada.publish(&id, &say("Two.")).await;
    let renamed = json!({"name": "Loans"});
    ada.0.put(&format!("/api/v2/routing/queues/{}", queue["id"].as_str().unwrap()), renamed).await.ok();
    let again = format!("/api/v2/flows/actions/publish?flow={id}&version=1.0");
    refused(&ada.0.post(&again, Value::Null).await, StatusCode::BAD_REQUEST);
    assert_eq!(versions(&ada.flow(&id).await), ["2.0", "2.0", "2.0"]);
}

/// A guest who has an adviser, or none, has said something.
pub(crate) async fn visit(house: &House, adviser: Option<&str>) -> Socket {
    let token = uuid::Uuid::from_bytes(rand::random()).to_string();
    let mut guest = house.guest(&token).await;
    let attributes = adviser.map_or(json!({}), |id| json!({"context.auvious.agentUserId": id}));
    guest
        .say(&json!({"action": "onMessage", "token": token, "tracingId": "1", "message": {
            "type": "Text", "text": "My mortgage",
            "channel": {"metadata": {"customAttributes": attributes}},
        }}))
        .await;
    guest
}

#[tokio::test]
async fn a_flow_leads_a_guest_to_the_agent_it_names_on_sqlite() {
    to_the_adviser(House::new().await).await;
}

#[tokio::test]
async fn a_flow_leads_a_guest_to_the_agent_it_names_on_postgres() {
    if let Some(house) = House::on_postgres().await {
        to_the_adviser(house).await;
    }
}

async fn to_the_adviser(house: House) {
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Welcome").await;
    refused(&ada.attach(&house, Some(&id)).await, StatusCode::BAD_REQUEST);
    ada.publish(&id, &state(TO_THE_ADVISER)).await;
    let attached = ada.attach(&house, Some(&id)).await.ok();
    assert_eq!((&attached["flow"]["id"], &attached["flow"]["name"]), (&json!(id), &json!("Welcome")));
    refused(&ada.act("deactivate", &id).await, StatusCode::CONFLICT);

    // Ana has been idle for longer, and Bo is whom the guest has.
    let house = house.restarted().await;
    let _ana = house.on_queue("Ana").await;
    let bo = house.on_queue("Bo").await;
    let bo_id = house.person("Bo").id.to_string();
    let mut desk = bo.listen(&[format!("v2.users.{bo_id}.conversations")]).await;
    let _guest = visit(&house, Some(&bo_id)).await;
    let ringing = desk.until(|event| agent_is(event, "messages", "alerting")).await["eventBody"].clone();
    assert_eq!(last(&ringing, "agent")["userId"], json!(bo_id), "{ringing}");
    assert_eq!(last(&ringing, "customer")["attributes"]["topic"], "My mortgage", "{ringing}");
    let acd = last(&ringing, "acd");
    assert_eq!(acd["queueId"], json!(house.queue("Video advice")), "{ringing}");
}

#[tokio::test]
async fn who_is_away_is_waited_for_and_then_anybody_will_do() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Welcome").await;
    ada.publish(&id, &state(TO_THE_ADVISER)).await;
    ada.attach(&house, Some(&id)).await.ok();
    let wait = Duration::from_millis(1_500);
    let queue: QueueId = house.queue("Video advice").parse().unwrap();
    let queue = Queue {
        preferred_rules: vec![PreferredRule { who: PreferredAgents::Any, wait }],
        ..Queue::new(queue, "Video advice")
    };
    configure(&house, Object::Queue(queue)).await;
    let ana = house.on_queue("Ana").await;
    let ana_id = house.person("Ana").id;
    let mut desk = ana.listen(&[format!("v2.users.{ana_id}.conversations")]).await;
    let begun = std::time::Instant::now();
    let _guest = visit(&house, Some(&house.person("Bo").id.to_string())).await;
    desk.until(|event| agent_is(event, "messages", "alerting")).await;
    assert!(begun.elapsed() >= std::time::Duration::from_millis(1_500), "nobody waited for Bo");
}

async fn configure(house: &House, object: Object) {
    let organization = OrganizationId(house.seeded.organization.id);
    house.center.send(organization, Command::Configure(object)).await.unwrap();
}

#[tokio::test]
async fn people_are_found_by_their_login_even_those_of_an_earlier_version() {
    let house = House::new().await;
    let bo = house.person("Bo").clone();
    configure(&house, Object::User(User::new(bo.id, bo.name.as_str()))).await;
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Welcome").await;
    let by_login = TO_THE_ADVISER.replace("FindUserById(", "FindUser(");
    ada.publish(&id, &state(&by_login)).await;
    ada.attach(&house, Some(&id)).await.ok();
    let house = house.restarted().await;
    let (_ana, api) = (house.on_queue("Ana").await, house.on_queue("Bo").await);
    let mut desk = api.listen(&[format!("v2.users.{}.conversations", bo.id)]).await;
    let _guest = visit(&house, Some(&bo.email)).await;
    desk.until(|event| agent_is(event, "messages", "alerting")).await;
}

#[tokio::test]
async fn a_guest_goes_on_in_the_version_they_began_in() {
    let house = House::new().await;
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Welcome").await;
    ada.publish(&id, &say("One.")).await;
    ada.attach(&house, Some(&id)).await.ok();
    let answer = |frame: &Value| frame["body"]["direction"] == "Outbound";
    let mut first = visit(&house, None).await;
    assert_eq!(first.until(answer).await["body"]["text"], "One.");
    ada.publish(&id, &say("Two.")).await;
    let mut second = visit(&house, None).await;
    assert_eq!(second.until(answer).await["body"]["text"], "Two.");
    let detached = ada.attach(&house, None).await.ok();
    assert_eq!(detached["flow"], Value::Null);
    refused(&ada.act("deactivate", &id).await, StatusCode::CONFLICT);
}
