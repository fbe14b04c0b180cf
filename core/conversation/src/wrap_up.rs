//! What an agent says a conversation was about.

use eyeline_model::{Pii, Timestamp, WrapUpCodeId};
use serde::{Deserialize, Serialize};

/// The label and notes of one agent's session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WrapUp {
    /// The label.
    pub label: WrapUpLabel,
    /// What the agent wrote beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Pii<String>>,
    /// When it was last written.
    pub at: Timestamp,
    /// Written during the session or saved on the way: the agent may still change it, and it ends nothing.
    pub provisional: bool,
}

/// The label of a wrap-up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrapUpLabel {
    /// Chosen by the agent.
    Code(WrapUpCodeId),
    /// After-call work ran out before a code was chosen; Genesys calls it `ININ-WRAP-UP-TIMEOUT`.
    TimedOut,
}
