//! What the world answers.

use std::collections::BTreeMap;

use eyeline_model::Pii;
use serde::{Deserialize, Serialize};

use crate::Value;

/// The result of an effect, fed back with the effect's id. The same answer may come twice: the second is
/// ignored.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// It is done.
    Done,
    /// It could not be done.
    Failed(Failure),
    /// The caller pressed these keys; also what interrupted something that was played.
    Digits(Pii<String>),
    /// The caller said this term of a menu's choice.
    Said(String),
    /// The caller did nothing in time.
    NoInput,
    /// It was found.
    Found(Value),
    /// There is none.
    NotFound,
    /// Attributes that are set, of those that were asked for. Names are case-sensitive.
    Attributes(Pii<BTreeMap<String, String>>),
    /// Results by name: of a data action, a common module, or a table's row.
    Data(Pii<BTreeMap<String, serde_json::Value>>),
    /// Which output of a schedule: `open`, `closed`, `holiday`, `emergency`, `active`, `inactive`.
    Schedule {
        /// The output.
        output: String,
        /// The schedules that are in force, by name.
        schedules: Vec<String>,
    },
}

/// Why something could not be done. Outputs of the action take it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure, in one word: `errorType`, `errorCode`.
    pub kind: String,
    /// What happened: `errorMessage`, `userMessage`.
    pub message: String,
    /// Other outputs, by name, such as `status` or `correlationId`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, serde_json::Value>,
}

impl Failure {
    /// A failure of a kind.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), message: message.into(), details: BTreeMap::new() }
    }
}
