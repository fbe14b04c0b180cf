//! How a run stands between two steps.

use eyeline_model::Timestamp;
use serde::{Deserialize, Serialize};

use super::EffectId;

/// What a run waits for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// For the answer to an effect, or only for a moment to come.
    Waiting {
        /// The effect, unless only time is awaited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        effect: Option<EffectId>,
        /// When to go on without an answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// For the customer's next message: a state of a written conversation has ended.
    Listening,
    /// For nothing more.
    Ended(End),
}

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It came to its end.
    Finished {
        /// What a workflow says of its end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It has handed the conversation on.
    Transferred,
    /// It has disconnected the customer.
    Disconnected,
    /// Somebody else ended it: the customer left, or an agent answered a call in a queue.
    Stopped,
}
