//! Rules by which a queue asks preferred agents first.

use eyeline_model::Duration;
use serde::{Deserialize, Serialize};

/// One stage of preferred routing (Genesys: *Preferred agent routing*): who is asked, and how long only they.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PreferredRule {
    /// Who is asked, beside those of the stages before.
    pub who: PreferredAgents,
    /// How long the stage lasts.
    pub wait: Duration,
}

/// Whom a rule means among a conversation's preferred agents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreferredAgents {
    /// All of them.
    Any,
    /// Those with this score or more; Genesys calls it `MEETS_THRESHOLD`.
    Scored {
        /// The lowest score that will do.
        at_least: u8,
    },
}

impl PreferredAgents {
    /// Whether an agent with `score` is meant.
    pub const fn include(self, score: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Scored { at_least } => score >= at_least,
        }
    }
}
