//! One error mapping: every reason to say no, as the vendor's SDKs expect to read it.

use axum::{
    Json,
    extract::ws::rejection::WebSocketUpgradeRejection,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use eyeline_genesys::{ErrorBody, error::Detail};
use eyeline_shell::StoreError;
use tracing::error;
use uuid::Uuid;

use crate::draw::draw;

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
    #[error("Unable to perform the requested action. You are missing the following permission(s): {}", .0.join(", "))]
    MissingPermissions(Vec<&'static str>),
    #[error(
        "Unable to perform the requested action. You must have at least one of the following permissions \
         assigned: {}",
        .0.join(", ")
    )]
    MissingAnyPermissions(Vec<&'static str>),
    #[error("The requested resource was not found.")]
    NotFound,
    #[error("{0}")]
    Conflict(String),
    #[error("The request body is larger than {limit_bytes} bytes.")]
    TooLarge { limit_bytes: usize },
    #[error("The resource does not have this method.")]
    MethodNotAllowed,
    #[error("Unsupported Media Type")]
    UnsupportedMediaType,
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
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "bad.request"),
            Self::InvalidValue { .. } => (StatusCode::BAD_REQUEST, "invalid.value"),
            Self::NotAuthenticated => (StatusCode::UNAUTHORIZED, "authentication.required"),
            Self::BadCredentials => (StatusCode::UNAUTHORIZED, "bad.credentials"),
            Self::NotAuthorized => (StatusCode::FORBIDDEN, "not.authorized"),
            Self::MissingPermissions(_) => (StatusCode::FORBIDDEN, "missing.permissions"),
            Self::MissingAnyPermissions(_) => (StatusCode::FORBIDDEN, "missing.any.permissions"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not.found"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict"),
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "bad.request"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method.not.allowed"),
            Self::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported.media.type"),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "too.many.requests"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal.server.error"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "service.unavailable"),
        }
    }

    /// The body that says so.
    pub(crate) fn body(&self) -> ErrorBody {
        let (status, code) = self.status_and_code();
        let details = match self {
            Self::Malformed(reason) => {
                vec![Detail { error_code: Some(reason.clone()), ..Detail::default() }]
            }
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
            context_id: draw::<Uuid>().to_string(),
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

impl From<WebSocketUpgradeRejection> for Refused {
    fn from(rejection: WebSocketUpgradeRejection) -> Self {
        Self::Malformed(rejection.body_text())
    }
}

impl From<StoreError> for Refused {
    fn from(failure: StoreError) -> Self {
        error!(error = &failure as &dyn std::error::Error, "a request failed at the store");
        Self::Internal
    }
}
