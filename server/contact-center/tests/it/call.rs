//! Calling the API and speaking on its websockets.

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_contact_center_server::{SeededOrganization, SeededUser};
use futures::{SinkExt as _, StreamExt as _};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};
use tower::ServiceExt as _;

/// The verifier of RFC 7636's appendix B, and its challenge.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// How long a test waits for what must come.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// One caller of the API.
#[derive(Clone)]
pub(crate) struct Api {
    router: Router,
    host: String,
    token: Option<String>,
}

/// A status and the JSON that came with it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a request that was done.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }
}

impl Api {
    pub(crate) fn new(router: Router, host: &str) -> Self {
        Self { router, host: host.to_owned(), token: None }
    }

    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// Signs a program in by its secret.
    pub(crate) async fn with_client(&self, seeded: &SeededOrganization, name: &str) -> Self {
        let client = seeded.oauth_clients.iter().find(|client| client.name == name).unwrap();
        let basic = STANDARD.encode(format!("{}:{}", client.id, client.secret.as_ref().unwrap()));
        let request = self
            .request("POST", "/oauth/token")
            .header(header::AUTHORIZATION, format!("Basic {basic}"))
            .body(Body::from("grant_type=client_credentials"));
        let answer = json_of(self.raw(request.unwrap()).await).await.ok();
        self.with_token(answer["access_token"].as_str().unwrap())
    }

    /// Signs a person in as the desk does: password, cookie, code, token.
    pub(crate) async fn signed_in(&self, seeded: &SeededOrganization, user: &SeededUser) -> Self {
        let login = self.sign_in(&user.email, &user.password).await;
        let cookie =
            login.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let desk = seeded.oauth_clients.iter().find(|client| client.name == "eyeline-desk").unwrap();
        let redirect = format!("http://{}/desk/", self.host);
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &desk.id.to_string())
            .append_pair("redirect_uri", &redirect)
            .append_pair("code_challenge", CHALLENGE)
            .append_pair("code_challenge_method", "S256")
            .append_pair("state", "17")
            .finish();
        let authorize =
            self.request("GET", &format!("/oauth/authorize?{query}")).header(header::COOKIE, cookie);
        let answer = self.raw(authorize.body(Body::empty()).unwrap()).await;
        let place = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
        let (to, query) = place.split_once('?').unwrap();
        assert_eq!(to, redirect);
        let answered = |name: &str| {
            let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
            found.unwrap().1.into_owned()
        };
        assert_eq!(answered("state"), "17");
        let token = self.exchange(&desk.id.to_string(), &redirect, &answered("code"), VERIFIER).await.ok();
        self.with_token(token["access_token"].as_str().unwrap())
    }

    /// Posts the sign-in form.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Response<Body> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", email)
            .append_pair("password", password)
            .append_pair("return_to", "/desk/")
            .finish();
        self.raw(self.request("POST", "/login").body(Body::from(form)).unwrap()).await
    }

    /// Changes a code for a token.
    pub(crate) async fn exchange(&self, client: &str, redirect: &str, code: &str, verifier: &str) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("client_id", client)
            .append_pair("redirect_uri", redirect)
            .append_pair("code", code)
            .append_pair("code_verifier", verifier)
            .finish();
        json_of(self.raw(self.request("POST", "/oauth/token").body(Body::from(form)).unwrap()).await).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    pub(crate) async fn raw(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        json_of(self.raw(self.request("GET", path).body(Body::empty()).unwrap()).await).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        json_of(self.raw(self.request("DELETE", path).body(Body::empty()).unwrap()).await).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, body.to_string()).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        json_of(self.raw(request.body(body.into()).unwrap()).await).await
    }

    pub(crate) async fn set_presence(&self, user: &str, system: &str) {
        let definitions = self.get("/api/v2/presence/definitions").await.ok();
        let definitions = definitions["entities"].as_array().unwrap();
        let wanted = definitions.iter().find(|definition| definition["systemPresence"] == system).unwrap();
        let body = json!({"presenceDefinition": {"id": wanted["id"]}});
        self.patch(&format!("/api/v2/users/{user}/presences/purecloud"), body).await.ok();
    }

    /// A notification channel that listens to `topics`.
    pub(crate) async fn listen(&self, topics: &[String]) -> Socket {
        let channel = self.post("/api/v2/notifications/channels", Value::Null).await.ok();
        let path =
            format!("/api/v2/notifications/channels/{}/subscriptions", channel["id"].as_str().unwrap());
        let topics: Vec<_> = topics.iter().map(|topic| json!({"id": topic})).collect();
        self.put(&path, json!(topics)).await.ok();
        Socket::open(channel["connectUri"].as_str().unwrap()).await
    }
}

async fn json_of(response: Response<Body>) -> Answer {
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    Answer { status, body }
}

/// A client's end of a websocket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(crate) async fn open(url: &str) -> Self {
        Self(connect_async(url).await.unwrap().0)
    }

    pub(crate) async fn say(&mut self, message: &Value) {
        self.say_text(&message.to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next frame; none when the socket is closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("something comes")?.ok()? {
                Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// The next frame.
    pub(crate) async fn hear(&mut self) -> Value {
        self.next().await.expect("the socket is open")
    }

    /// The next frame that `is_it`; others are passed over.
    pub(crate) async fn until(&mut self, mut is_it: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let frame = self.hear().await;
            if is_it(&frame) {
                return frame;
            }
        }
    }

    /// The code and reason of the close frame, after whatever comes before it.
    pub(crate) async fn closed(&mut self) -> Option<(u16, String)> {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.expect("something comes")?.ok()?;
            if let Message::Close(frame) = message {
                return frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
            }
        }
    }
}
