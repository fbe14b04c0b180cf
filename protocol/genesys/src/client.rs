//! A client of the Platform API: builds requests and reads responses, and leaves the wire to others.
//!
//! What it reads is told apart from what we serve: only the fields a client needs, every unknown value of an
//! enumeration tolerated, because a vendor adds to them without asking.
//!
//! Start reading at [`Caller`].

use std::{collections::BTreeMap, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Method, Request, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::{
    ErrorBody, callback::CreateCallback, conversation::ParticipantAttributes, entity::EntityRef,
    notification::ChannelTopic,
};

/// The most urgent a callback can be. A step of one outweighs a minute of waiting.
pub const FRONT_OF_QUEUE: i64 = 1_000_000;

/// A client's own identity.
#[derive(Clone)]
pub struct Credentials {
    pub client_id: String,
    pub client_secret: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.client_id)
    }
}

impl Credentials {
    /// `POST /oauth/token` for the client itself; answered by [`crate::oauth::TokenResponse`].
    pub fn sign_in(&self) -> Request<Vec<u8>> {
        let basic = STANDARD.encode(format!("{}:{}", self.client_id, self.client_secret));
        Request::post("/oauth/token")
            .header(header::AUTHORIZATION, format!("Basic {basic}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(b"grant_type=client_credentials".to_vec())
            .expect("base64 and constants are valid in a header")
    }
}

/// Whoever shows an access token: a client, an agent or, with a JWT, a guest.
#[derive(Clone)]
pub struct Caller {
    authorization: header::HeaderValue,
}

/// The token holds bytes that no token can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAToken;

impl Caller {
    /// A caller by its token.
    pub fn bearer(token: &str) -> Result<Self, NotAToken> {
        let visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        let mut authorization: header::HeaderValue =
            format!("Bearer {token}").parse().map_err(|_| NotAToken)?;
        authorization.set_sensitive(true);
        if visible { Ok(Self { authorization }) } else { Err(NotAToken) }
    }

    /// Who the caller is; answered by [`Me`].
    pub fn me(&self) -> Request<Vec<u8>> {
        self.get("/api/v2/users/me".to_owned())
    }

    /// A guest's own messages; any success proves that the JWT is good.
    pub fn guest_messages(&self) -> Request<Vec<u8>> {
        self.get("/api/v2/webmessaging/messages?pageSize=1".to_owned())
    }

    /// Answered by [`Conversation`].
    pub fn conversation(&self, id: impl fmt::Display) -> Request<Vec<u8>> {
        self.get(format!("/api/v2/conversations/{id}"))
    }

    /// Answered by [`Queue`].
    pub fn queue(&self, id: impl fmt::Display) -> Request<Vec<u8>> {
        self.get(format!("/api/v2/routing/queues/{id}"))
    }

    /// Asks for a callback on a conversation that is already there.
    pub fn create_callback(
        &self,
        conversation: impl fmt::Display,
        participant: impl fmt::Display,
        callback: &CreateCallback,
    ) -> Request<Vec<u8>> {
        let path = format!("/api/v2/conversations/{conversation}/participants/{participant}/callbacks");
        self.send(Method::POST, path, callback)
    }

    /// Ends a participant's part in a callback.
    pub fn disconnect_callback(
        &self,
        conversation: impl fmt::Display,
        participant: impl fmt::Display,
    ) -> Request<Vec<u8>> {
        let path = format!("/api/v2/conversations/callbacks/{conversation}/participants/{participant}");
        self.send(Method::PATCH, path, &BTreeMap::from([("state", "disconnected")]))
    }

    /// Sets, and with `None` removes, attributes of a participant.
    pub fn set_attributes(
        &self,
        conversation: impl fmt::Display,
        participant: impl fmt::Display,
        attributes: BTreeMap<String, Option<String>>,
    ) -> Request<Vec<u8>> {
        let path = format!("/api/v2/conversations/{conversation}/participants/{participant}/attributes");
        self.send(Method::PATCH, path, &ParticipantAttributes { attributes })
    }

    /// How long a callback waits, and at which place; answered by [`Estimates`].
    pub fn estimate(&self, queue: impl fmt::Display, conversation: impl fmt::Display) -> Request<Vec<u8>> {
        let path = format!("/api/v2/routing/queues/{queue}/mediatypes/callback/estimatedwaittime");
        self.get(format!("{path}?conversationId={conversation}"))
    }

    /// Opens a notification channel; answered by [`crate::notification::Channel`].
    pub fn open_channel(&self) -> Request<Vec<u8>> {
        self.send(Method::POST, "/api/v2/notifications/channels".to_owned(), &serde_json::json!({}))
    }

    /// Makes `topics` the only ones of a channel.
    pub fn subscribe(&self, channel: &str, topics: &[String]) -> Request<Vec<u8>> {
        let topics: Vec<_> =
            topics.iter().map(|id| ChannelTopic { id: id.clone(), ..ChannelTopic::default() }).collect();
        let path = format!("/api/v2/notifications/channels/{}/subscriptions", encoded(channel));
        self.send(Method::PUT, path, &topics)
    }

    pub(crate) fn get(&self, path: String) -> Request<Vec<u8>> {
        self.request(Method::GET, path).body(Vec::new()).expect("the path was built from valid parts")
    }

    pub(crate) fn send(&self, method: Method, path: String, body: &impl Serialize) -> Request<Vec<u8>> {
        let body = serde_json::to_vec(body).expect("a request is plain data");
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        request.body(body).expect("the path was built from valid parts")
    }

    pub(crate) fn request(&self, method: Method, path: String) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        request
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::ACCEPT, "application/json")
    }
}

