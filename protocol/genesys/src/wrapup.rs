//! After-call work and the label chosen in it.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{DateTime, EntityRef};

/// `Wrapup`, `WrapupInput` and `AssignedWrapupCode`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wrapup {
    pub code: Option<String>,
    pub name: Option<String>,
    pub notes: Option<String>,
    pub tags: Option<Vec<String>>,
    pub duration_seconds: Option<i64>,
    pub end_time: Option<DateTime>,
    pub provisional: Option<bool>,
}

/// A code that can be chosen: `WrapupCode`, and `WrapupCodeRequest` where only the name counts.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WrapupCode {
    pub id: Option<String>,
    pub name: String,
    pub division: Option<EntityRef>,
    pub description: Option<String>,
    pub date_created: Option<DateTime>,
    pub date_modified: Option<DateTime>,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WrapupPrompt {
    Mandatory,
    Optional,
    AgentRequested,
    Timeout,
    ForcedTimeout,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AfterCallWork {
    pub start_time: Option<DateTime>,
    pub end_time: Option<DateTime>,
    pub state: AfterCallWorkState,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AfterCallWorkState {
    Unknown,
    NotApplicable,
    Skipped,
    Pending,
    Complete,
}
