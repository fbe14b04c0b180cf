//! What an agent still has to do once a session is over.

use eyeline_model::Timestamp;
use serde::{Deserialize, Serialize};

/// After-call work in progress; one variant for each mode of a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterCallWork {
    /// The agent is free at once, and may still choose a code until then.
    Voluntary {
        /// After this the session can no longer be wrapped up.
        until: Timestamp,
    },
    /// Lasts until the agent has chosen a code.
    Mandatory,
    /// Lasts until the agent has chosen a code, or until then.
    Limited {
        /// When time runs out.
        until: Timestamp,
    },
    /// Lasts until then, whatever the agent does.
    Forced {
        /// When time runs out.
        until: Timestamp,
    },
    /// Asked for by the agent, who ends it with or without a code; ends by itself then.
    Requested {
        /// When time runs out.
        until: Timestamp,
    },
}

impl AfterCallWork {
    /// When it ends by itself.
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Mandatory => None,
            Self::Voluntary { until }
            | Self::Limited { until }
            | Self::Forced { until }
            | Self::Requested { until } => Some(until),
        }
    }

    /// Whether it counts against the agent's utilization.
    pub const fn holds_capacity(self) -> bool {
        !matches!(self, Self::Voluntary { .. })
    }

    /// Whether it lasts for its whole time, whatever the agent does.
    pub const fn is_forced(self) -> bool {
        matches!(self, Self::Forced { .. })
    }

    /// Whether a code must be on record in the end, chosen or [timed out](crate::WrapUpLabel::TimedOut).
    pub const fn needs_code(self) -> bool {
        matches!(self, Self::Mandatory | Self::Limited { .. } | Self::Forced { .. })
    }
}
