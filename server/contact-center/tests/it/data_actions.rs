//! What flows ask of other systems: a bank's customers, over HTTP.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    routing::any,
};
use eyeline_contact_center_server::{Config, DataAction, DataActions, Output, TypedOutput};
use eyeline_model::Pii;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    flows::{Author, state},
    house::House,
};

/// Says what the bank knows about whoever writes, or why it says nothing.
const SEGMENT: &str = "
- callData:
    name: Segment
    category:
      CRM:
        dataAction:
          Customer:
            inputs: {id: {exp: Message.Message.body}}
            successOutputs: {tier: {var: State.tier}}
            failureOutputs: {errorType: {var: State.why}, errorMessage: {var: State.message}}
    timeout: {lit: {seconds: 60}}
    outputs:
      failure:
        actions:
          - sendResponse: {name: Say why, messageBody: {exp: 'Append(State.why, \": \", State.message)'}}
          - disconnect: {name: Bye}
- sendResponse: {name: Say, messageBody: {exp: State.tier}}
";

/// A request that waits for its answer.
struct Asked {
    uri: Uri,
    headers: HeaderMap,
    body: Value,
    answer: oneshot::Sender<(StatusCode, Value)>,
}

/// The bank's other system, which the test answers for.
struct Crm {
    address: String,
    asked: mpsc::UnboundedReceiver<Asked>,
}

impl Crm {
    async fn start() -> Self {
        let (tell, asked) = mpsc::unbounded_channel();
        let router = Router::new().fallback(any(answer)).with_state(tell);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, asked }
    }

    fn action(&self) -> DataAction {
        DataAction {
            category: "CRM".to_owned(),
            action: "Customer".to_owned(),
            method: Some("POST".to_owned()),
            url: format!("http://{}/customers/{{id}}", self.address),
            headers: [("Authorization".to_owned(), Pii::new("Basic c2VjcmV0".to_owned()))].into(),
            inputs: [].into(),
            outputs: [("tier".to_owned(), Output::At("/customer/tiers/0".to_owned()))].into(),
        }
    }

    /// A house in which flows can ask it.
    async fn house(&self) -> House {
        let data_actions = DataActions::new(vec![self.action()]).unwrap();
        House::with(Config { data_actions, ..Config::default() }).await
    }

    async fn asked(&mut self) -> Asked {
        timeout(Duration::from_secs(20), self.asked.recv()).await.expect("it is asked").unwrap()
    }
}

async fn answer(
    State(tell): State<mpsc::UnboundedSender<Asked>>,
    uri: Uri,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let (answer, answered) = oneshot::channel();
    tell.send(Asked { uri, headers, body, answer }).unwrap();
    let (status, body) = answered.await.unwrap();
    (status, Json(body))
}

async fn published(house: &House, actions: &str) {
    let ada = Author(house.user("Ada").await);
    let id = ada.new_flow("Segment").await;
    ada.publish(&id, &state(actions)).await;
    ada.attach(house, Some(&id)).await.ok();
}

fn said(token: &str, text: &str) -> Value {
    let message = json!({"type": "Text", "text": text});
    json!({"action": "onMessage", "token": token, "tracingId": "1", "message": message})
}

fn is_answer(frame: &Value) -> bool {
    frame["body"]["direction"] == "Outbound"
}

fn drawn() -> String {
    uuid::Uuid::from_bytes(rand::random()).to_string()
}

#[tokio::test]
async fn a_flow_asks_another_system_and_goes_on_with_its_answer() {
    let mut crm = Crm::start().await;
    let house = crm.house().await;
    published(&house, SEGMENT).await;
    let token = drawn();
    let mut guest = house.guest(&token).await;
    guest.say(&said(&token, "C 7/1")).await;
    let asked = crm.asked().await;
    assert_eq!((asked.uri.path(), &asked.body), ("/customers/C%207%2F1", &json!({})));
    assert_eq!(asked.headers["authorization"], "Basic c2VjcmV0");
    asked.answer.send((StatusCode::OK, json!({"customer": {"tiers": ["gold", "silver"]}}))).unwrap();
    assert_eq!(guest.until(is_answer).await["body"]["text"], "gold");

    let key = asked.headers["idempotency-key"].clone();
    for (status, body, heard) in [
        (StatusCode::NOT_FOUND, json!({}), "status: the other system has answered 404 Not Found"),
        (
            StatusCode::OK,
            json!({"customer": {"tiers": [["a", "list"]]}}),
            "unsuitableResult: \"tier\" is no String",
        ),
        (StatusCode::FOUND, json!({}), "status: the other system has answered 302 Found"),
        (StatusCode::OK, json!("x".repeat(300_000)), "tooLong: the answer has more than 262144 bytes"),
    ] {
        let token = drawn();
        let mut guest = house.guest(&token).await;
        guest.say(&said(&token, "8")).await;
        let asked = crm.asked().await;
        assert_ne!(asked.headers["idempotency-key"], key);
        asked.answer.send((status, body)).unwrap();
        assert_eq!(guest.until(is_answer).await["body"]["text"], heard);
    }
}

