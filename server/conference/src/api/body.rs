//! Bodies as clients send them: with or without a content type, empty, `{}` or `null`.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;

use crate::refused::Refused;

/// A body that must say something.
pub(super) struct Body<T>(pub(super) T);

/// A body that may say nothing.
pub(super) struct OptionalBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refused::BadRequest)?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Refused::BadRequest)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalBody<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refused::BadRequest)?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(T::default()));
        }
        let read: Option<T> = serde_json::from_slice(&bytes).map_err(|_| Refused::BadRequest)?;
        Ok(Self(read.unwrap_or_default()))
    }
}
