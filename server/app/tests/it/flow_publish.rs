//! `eyeline flow publish`, at a demonstration that runs: from the author's file to the agent whose desk rings.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Lines},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use expect_test::expect;
use eyeline_genesys::{
    client::{self, Credentials},
    oauth::TokenResponse,
};
use eyeline_shell::Connector;
use futures::{SinkExt as _, StreamExt as _};
use http::{Request, header};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::{EYELINE, Said, eyeline, run};

/// Whoever has an adviser is led to them, as an author would write it; the page says who it is.
const WELCOME: &str = "\
inboundShortMessage:
  name: Welcome
  description: Whoever has an adviser is led to them.
  startUpRef: /inboundShortMessage/states/state[Initial State_10]
  states:
    - state:
        name: Initial State
        refId: Initial State_10
        actions:
          - getParticipantData:
              name: Adviser
              attributes:
                - attribute:
                    name: {lit: context.auvious.agentUserId}
                    variable: State.auviousAgentUserId
          - setParticipantData:
              name: Topic
              attributes: [{attribute: {name: {lit: topic}, value: {exp: Message.Message.body}}}]
          - transferToAcd:
              name: To the adviser
              targetQueue: {lit: {name: \"{{queue}}\"}}
              preferredAgents:
                exp: MakeList(MakeAgentScorePair(FindUserById(State.auviousAgentUserId), 100))
";

/// A running demonstration; it ends when this is dropped.
struct Demo {
    child: Child,
    /// It may go on talking.
    _said: Lines<BufReader<ChildStdout>>,
    folder: TempDir,
    info: Json,
}

impl Demo {
    fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let info = folder.path().join("info.json");
        let mut command = Command::new(EYELINE);
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .arg("--info")
            .arg(&info);
        command.env("RUST_LOG", "off").stdout(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut said = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = said.find(|line| line.as_ref().is_ok_and(|line| line.contains("Eyeline is ready")));
        ready.expect("the demonstration is ready").expect("its output is text");
        let info = fs::read(info).expect("it has said what tools need to know");
        Self { child, _said: said, folder, info: serde_json::from_slice(&info).expect("JSON") }
    }

    fn url(&self) -> &str {
        self.info["base_url"].as_str().expect("an address")
    }

    fn client(&self) -> Credentials {
        let client = found(&self.info["oauth_clients"], |client| client["name"] == "tests");
        Credentials { client_id: text(&client["id"]), client_secret: text(&client["secret"]) }
    }

    fn person(&self, name: &str) -> String {
        let user = found(&self.info["users"], |user| user["name"].as_str().unwrap_or("").starts_with(name));
        text(&user["id"])
    }

    fn deployment(&self) -> String {
        text(&self.info["deployments"][0]["id"])
    }

    fn file(&self, text: &str) -> PathBuf {
        let file = self.folder.path().join("welcome.yaml");
        fs::write(&file, text).expect("written");
        file
    }

    /// `eyeline flow publish` of a file in our folder, as the client `tests` with the secret in the environment.
    fn publish(&self, arguments: &[&str]) -> Said {
        let mut command = eyeline(self.folder.path(), &["flow", "publish"]);
        let Credentials { client_id, client_secret } = self.client();
        command.args(arguments).args(["--url", self.url(), "--client-id", &client_id]);
        command.env("EYELINE_CLIENT_SECRET", client_secret).stdin(Stdio::null());
        command.output().expect("it ends").into()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _was_running = self.child.kill();
        self.child.wait().expect("it ends");
    }
}

fn text(json: &Json) -> String {
    json.as_str().expect("text").to_owned()
}

fn found(list: &Json, is_it: impl Fn(&Json) -> bool) -> &Json {
    list.as_array().into_iter().flatten().find(|one| is_it(one)).expect("it is there")
}

/// A program at the demonstration.
struct Program {
    connector: Connector,
    token: String,
}

impl Program {
    async fn enter(demo: &Demo) -> Self {
        let connector = Connector::http(demo.url()).expect("an address");
        let answer = connector.send(demo.client().sign_in()).await.expect("an answer");
        let token: TokenResponse =
            client::read(answer.status(), answer.headers(), answer.body()).expect("a token");
        Self { connector, token: token.access_token }
    }

    async fn ask(&self, method: &str, path: &str, body: Json) -> Json {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        let answer = self.connector.send(request.body(body).expect("valid")).await.expect("an answer");
        client::read(answer.status(), answer.headers(), answer.body())
            .unwrap_or_else(|refused| panic!("{method} {path}: {refused}"))
    }

    async fn go_on_queue(&self, user: &str) {
        let definitions = self.ask("GET", "/api/v2/presence/definitions", Json::Null).await;
        let on_queue =
            found(&definitions["entities"], |definition| definition["systemPresence"] == "OnQueue");
        let presence = json!({"presenceDefinition": {"id": on_queue["id"]}});
        self.ask("PATCH", &format!("/api/v2/users/{user}/presences/purecloud"), presence).await;
    }

    /// Hears of a user's conversations.
    async fn listen_for(&self, user: &str) -> Socket {
        let channel = self.ask("POST", "/api/v2/notifications/channels", json!({})).await;
        let path = format!("/api/v2/notifications/channels/{}/subscriptions", text(&channel["id"]));
        self.ask("PUT", &path, json!([{"id": format!("v2.users.{user}.conversations")}])).await;
        Socket::open(&text(&channel["connectUri"])).await
    }
}

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(url: &str) -> Self {
        Self(connect_async(url).await.expect("a websocket").0)
    }

    async fn say(&mut self, message: Json) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    async fn until(&mut self, is_it: impl Fn(&Json) -> bool) -> Json {
        loop {
            let frame = tokio::time::timeout(Duration::from_secs(20), self.0.next()).await;
            let frame = frame.expect("something comes").expect("the socket is open").expect("unbroken");
            let Message::Text(frame) = frame else { continue };
            let frame: Json = serde_json::from_str(&frame).expect("JSON");
            if is_it(&frame) {
                return frame;
            }
        }
    }
}

/// The agent whose desk rings for a chat.
fn rings(event: &Json) -> Option<&Json> {
    event["eventBody"]["participants"].as_array()?.iter().find(|participant| {
        participant["purpose"] == "agent" && participant["messages"][0]["state"] == "alerting"
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_flow_leads_a_guest_to_the_agent_the_page_names() {
    let demo = Demo::start();
    demo.file(WELCOME);
    expect![[r#"
        Welcome is published as version 1.
        exit code 0
    "#]]
    .assert_eq(&demo.publish(&["welcome.yaml", "--set", "queue=Video advice"]).to_string());
    expect![[r#"
        Welcome is published as version 2.
        exit code 0
    "#]]
    .assert_eq(&demo.publish(&["welcome.yaml", "--set", "queue=video ADVICE"]).to_string());

    let program = Program::enter(&demo).await;
    let flows = program.ask("GET", "/api/v2/flows", Json::Null).await;
    let flow = &flows["entities"][0];
    assert_eq!((&flows["total"], &flow["publishedVersion"]["id"]), (&json!(1), &json!("2.0")), "{flows}");
    let path = format!("/api/v2/webdeployments/deployments/{}", demo.deployment());
    let mut deployment = program.ask("GET", &path, Json::Null).await;
    deployment["flow"] = json!({"id": flow["id"]});
    program.ask("PUT", &path, deployment).await;

    // Ana has waited for work longer.
    let (ana, bo) = (demo.person("Ana"), demo.person("Bo"));
    program.go_on_queue(&ana).await;
    program.go_on_queue(&bo).await;
    let mut desk = program.listen_for(&bo).await;
    let _guest = visit(&demo, &bo).await;
    let event = desk.until(|event| rings(event).is_some()).await;
    assert_eq!(rings(&event).expect("it rings")["userId"], bo, "{event}");
    let customer = found(&event["eventBody"]["participants"], |one| one["purpose"] == "customer");
    assert_eq!(customer["attributes"]["topic"], "My mortgage", "{event}");
}

/// A guest whose page says who their adviser is.
async fn visit(demo: &Demo, adviser: &str) -> Socket {
    let (deployment, token) = (demo.deployment(), "6ab1d5d8-2f3e-4c54-9a41-4a1f0f1c2b3d");
    let url = format!("{}/v1?deploymentId={deployment}", demo.url().replacen("http", "ws", 1));
    let mut guest = Socket::open(&url).await;
    guest.say(json!({"action": "configureSession", "token": token, "deploymentId": deployment})).await;
    guest.until(|frame| frame["body"]["connected"] == true).await;
    let channel = json!({"metadata": {"customAttributes": {"context.auvious.agentUserId": adviser}}});
    let message = json!({"type": "Text", "text": "My mortgage", "channel": channel});
    guest.say(json!({"action": "onMessage", "token": token, "message": message})).await;
    guest
}

#[test]
fn what_is_wrong_is_printed_as_by_check_whoever_finds_it() {
    let demo = Demo::start();
    // We find it ourselves.
    demo.file(&WELCOME.replace("Message.Message.body", "Flow.topic"));
    expect![[r#"
        welcome.yaml:18:74: error: the variable Flow.topic is not declared (character 1 of the expression)
        The flow cannot be published: 1 error.
        exit code 1
    "#]]
    .assert_eq(&demo.publish(&["welcome.yaml", "--set", "queue=General"]).to_string());
    demo.file(WELCOME);
    // Only the contact center can know it.
    expect![[r#"
        welcome.yaml:21:34: error: there is no Queue "Nowhere"
            there is General, Video advice
        The flow cannot be published: 1 error.
        exit code 1
    "#]]
    .assert_eq(&demo.publish(&["welcome.yaml", "--set", "queue=Nowhere"]).to_string());
    expect![[r#"
        2> error: elsewhere.yaml cannot be read: No such file or directory (os error 2)
        exit code 2
    "#]]
    .assert_eq(&demo.publish(&["elsewhere.yaml"]).to_string());
    let token = ["welcome.yaml", "--set", "queue=General", "--token", "nobody's"];
    expect![[r#"
        2> error: flows cannot be listed: Invalid login credentials.: 401 bad.credentials
        exit code 2
    "#]]
    .assert_eq(&demo.publish(&token).to_string());
}

#[test]
fn somebody_must_be_signed_in_and_somewhere() {
    let nowhere = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = run(nowhere, &["flow", "publish", "welcome.yaml", "--url", "http://127.0.0.1:1"], b"");
    assert!(said.code == Some(2) && said.err.contains("--client-id"), "{said}");
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("welcome.yaml"), WELCOME.replace("{{queue}}", "General")).expect("written");
    let arguments = ["flow", "publish", "welcome.yaml", "--url", "http://127.0.0.1:1", "--token", "t"];
    let said = run(folder.path(), &arguments, b"");
    assert!(said.code == Some(2) && said.err.starts_with("error: flows cannot be listed: "), "{said}");
    assert!(env::var_os("EYELINE_TOKEN").is_none(), "the environment of these tests names nobody");
}
