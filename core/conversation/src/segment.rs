//! A stretch of a session.

use eyeline_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::DisconnectReason;

/// A stretch of a session in which one thing was true.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Segment {
    /// What was true in it.
    pub kind: SegmentKind,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Why the session ended with it; none if the session went on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnect: Option<DisconnectReason>,
}

impl Segment {
    /// A segment that begins now.
    pub const fn open(kind: SegmentKind, now: Timestamp) -> Self {
        Self { kind, started_at: now, ended_at: None, disconnect: None }
    }
}

/// What a segment is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// A callback waits for its time.
    Scheduled,
    /// An agent's desk rings.
    Alert,
    /// The participant is in touch; for the ACD, the wait in the queue.
    Interact,
    /// The other side hears nothing from this participant.
    Hold,
    /// After-call work.
    WrapUp,
}