/// Percent-encodes what came from a server into one segment of a path.
pub(crate) fn encoded(text: &str) -> PercentEncode<'_> {
    // RFC 3986 §2.3: these, letters and digits never need it.
    const OTHERS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, OTHERS)
}

/// Why a response holds no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The server said no.
    Status {
        status: StatusCode,
        /// What it gave as a reason; empty if it gave none.
        error: Box<ErrorBody>,
        /// When it wants to be asked again.
        retry_after_s: Option<u64>,
    },
    /// The server said yes, and something that makes no sense. The reason quotes nothing of it.
    Unreadable { reason: String },
}

impl Refused {
    /// The status, when there was one that said no.
    pub const fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. } => Some(*status),
            Self::Unreadable { .. } => None,
        }
    }

    /// Whether the same request may succeed later: the server is overloaded, away or restarting.
    pub fn is_passing(&self) -> bool {
        self.status().is_some_and(|status| {
            status.is_server_error()
                || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status)
        })
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, error, .. } => write!(f, "{} {}", status.as_u16(), error.code),
            Self::Unreadable { reason } => write!(f, "unreadable answer: {reason}"),
        }
    }
}

impl std::error::Error for Refused {}

/// Reads an answer.
pub fn read<T: DeserializeOwned>(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<T, Refused> {
    check(status, headers, body)?;
    // In words of our own: the reader's quote what they cannot read, and answers hold what is personal.
    serde_json::from_slice(body).map_err(|error| Refused::Unreadable {
        reason: format!("{:?} error at line {} column {}", error.classify(), error.line(), error.column()),
    })
}

/// Reads an answer of which only the success matters.
pub fn check(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<(), Refused> {
    if status.is_success() {
        return Ok(());
    }
    let retry_after = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    Err(Refused::Status {
        status,
        error: Box::new(serde_json::from_slice(body).unwrap_or_default()),
        retry_after_s: retry_after.and_then(|value| value.trim().parse().ok()),
    })
}

/// Some write null for what they leave out.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Who a caller is.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Me {
    pub id: String,
    pub name: Option<String>,
}

/// A queue as far as a client names it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Queue {
    pub id: String,
    pub name: String,
}

/// A conversation, by REST or out of `v2.routing.queues.{id}.conversations`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Conversation {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub participants: Vec<Participant>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub purpose: String,
    pub name: Option<String>,
    pub user_id: Option<String>,
    pub queue_id: Option<String>,
    pub queue_name: Option<String>,
    pub conversation_routing_data: Option<RoutingAsked>,
    #[serde(default, deserialize_with = "or_default")]
    pub attributes: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "or_default")]
    pub callbacks: Vec<Session>,
    #[serde(default, deserialize_with = "or_default")]
    pub messages: Vec<Session>,
    #[serde(default, deserialize_with = "or_default")]
    pub calls: Vec<Session>,
}

/// A participant's session on one medium.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub state: SessionState,
    pub connected_time: Option<String>,
    pub disconnect_type: Option<String>,
}

/// A session's state as far as a client tells states apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionState {
    Alerting,
    Connected,
    Disconnected,
    Terminated,
    /// Waiting, dialling, or something the vendor has added since.
    #[default]
    #[serde(other)]
    Other,
}

impl SessionState {
    /// Whether the session has not ended.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Disconnected | Self::Terminated)
    }
}

/// What a conversation asks of routing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct RoutingAsked {
    pub queue: Option<EntityRef>,
    pub language: Option<EntityRef>,
    #[serde(default, deserialize_with = "or_default")]
    pub skills: Vec<EntityRef>,
}

/// What a queue expects of its waiting times.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Estimates {
    #[serde(default, deserialize_with = "or_default")]
    pub results: Vec<Estimate>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    #[serde(default, deserialize_with = "or_default")]
    pub intent: String,
    #[serde(default, deserialize_with = "or_default")]
    pub formula: String,
    pub estimated_wait_time_seconds: Option<i64>,
    /// Ours, beyond the vendor's shape: one-based.
    pub position_in_queue: Option<u32>,
}

impl Conversation {
    /// Whose matter it is.
    pub fn customer(&self) -> Option<&Participant> {
        self.participants.iter().find(|participant| ["customer", "external"].contains(&&*participant.purpose))
    }
}

impl Participant {
    /// Whether it is a person with a login.
    pub fn is_agent(&self) -> bool {
        ["agent", "user"].contains(&&*self.purpose)
    }

    /// Every session, whatever the medium.
    pub fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.callbacks.iter().chain(&self.messages).chain(&self.calls)
    }
}

