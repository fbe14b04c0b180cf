//! How a queue looks for an agent.

use std::collections::BTreeSet;

use eyeline_model::{Duration, GroupId, Method, QueueId, SkillId, Timestamp};
use serde::{Deserialize, Serialize};

/// How a queue chooses among those who may have a conversation (`specify-routing-settings`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationMethod {
    /// Who has every skill and the language: the longest idle; of those idle for equally long, the better one.
    #[default]
    AllSkills,
    /// Who has every skill and the language: the best at them; of equally good ones, the longest idle.
    BestSkills {
        /// Only so many are compared, longest idle first.
        window: usize,
    },
    /// Whoever has been idle for longest; skills and language do not matter.
    NoSkills,
}

impl EvaluationMethod {
    /// Genesys compares the 100 longest idle agents (its staff, in the community forum).
    pub const WINDOW: usize = 100;
}

/// How a queue looks for an agent when nobody in particular is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingMethod {
    /// Among all members at once.
    #[default]
    Standard,
    /// Among more and more members, the skills becoming fewer; at most [`Ring::LIMIT`] rings.
    Bullseye(Vec<Ring>),
    /// Among the groups that rules activate one after the other; at most [`ConditionalRule::LIMIT`] of them. Only
    /// members of a group are asked.
    Conditional(Vec<ConditionalRule>),
    /// Whoever is expected to do best, for a while; then among all members.
    Predictive(PredictiveRouting),
}

/// A ring of bullseye routing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ring {
    /// How long only this ring and those before are asked; in the last ring it does not matter.
    pub wait: Duration,
    /// The skills that are not asked for any more once the ring is over; at most [`Ring::SKILLS_LIMIT`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removes: BTreeSet<SkillId>,
    /// The groups whose people are members in this ring.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
}

impl Ring {
    /// The most rings.
    pub const LIMIT: usize = 6;
    /// The most skills that one ring removes.
    pub const SKILLS_LIMIT: usize = 50;
}

/// A rule of conditional group routing (help page 270121): if it holds, its groups are asked too.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConditionalRule {
    /// Whose figure is looked at; without, that of the queue itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// What is looked at.
    pub metric: Metric,
    /// How it must relate to `value`.
    pub operator: Operator,
    /// Milliseconds of waiting, or thousandths of a share.
    pub value: i64,
    /// Who is asked besides, if the rule holds.
    pub groups: BTreeSet<GroupId>,
    /// How long only they are asked before the next rule is tried; after the last it does not matter.
    pub wait: Duration,
}

impl ConditionalRule {
    /// The most rules.
    pub const LIMIT: usize = 5;
}

/// How a queue asks whoever is expected to do best (`predictive-routing`). By what that is told is our own choice: see
/// [`Prospects::score`](crate::Prospects::score).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PredictiveRouting {
    /// How long; from 12 seconds to three days.
    pub timeout: Duration,
    /// Whether nobody is asked who lacks what is asked for.
    pub respects_skills: bool,
}

impl PredictiveRouting {
    /// The shortest and the longest time-out, in seconds.
    pub const TIMEOUT_S: (i64, i64) = (12, 259_200);
}

/// A figure of a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// How long somebody who comes now will wait, in milliseconds.
    EstimatedWaitTime,
    /// The share answered in time within the last half hour, in thousandths. With nothing answered the rule fails.
    ServiceLevel,
}

/// How two numbers relate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// `<`
    LessThan,
    /// `<=`
    AtMost,
    /// `>`
    GreaterThan,
    /// `>=`
    AtLeast,
}

impl Operator {
    /// Whether `this` relates so to `that`.
    pub const fn holds(self, this: i64, that: i64) -> bool {
        match self {
            Self::LessThan => this < that,
            Self::AtMost => this <= that,
            Self::GreaterThan => this > that,
            Self::AtLeast => this >= that,
        }
    }
}

/// Who is asked first when a customer comes again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastAgentMode {
    /// Nobody in particular.
    #[default]
    Disabled,
    /// Whom they spoke with last, if that agent is a member of the queue.
    QueueMembersOnly,
    /// Whom they spoke with last.
    AnyAgent,
}

/// How a queue treats conversations that ask for one very agent (help page 314586).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DirectRouting {
    /// How long to wait for the agent, and then for their backup: one minute to ten days. None: only if they
    /// are free right now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Duration>,
    /// The queue to go to when neither was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_queue: Option<QueueId>,
}

/// Who was found, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reason {
    /// By which method.
    pub method: Method,
    /// The preferred rule (counted from zero), ring (from one) or conditional rule (from zero); else 0.
    pub stage: u8,
    /// Since when the agent had nothing to do with routing; none if not within the last seven days.
    pub idle_since: Option<Timestamp>,
    /// How well they meet what is asked for: the sum of their proficiencies in it, in hundredths of a star.
    pub skill: u32,
}
