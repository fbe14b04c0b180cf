//! What waits in one queue on one medium.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Work, agent::Idle, estimate::History, rank::Rank};

/// What waits in one queue on one medium, and who is ready for it.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Not offered to anybody.
    pub(crate) waiting: BTreeMap<Rank, Work>,
    /// Ringing on somebody's desk, at the rank to which it may return.
    pub(crate) alerting: BTreeMap<Rank, Work>,
    /// Members who could be offered something, longest idle first.
    pub(crate) ready: BTreeSet<Idle>,
    /// How it went lately.
    pub(crate) history: History,
}

impl Line {
    /// How many would be served before `rank`: of those that ring and of those that wait.
    pub(crate) fn ahead_of(&self, rank: Rank) -> usize {
        self.waiting.range(..rank).count() + self.alerting.range(..rank).count()
    }

    /// Everything unanswered, ringing or not.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = (Rank, Work)> {
        self.waiting.iter().chain(&self.alerting).map(|(rank, work)| (*rank, *work))
    }
}
