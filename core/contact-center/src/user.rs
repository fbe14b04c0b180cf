//! A person who may become an agent.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_acd::{Proficiency, Utilization};
use eyeline_model::{GroupId, LabelId, LanguageId, Pii, QueueId, SkillId, UserId};
use serde::{Deserialize, Serialize};

/// A person with a login, as far as routing cares.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// What to call them.
    pub name: Pii<String>,
    /// By what they sign in, which is an e-mail address: flows find people by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Pii<String>>,
    /// What they can do, and how well.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skills: BTreeMap<SkillId, Proficiency>,
    /// What they speak, and how well.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub languages: BTreeMap<LanguageId, Proficiency>,
    /// The groups they belong to, which may make them members of queues.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
    /// Who or what stands in for them when a customer asks for them and they are not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<Backup>,
    /// How much they do at once, where it differs from the organization's rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilization: Option<Utilization>,
    /// How much they do at once of a kind of work, where it differs from the organization's limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_limits: Option<BTreeMap<LabelId, u8>>,
}

/// What stands in for somebody who was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backup {
    /// Another agent.
    Agent(UserId),
    /// Everybody in a queue.
    Queue(QueueId),
}

impl User {
    /// A user without skills.
    pub fn new(id: UserId, name: impl Into<Pii<String>>) -> Self {
        let (skills, languages, groups) = Default::default();
        let name = name.into();
        let (login, backup, utilization, label_limits) = Default::default();
        Self { id, name, login, skills, languages, groups, backup, utilization, label_limits }
    }
}
