//! What an agent's screen shows beside a conversation.

use std::collections::BTreeMap;

use eyeline_model::Pii;
use serde::{Deserialize, Serialize};

/// What an agent's screen shows beside a conversation: a flow has chosen it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScreenPop {
    /// The script's name.
    pub script: String,
    /// What the script is given, by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, Pii<String>>,
}
