//! A customer at a messenger and an agent at a desk, as clients of the contact center's public API.

use std::time::Duration;

use eyeline_genesys::client::Caller;
use eyeline_model::{ConversationId, ParticipantId};
use eyeline_shell::{Connector, WebSocket};
use futures::{SinkExt as _, StreamExt as _};
use http::{Method, Request, header};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

/// Longer than anything takes that works.
const PATIENCE: Duration = Duration::from_secs(15);

/// Waits for what is certain to come.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

async fn hear(socket: &mut WebSocket) -> Value {
    loop {
        match soon("a message", socket.next()).await.expect("the socket is open").expect("it is not broken") {
            Message::Text(text) => return serde_json::from_str(&text).expect("messages are JSON"),
            other => drop(other),
        }
    }
}

async fn say(socket: &mut WebSocket, message: Value) {
    socket.send(Message::text(message.to_string())).await.expect("the socket is open");
}

/// A customer who chats.
pub(crate) struct Customer {
    socket: WebSocket,
    token: String,
}

impl Customer {
    /// Opens the messenger and says something, which begins a conversation.
    pub(crate) async fn chat(contact_center: &Connector, origin: &str, deployment: &str) -> Self {
        let uri = format!("{}/v1?deploymentId={deployment}", origin.replacen("http", "ws", 1));
        let socket = contact_center.websocket(&uri).await.expect("the messenger opens");
        let token = uuid::Uuid::from_bytes(rand::random()).to_string();
        let mut customer = Self { socket, token };
        customer.ask(json!({ "action": "configureSession", "deploymentId": deployment })).await;
        customer.until("SessionResponse").await;
        let attributes =
            json!({ "name": "Kim Holgersson", "phone": "+46 70 000 00 00", "reason": "Mortgage" });
        let channel = json!({ "metadata": { "customAttributes": attributes } });
        let message = json!({ "type": "Text", "text": "Hello", "channel": channel });
        customer.ask(json!({ "action": "onMessage", "message": message })).await;
        customer.until("StructuredMessage").await;
        customer
    }

    /// The token by which the customer's page shows whose conversation it is.
    pub(crate) async fn jwt(&mut self) -> String {
        self.ask(json!({ "action": "getJwt" })).await;
        self.until("JwtResponse").await["body"]["jwt"].as_str().expect("a JWT").to_owned()
    }

    async fn ask(&mut self, mut request: Value) {
        request["token"] = json!(self.token);
        say(&mut self.socket, request).await;
    }

    async fn until(&mut self, class: &str) -> Value {
        loop {
            let frame = hear(&mut self.socket).await;
            if frame["class"] == class {
                return frame;
            }
        }
    }
}

/// What rings at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ringing {
    pub(crate) conversation: ConversationId,
    pub(crate) participant: ParticipantId,
}

/// An agent at a desk.
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) token: String,
    contact_center: Connector,
    caller: Caller,
    socket: WebSocket,
}

impl Agent {
    /// Signs in with a token, listens to the desk's notifications and goes on queue.
    pub(crate) async fn on_queue(contact_center: &Connector, token: String) -> Self {
        let caller = Caller::bearer(&token).expect("a token");
        let me: Value = send(contact_center, caller.me()).await;
        let id = me["id"].as_str().expect("an id").to_owned();
        let channel: Value = send(contact_center, caller.open_channel()).await;
        let uri = channel["connectUri"].as_str().expect("an address");
        let socket = contact_center.websocket(uri).await.expect("the channel opens");
        let topics = [format!("v2.users.{id}.conversations")];
        let _: Value =
            send(contact_center, caller.subscribe(channel["id"].as_str().expect("an id"), &topics)).await;
        let agent = Self { id, token, contact_center: contact_center.clone(), caller, socket };
        agent.go_on_queue().await;
        agent
    }

    async fn go_on_queue(&self) {
        let definitions = self.request(Method::GET, "/api/v2/presence/definitions", &Value::Null).await;
        let entities = definitions["entities"].as_array().expect("a list").clone();
        let on_queue =
            entities.iter().find(|one| one["systemPresence"] == "OnQueue").expect("one of the ten");
        let path = format!("/api/v2/users/{}/presences/purecloud", self.id);
        self.request(Method::PATCH, &path, &json!({ "presenceDefinition": { "id": on_queue["id"] } })).await;
    }

    /// Waits until `medium` (`messages` or `callbacks`) rings.
    pub(crate) async fn rings(&mut self, medium: &str) -> Ringing {
        loop {
            let event = hear(&mut self.socket).await;
            let Some(participants) = event["eventBody"]["participants"].as_array() else { continue };
            let rings = |participant: &&Value| {
                participant["userId"] == *self.id
                    && participant[medium]
                        .as_array()
                        .is_some_and(|sessions| sessions.iter().any(|session| session["state"] == "alerting"))
            };
            if let Some(participant) = participants.iter().find(rings) {
                let id = |value: &Value| value.as_str().expect("an id").to_owned();
                return Ringing {
                    conversation: id(&event["eventBody"]["id"]).parse().expect("an id"),
                    participant: id(&participant["id"]).parse().expect("an id"),
                };
            }
        }
    }

    /// Accepts what rings.
    pub(crate) async fn accept(&self, medium: &str, ringing: Ringing) {
        self.set_state(medium, ringing, "connected").await;
    }

    /// Declines what rings, or ends what is going on.
    pub(crate) async fn disconnect(&self, medium: &str, ringing: Ringing) {
        self.set_state(medium, ringing, "disconnected").await;
    }

    async fn set_state(&self, medium: &str, ringing: Ringing, state: &str) {
        let Ringing { conversation, participant } = ringing;
        let path = format!("/api/v2/conversations/{medium}/{conversation}/participants/{participant}");
        self.request(Method::PATCH, &path, &json!({ "state": state })).await;
    }

    /// The conversation as the desk reads it.
    pub(crate) async fn conversation(&self, id: ConversationId) -> Value {
        send(&self.contact_center, self.caller.conversation(id)).await
    }

    async fn request(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        send(&self.contact_center, request.body(body).expect("a request")).await
    }
}

/// One request that succeeds.
pub(crate) async fn send(connector: &Connector, request: Request<Vec<u8>>) -> Value {
    let asked = format!("{} {}", request.method(), request.uri());
    let answer = connector.send(request).await.expect("an answer");
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(answer.status().is_success(), "{asked}: {} {body}", answer.status());
    serde_json::from_str(&body).unwrap_or(Value::Null)
}
