//! What is true of a person as an agent.

use eyeline_model::{Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::Presence;

/// What is true of a person as an agent, and does not follow from configuration and conversations: one stored row.
///
/// How busy they are is not here; it follows from the live conversations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Agent {
    /// Who.
    pub user: UserId,
    /// What they say of themselves.
    pub presence: Presence,
    /// Since when they say so. On queue, this settles who among equally idle agents comes first.
    pub presence_since: Timestamp,
    /// What the ACD sees.
    pub status: RoutingStatus,
    /// Since when it sees that.
    pub status_since: Timestamp,
    /// When the ACD last offered them something or their session of such an offer ended; none if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_acd_at: Option<Timestamp>,
    /// Said that they were available, off queue, and left an offer unanswered: nobody who asks for them is put
    /// through before they say something of themselves again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_missed: bool,
}

/// What the ACD sees of an agent: the first that applies, in this order, which is our choice. Work that was begun on
/// queue counts as interacting until it is over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingStatus {
    /// Left an offer unanswered or declined it, and has not come back; is offered nothing.
    NotResponding,
    /// In at least one conversation or its after-call work. Ringing alone does not count.
    Interacting,
    /// On queue with nothing to do.
    Idle,
    /// Not on queue.
    #[default]
    OffQueue,
}

impl Agent {
    /// A person who has not shown up yet.
    pub fn new(user: UserId, now: Timestamp) -> Self {
        Self {
            user,
            presence: Presence::default(),
            presence_since: now,
            status: RoutingStatus::default(),
            status_since: now,
            last_acd_at: None,
            has_missed: false,
        }
    }

    /// Whether they want conversations from queues.
    pub fn is_on_queue(&self) -> bool {
        self.presence == Presence::OnQueue
    }
}