#[tokio::test]
async fn a_flow_that_asks_for_what_an_action_does_not_give_is_not_published() {
    let mut crm = Crm::start().await;
    let typed = |of: &str| DataAction {
        outputs: [(
            "tier".to_owned(),
            Output::Typed(TypedOutput { at: "/customer/tiers/0".to_owned(), of: of.to_owned() }),
        )]
        .into(),
        ..crm.action()
    };
    let wrong = DataActions::new(vec![typed("Number")]).unwrap_err().to_string();
    assert!(wrong.contains("the output tier: there is no type \"Number\""), "{wrong}");
    let house = |of: &str| {
        let data_actions = DataActions::new(vec![typed(of)]).unwrap();
        Config { data_actions, ..Config::default() }
    };
    let place = House::with(house("Integer")).await;
    let ada = Author(place.user("Ada").await);
    let id = ada.new_flow("Segment").await;
    let (version, publish) =
        (format!("/api/v2/flows/{id}/versions"), format!("/api/v2/flows/actions/publish?flow={id}"));
    let told = async |text: &str| {
        ada.0.post(&version, json!({"configuration": state(text)})).await.ok();
        ada.0.post(&publish, Value::Null).await
    };
    for (text, line, what) in [
        (SEGMENT.replace("tier: {var", "teir: {var"), "15", "the data action CRM/Customer gives no teir"),
        (
            SEGMENT.replace("id: {exp", "it: {exp"),
            "8",
            "the data action CRM/Customer cannot be asked without id",
        ),
    ] {
        let refusal = told(&text).await;
        assert_eq!(refusal.status, StatusCode::BAD_REQUEST, "{}", refusal.body);
        let problem = &refusal.body["errors"][0];
        assert_eq!((&problem["message"], &problem["messageParams"]["line"]), (&json!(what), &json!(line)));
    }
    // Nobody has said that it is there, but somebody may.
    let operation = told(&SEGMENT.replace("Customer:", "Client:")).await.ok();
    let warnings = operation["errorDetails"].to_string();
    assert!(
        warnings.contains("there is no data action \\\"CRM/Client\\\"; there is CRM/Customer"),
        "{warnings}"
    );
    assert!(crm.asked.try_recv().is_err(), "nobody was asked");
}

#[tokio::test]
async fn what_was_known_when_a_flow_was_published_holds_until_it_is_published_again() {
    let mut crm = Crm::start().await;
    let house = crm.house().await;
    published(&house, SEGMENT).await;
    let other = [("rank".to_owned(), Output::At("/rank".to_owned()))].into();
    let other = DataActions::new(vec![DataAction { outputs: other, ..crm.action() }]).unwrap();
    let house = house.restarted_with(Config { data_actions: other, ..Config::default() }).await;
    let token = drawn();
    let mut guest = house.guest(&token).await;
    guest.say(&said(&token, "7")).await;
    let asked = crm.asked().await;
    asked.answer.send((StatusCode::OK, json!({"rank": 1}))).unwrap();
    let ada = house.user("Ada").await;
    let flows = ada.get("/api/v2/flows").await.ok();
    let id = flows["entities"][0]["id"].as_str().unwrap().to_owned();
    let refusal = ada.post(&format!("/api/v2/flows/actions/publish?flow={id}"), Value::Null).await;
    assert_eq!(refusal.status, StatusCode::BAD_REQUEST, "{}", refusal.body);
    assert_eq!(refusal.body["errors"][0]["message"], "the data action CRM/Customer gives no tier");

    // Where something else is known of it, the same file is another version.
    let at = TypedOutput { at: "/customer/tiers/0".to_owned(), of: "String".to_owned() };
    let typed = [("tier".to_owned(), Output::Typed(at))].into();
    let typed = DataActions::new(vec![DataAction { outputs: typed, ..crm.action() }]).unwrap();
    let house = house.restarted_with(Config { data_actions: typed, ..Config::default() }).await;
    let ada = house.user("Ada").await;
    for _ in 0..2 {
        ada.post(&format!("/api/v2/flows/actions/publish?flow={id}"), Value::Null).await.ok();
    }
    let flow = ada.get(&format!("/api/v2/flows/{id}")).await.ok();
    assert_eq!(flow["publishedVersion"]["id"], "2.0", "{flow}");
}

#[tokio::test]
async fn what_cannot_be_asked_fails_and_says_why() {
    let mut crm = Crm::start().await;
    let house = crm.house().await;
    let table = "
- dataTableLookup:
    name: Look up
    dataTable: {Branches: {lookupValue: {lit: Basel}, failureOutputs: {errorMessage: {var: State.message}}}}
    outputs: {failure: {actions: [{sendResponse: {name: Say, messageBody: {exp: State.message}}}]}}
";
    for (actions, heard) in [
        (SEGMENT.replace("Customer:", "Client:"), "notFound: there is no data action Client of CRM"),
        (
            SEGMENT.replace("exp: Message.Message.body", "lit: '..'"),
            "unsuitableInput: an input would lead to another place",
        ),
        (table.to_owned(), "there are no data tables, so none is \"Branches\""),
    ] {
        let ada = Author(house.user("Ada").await);
        let id = ada.new_flow(heard).await;
        ada.publish(&id, &state(&actions)).await;
        ada.attach(&house, Some(&id)).await.ok();
        let token = drawn();
        let mut guest = house.guest(&token).await;
        guest.say(&said(&token, "9")).await;
        assert_eq!(guest.until(is_answer).await["body"]["text"], heard);
    }
    assert!(crm.asked.try_recv().is_err(), "nobody was asked");
}

#[tokio::test]
async fn what_was_asked_when_the_process_died_is_asked_again_under_the_same_key() {
    let mut crm = Crm::start().await;
    let house = crm.house().await;
    published(&house, SEGMENT).await;
    let token = drawn();
    let mut guest = house.guest(&token).await;
    guest.say(&said(&token, "7")).await;
    let first = crm.asked().await;
    drop(guest);
    let house = house.restarted().await;
    let mut guest = house.guest(&token).await;
    let second = crm.asked().await;
    assert_eq!(first.headers["idempotency-key"], second.headers["idempotency-key"]);
    second.answer.send((StatusCode::OK, json!({"customer": {"tiers": ["gold"]}}))).unwrap();
    assert_eq!(guest.until(is_answer).await["body"]["text"], "gold");
}
