//! How long a wait will be.

use std::collections::VecDeque;

use eyeline_model::{Duration, Media, QueueId, Timestamp};

use crate::{Acd, Work, agent::Person, index::QueueAt, line::Line};

/// How long a wait will be, and how that was worked out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Estimate {
    /// The time still to wait.
    pub wait: Duration,
    /// How it was worked out.
    pub formula: Formula,
}

/// How an estimate is worked out. Genesys does not publish its own way; these are the formulas its API names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Formula {
    /// Handling time × position ÷ active agents, where the first positions are those that ring or find an agent
    /// ready.
    Simple,
    /// The same, less the share of customers who give up.
    Abandon,
}

/// How a line went lately: the last [`History::KEPT`] conversations. Older ones are forgotten for newer ones;
/// after a restart it begins anew, for it changes no decision.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Whether each was answered; the others were given up.
    answered: VecDeque<bool>,
    handling: VecDeque<Duration>,
}

impl History {
    const KEPT: usize = 200;
    /// From this many on, the share of those who gave up is believed.
    const ENOUGH: usize = 30;
    /// Taken for the handling time as long as nothing has been handled: five minutes, our choice.
    const UNKNOWN_HANDLING: Duration = Duration::from_secs(300);

    pub(crate) fn answered(&mut self) {
        push(&mut self.answered, true);
    }

    pub(crate) fn abandoned(&mut self) {
        push(&mut self.answered, false);
    }

    pub(crate) fn handled(&mut self, time: Duration) {
        push(&mut self.handling, time);
    }

    fn handling_ms(&self) -> i64 {
        let sum: i64 = self.handling.iter().map(|time| time.as_millis()).sum();
        let mean = sum.checked_div(i64::try_from(self.handling.len()).unwrap_or(i64::MAX));
        mean.unwrap_or(Self::UNKNOWN_HANDLING.as_millis())
    }

    /// The share that was answered, in thousandths, if enough is known.
    fn answered_permille(&self) -> Option<i64> {
        let answered = self.answered.iter().filter(|answered| **answered).count();
        let known = self.answered.len() >= Self::ENOUGH;
        known.then(|| i64::try_from(answered * 1_000 / self.answered.len()).unwrap_or(1_000))
    }
}

fn push<T>(latest: &mut VecDeque<T>, value: T) {
    if latest.len() == History::KEPT {
        latest.pop_front();
    }
    latest.push_back(value);
}

impl Acd {
    /// How long `work` has still to wait; or, without, what would come to the end of the line now. By the best
    /// formula for which enough is known. None if there is no such queue, or the work waits elsewhere.
    pub fn estimated_wait(
        &self,
        now: Timestamp,
        queue: QueueId,
        media: Media,
        work: Option<Work>,
    ) -> Option<Estimate> {
        let by = |formula| self.estimated_wait_by(formula, now, queue, media, work);
        by(Formula::Abandon).or_else(|| by(Formula::Simple))
    }

    /// The same by one formula; none too if not enough is known for it.
    pub fn estimated_wait_by(
        &self,
        formula: Formula,
        now: Timestamp,
        queue: QueueId,
        media: Media,
        work: Option<Work>,
    ) -> Option<Estimate> {
        let at = *self.queue_at.get(&queue)?;
        let line = &self.queues[at].lines[media];
        let position = match work {
            Some(work) => {
                let place = &self.places[self.places.find(&work)?];
                self.position(work).filter(|_| self.queues[place.queue].id == queue && work.media == media)?
            }
            None => 1 + line.roll.len(),
        };
        // Whoever rings on a desk, or comes to agents who are ready, does not wait for anybody's work to end.
        let ready = line.ringing + self.count_of(at, |person| person.ready.has(media));
        let behind = i64::try_from(position.saturating_sub(ready)).unwrap_or(i64::MAX);
        let permille = match formula {
            Formula::Simple => 1_000,
            Formula::Abandon => line.history.answered_permille()?,
        };
        let handling_ms = line.history.handling_ms();
        // On queue and responding, busy or not.
        let active = self.count_of(at, Person::is_reachable);
        let Some(agents) = i64::try_from(active).ok().filter(|active| *active > 0) else {
            let wait = self.without_agents(now, line, handling_ms);
            return (formula == Formula::Simple).then_some(Estimate { wait, formula });
        };
        let wait_ms = (handling_ms.saturating_mul(behind) / agents).saturating_mul(permille) / 1_000;
        Some(Estimate { wait: Duration::from_millis(wait_ms), formula })
    }

    fn count_of(&self, queue: QueueAt, is_counted: impl Fn(&Person) -> bool) -> usize {
        self.members(queue).filter(|agent| is_counted(&self.agents[*agent])).count()
    }

    /// With no agent there, the best guess is the longest wait so far, or one handling time if that is more.
    fn without_agents(&self, now: Timestamp, line: &Line, handling_ms: i64) -> Duration {
        let longest = line.roll.iter().map(|place| now - self.places[place].enqueued_at).max();
        longest.unwrap_or_default().max(Duration::from_millis(handling_ms))
    }
}
