//! Who could be offered something, and what keeps others away.

use serde::{Deserialize, Serialize};

use crate::{LanguageId, SkillId, Timestamp, UserId};

/// An agent who could be offered a piece of work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub agent: UserId,
    /// Since when they have had nothing to do with routing; none if not lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_since: Option<Timestamp>,
    /// The sum of their proficiencies in what is asked for, in hundredths of a star.
    #[serde(default)]
    pub skill: u32,
    /// How much they are preferred, or how well they are expected to do: 0 to 100.
    #[serde(default)]
    pub score: u8,
}

/// Agents whom the same thing keeps away.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptAway {
    /// What.
    pub by: Obstacle,
    /// How many.
    pub count: usize,
    /// Some of them.
    pub some: Vec<UserId>,
}

/// What keeps an agent from being offered a piece of work, in the order in which it is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// Is not one of those whom the search names.
    NotNamed,
    /// Is no member of the queue.
    NotAMember,
    /// Is in a later ring.
    BelowRing,
    /// Is in none of the groups that are asked.
    NotInGroups,
    /// Is off queue.
    OffQueue,
    /// Left an offer unanswered, and has not come back.
    NotResponding,
    /// Something rings on their desk.
    Alerting,
    /// Does as much on this medium as they may, or something that it must not interrupt.
    NoCapacity,
    /// Does as much of this kind as they may.
    NoLabelCapacity,
    /// Lacks a skill: the first of those they lack.
    LacksSkill(SkillId),
    /// Does not speak the language.
    LacksLanguage(LanguageId),
    /// Does not meet the skill expression.
    FailsExpression,
}

/// The routing method by which an agent was found; Genesys calls it the used routing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A person chose the agent.
    Manual,
    /// The customer asked for the agent.
    Direct,
    /// The agent spoke with the customer last.
    LastAgent,
    /// The callback belongs to the agent.
    Owner,
    /// The agent was preferred.
    Preferred,
    /// A rule had activated the agent's group.
    Conditional,
    /// The agent is in the ring.
    Bullseye,
    /// The agent was expected to do best.
    Predictive,
    /// The agent is a member.
    Standard,
}
