//! When which leg must be woken.

use std::{cmp::Reverse, collections::BinaryHeap, time::Instant};

use crate::{LegId, leg::Leg};

/// For each leg an entry not later than its deadline.
#[derive(Default)]
pub(super) struct Deadlines(BinaryHeap<Reverse<(Instant, LegId)>>);

impl Deadlines {
    /// Puts a leg in only if it would be woken too late, so that the heap stays as small as the room.
    pub(super) fn schedule(&mut self, leg: &mut Leg) {
        if leg.scheduled.is_none_or(|scheduled| leg.deadline < scheduled) {
            leg.scheduled = Some(leg.deadline);
            self.0.push(Reverse((leg.deadline, leg.id)));
        }
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.0.peek().map(|Reverse((at, _))| *at)
    }

    /// Takes out an entry that has become due.
    pub(super) fn due(&mut self, now: Instant) -> Option<(Instant, LegId)> {
        self.next().filter(|at| *at <= now)?;
        self.0.pop().map(|Reverse(entry)| entry)
    }
}
