//! How a queue ranks what waits in it.

use serde::{Deserialize, Serialize};

/// How a queue ranks what waits in it (`specify-routing-settings`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoringMethod {
    /// A point of priority weighs as much as a minute of waiting.
    #[default]
    TimestampAndPriority,
    /// Priority first, then who waits longer. An agent serves such queues before all others.
    PriorityOnly,
}
