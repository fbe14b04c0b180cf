//! What a conversation asks of routing, and its place in a queue.
//!
//! Both the ACD, which ranks entries, and the conversation, which keeps them over a crash, know these nouns.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{LanguageId, QueueId, SkillId, Timestamp, UserId};

/// What is asked of routing for one conversation on one medium.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoutingRequest {
    /// Where to wait.
    pub queue: QueueId,
    /// What the agent must speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageId>,
    /// What the agent must be able to do: all of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub skills: BTreeSet<SkillId>,
    /// One point weighs as much as one minute in the queue; negative ranks later.
    #[serde(default)]
    pub priority: i32,
    /// Who should be asked before everybody else, if the queue has rules for preferred agents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<ScoredAgent>,
}

impl RoutingRequest {
    /// Anybody in `queue`, with no priority.
    pub fn to(queue: QueueId) -> Self {
        Self { queue, language: None, skills: BTreeSet::new(), priority: 0, preferred: Vec::new() }
    }
}

/// An agent who is preferred, and how much.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScoredAgent {
    /// The preferred agent.
    pub agent: UserId,
    /// 0 to 100; the queue's rules say from which score on an agent is asked in which stage.
    pub score: u8,
}

/// A place in a queue, with everything that its rank and its candidates follow from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QueueEntry {
    /// What is asked for.
    pub request: RoutingRequest,
    /// Since when. An unanswered offer does not change it: the entry returns to its old rank.
    pub enqueued_at: Timestamp,
    /// Tells entries of equal rank apart: the earlier one goes first.
    pub sequence: u64,
    /// Which preferred agents have the entry to themselves at the moment; none, when anybody suitable may have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<Preference>,
}

/// A stage of preferred routing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Preference {
    /// The rule of the queue that is in force, counted from zero.
    pub stage: usize,
    /// Who may be offered the entry in this stage, whatever their skills. The set only grows from stage to stage.
    pub agents: BTreeSet<UserId>,
    /// When the next stage begins, or routing by skills if there is none.
    pub until: Timestamp,
}
