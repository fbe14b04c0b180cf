//! Who is first among all that waits.

use std::cmp::Reverse;

use eyeline_model::{Duration, Timestamp};

use crate::ScoringMethod;

/// Smaller is served earlier. It does not change while an entry waits, so nothing ever has to be sorted again
/// as time goes by; the sequence makes every rank a different one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Rank {
    /// In queues that go by priority alone, which agents serve first.
    ByPriority { priority: Reverse<i32>, enqueued_at: Timestamp, sequence: u64 },
    /// In all others: an entry counts as having come one minute earlier for each point of priority.
    ByArrival { virtual_arrival: Timestamp, sequence: u64 },
}

impl Rank {
    pub(crate) fn new(priority: i32, enqueued_at: Timestamp, sequence: u64, scoring: ScoringMethod) -> Self {
        match scoring {
            ScoringMethod::PriorityOnly => {
                Self::ByPriority { priority: Reverse(priority), enqueued_at, sequence }
            }
            ScoringMethod::TimestampAndPriority => Self::ByArrival {
                virtual_arrival: enqueued_at - Duration::from_secs(60 * i64::from(priority)),
                sequence,
            },
        }
    }
}
