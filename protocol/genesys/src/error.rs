//! Why a request is not done: every reason in one table, with the status, the code and the message that SDKs
//! look for.
//!
//! Start reading at [`Reason`].

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::{self, Display},
};

use http::{HeaderValue, Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

/// Why a request is not done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It cannot be read; why not, in its reader's words.
    Malformed(String),
    /// A value reads well and makes no sense.
    InvalidValue {
        field: &'static str,
        reason: String,
    },
    /// A flow cannot be published.
    Unsound {
        /// How much is wrong with it.
        summary: String,
        problems: Vec<FlowProblem>,
    },
    /// It shows no token.
    NotAuthenticated,
    /// The token or the password that it shows is nobody's.
    BadCredentials,
    /// It is somebody else's to do.
    NotAuthorized,
    /// Every one of these permissions is asked for and missing.
    MissingPermissions(Vec<&'static str>),
    /// One of these permissions would do.
    MissingAnyPermissions(Vec<&'static str>),
    NotFound,
    /// It goes against how things are now.
    Conflict(String),
    TooLarge {
        limit_bytes: usize,
    },
    MethodNotAllowed,
    UnsupportedMediaType,
    TooManyRequests {
        retry_after_s: u64,
    },
    /// We have failed.
    Internal,
    /// We are stopping, or somebody we depend on is away.
    Unavailable,
}

impl Reason {
    /// A value that reads well and makes no sense.
    pub fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::InvalidValue { field, reason: reason.into() }
    }

    /// The table: status, code and message of each reason.
    fn said(&self) -> (StatusCode, &'static str, Cow<'_, str>) {
        use StatusCode as Status;
        match self {
            Self::Malformed(_) => (
                Status::BAD_REQUEST,
                "bad.request",
                "The request could not be understood by the server due to malformed syntax.".into(),
            ),
            Self::InvalidValue { reason, .. } => (Status::BAD_REQUEST, "invalid.value", reason.into()),
            Self::Unsound { summary, .. } => (Status::BAD_REQUEST, "invalid.value", summary.into()),
            Self::NotAuthenticated => (
                Status::UNAUTHORIZED,
                "authentication.required",
                "No authentication bearer token specified in authorization header.".into(),
            ),
            Self::BadCredentials => {
                (Status::UNAUTHORIZED, "bad.credentials", "Invalid login credentials.".into())
            }
            Self::NotAuthorized => (
                Status::FORBIDDEN,
                "not.authorized",
                "You are not authorized to perform the requested action.".into(),
            ),
            Self::MissingPermissions(missing) => (
                Status::FORBIDDEN,
                "missing.permissions",
                format!(
                    "Unable to perform the requested action. You are missing the following permission(s): {}",
                    missing.join(", ")
                )
                .into(),
            ),
            Self::MissingAnyPermissions(any) => (
                Status::FORBIDDEN,
                "missing.any.permissions",
                format!(
                    "Unable to perform the requested action. You must have at least one of the following \
                     permissions assigned: {}",
                    any.join(", ")
                )
                .into(),
            ),
            Self::NotFound => {
                (Status::NOT_FOUND, "not.found", "The requested resource was not found.".into())
            }
            Self::Conflict(reason) => (Status::CONFLICT, "conflict", reason.into()),
            Self::TooLarge { limit_bytes } => (
                Status::PAYLOAD_TOO_LARGE,
                "bad.request",
                format!("The request body is larger than {limit_bytes} bytes.").into(),
            ),
            Self::MethodNotAllowed => (
                Status::METHOD_NOT_ALLOWED,
                "method.not.allowed",
                "The resource does not have this method.".into(),
            ),
            Self::UnsupportedMediaType => {
                (Status::UNSUPPORTED_MEDIA_TYPE, "unsupported.media.type", "Unsupported Media Type".into())
            }
            Self::TooManyRequests { retry_after_s } => (
                Status::TOO_MANY_REQUESTS,
                "too.many.requests",
                format!("Rate limit exceeded the maximum. Retry the request in [{retry_after_s}] seconds")
                    .into(),
            ),
            Self::Internal => (
                Status::INTERNAL_SERVER_ERROR,
                "internal.server.error",
                "The request could not be completed by the server.".into(),
            ),
            Self::Unavailable => (
                Status::SERVICE_UNAVAILABLE,
                "service.unavailable",
                "The service is temporarily unavailable.".into(),
            ),
        }
    }

    /// The body that says so. `context_id` is what a person quotes who wants it looked into.
    pub fn body(&self, context_id: impl Display) -> ErrorBody {
        let (status, code, message) = self.said();
        let details = match self {
            Self::Malformed(reason) => vec![Detail { error_code: Some(reason.clone()), ..Detail::default() }],
            Self::InvalidValue { field, .. } => {
                let field_name = Some((*field).to_owned());
                vec![Detail { error_code: Some(code.to_owned()), field_name, ..Detail::default() }]
            }
            Self::Unsound { .. } => {
                let field_name = Some("configuration".to_owned());
                vec![Detail { error_code: Some(code.to_owned()), field_name, ..Detail::default() }]
            }
            _ => Vec::new(),
        };
        let errors = match self {
            Self::Unsound { problems, .. } => problems.iter().map(FlowProblem::body).collect(),
            _ => Vec::new(),
        };
        ErrorBody {
            message: message.into_owned(),
            code: code.to_owned(),
            status: status.as_u16(),
            context_id: context_id.to_string(),
            details,
            errors,
            ..ErrorBody::default()
        }
    }

    /// The whole answer: the status, the body as JSON, and `Retry-After` where asking again makes sense.
    pub fn answer(&self, context_id: impl Display) -> Response<Vec<u8>> {
        let body = serde_json::to_vec(&self.body(context_id)).expect("an error body is plain data");
        let mut answer = Response::new(body);
        *answer.status_mut() = self.said().0;
        let json = HeaderValue::from_static("application/json");
        answer.headers_mut().insert(header::CONTENT_TYPE, json);
        if let Self::TooManyRequests { retry_after_s } = self {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
        }
        answer
    }
}

/// The message. It says nothing of what a request holds.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().2)
    }
}

