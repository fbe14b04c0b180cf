//! People with a login.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{
    DateTime, EntityRef,
    oauth::TokenInfo,
    organization::Organization,
    presence::{PresenceDefinition, RoutingStatus, UserPresence},
    routing::{RoutingLanguage, RoutingSkill, UserRoutingLanguage, UserRoutingSkill},
};

/// `User`, and with the last group of fields `UserMe`. What was not expanded is absent.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    pub name: Option<String>,
    pub division: Option<EntityRef>,
    pub chat: Option<Chat>,
    pub department: Option<String>,
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary_contact_info: Vec<Contact>,
    pub state: Option<UserState>,
    pub title: Option<String>,
    pub username: Option<String>,
    #[serde(default)]
    pub version: u32,
    pub preferred_name: Option<String>,
    pub routing_status: Option<RoutingStatus>,
    pub presence: Option<UserPresence>,
    pub authorization: Option<Authorization>,
    pub skills: Option<Vec<UserRoutingSkill>>,
    pub languages: Option<Vec<UserRoutingLanguage>>,
    pub groups: Option<Vec<EntityRef>>,
    pub language_preference: Option<String>,
    pub acd_auto_answer: Option<bool>,
    pub date_last_login: Option<DateTime>,
    pub self_uri: Option<String>,

    pub date: Option<ServerDate>,
    pub organization: Option<Organization>,
    pub presence_definitions: Option<Vec<PresenceDefinition>>,
    pub routing_skills: Option<Vec<RoutingSkill>>,
    pub routing_languages: Option<Vec<RoutingLanguage>>,
    pub token: Option<TokenInfo>,
}

/// A person to add. It has no `Debug`: the password must not reach a log.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateUser {
    pub name: String,
    pub email: String,
    pub password: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserState {
    Active,
    Inactive,
    Deleted,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    pub jabber_id: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub address: String,
    pub media_type: ContactMedia,
    #[serde(rename = "type")]
    pub kind: ContactKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactMedia {
    Phone,
    Email,
    Sms,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactKind {
    Primary,
    Work,
    Home,
    Mobile,
    Other,
}

/// What the user may do.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authorization {
    pub roles: Vec<EntityRef>,
    pub permissions: Vec<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerDate {
    pub current_date: Option<DateTime>,
}
