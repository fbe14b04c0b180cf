//! How a queue looks for agents: `RoutingRule`, `Bullseye`, `ConditionalGroupRouting`, `DirectRouting` and their kin.

use serde::{Deserialize, Serialize};
use serde_with::{rust::double_option, skip_serializing_none};

use crate::EntityRef;

/// A stage of preferred agents.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingRule {
    pub operator: RuleOperator,
    /// The lowest score that will do; with [`RuleOperator::MeetsThreshold`].
    pub threshold: Option<i64>,
    pub wait_seconds: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleOperator {
    MeetsThreshold,
    Any,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Bullseye {
    #[serde(default)]
    pub rings: Vec<Ring>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Ring {
    /// When the next ring is asked, too.
    pub expansion_criteria: Vec<ExpansionCriterium>,
    pub actions: RingActions,
    pub member_groups: Vec<MemberGroup>,
}

/// The vendor's spelling.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ExpansionCriterium {
    #[serde(rename = "type")]
    pub kind: ExpansionKind,
    /// Seconds, and parts of them.
    pub threshold: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExpansionKind {
    TimeoutSeconds,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RingActions {
    pub skills_to_remove: Vec<EntityRef>,
}

/// The only [`MemberGroup::kind`] that there is here.
pub const GROUP: &str = "GROUP";

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberGroup {
    pub id: String,
    pub name: Option<String>,
    /// `GROUP`; the vendor has teams and skill groups besides.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ConditionalGroupRouting {
    #[serde(default)]
    pub rules: Vec<ConditionalGroupRoutingRule>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConditionalGroupRoutingRule {
    /// Whose figure is looked at; without, the queue's own.
    pub queue: Option<EntityRef>,
    pub metric: ConditionMetric,
    pub operator: ConditionOperator,
    /// Seconds of waiting, or per cent.
    pub condition_value: f64,
    pub groups: Vec<MemberGroup>,
    pub wait_seconds: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ConditionMetric {
    EstimatedWaitTime,
    ServiceLevel,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ConditionOperator {
    GreaterThan,
    GreaterThanOrEqualTo,
    LessThan,
    LessThanOrEqualTo,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LastAgentRoutingMode {
    Disabled,
    QueueMembersOnly,
    AnyAgent,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectRouting {
    pub backup_queue_id: Option<String>,
    /// Whether an agent who is not free is waited for.
    pub wait_for_agent: Option<bool>,
    /// For how long.
    pub agent_wait_seconds: Option<i64>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentOwnedRouting {
    pub enable_agent_owned_callbacks: Option<bool>,
    pub max_owned_callback_hours: Option<i64>,
}

/// What the vendor's queues do not have, or keep elsewhere. Its clients carry it along unread.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueueExtension {
    /// How many of the longest idle are compared when the best is looked for.
    pub evaluation_window: Option<usize>,
    /// Within a stage the preferred agent of the highest score is asked first, not the longest idle.
    pub score_first: Option<bool>,
    /// A stage of preferred agents in which nobody can be reached is over at once.
    pub skip_when_none_reachable: Option<bool>,
    /// Whoever is expected to do best is asked first; `null` for nobody in particular.
    #[serde(with = "double_option", skip_serializing_if = "Option::is_none")]
    pub predictive: Option<Option<Predictive>>,
    pub message: Option<MediaExtension>,
    pub callback: Option<MediaExtension>,
}

/// How long whoever is expected to do best is asked first.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Predictive {
    pub timeout_seconds: f64,
    /// Whether nobody is asked who lacks what is asked for.
    #[serde(default)]
    pub respect_skills: bool,
}

/// The same for one medium.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MediaExtension {
    /// Where the line sends what it cannot hold; `null` for nowhere.
    #[serde(with = "double_option", skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Option<Overflow>>,
    /// At which length of the line somebody should hear of it; `null` for none.
    #[serde(with = "double_option", skip_serializing_if = "Option::is_none")]
    pub depth_alert: Option<Option<Band>>,
    /// Whoever went elsewhere unanswered counts as not answered in time.
    pub service_level_includes_flow_outs: Option<bool>,
    /// Whoever gave up does not count.
    pub service_level_excludes_abandons: Option<bool>,
}

/// Where a line sends what it cannot hold.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overflow {
    pub queue_id: String,
    /// What goes there is a callback, whatever it was here.
    #[serde(default)]
    pub as_callback: bool,
    /// By how many wait.
    pub depth: Option<Band>,
    /// By for how many seconds the longest has waited.
    pub wait_seconds: Option<Band>,
}

/// Two thresholds: it begins at `from`, and ends at `to` or less.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Band {
    pub from: f64,
    pub to: f64,
}
