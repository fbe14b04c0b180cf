//! What the directory knows by id and name: people, queues, skills, prompts…

use std::sync::Arc;

use eyeline_model::Duration;
use serde::{Deserialize, Serialize};

use super::Kind;

/// A queue, group, skill, language skill, wrap-up code, schedule, schedule group or emergency group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Named {
    /// Which of them.
    pub of: Kind,
    /// Its id in the organization; empty if it is known by name only.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
}

impl Named {
    /// One with an id and a name.
    pub fn new(of: Kind, id: impl Into<Arc<str>>, name: impl Into<Arc<str>>) -> Self {
        Self { of, id: id.into(), name: name.into() }
    }
}

/// A person with a login.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct User {
    /// The id in the organization; empty if the person is known by login only.
    pub id: Arc<str>,
    /// As shown to others.
    pub name: Arc<str>,
    /// The login, which is an e-mail address.
    pub username: Arc<str>,
}

/// A recorded or synthesised text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prompt {
    /// Its id in the organization; empty if it is known by name only.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Whose it is.
    pub of: PromptKind,
    /// How long its recording lasts in the flow's language, if there is one.
    pub duration: Option<Duration>,
    /// What is spoken where there is no recording.
    pub text_to_speech: Option<Arc<str>>,
}

impl Prompt {
    /// One of which only the name is known.
    pub fn by_name(of: PromptKind, name: impl Into<Arc<str>>) -> Self {
        Self { id: "".into(), name: name.into(), of, duration: None, text_to_speech: None }
    }
}

/// Whose a prompt is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PromptKind {
    /// The organization's: `Prompt.…`.
    User,
    /// The product's: `PromptSystem.…`.
    System,
}

impl PromptKind {
    /// As the property `type` of a prompt says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::System => "system",
        }
    }
}
