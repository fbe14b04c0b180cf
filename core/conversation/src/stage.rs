//! Where a session is in its life, and which step leads where.

use eyeline_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AfterCallWork, DisconnectReason};

/// What is true of a session now. Each step consumes the old stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A callback waits for its time.
    Scheduled {
        /// When it enters the queue.
        due: Timestamp,
    },
    /// An agent's desk rings.
    Alerting {
        /// When the offer is withdrawn.
        until: Timestamp,
    },
    /// In touch.
    Connected {
        /// Since when.
        since: Timestamp,
        /// On hold since then.
        held: Option<Timestamp>,
        /// The microphone is off.
        muted: bool,
    },
    /// The session is over; its agent has something left to do.
    WrapUp {
        /// When the session ended.
        at: Timestamp,
        /// Why it ended.
        reason: DisconnectReason,
        /// What is left to do.
        work: AfterCallWork,
    },
    /// Over and done.
    Disconnected {
        /// When the session ended.
        at: Timestamp,
        /// Why it ended.
        reason: DisconnectReason,
    },
}

/// A step that is not possible from the stage the session is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrongStage {
    /// The stage the step starts from.
    pub wanted: &'static str,
    /// The stage the session is in.
    pub found: &'static str,
}

impl Stage {
    /// In touch from now on.
    pub const fn connected(now: Timestamp) -> Self {
        Self::Connected { since: now, held: None, muted: false }
    }

    /// The callback's time has come.
    pub fn arrive(self, now: Timestamp) -> Result<Self, WrongStage> {
        match self {
            Self::Scheduled { .. } => Ok(Self::connected(now)),
            other => Err(other.instead_of("scheduled")),
        }
    }

    /// The callback is to enter the queue at another time.
    pub fn reschedule(self, due: Timestamp) -> Result<Self, WrongStage> {
        match self {
            Self::Scheduled { .. } => Ok(Self::Scheduled { due }),
            other => Err(other.instead_of("scheduled")),
        }
    }

    /// The agent accepts.
    pub fn answer(self, now: Timestamp) -> Result<Self, WrongStage> {
        match self {
            Self::Alerting { .. } => Ok(Self::connected(now)),
            other => Err(other.instead_of("alerting")),
        }
    }

    /// Puts on hold from now on (`Some`), or takes off hold (`None`).
    pub fn hold(self, held: Option<Timestamp>) -> Result<Self, WrongStage> {
        match self {
            Self::Connected { since, muted, .. } => Ok(Self::Connected { since, held, muted }),
            other => Err(other.instead_of("connected")),
        }
    }

    /// Turns the microphone off or on.
    pub fn mute(self, muted: bool) -> Result<Self, WrongStage> {
        match self {
            Self::Connected { since, held, .. } => Ok(Self::Connected { since, held, muted }),
            other => Err(other.instead_of("connected")),
        }
    }

    /// The session ends; `work` is what its agent has left to do.
    pub fn disconnect(
        self,
        now: Timestamp,
        reason: DisconnectReason,
        work: Option<AfterCallWork>,
    ) -> Result<Self, WrongStage> {
        match (self.is_live(), work) {
            (false, _) => Err(self.instead_of("live")),
            (true, None) => Ok(Self::Disconnected { at: now, reason }),
            (true, Some(work)) => Ok(Self::WrapUp { at: now, reason, work }),
        }
    }

    /// After-call work is done.
    pub fn finish(self) -> Result<Self, WrongStage> {
        match self {
            Self::WrapUp { at, reason, .. } => Ok(Self::Disconnected { at, reason }),
            other => Err(other.instead_of("wrap-up")),
        }
    }

    /// Whether the session has not ended. After-call work is not part of the session's life.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Scheduled { .. } | Self::Alerting { .. } | Self::Connected { .. })
    }

    /// Whether it is in touch, on hold or not.
    pub const fn is_connected(self) -> bool {
        matches!(self, Self::Connected { .. })
    }

    /// Whether its agent has something left to do.
    pub const fn is_wrapping_up(self) -> bool {
        matches!(self, Self::WrapUp { .. })
    }

    /// When the session ended.
    pub const fn disconnected_at(self) -> Option<Timestamp> {
        match self {
            Self::WrapUp { at, .. } | Self::Disconnected { at, .. } => Some(at),
            Self::Scheduled { .. } | Self::Alerting { .. } | Self::Connected { .. } => None,
        }
    }

    /// Why the session ended.
    pub const fn disconnect_reason(self) -> Option<DisconnectReason> {
        match self {
            Self::WrapUp { reason, .. } | Self::Disconnected { reason, .. } => Some(reason),
            Self::Scheduled { .. } | Self::Alerting { .. } | Self::Connected { .. } => None,
        }
    }

    /// Its name in a refusal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled { .. } => "scheduled",
            Self::Alerting { .. } => "alerting",
            Self::Connected { .. } => "connected",
            Self::WrapUp { .. } => "wrap-up",
            Self::Disconnected { .. } => "disconnected",
        }
    }

    /// The refusal of a step that starts from `wanted`.
    pub const fn instead_of(self, wanted: &'static str) -> WrongStage {
        WrongStage { wanted, found: self.name() }
    }
}
