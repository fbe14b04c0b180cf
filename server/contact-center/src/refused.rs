//! Refusals as answers. What a core's refusal is on the wire, `refusal.rs` says; what each reason looks like
//! there, [`Reason`] does.

use axum::{
    body::Body,
    extract::ws::rejection::WebSocketUpgradeRejection,
    response::{IntoResponse, Response},
};
pub(crate) use eyeline_genesys::error::Reason;
use eyeline_shell::StoreError;
use tracing::error;
use uuid::Uuid;

use crate::draw::draw;

/// A request that is not done.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Reason);

impl Refused {
    /// A value that reads well and makes no sense.
    pub(crate) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self(Reason::invalid(field, reason))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0.answer(draw::<Uuid>()).map(Body::from)
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

impl From<WebSocketUpgradeRejection> for Refused {
    fn from(rejection: WebSocketUpgradeRejection) -> Self {
        Self(Reason::Malformed(rejection.body_text()))
    }
}

impl From<StoreError> for Refused {
    fn from(failure: StoreError) -> Self {
        error!(error = &failure as &dyn std::error::Error, "a request failed at the store");
        Self(Reason::Internal)
    }
}
