//! Groups of people.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::user::UserState;

/// `Group`, `GroupCreate` and `GroupUpdate`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    pub id: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub member_count: Option<usize>,
    pub state: Option<UserState>,
    pub version: Option<u32>,
    #[serde(rename = "type")]
    pub kind: Option<GroupKind>,
    pub rules_visible: Option<bool>,
    pub visibility: Option<Visibility>,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    Official,
    Social,
}

/// Who can see a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    Public,
    #[serde(alias = "ownerIds")]
    Owners,
    Members,
}

/// People who come into a group.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupMembersUpdate {
    pub member_ids: Vec<String>,
    pub version: Option<u32>,
}
