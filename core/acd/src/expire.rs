//! What happens when nothing happens.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

use eyeline_model::{CommunicationId, Duration, Search, Timestamp, UserId};

use crate::{Acd, AssignmentStage, Work, index::AssignmentAt, place::Place};

/// What time has brought about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expired {
    /// Nobody answered: the agent is not responding, the work waits on.
    Offer {
        /// Which offer.
        communication: CommunicationId,
        /// Whose desk rang.
        agent: UserId,
    },
    /// The search for an agent goes on: [`Acd::search`] knows how far.
    Search(Work),
}

/// What is due when, in the order in which it is done. What was called off stays until it comes to the front;
/// whether something is still due follows from the rest of the state.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(Timestamp, Timer)>>,
    /// Offers, by how long they ring: those that ring for equally long end in the order in which they began.
    rings: Vec<(Duration, VecDeque<Ring>)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Timer {
    Offer(CommunicationId),
    Search(Work),
    /// The work has waited for so long that it overflows.
    Wait(Work),
}

/// An offer that rings, and where its assignment is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring {
    pub(crate) until: Timestamp,
    pub(crate) offer: CommunicationId,
    pub(crate) given: AssignmentAt,
}

impl Timers {
    /// So many may have been called off before they are swept out.
    const SLACK: usize = 1_024;
    /// Of so many lengths of ringing the offers are kept apart.
    const LENGTHS: usize = 64;

    pub(crate) fn add(&mut self, at: Timestamp, timer: Timer) {
        self.heap.push(Reverse((at, timer)));
    }

    /// An offer that rings for this long from now on.
    pub(crate) fn add_ring(&mut self, length: Duration, ring: Ring) {
        let known = self.rings.iter().position(|(known, _)| *known == length);
        let at = match known {
            Some(at) => at,
            None if self.rings.len() < Self::LENGTHS => {
                self.rings.push((length, VecDeque::new()));
                self.rings.len() - 1
            }
            None => return self.add(ring.until, Timer::Offer(ring.offer)),
        };
        self.rings[at].1.push_back(ring);
    }

    fn next(&self) -> Option<Timestamp> {
        let rings = self.rings.iter().filter_map(|(_, rings)| Some(rings.front()?.until));
        rings.chain(self.heap.peek().map(|due| due.0.0)).min()
    }

    fn pop_due(&mut self, now: Timestamp, rings_still: impl Fn(&Ring) -> bool) -> Option<(Timestamp, Timer)> {
        for (_, rings) in &mut self.rings {
            while let Some(ring) = rings.pop_front_if(|ring| ring.until <= now) {
                if rings_still(&ring) {
                    self.heap.push(Reverse((ring.until, Timer::Offer(ring.offer))));
                }
            }
        }
        self.heap.peek().filter(|due| due.0.0 <= now)?;
        self.heap.pop().map(|due| due.0)
    }

    /// Drops what was called off from the front, so that the front is what is due next.
    fn trim(
        &mut self,
        live: usize,
        rings_still: impl Fn(&Ring) -> bool,
        is_due_still: impl Fn((Timestamp, Timer)) -> bool,
    ) {
        for (_, rings) in &mut self.rings {
            while rings.pop_front_if(|ring| !rings_still(ring)).is_some() {}
        }
        while self.heap.peek().is_some_and(|due| !is_due_still(due.0)) {
            self.heap.pop();
        }
        if self.heap.len() > 2 * live + Self::SLACK {
            self.heap.retain(|due| is_due_still(due.0));
        }
    }
}

impl Acd {
    /// When [`Acd::expire`] has something to do, if nothing changes before. True after each [`Acd::assign`];
    /// between two of them it may be too early.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    /// Does what is due by `now`, in the order in which it came due. [`Acd::assign`] must follow.
    pub fn expire(&mut self, now: Timestamp) -> Vec<Expired> {
        let mut expired = Vec::new();
        while let Some(due) = self.next_due(now) {
            if !self.is_due(due) {
                continue;
            }
            match due.1 {
                Timer::Offer(communication) => {
                    let agent = self.miss(communication).expect("what is due rings");
                    expired.push(Expired::Offer { communication, agent });
                }
                // Whoever rings may still answer. If they do not, the search goes on when that is seen.
                Timer::Search(work) if self.is_direct(work) => self.freshen(self.at_place(work)),
                Timer::Search(work) => {
                    // A stage begins when the one before was due to end, and does not begin again after an
                    // unanswered offer.
                    self.go_on(self.at_place(work), due.0);
                    expired.push(Expired::Search(work));
                }
                Timer::Wait(work) => {
                    let at = self.at_place(work);
                    let Place { queue, .. } = self.places[at];
                    self.freshen(at);
                    self.flag(queue, work.media);
                }
            }
        }
        expired
    }

    fn is_direct(&self, work: Work) -> bool {
        matches!(self.places[self.at_place(work)].search(), Search::Direct { .. })
    }

    /// Whether a timer has not been called off.
    fn is_due(&self, (at, timer): (Timestamp, Timer)) -> bool {
        match timer {
            Timer::Offer(offer) => {
                let stage = self.given.find(&offer).map(|given| self.given[given].assignment.stage);
                stage == Some(AssignmentStage::Alerting { until: at })
            }
            Timer::Search(work) => {
                let place = self.places.find(&work).map(|at| &self.places[at]);
                place.is_some_and(|place| place.search().until() == Some(at))
            }
            Timer::Wait(work) => {
                let place = self.places.find(&work).map(|at| &self.places[at]);
                place.is_some_and(|place| !place.has_waited && self.overflows_at(place) == Some(at))
            }
        }
    }

    fn next_due(&mut self, now: Timestamp) -> Option<(Timestamp, Timer)> {
        let mut timers = std::mem::take(&mut self.timers);
        let due = timers.pop_due(now, |ring| self.rings_still(ring));
        self.timers = timers;
        due
    }

    fn rings_still(&self, ring: &Ring) -> bool {
        let given = self.given.get(ring.given).filter(|given| given.offer == ring.offer);
        given.is_some_and(|given| given.assignment.is_alerting())
    }

    /// Drops timers that were called off.
    pub(crate) fn trim_timers(&mut self) {
        let mut timers = std::mem::take(&mut self.timers);
        let live = self.given.len() + 2 * self.places.len();
        timers.trim(live, |ring| self.rings_still(ring), |due| self.is_due(due));
        self.timers = timers;
    }
}
