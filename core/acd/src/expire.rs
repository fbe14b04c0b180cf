//! What happens when nothing happens.

use std::collections::BTreeSet;

use eyeline_model::{CommunicationId, Timestamp, UserId};

use crate::{Acd, Assignment, AssignmentStage, Work};

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
    /// A stage of preferred routing is over: [`Acd::waiting`] knows the next.
    Preference(Work),
}

/// What is due when, in the order in which it is done.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeSet<(Timestamp, Timer)>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Timer {
    Offer(CommunicationId),
    Preference(Work),
}

impl Timers {
    pub(crate) fn add_offer(&mut self, until: Timestamp, offer: CommunicationId) {
        self.0.insert((until, Timer::Offer(offer)));
    }

    pub(crate) fn remove_offer(&mut self, assignment: Assignment, offer: CommunicationId) {
        if let AssignmentStage::Alerting { until } = assignment.stage {
            self.0.remove(&(until, Timer::Offer(offer)));
        }
    }

    pub(crate) fn add_preference(&mut self, until: Timestamp, work: Work) {
        self.0.insert((until, Timer::Preference(work)));
    }

    pub(crate) fn remove_preference(&mut self, until: Timestamp, work: Work) {
        self.0.remove(&(until, Timer::Preference(work)));
    }

    fn pop_due(&mut self, now: Timestamp) -> Option<Timer> {
        let first = *self.0.first()?;
        (first.0 <= now).then(|| self.0.pop_first().expect("there is a first").1)
    }
}

impl Acd {
    /// When [`Acd::expire`] has something to do, if nothing changes before.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.timers.0.first().map(|(at, _)| *at)
    }

    /// Does what is due by `now`, in the order in which it came due.
    pub fn expire(&mut self, now: Timestamp) -> Vec<Expired> {
        let mut expired = Vec::new();
        while let Some(timer) = self.timers.pop_due(now) {
            expired.push(match timer {
                Timer::Offer(communication) => {
                    let agent = self.miss(communication).expect("a timer runs only while its offer rings");
                    Expired::Offer { communication, agent }
                }
                Timer::Preference(work) => {
                    self.widen(work);
                    Expired::Preference(work)
                }
            });
        }
        expired
    }

    /// Goes on to the next stage of preferred routing, or to routing by skills. A stage begins when the one before
    /// was due to end, and does not begin again after an unanswered offer.
    fn widen(&mut self, work: Work) {
        let place = self.places.get_mut(&work).expect("a timer runs only while its work waits");
        let queue = &self.queues[&place.entry.request.queue];
        let Some(over) = place.entry.preference.take() else { return };
        place.entry.preference = queue.preference(over.stage + 1, &place.entry.request, over.until);
        if let Some(next) = &place.entry.preference {
            self.timers.add_preference(next.until, work);
        }
        self.fresh.work.insert(work);
    }
}
