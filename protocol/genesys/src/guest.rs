//! The web messaging guest protocol: what a customer's browser says on `/v1`, and what it hears.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::normalized::NormalizedMessage;

/// The tracing id of a health check, which is answered like any other echo.
pub const HEALTH_CHECK: &str = "SGVhbHRoQ2hlY2tNZXNzYWdlSWQ=";

/// Limits of the protocol.
pub mod limit {
    /// Characters of one message.
    pub const MESSAGE_CHARACTERS: usize = 4_096;
    /// Bytes of all custom attributes together, as JSON.
    pub const CUSTOM_ATTRIBUTES_BYTES: usize = 2_048;
    /// Messages a second, for each session.
    pub const MESSAGES_PER_SECOND: u32 = 5;
    /// Requests a minute, for each connection.
    pub const REQUESTS_PER_MINUTE: u32 = 60;
    /// Connections of one session.
    pub const CONNECTIONS: usize = 3;
    /// How long a session lasts without a word, in seconds.
    pub const SESSION_SECONDS: i64 = 72 * 3_600;
}

/// Codes that a guest is refused with. Those below 1000 are HTTP's.
pub mod code {
    pub const OK: u16 = 200;
    pub const BAD_REQUEST: u16 = 400;
    pub const FORBIDDEN: u16 = 403;
    pub const TOO_MANY_REQUESTS: u16 = 429;
    pub const SESSION_EXPIRED: u16 = 4_006;
    pub const SESSION_NOT_FOUND: u16 = 4_007;
    pub const MESSAGE_TOO_LONG: u16 = 4_011;
    pub const CUSTOM_ATTRIBUTES_TOO_LARGE: u16 = 4_013;
    pub const MISSING_PARAMETER: u16 = 4_020;
    pub const REQUEST_RATE_TOO_HIGH: u16 = 4_029;
    pub const INTERNAL: u16 = 5_000;
}

/// What a guest asks. `token` is the session: the guest draws it and keeps it.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    pub token: String,
    pub tracing_id: Option<String>,
    #[serde(flatten)]
    pub action: Action,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
pub enum Action {
    ConfigureSession(ConfigureSession),
    OnMessage { message: NormalizedMessage },
    Echo { message: Option<NormalizedMessage> },
    GetJwt,
    CloseSession(CloseSession),
    ConfigureAuthenticatedSession,
    OnAttachment,
    GetAttachment,
    DeleteAttachment,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigureSession {
    pub deployment_id: String,
    pub start_new: Option<bool>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub struct CloseSession {
    pub close_all_connections: bool,
}

/// What a guest hears.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    #[serde(rename = "type")]
    pub kind: FrameKind,
    pub code: u16,
    #[serde(flatten)]
    pub body: Body,
    pub tracing_id: Option<String>,
}

/// Whether it answers a request or comes by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FrameKind {
    Response,
    Message,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "class", content = "body")]
pub enum Body {
    SessionResponse(SessionResponse),
    StructuredMessage(Box<NormalizedMessage>),
    JwtResponse(JwtResponse),
    TooManyRequestsErrorMessage(TooManyRequests),
    SessionExpiredEvent {},
    SessionClearedEvent {},
    ConnectionClosedEvent(ConnectionClosed),
    #[serde(rename = "string")]
    Text(String),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionResponse {
    pub connected: bool,
    pub new_session: bool,
    pub read_only: bool,
    pub max_custom_data_bytes: usize,
    pub cleared_existing_session: bool,
    pub duration_seconds: i64,
    /// Seconds since 1970.
    pub expiration_date: i64,
    #[serde(default)]
    pub blocked_extensions: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct JwtResponse {
    pub jwt: String,
    /// Seconds since 1970.
    pub exp: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TooManyRequests {
    pub retry_after: u32,
    pub error_code: u16,
    pub error_message: String,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ConnectionClosed {
    pub reason: Option<String>,
}

/// What the JWT of [`Action::GetJwt`] says (HS256).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    pub iss: String,
    /// Seconds since 1970.
    pub iat: i64,
    /// Seconds since 1970.
    pub exp: i64,
    pub organization_id: String,
    pub data: ClaimsData,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimsData {
    pub conversation_id: Option<String>,
    pub session_id: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalized::{Content, MessageEvent, MessageKind, PresenceKind};

    #[test]
    fn a_first_message_with_custom_attributes_is_read() {
        let text = r#"{"token":"t","tracingId":"7","action":"onMessage","message":{"type":"Text","text":"Hi",
            "channel":{"metadata":{"customAttributes":{"name":"Ana"}}}}}"#;
        let request: Request = serde_json::from_str(text).unwrap();
        let Action::OnMessage { message } = request.action else { panic!("another action") };
        assert_eq!(message.channel.unwrap().metadata.unwrap().custom_attributes["name"], "Ana");
    }

    #[test]
    fn an_error_has_the_lower_case_class_string() {
        let frame = Frame {
            kind: FrameKind::Response,
            code: code::SESSION_NOT_FOUND,
            body: Body::Text("session not found".into()),
            tracing_id: Some("9".into()),
        };
        assert_eq!(
            serde_json::to_string(&frame).unwrap(),
            r#"{"type":"response","code":4007,"class":"string","body":"session not found","tracingId":"9"}"#
        );
    }

    fn messages() -> impl Strategy<Value = NormalizedMessage> {
        let content =
            prop_oneof![("\\PC*", "\\PC*").prop_map(|(text, payload)| Content::quick_reply(text, payload))];
        let events = prop_oneof![
            any::<Option<u32>>().prop_map(MessageEvent::typing),
            Just(MessageEvent::presence(PresenceKind::Join)),
        ];
        let content = proptest::collection::vec(content, 0..3);
        let events = proptest::collection::vec(events, 0..3);
        (proptest::option::of("\\PC*"), content, events).prop_map(|(text, content, events)| {
            NormalizedMessage {
                id: None,
                kind: MessageKind::Structured,
                text,
                direction: None,
                originating_entity: None,
                channel: None,
                content,
                events,
                status: None,
                is_final_receipt: None,
                metadata: [("customMessageId".to_owned(), "1".to_owned())].into(),
            }
        })
    }

    fn actions() -> impl Strategy<Value = Action> {
        prop_oneof![
            ("\\PC*", any::<Option<bool>>()).prop_map(|(deployment_id, start_new)| {
                Action::ConfigureSession(ConfigureSession { deployment_id, start_new })
            }),
            messages().prop_map(|message| Action::OnMessage { message }),
            proptest::option::of(messages()).prop_map(|message| Action::Echo { message }),
            any::<bool>().prop_map(|all| Action::CloseSession(CloseSession { close_all_connections: all })),
            Just(Action::GetJwt),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_itself(
            token in "\\PC*",
            tracing_id in proptest::option::of("\\PC*"),
            action in actions(),
        ) {
            let request = Request { token, tracing_id, action };
            let printed = serde_json::to_string(&request).unwrap();
            prop_assert_eq!(serde_json::from_str::<Request>(&printed).unwrap(), request);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            drop(serde_json::from_str::<Request>(&text));
        }
    }
}
