//! What a person says of themselves, and what routing sees.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::DateTime;

/// The presences every organization has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum SystemPresence {
    Available,
    Away,
    Busy,
    Offline,
    Idle,
    OnQueue,
    Meal,
    Training,
    Meeting,
    Break,
}

impl SystemPresence {
    /// Every one, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Available,
        Self::Away,
        Self::Busy,
        Self::Offline,
        Self::Idle,
        Self::OnQueue,
        Self::Meal,
        Self::Training,
        Self::Meeting,
        Self::Break,
    ];
}

/// A presence a user can choose: `OrganizationPresenceDefinition`, and its older form `OrganizationPresence`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceDefinition {
    pub id: String,
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<PresenceKind>,
    pub language_labels: BTreeMap<String, String>,
    pub system_presence: SystemPresence,
    pub deactivated: bool,
    pub primary: Option<bool>,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PresenceKind {
    System,
    User,
}

/// A user's presence: in REST, and without `id` and `selfUri` in notifications.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPresence {
    pub id: Option<String>,
    pub source: Option<String>,
    pub source_id: Option<String>,
    pub primary: Option<bool>,
    pub presence_definition: Option<PresenceDefinitionRef>,
    pub message: Option<String>,
    pub modified_date: Option<DateTime>,
    pub self_uri: Option<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceDefinitionRef {
    pub id: Option<String>,
    pub system_presence: Option<SystemPresence>,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoutingStatusKind {
    OffQueue,
    Idle,
    Interacting,
    NotResponding,
    Communicating,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingStatus {
    pub user_id: Option<String>,
    pub status: Option<RoutingStatusKind>,
    pub start_time: Option<DateTime>,
}

/// The body of `v2.users.{id}.routingStatus`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoutingStatusEvent {
    pub id: String,
    pub routing_status: RoutingStatus,
}
