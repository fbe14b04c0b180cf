//! How long the customer is asked to be patient.

use eyeline_model::Duration;

/// The spans of time an organization can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Unanswered for so long, the customer is offered other ways again.
    pub offers_after: Duration,
    /// How long a room may take to open once an adviser has accepted.
    pub room_within: Duration,
    /// How long an adviser who has accepted may take to appear in the open room.
    pub join_within: Duration,
    /// How long an adviser may be out of the room before the customer is told.
    pub settle: Duration,
    /// How long the customer waits for an adviser whose connection was lost.
    pub return_within: Duration,
    /// How long everybody has to come back after the rooms were restarted.
    pub rejoin_within: Duration,
    /// How long an ended escalation can still be asked about.
    pub keep: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            offers_after: Duration::from_secs(180),
            room_within: Duration::from_secs(20),
            join_within: Duration::from_secs(20),
            settle: Duration::from_secs(3),
            return_within: Duration::from_secs(20),
            rejoin_within: Duration::from_secs(30),
            keep: Duration::from_secs(24 * 60 * 60),
        }
    }
}
