//! How much an agent does at once.

use std::collections::BTreeSet;

use eyeline_model::{Media, PerMedia};
use serde::{Deserialize, Serialize};

use crate::known::{Counts, MediaSet};

/// How much an agent does at once, on each medium (`utilization`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Utilization(pub PerMedia<MediaUtilization>);

/// How much an agent does at once on one medium.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MediaUtilization {
    /// How many conversations at once; 0 to 25. Alerting and after-call work count.
    pub capacity: u8,
    /// The media that may be offered although the agent is busy on this one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub interruptible_by: BTreeSet<Media>,
    /// Whether conversations count that the ACD did not give (Genesys: `includeNonAcd`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_non_acd: bool,
}

impl Default for Utilization {
    /// Four chats, which a callback may interrupt; one callback, which nothing may.
    fn default() -> Self {
        let medium = |capacity, interruptible_by: &[Media]| MediaUtilization {
            capacity,
            interruptible_by: interruptible_by.iter().copied().collect(),
            include_non_acd: false,
        };
        Self(PerMedia { message: medium(4, &[Media::Callback]), callback: medium(1, &[]) })
    }
}

impl Utilization {
    /// The most that may be set for one medium.
    pub const CAPACITY_LIMIT: u8 = 25;

    /// Whether an agent who is busy with `count` may be offered one more on `media`.
    pub fn has_room(&self, count: &PerMedia<usize>, media: Media) -> bool {
        let interruptible = |other: Media| {
            other == media || count[other] == 0 || self.0[other].interruptible_by.contains(&media)
        };
        count[media] < usize::from(self.0[media].capacity) && Media::ALL.into_iter().all(interruptible)
    }
}

/// A utilization in numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    capacity: Counts,
    interruptible_by: [MediaSet; Media::ALL.len()],
    counts_non_acd: MediaSet,
}

impl From<&Utilization> for Limits {
    fn from(utilization: &Utilization) -> Self {
        Self {
            capacity: Media::ALL.map(|media| utilization.0[media].capacity),
            interruptible_by: Media::ALL
                .map(|media| MediaSet::from_fn(|by| utilization.0[media].interruptible_by.contains(&by))),
            counts_non_acd: MediaSet::from_fn(|media| utilization.0[media].include_non_acd),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::from(&Utilization::default())
    }
}

impl Limits {
    pub(crate) const fn capacity(&self, media: Media) -> u8 {
        self.capacity[media.index()]
    }

    /// The media on which an agent may be offered one more, who has `busy` by the ACD and `non_acd` besides.
    pub(crate) fn room(&self, busy: Counts, non_acd: Counts) -> MediaSet {
        let count = |media: Media| {
            let others = if self.counts_non_acd.has(media) { non_acd[media.index()] } else { 0 };
            busy[media.index()].saturating_add(others)
        };
        MediaSet::from_fn(|media| {
            let may_interrupt = |other: Media| {
                other == media || count(other) == 0 || self.interruptible_by[other.index()].has(media)
            };
            count(media) < self.capacity[media.index()] && Media::ALL.into_iter().all(may_interrupt)
        })
    }
}
