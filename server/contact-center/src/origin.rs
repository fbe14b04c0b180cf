//! The address by which a client reached us.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::service::Shared;

/// Scheme and authority, such as `http://127.0.0.1:8080`, without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct Origin(String);

impl Origin {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same place for websockets.
    pub(crate) fn websocket(&self) -> String {
        self.0.replacen("http", "ws", 1)
    }
}

impl FromRequestParts<Shared> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Infallible> {
        if let Some(url) = &service.config.public_url {
            return Ok(Self(url.trim_end_matches('/').to_owned()));
        }
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        Ok(Self(format!("http://{host}")))
    }
}
