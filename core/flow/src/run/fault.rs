//! What went wrong in a run.

use eyeline_model::Pii;
use serde::{Deserialize, Serialize};

use crate::Position;

/// Something that went wrong, for those who look after the flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// Where in the file.
    pub at: Position,
    /// What the action is called.
    pub action: String,
    /// What happened: a sentence without a full stop. It may quote what a customer has entered.
    pub what: Pii<String>,
    /// Whether an output of the action took care of it. Otherwise the flow's error handling does.
    pub handled: bool,
}
