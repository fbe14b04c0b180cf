//! A person who may become an agent.

use std::collections::BTreeMap;

use eyeline_acd::{Proficiency, Utilization};
use eyeline_model::{LanguageId, Pii, SkillId, UserId};
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
    /// How much they do at once, where it differs from the organization's rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilization: Option<Utilization>,
}

impl User {
    /// A user without skills.
    pub fn new(id: UserId, name: impl Into<Pii<String>>) -> Self {
        let (skills, languages) = Default::default();
        Self { id, name: name.into(), login: None, skills, languages, utilization: None }
    }
}
