//! An agent who is preferred, and how much.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::User;

/// An agent who is preferred, and how much.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AgentScorePair {
    /// The agent; none if whoever was looked up is unknown, and then the pair prefers nobody.
    pub agent: Option<Arc<User>>,
    /// 0 to 100; higher is asked earlier.
    pub score: Option<u8>,
}
