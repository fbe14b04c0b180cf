//! What a person says of themselves.

use serde::{Deserialize, Serialize};

/// What a person says of themselves; Genesys calls it the system presence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants are the words on the screen")]
pub enum Presence {
    Available,
    Away,
    Busy,
    Break,
    Meal,
    Meeting,
    Training,
    Idle,
    #[default]
    Offline,
    /// Ready for conversations from queues: the only presence that routing looks at.
    OnQueue,
}
