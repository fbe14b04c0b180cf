//! How far the search for an agent has come.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{GroupId, Timestamp, UserId};

/// How far the search for an agent has come: who may be offered an entry at the moment, and until when only they.
///
/// The routing methods come in this order; each gives way to the next. A search that is written down and read
/// again goes on where it was.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Search {
    /// The very agent who was asked for, or their backup.
    Direct {
        /// Who.
        agent: UserId,
        /// Whether this is the backup of the one who was asked for.
        is_backup: bool,
        /// When they have had their time.
        until: Timestamp,
    },
    /// The agent who spoke with the customer last, if they are free right now.
    LastAgent {
        /// Who.
        agent: UserId,
    },
    /// The agent to whom a callback belongs.
    Owner {
        /// Who.
        agent: UserId,
        /// When anybody may have it.
        until: Timestamp,
    },
    /// Preferred agents, whatever their skills.
    Preferred {
        /// The rule of the queue that is in force, counted from zero.
        stage: usize,
        /// Who may be offered the entry. The set only grows from stage to stage.
        agents: BTreeSet<UserId>,
        /// When the next stage begins.
        until: Timestamp,
    },
    /// The members of the groups that the queue's rules have activated.
    Conditional {
        /// The rule that was tried last, counted from zero.
        rule: usize,
        /// The groups so far. The set only grows from rule to rule.
        groups: BTreeSet<GroupId>,
        /// When the next rule is tried; none after the last.
        until: Option<Timestamp>,
    },
    /// The members up to a ring.
    Bullseye {
        /// The ring, counted from one. The pool only grows from ring to ring.
        ring: u8,
        /// When the next ring is asked too; none in the last.
        until: Option<Timestamp>,
    },
    /// The member who is expected to do best.
    Predictive {
        /// When who does best does not matter any more.
        until: Timestamp,
    },
    /// Every member.
    #[default]
    Standard,
}

impl Search {
    /// When the search goes on by itself.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Direct { until, .. }
            | Self::Owner { until, .. }
            | Self::Preferred { until, .. }
            | Self::Predictive { until } => Some(*until),
            Self::Conditional { until, .. } | Self::Bullseye { until, .. } => *until,
            Self::LastAgent { .. } | Self::Standard => None,
        }
    }

    /// Whether every member is asked.
    pub const fn is_standard(&self) -> bool {
        matches!(self, Self::Standard)
    }

    /// The agents whom the search names, if it asks nobody else.
    pub fn named(&self) -> impl Iterator<Item = UserId> {
        let (one, many) = match self {
            Self::Direct { agent, .. } | Self::LastAgent { agent } | Self::Owner { agent, .. } => {
                (Some(*agent), None)
            }
            Self::Preferred { agents, .. } => (None, Some(agents)),
            Self::Conditional { .. } | Self::Bullseye { .. } | Self::Predictive { .. } | Self::Standard => {
                (None, None)
            }
        };
        one.into_iter().chain(many.into_iter().flatten().copied())
    }

    /// Whether the search asks nobody but agents it names.
    pub const fn is_by_name(&self) -> bool {
        match self {
            Self::Direct { .. } | Self::LastAgent { .. } | Self::Owner { .. } | Self::Preferred { .. } => {
                true
            }
            Self::Conditional { .. } | Self::Bullseye { .. } | Self::Predictive { .. } | Self::Standard => {
                false
            }
        }
    }
}
