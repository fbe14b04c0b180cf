//! The media a conversation can be on.

use serde::{Deserialize, Serialize};

/// A medium that queues, rings and counts against an agent's utilization.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// Chat and other written messages.
    Message,
    /// A promise to meet the customer by voice or video; it rings like a call.
    Callback,
}

impl Media {
    /// Every medium, in the order in which agents' counters are kept.
    pub const ALL: [Self; 2] = [Self::Message, Self::Callback];

    /// The medium's place in [`Media::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}
