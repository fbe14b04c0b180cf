//! How much an agent does at once.

use std::collections::BTreeSet;

use eyeline_model::{Media, PerMedia};
use serde::{Deserialize, Serialize};

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
}

impl Default for Utilization {
    /// Four chats, which a callback may interrupt; one callback, which nothing may.
    fn default() -> Self {
        Self(PerMedia {
            message: MediaUtilization { capacity: 4, interruptible_by: BTreeSet::from([Media::Callback]) },
            callback: MediaUtilization { capacity: 1, interruptible_by: BTreeSet::new() },
        })
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
