//! Who belongs to which queue.

use eyeline_model::{QueueId, UserId};
use serde::{Deserialize, Serialize};

/// A user's place in a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Membership {
    /// Which queue.
    pub queue: QueueId,
    /// Who.
    pub user: UserId,
    /// Whether they take conversations from it at the moment.
    pub joined: bool,
}
