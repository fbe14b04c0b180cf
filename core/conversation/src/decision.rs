//! Whom a conversation was offered to, and why.

use std::collections::VecDeque;

use eyeline_model::{Candidate, CommunicationId, KeptAway, Media, Method, QueueId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Whom a conversation was offered to, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoutingDecision {
    /// When.
    pub at: Timestamp,
    /// On which medium.
    pub media: Media,
    /// The session that was offered.
    pub offer: CommunicationId,
    /// On behalf of which queue.
    pub queue: QueueId,
    /// To whom.
    pub agent: UserId,
    /// By which method the agent was found.
    pub found_by: Method,
    /// The preferred rule (counted from zero), ring (from one) or conditional rule (from zero); else 0.
    #[serde(default)]
    pub stage: u8,
    /// How many could have had it, of those who were looked at.
    pub compared: u16,
    /// Since when the agent had nothing to do with routing; none if not lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_since: Option<Timestamp>,
    /// How well the agent meets what is asked for: the sum of their proficiencies in it, in hundredths of a star.
    #[serde(default)]
    pub skill: u32,
    /// Who would have been next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<UserId>,
    /// How many other agents were looked at.
    #[serde(default)]
    pub looked_at: usize,
    /// Those of them who could have had it, next first; at most [`RoutingDecision::NAMED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Candidate>,
    /// What kept the rest away; of each at most [`RoutingDecision::NAMED`] are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_away: Vec<KeptAway>,
}

impl RoutingDecision {
    /// The most agents that are named for each reason. A decision is written whenever its conversation is.
    pub const NAMED: usize = 3;
    /// The most members at whom it looks: it is worked out for each offer, and the desk rings only after it.
    pub const LOOKED_AT: usize = 100;
}

/// The latest decisions on a conversation, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoutingDecisions(VecDeque<RoutingDecision>);

impl RoutingDecisions {
    /// How many are kept. The oldest is forgotten for a new one.
    pub const KEPT: usize = 20;

    /// The decisions, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &RoutingDecision> + ExactSizeIterator {
        self.0.iter()
    }

    /// Whether nothing was ever offered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps a decision.
    pub fn push(&mut self, decision: RoutingDecision) {
        if self.0.len() == Self::KEPT {
            self.0.pop_front();
        }
        self.0.push_back(decision);
    }
}
