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
    /// From which ring on they are asked in bullseye routing: 1 to [`Ring::LIMIT`](eyeline_acd::Ring::LIMIT).
    #[serde(default = "first_ring")]
    pub ring: u8,
}

impl Membership {
    /// Somebody who takes conversations, in the first ring.
    pub const fn new(queue: QueueId, user: UserId) -> Self {
        Self { queue, user, joined: true, ring: 1 }
    }
}

const fn first_ring() -> u8 {
    1
}