impl Estimates {
    /// The estimate for callbacks by the formula the queue trusts most.
    pub fn best(&self) -> Option<&Estimate> {
        let of = |formula: &'static str| self.results.iter().find(move |result| result.formula == formula);
        of("BEST").or_else(|| of("SIMPLE")).or_else(|| self.results.first())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::routing::RoutingData;

    fn shown(request: &Request<Vec<u8>>) -> String {
        let body = String::from_utf8_lossy(request.body());
        format!("{} {} {body}", request.method(), request.uri())
    }

    fn caller() -> Caller {
        Caller::bearer("secret").expect("a plain token")
    }

    #[test]
    fn a_client_signs_in_with_its_credentials() {
        let credentials = Credentials { client_id: "id".to_owned(), client_secret: "secret".to_owned() };
        let request = credentials.sign_in();
        assert_eq!(shown(&request), "POST /oauth/token grant_type=client_credentials");
        assert_eq!(request.headers()[header::AUTHORIZATION], "Basic aWQ6c2VjcmV0");
        assert_eq!(format!("{credentials:?}"), "Credentials(id)");
    }

    #[test]
    fn a_callback_is_asked_for_on_the_customer() {
        let callback = CreateCallback {
            callback_numbers: vec![String::new()],
            routing_data: Some(RoutingData {
                queue_id: Some("q".to_owned()),
                priority: Some(FRONT_OF_QUEUE),
                ..RoutingData::default()
            }),
            ..CreateCallback::default()
        };
        let request = caller().create_callback("c", "p", &callback);
        assert_eq!(
            shown(&request),
            r#"POST /api/v2/conversations/c/participants/p/callbacks {"routingData":{"queueId":"q","priority":1000000},"callbackNumbers":[""]}"#
        );
        assert_eq!(request.headers()[header::AUTHORIZATION], "Bearer secret");
    }

    #[test]
    fn an_agent_is_taken_off_a_callback_by_its_state() {
        assert_eq!(
            shown(&caller().disconnect_callback("c", "p")),
            r#"PATCH /api/v2/conversations/callbacks/c/participants/p {"state":"disconnected"}"#
        );
    }

    #[test]
    fn subscriptions_replace_each_other() {
        assert_eq!(
            shown(&caller().subscribe("a/b", &["v2.routing.queues.q.conversations".to_owned()])),
            r#"PUT /api/v2/notifications/channels/a%2Fb/subscriptions [{"id":"v2.routing.queues.q.conversations"}]"#
        );
    }

    #[test]
    fn a_token_cannot_smuggle_a_header() {
        for token in ["", "a b", "a\r\nhost: elsewhere", "ü"] {
            assert!(Caller::bearer(token).is_err(), "{token:?}");
        }
    }

    #[test]
    fn what_the_vendor_adds_is_tolerated() {
        let body = br#"{"id":"c","novelty":1,"participants":[
            {"id":"p","purpose":"agent","userId":"u","name":"Ana","messages":null,"attributes":null,
             "callbacks":[{"id":"s","state":"levitating"}]}]}"#;
        let conversation: Conversation = read(StatusCode::OK, &HeaderMap::new(), body).expect("readable");
        assert_eq!(conversation.participants[0].callbacks[0].state, SessionState::Other);
    }

    #[test]
    fn a_refusal_says_why_and_when_to_ask_again() {
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, "7".parse().expect("a number"))]);
        let body = br#"{"code":"too.many.requests","status":429,"message":"slow down"}"#;
        let refused = read::<Me>(StatusCode::TOO_MANY_REQUESTS, &headers, body).expect_err("429");
        assert!(refused.is_passing());
        assert_eq!(refused.to_string(), "429 too.many.requests");
        assert!(matches!(refused, Refused::Status { retry_after_s: Some(7), .. }));
        let refused = read::<Me>(StatusCode::NOT_FOUND, &headers, b"<html>").expect_err("404");
        assert!(!refused.is_passing());
    }

    #[test]
    fn what_cannot_be_read_is_not_quoted() {
        let body = br#"{"id":"c","participants":"Kim Holgersson"}"#;
        let refused = read::<Conversation>(StatusCode::OK, &HeaderMap::new(), body).expect_err("no list");
        assert_eq!(refused.to_string(), "unreadable answer: Data error at line 1 column 41");
    }

    #[test]
    fn the_estimate_by_the_best_formula_is_taken() {
        let body = br#"{"results":[{"intent":"CALLBACK","formula":"SIMPLE","estimatedWaitTimeSeconds":9},
            {"intent":"CALLBACK","formula":"BEST","estimatedWaitTimeSeconds":180,"positionInQueue":2}]}"#;
        let estimates: Estimates = read(StatusCode::OK, &HeaderMap::new(), body).expect("readable");
        let best = estimates.best().expect("two of them");
        assert_eq!((best.estimated_wait_time_seconds, best.position_in_queue), (Some(180), Some(2)));
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
            let status = StatusCode::from_u16(status).expect("in range");
            drop(read::<Conversation>(status, &HeaderMap::new(), &body));
            drop(read::<Estimates>(status, &HeaderMap::new(), &body));
        }
    }
}
