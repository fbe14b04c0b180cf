//! Refusals as answers: which of the vendor's reasons each is. What a reason looks like on the wire, [`Reason`]
//! says.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use eyeline_engagement::Refusal;
pub(crate) use eyeline_genesys::error::Reason;
use eyeline_shell::LoopError;
use tracing::error;
use uuid::Uuid;

use crate::failure::Failure;

/// A request that is not done.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Reason);

impl Refused {
    /// A value that reads well and makes no sense.
    pub(crate) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self(Reason::invalid(field, reason))
    }

    /// Something that cannot be had at the stage the escalation is in.
    pub(crate) fn wrong_stage(found: &'static str) -> Self {
        Self(Reason::Conflict(format!("This cannot be done while the escalation is {found}.")))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0.answer(Uuid::from_bytes(rand::random())).map(Body::from)
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

impl From<LoopError<Refusal>> for Refused {
    fn from(error: LoopError<Refusal>) -> Self {
        match error {
            LoopError::Refused(Refusal::Unknown) => Self(Reason::NotFound),
            LoopError::Refused(Refusal::WrongStage { found }) => Self::wrong_stage(found),
            LoopError::Refused(Refusal::NoTelephone) => {
                Self::invalid("phone", "A telephone number to call back is needed.")
            }
            LoopError::Refused(Refusal::Full) | LoopError::Stopped => Self(Reason::Unavailable),
            LoopError::NotCommitted => Self(Reason::Internal),
        }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        error!(error = &failure as &dyn std::error::Error, "a request failed at another system");
        Self(Reason::Unavailable)
    }
}
