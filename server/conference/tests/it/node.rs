//! A conference to test against, and a client that knows only HTTP.

use std::{net::SocketAddr, path::Path};

use axum::{
    Router,
    body::{Body, to_bytes},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_conference_server::{Conference, Config, EventSink};
use eyeline_shell::{Login, Store};
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::stream::EventStream;

/// A running conference.
pub(crate) struct Node {
    pub(crate) conference: Conference,
    pub(crate) router: Router,
    folder: Option<TempDir>,
}

/// An answer that was read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn result(self) -> Value {
        assert_eq!((self.status, &self.body["status"]), (StatusCode::OK, &json!("success")), "{}", self.body);
        self.body["result"].clone()
    }

    #[track_caller]
    pub(crate) fn refusal(&self) -> &str {
        assert_eq!(
            (self.status, &self.body["status"]),
            (StatusCode::FORBIDDEN, &json!("failed")),
            "{}",
            self.body
        );
        self.body["result"].as_str().expect("a sentence")
    }
}

/// Somebody in a room, by HTTP.
pub(crate) struct Guest {
    pub(crate) alias: String,
    pub(crate) granted: Value,
}

impl Guest {
    pub(crate) fn uuid(&self) -> &str {
        self.granted["participant_uuid"].as_str().expect("a uuid")
    }

    pub(crate) fn token(&self) -> &str {
        self.granted["token"].as_str().expect("a token")
    }

    pub(crate) fn seat(&self) -> &str {
        self.granted["seat"].as_str().expect("a seat")
    }

    /// A path under this participant.
    pub(crate) fn own(&self, path: &str) -> String {
        format!("participants/{}/{path}", self.uuid())
    }
}

pub(crate) fn config(event_sink: Option<EventSink>) -> Config {
    Config {
        node: "test".to_owned(),
        server_key: b"a secret of thirty-two bytes....".to_vec(),
        management: Login { user: "admin".to_owned(), password: "secret".to_owned() },
        media: eyeline_edge::Config { workers: 1, bind: SocketAddr::from(([127, 0, 0, 1], 0)), public: None },
        event_sink,
    }
}

async fn open(folder: &Path) -> Store {
    Store::sqlite(&folder.join("conference.db")).await.expect("SQLite opens")
}

impl Node {
    pub(crate) async fn new() -> Self {
        Self::with_sink(None).await
    }

    pub(crate) async fn with_sink(event_sink: Option<EventSink>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::on(folder, config(event_sink)).await
    }

    async fn on(folder: TempDir, config: Config) -> Self {
        let store = open(folder.path()).await;
        let conference = Conference::start(config, store).await.expect("the conference starts");
        Self { router: conference.router(), conference, folder: Some(folder) }
    }

    /// A node whose store is somebody else's.
    pub(crate) fn serving(conference: Conference) -> Self {
        Self { router: conference.router(), conference, folder: None }
    }

    /// The same node after its process has died.
    pub(crate) async fn restarted(self) -> Self {
        self.conference.stop();
        Self::on(self.folder.expect("a node of our own"), config(None)).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("infallible")
    }

    pub(crate) async fn answer(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.send(request).await.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a short body");
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes)))
        };
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn manage(&self, method: &str, path: &str, body: Value) -> Answer {
        let login = STANDARD.encode("admin:secret");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Basic {login}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("valid");
        self.answer(request).await
    }

    /// A room with a host PIN 1234 and a guest PIN 5678.
    pub(crate) async fn make_room(&self, name: &str) -> String {
        let room = json!({
            "name": name, "aliases": [{"alias": name}], "service_type": "conference",
            "allow_guests": true, "pin": "1234", "guest_pin": "5678", "tag": "e-1",
        });
        let made = self.manage("POST", "/api/admin/configuration/v1/conference/", room).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.headers["location"].to_str().expect("text").to_owned()
    }

    pub(crate) async fn ticket(&self, alias: &str, role: &str, name: &str) -> String {
        let wanted = json!({"role": role, "display_name": name, "ttl_s": 60});
        let minted = self.manage("POST", &format!("/api/eyeline/v1/rooms/{alias}/tickets"), wanted).await;
        assert_eq!(minted.status, StatusCode::CREATED, "{}", minted.body);
        minted.body["ticket"].as_str().expect("a ticket").to_owned()
    }

    /// One request of the client API.
    pub(crate) async fn client(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/client/v2/conferences/{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        self.answer(request.body(body).expect("valid")).await
    }

    pub(crate) async fn request_token(&self, alias: &str, pin: Option<&str>, body: Value) -> Answer {
        let headers: Vec<(&str, &str)> = pin.map(|pin| ("pin", pin)).into_iter().collect();
        self.client("POST", &format!("{alias}/request_token"), &headers, Some(body)).await
    }

    pub(crate) async fn enter(&self, alias: &str, pin: Option<&str>, body: Value) -> Guest {
        let granted = self.request_token(alias, pin, body).await.result();
        Guest { alias: alias.to_owned(), granted }
    }

    pub(crate) async fn host(&self, alias: &str, name: &str) -> Guest {
        self.enter(alias, Some("1234"), json!({"display_name": name, "multistream": true})).await
    }

    pub(crate) async fn guest(&self, alias: &str, name: &str) -> Guest {
        self.enter(alias, Some("5678"), json!({"display_name": name, "multistream": true})).await
    }

    pub(crate) async fn post(&self, by: &Guest, path: &str, body: Option<Value>) -> Answer {
        self.client("POST", &format!("{}/{path}", by.alias), &[("token", by.token())], body).await
    }

    pub(crate) async fn get(&self, by: &Guest, path: &str) -> Answer {
        self.client("GET", &format!("{}/{path}", by.alias), &[("token", by.token())], None).await
    }

    pub(crate) async fn events(&self, of: &Guest) -> EventStream {
        let uri = format!("/api/client/v2/conferences/{}/events?token={}", of.alias, of.token());
        let response = self.send(Request::get(uri).body(Body::empty()).expect("valid")).await;
        assert_eq!(response.status(), StatusCode::OK);
        EventStream::new(response.into_body())
    }
}
