//! Messenger deployments: which page may open a chat, and how the messenger behaves there.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{DateTime, EntityRef};

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebDeployment {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub allow_all_domains: bool,
    pub allowed_domains: Vec<String>,
    pub status: Status,
    /// The flow that leads its chats.
    pub flow: Option<EntityRef>,
    pub configuration: ConfigurationRef,
    pub date_created: Option<DateTime>,
    pub self_uri: Option<String>,
}

/// `PUT /api/v2/webdeployments/deployments/{deploymentId}`, as far as it changes something here.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UpdateDeployment {
    pub name: Option<String>,
    /// None for no flow.
    pub flow: Option<EntityRef>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationRef {
    pub id: String,
    pub name: Option<String>,
    pub version: String,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Status {
    Pending,
    Active,
    Inactive,
    Error,
    Deleting,
}

/// `WebDeploymentConfigurationVersion`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    pub id: String,
    pub name: String,
    pub version: String,
    pub languages: Vec<String>,
    pub default_language: String,
    pub messenger: MessengerSettings,
    pub status: Status,
    pub self_uri: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MessengerSettings {
    pub enabled: bool,
}

/// `WebDeploymentActiveConfigurationOnDeployment`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveConfiguration {
    pub configuration_version: Configuration,
    pub deployment: WebDeployment,
}

/// What a page reads before it opens a chat: `/webdeployments/v1/deployments/{id}/config.json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicConfiguration {
    pub id: String,
    pub version: String,
    pub languages: Vec<String>,
    pub default_language: String,
    pub api_endpoint: String,
    pub messenger: PublicMessenger,
    pub journey_events: Switch,
    pub status: Status,
    pub auth: Switch,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Switch {
    pub enabled: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicMessenger {
    pub enabled: bool,
    pub apps: Apps,
    pub styles: Styles,
    pub launcher_button: LauncherButton,
    pub file_upload: FileUpload,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Apps {
    pub conversations: ConversationsApp,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationsApp {
    pub messaging_endpoint: String,
    pub show_agent_typing_indicator: bool,
    pub show_user_typing_indicator: bool,
    pub auto_start: Switch,
    pub conversation_disconnect: ConversationDisconnect,
    pub conversation_clear: Switch,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConversationDisconnect {
    pub enabled: bool,
    #[serde(rename = "type")]
    pub kind: DisconnectKind,
}

/// Whether a chat can be gone on with after the agent has left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DisconnectKind {
    ReadOnly,
    Send,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Styles {
    pub primary_color: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LauncherButton {
    pub visibility: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileUpload {
    pub modes: Vec<FileMode>,
    pub enable_attachments: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileMode {
    pub file_types: Vec<String>,
    #[serde(rename = "maxFileSizeKB")]
    pub max_file_size_kb: u64,
}
