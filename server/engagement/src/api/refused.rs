//! One error mapping: every reason to say no, in the shape the vendor's clients read.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use eyeline_engagement::Refusal;
use eyeline_genesys::{ErrorBody, error::Detail};
use eyeline_shell::LoopError;
use tracing::error;
use uuid::Uuid;

use crate::{conference, contact_center};

/// Why a request is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("The request could not be understood by the server due to malformed syntax.")]
    Malformed(String),
    #[error("{reason}")]
    InvalidValue { field: &'static str, reason: String },
    #[error("No authentication bearer token specified in authorization header.")]
    NotAuthenticated,
    #[error("Invalid login credentials.")]
    BadCredentials,
    #[error("You are not authorized to perform the requested action.")]
    NotAuthorized,
    #[error("The requested resource was not found.")]
    NotFound,
    #[error("This cannot be done while the escalation is {found}.")]
    WrongStage { found: &'static str },
    #[error("The resource does not have this method.")]
    MethodNotAllowed,
    #[error("The request body is too large.")]
    TooLarge,
    #[error("Rate limit exceeded the maximum. Retry the request in [{retry_after_s}] seconds")]
    TooManyRequests { retry_after_s: u64 },
    #[error("The request could not be completed by the server.")]
    Internal,
    #[error("The service is temporarily unavailable.")]
    Unavailable,
}

impl Refused {
    /// A value that reads well and makes no sense.
    pub(crate) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::InvalidValue { field, reason: reason.into() }
    }

    /// The table: status and code of each reason.
    const fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "bad.request"),
            Self::InvalidValue { .. } => (StatusCode::BAD_REQUEST, "invalid.value"),
            Self::NotAuthenticated => (StatusCode::UNAUTHORIZED, "authentication.required"),
            Self::BadCredentials => (StatusCode::UNAUTHORIZED, "bad.credentials"),
            Self::NotAuthorized => (StatusCode::FORBIDDEN, "not.authorized"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not.found"),
            Self::WrongStage { .. } => (StatusCode::CONFLICT, "conflict"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method.not.allowed"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "bad.request"),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "too.many.requests"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal.server.error"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "service.unavailable"),
        }
    }

    fn body(&self) -> ErrorBody {
        let (status, code) = self.status_and_code();
        let details = match self {
            Self::Malformed(reason) => vec![Detail { error_code: Some(reason.clone()), ..Detail::default() }],
            Self::InvalidValue { field, .. } => {
                let field_name = Some((*field).to_owned());
                vec![Detail { error_code: Some(code.to_owned()), field_name, ..Detail::default() }]
            }
            _ => Vec::new(),
        };
        ErrorBody {
            message: self.to_string(),
            code: code.to_owned(),
            status: status.as_u16(),
            context_id: Uuid::from_bytes(rand::random()).to_string(),
            details,
            ..ErrorBody::default()
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, _) = self.status_and_code();
        let mut response = (status, Json(self.body())).into_response();
        if let Self::TooManyRequests { retry_after_s } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        response
    }
}

impl From<LoopError<Refusal>> for Refused {
    fn from(error: LoopError<Refusal>) -> Self {
        match error {
            LoopError::Refused(Refusal::Unknown) => Self::NotFound,
            LoopError::Refused(Refusal::WrongStage { found }) => Self::WrongStage { found },
            LoopError::Refused(Refusal::NoTelephone) => {
                Self::invalid("phone", "A telephone number to call back is needed.")
            }
            LoopError::Refused(Refusal::Full) | LoopError::Stopped => Self::Unavailable,
            LoopError::NotCommitted => Self::Internal,
        }
    }
}

impl From<contact_center::Failure> for Refused {
    fn from(failure: contact_center::Failure) -> Self {
        error!(error = &failure as &dyn std::error::Error, "a request failed at the contact center");
        Self::Unavailable
    }
}

impl From<conference::Failure> for Refused {
    fn from(failure: conference::Failure) -> Self {
        error!(error = &failure as &dyn std::error::Error, "a request failed at the conference");
        Self::Unavailable
    }
}
