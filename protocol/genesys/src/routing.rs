//! Queues, their members, skills, languages, utilization and waiting times.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::{rust::double_option, skip_serializing_none};

use crate::{
    DateTime, EntityRef,
    presence::RoutingStatus,
    queue_routing::{
        AgentOwnedRouting, Bullseye, ConditionalGroupRouting, DirectRouting, LastAgentRoutingMode,
        MemberGroup, QueueExtension, RoutingRule,
    },
    user::User,
};

/// `Queue`, `UserQueue` (with `joined`), `CreateQueueRequest` and `QueueRequest`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    pub id: Option<String>,
    pub name: Option<String>,
    pub division: Option<EntityRef>,
    pub description: Option<String>,
    pub date_created: Option<DateTime>,
    pub date_modified: Option<DateTime>,
    pub member_count: Option<u32>,
    pub user_member_count: Option<u32>,
    pub joined_member_count: Option<u32>,
    pub media_settings: Option<QueueMediaSettings>,
    pub scoring_method: Option<ScoringMethod>,
    pub acw_settings: Option<AcwSettings>,
    pub skill_evaluation_method: Option<SkillEvaluationMethod>,
    pub routing_rules: Option<Vec<RoutingRule>>,
    pub bullseye: Option<Bullseye>,
    pub conditional_group_routing: Option<ConditionalGroupRouting>,
    pub last_agent_routing_mode: Option<LastAgentRoutingMode>,
    pub member_groups: Option<Vec<MemberGroup>>,
    /// `null` for none.
    #[serde(default, with = "double_option", skip_serializing_if = "Option::is_none")]
    pub direct_routing: Option<Option<DirectRouting>>,
    pub agent_owned_routing: Option<AgentOwnedRouting>,
    /// `null` for none.
    #[serde(default, with = "double_option", skip_serializing_if = "Option::is_none")]
    pub message_in_queue_flow: Option<Option<EntityRef>>,
    pub queue_flow: Option<EntityRef>,
    pub email_in_queue_flow: Option<EntityRef>,
    pub eyeline: Option<QueueExtension>,
    pub joined: Option<bool>,
    pub self_uri: Option<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettings {
    pub callback: Option<MediaSettings>,
    pub message: Option<MediaSettings>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaSettings {
    pub enable_auto_answer: Option<bool>,
    pub alerting_timeout_seconds: Option<i64>,
    pub service_level: Option<ServiceLevel>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceLevel {
    pub percentage: f64,
    pub duration_ms: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ScoringMethod {
    TimestampAndPriority,
    PriorityOnly,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SkillEvaluationMethod {
    None,
    Best,
    All,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcwSettings {
    pub wrapup_prompt: Option<AcwPrompt>,
    pub timeout_ms: Option<i64>,
}

/// The queue's word for it; participants use [`crate::wrapup::WrapupPrompt`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AcwPrompt {
    Mandatory,
    Optional,
    MandatoryTimeout,
    MandatoryForcedTimeout,
    AgentRequested,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueMember {
    pub id: String,
    pub name: Option<String>,
    pub user: Option<User>,
    pub ring_number: Option<u8>,
    pub joined: Option<bool>,
    pub member_by: Option<String>,
    pub routing_status: Option<RoutingStatus>,
    pub self_uri: Option<String>,
}

/// A member to add or remove: `WritableEntity`; with `joined` a `QueueMember` or `UserQueue` to patch.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    pub id: Option<String>,
    pub joined: Option<bool>,
    /// From which ring on they are asked.
    pub ring_number: Option<u8>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingSkill {
    pub id: Option<String>,
    pub name: Option<String>,
    pub state: Option<SkillState>,
    pub date_modified: Option<DateTime>,
    pub version: Option<String>,
    pub self_uri: Option<String>,
}

/// `Language` has the fields of a skill.
pub type RoutingLanguage = RoutingSkill;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkillState {
    Active,
    Inactive,
    Deleted,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserRoutingSkill {
    pub id: Option<String>,
    pub name: Option<String>,
    pub proficiency: Option<f64>,
    pub state: Option<SkillState>,
    pub skill_uri: Option<String>,
    pub self_uri: Option<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserRoutingLanguage {
    pub id: Option<String>,
    pub name: Option<String>,
    pub proficiency: Option<f64>,
    pub state: Option<SkillState>,
    pub language_uri: Option<String>,
    pub self_uri: Option<String>,
}

/// What an interaction asks of routing.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingData {
    pub queue_id: Option<String>,
    pub language_id: Option<String>,
    pub label: Option<String>,
    pub priority: Option<i64>,
    pub skill_ids: Option<Vec<String>>,
    pub preferred_agent_ids: Option<Vec<String>>,
    pub scored_agents: Option<Vec<ScoredAgent>>,
    pub routing_flags: Option<Vec<String>>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScoredAgent {
    pub agent: EntityRef,
    pub score: i64,
}

/// What a waiting participant asked of routing, as others see it.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRoutingData {
    pub queue: Option<EntityRef>,
    pub language: Option<EntityRef>,
    pub priority: i64,
    #[serde(default)]
    pub skills: Vec<EntityRef>,
    #[serde(default)]
    pub scored_agents: Vec<ScoredAgent>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EstimatedWaitTime {
    pub results: Vec<Prediction>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    pub intent: Option<Intent>,
    pub formula: Formula,
    pub estimated_wait_time_seconds: i64,
    /// Ours, beyond the vendor's shape: the asked conversation's place, 1 is next.
    pub position_in_queue: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Intent {
    All,
    Call,
    Callback,
    Chat,
    Email,
    SocialExpression,
    VideoComm,
    Message,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Formula {
    #[serde(rename = "BEST")]
    Best,
    #[serde(rename = "SIMPLE")]
    Simple,
    #[serde(rename = "ABANDON")]
    Abandon,
    #[serde(rename = "PATIENCE_ABANDON")]
    PatienceAbandon,
    #[serde(rename = "AI-ADJUSTED-AHT")]
    AiAdjustedAht,
    #[serde(rename = "POSITION-IN-QUEUE")]
    PositionInQueue,
}

/// `UtilizationRequest`, `UtilizationResponse` and, with `level`, `AgentMaxUtilizationResponse`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Utilization {
    #[serde(default)]
    pub utilization: BTreeMap<String, MediaUtilization>,
    pub label_utilizations: Option<BTreeMap<String, LabelUtilization>>,
    pub level: Option<UtilizationLevel>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaUtilization {
    pub maximum_capacity: u32,
    #[serde(default)]
    pub interruptable_media_types: Vec<String>,
    #[serde(default)]
    pub include_non_acd: bool,
}

/// `LabelUtilizationRequest` and `LabelUtilizationResponse`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelUtilization {
    pub maximum_capacity: u32,
    #[serde(default)]
    pub interrupting_label_ids: Vec<String>,
    pub label_name: Option<String>,
}

/// Whose rule it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum UtilizationLevel {
    Agent,
    Organization,
}

/// `UtilizationLabel` and, with `utilization`, `CreateUtilizationLabelRequest`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UtilizationLabel {
    pub id: Option<String>,
    pub name: Option<String>,
    pub utilization: Option<LabelUtilization>,
    pub self_uri: Option<String>,
}

/// `ConversationUtilizationLabelUpdate`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationLabel {
    pub utilization_label_id: Option<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingSettings {
    pub reset_agent_score_on_presence_change: Option<bool>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactCenterSettings {
    pub remove_skills_from_blind_transfer: Option<bool>,
}
