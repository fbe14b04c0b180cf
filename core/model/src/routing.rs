//! What a conversation asks of routing, and its place in a queue.
//!
//! Both the ACD, which ranks entries, and the conversation, which keeps them over a crash, know these nouns.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{LabelId, LanguageId, QueueId, Search, SkillExpression, SkillId, Timestamp, UserId};

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
    /// What the agent must be able to do instead of having all of `skills`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<SkillExpression>,
    /// The kind of work it is, where agents have limits for kinds beside those for media.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// One point weighs as much as one minute in the queue; negative ranks later.
    #[serde(default)]
    pub priority: i32,
    /// Who should be asked before everybody else, if the queue has rules for preferred agents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<ScoredAgent>,
    /// The customer asked for this very agent, who may be off queue as long as they are available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct: Option<UserId>,
    /// Who spoke with the customer last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_agent: Option<UserId>,
    /// The callback belongs to the one preferred agent, whose score is [`ScoredAgent::FULL_SCORE`]; Genesys
    /// calls the flag `AGENT_OWNED_CALLBACK`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_agent_owned: bool,
}

/// What a transfer to another queue does to a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RequestTransfer {
    /// Where to wait from now on.
    pub to: QueueId,
    /// Whether the organization takes skills away at a transfer.
    pub strips_skills: bool,
}

impl RoutingRequest {
    /// Anybody in `queue`, with no priority.
    pub fn to(queue: QueueId) -> Self {
        Self {
            queue,
            language: None,
            skills: BTreeSet::new(),
            expression: None,
            label: None,
            priority: 0,
            preferred: Vec::new(),
            direct: None,
            last_agent: None,
            is_agent_owned: false,
        }
    }

    /// What is asked for after a transfer: skills, language and priority go along, unless the organization
    /// strips skills (`transfer-voice-interaction`); no agent is preferred, asked for or owner any more (help
    /// page 204745).
    pub fn transferred(&self, transfer: RequestTransfer) -> Self {
        let RequestTransfer { to, strips_skills } = transfer;
        let kept = Self { label: self.label, priority: self.priority, ..Self::to(to) };
        if strips_skills {
            return kept;
        }
        let (language, skills) = (self.language, self.skills.clone());
        Self { language, skills, expression: self.expression.clone(), ..kept }
    }

    /// Whose callback it is: the flag is set, and there is exactly one preferred agent, of full score.
    pub fn owner(&self) -> Option<UserId> {
        match self.preferred[..] {
            [ScoredAgent { agent, score: ScoredAgent::FULL_SCORE }] if self.is_agent_owned => Some(agent),
            _ => None,
        }
    }
}

/// An agent who is preferred, and how much.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScoredAgent {
    /// The preferred agent.
    pub agent: UserId,
    /// 0 to [`ScoredAgent::FULL_SCORE`]; the queue's rules say from which score on an agent is asked in which
    /// stage.
    pub score: u8,
}

impl ScoredAgent {
    /// The highest score.
    pub const FULL_SCORE: u8 = 100;
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
    /// How far the search for an agent has come.
    #[serde(default, skip_serializing_if = "Search::is_standard")]
    pub search: Search,
}