/// The body of every refusal. SDKs parse it, so every field is there even when it has nothing to say.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorBody {
    pub message: String,
    pub code: String,
    pub status: u16,
    pub entity_id: Option<String>,
    pub entity_name: Option<String>,
    pub message_with_params: Option<String>,
    pub message_params: BTreeMap<String, String>,
    pub context_id: String,
    pub details: Vec<Detail>,
    pub errors: Vec<ErrorBody>,
}

/// Which field of the request was at fault.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    pub error_code: Option<String>,
    pub field_name: Option<String>,
    pub entity_id: Option<String>,
    pub entity_name: Option<String>,
}

/// Something that is wrong with a flow's file, or may be. On the wire it is one of a body's `errors`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowProblem {
    /// Whether the flow can be published all the same.
    pub is_warning: bool,
    /// From 1, as is the column, which counts characters.
    pub line: u32,
    pub column: u32,
    pub what: String,
    /// What to write instead.
    pub instead: Option<String>,
}

const FLOW_ERROR: &str = "flow.error";
const FLOW_WARNING: &str = "flow.warning";

impl FlowProblem {
    fn body(&self) -> ErrorBody {
        let place = [("line", self.line.to_string()), ("column", self.column.to_string())];
        let instead = self.instead.clone().map(|instead| ("instead", instead));
        let params = place.into_iter().chain(instead).map(|(name, value)| (name.to_owned(), value));
        ErrorBody {
            message: self.what.clone(),
            code: if self.is_warning { FLOW_WARNING } else { FLOW_ERROR }.to_owned(),
            status: StatusCode::BAD_REQUEST.as_u16(),
            message_params: params.collect(),
            ..ErrorBody::default()
        }
    }

    /// Reads it back; none if the error is another one.
    pub fn read(body: &ErrorBody) -> Option<Self> {
        let number = |name: &str| body.message_params.get(name)?.parse().ok();
        Some(Self {
            is_warning: match body.code.as_str() {
                FLOW_ERROR => false,
                FLOW_WARNING => true,
                _ => return None,
            },
            line: number("line")?,
            column: number("column")?,
            what: body.message.clone(),
            instead: body.message_params.get("instead").cloned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_the_same_in_its_status_its_body_and_its_headers() {
        let answer = Reason::TooManyRequests { retry_after_s: 7 }.answer("c");
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "7");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
        let body: ErrorBody = serde_json::from_slice(answer.body()).expect("readable");
        assert_eq!(
            (body.status, body.code.as_str(), body.context_id.as_str()),
            (429, "too.many.requests", "c")
        );
        assert!(Reason::NotFound.answer("c").headers().get(header::RETRY_AFTER).is_none());
    }

    #[test]
    fn the_field_at_fault_is_named() {
        let body = Reason::invalid("queueId", "A queue's id is required.").body("c");
        assert_eq!(body.message, "A queue's id is required.");
        assert_eq!(body.details[0].field_name.as_deref(), Some("queueId"));
    }

    #[test]
    fn what_is_wrong_with_a_flow_is_read_back() {
        let problem = FlowProblem {
            is_warning: false,
            line: 3,
            column: 15,
            what: "there is no task \"Strat\"".to_owned(),
            instead: Some("did you mean \"Start\"?".to_owned()),
        };
        let other = FlowProblem { is_warning: true, instead: None, ..problem.clone() };
        let problems = vec![problem, other];
        let body = Reason::Unsound { summary: "No.".to_owned(), problems: problems.clone() }.body("c");
        let read: Vec<_> = body.errors.iter().filter_map(FlowProblem::read).collect();
        assert_eq!((body.status, read), (400, problems));
        assert_eq!(FlowProblem::read(&body), None);
    }

    #[test]
    fn what_a_request_holds_is_told_to_whoever_sent_it_and_to_no_log() {
        let reason = Reason::Malformed("invalid type: string \"Kim\"".to_owned());
        assert!(!reason.to_string().contains("Kim"));
        assert!(reason.body("c").details[0].error_code.as_ref().is_some_and(|code| code.contains("Kim")));
    }
}
