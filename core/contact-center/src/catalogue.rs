//! Lists that an administrator keeps and everybody chooses from.

use eyeline_model::{LabelId, LanguageId, SkillId, WrapUpCodeId};
use serde::{Deserialize, Serialize};

/// Something an agent can do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Skill {
    /// Which skill.
    pub id: SkillId,
    /// What people call it.
    pub name: String,
}

/// Something an agent speaks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Language {
    /// Which language.
    pub id: LanguageId,
    /// What people call it.
    pub name: String,
}

/// A kind of work of which agents do only so much at once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// Which kind.
    pub id: LabelId,
    /// What people call it.
    pub name: String,
}

/// A label chosen in after-call work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WrapUpCode {
    /// Which label.
    pub id: WrapUpCodeId,
    /// What it says.
    pub name: String,
}
