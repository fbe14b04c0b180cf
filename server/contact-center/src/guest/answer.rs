//! What a guest's request leads to.

use eyeline_genesys::guest::{Frame, code};
use eyeline_shell::StoreError;
use tracing::error;

/// Why a guest's request is not done: a code and a reason.
pub(crate) struct No(pub(crate) u16, pub(crate) &'static str);

/// What a request leads to.
pub(crate) enum Reply {
    Frame(Frame),
    /// Every browser of the session hears it, the asking one with them.
    Told,
    /// The socket is closed after it.
    Close,
}

impl From<StoreError> for No {
    fn from(failure: StoreError) -> Self {
        error!(error = &failure as &dyn std::error::Error, "a guest's request failed at the store");
        Self(code::INTERNAL, "internal error")
    }
}
