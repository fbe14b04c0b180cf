//! When a line is too long: saying so, and where newcomers could go instead.

use eyeline_model::{Duration, Media, QueueId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Acd, Decision,
    expire::Timer,
    index::{PlaceAt, QueueAt},
    place::{Place, Standing},
};

/// Where a line sends what it cannot hold, on one medium. The line decides, and says so
/// ([`Decision::Overflow`]); the caller moves the conversation, or leaves it.
///
/// A door that flaps would send one customer away and keep the next; so it opens at one threshold and closes at a
/// lower one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Overflow {
    /// Where to.
    pub to: QueueId,
    /// By how many wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<Band<usize>>,
    /// By how long the longest has waited. Whoever has waited for as long as that themselves overflows too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Band<Duration>>,
}

/// Two thresholds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Band<T> {
    /// It begins at this value.
    pub opens_at: T,
    /// It ends at this value or less.
    pub closes_at: T,
}

impl<T: PartialOrd> Band<T> {
    /// Whether it is on at `value`, having been on or off before.
    pub fn is_open(&self, was_open: bool, value: T) -> bool {
        value >= self.opens_at || (was_open && value > self.closes_at)
    }
}

/// What is on in a line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gate {
    by_depth: bool,
    by_wait: bool,
    is_alerted: bool,
    /// Before the line was looked at last.
    was_open: bool,
}

impl Gate {
    const fn is_open(self) -> bool {
        self.by_depth || self.by_wait
    }
}

/// Whoever came this long ago at most has just come. What is there again after a restart has not.
const JUST_NOW: Duration = Duration::from_secs(1);

impl Acd {
    /// Notes since when a place waits, where it matters how long.
    pub(crate) fn watch_wait(&mut self, at: PlaceAt) {
        let place = &self.places[at];
        let Some(overflows_at) = self.overflows_at(place) else { return };
        let (work, queue, since) = (place.work, place.queue, place.enqueued_at);
        self.timers.add(overflows_at, Timer::Wait(work));
        self.places[at].has_waited = false;
        self.line_mut(queue, work.media).oldest.insert((since, at));
    }

    /// When a place will have waited for too long.
    pub(crate) fn overflows_at(&self, place: &Place) -> Option<Timestamp> {
        let wait = self.queues[place.queue].settings.overflow[place.work.media]?.wait?;
        Some(place.enqueued_at + wait.opens_at)
    }

    /// Opens and closes what a line's length calls for; says what has waited for the gate to close, elsewhere.
    pub(crate) fn look_at_gate(&mut self, now: Timestamp, at: QueueAt, media: Media) -> Vec<PlaceAt> {
        let queue = &self.queues[at];
        let (line, rules) = (&queue.lines[media], queue.settings.overflow[media]);
        let (depth, was) = (line.roll.len(), line.gate);
        let longest = line.oldest.first().map(|(since, _)| now - *since);
        let by_wait =
            |band: Band<Duration>| longest.is_some_and(|longest| band.is_open(was.by_wait, longest));
        let alert = queue.settings.depth_alert[media];
        let gate = Gate {
            by_depth: rules
                .and_then(|rules| rules.depth)
                .is_some_and(|band| band.is_open(was.by_depth, depth)),
            by_wait: rules.and_then(|rules| rules.wait).is_some_and(by_wait),
            is_alerted: alert.is_some_and(|band| band.is_open(was.is_alerted, depth)),
            was_open: was.is_open(),
        };
        if gate.is_alerted != was.is_alerted {
            let (queue, is_raised) = (queue.id, gate.is_alerted);
            self.decisions.push(Decision::DepthAlert { queue, media, depth, is_raised });
        }
        let has_closed = was.is_open() && !gate.is_open();
        self.line_mut(at, media).gate = gate;
        if has_closed { self.overdue_for(now, at, media) } else { Vec::new() }
    }

    /// What has waited for too long in lines that send it to this queue.
    fn overdue_for(&self, now: Timestamp, to: QueueAt, media: Media) -> Vec<PlaceAt> {
        let to = self.queues[to].id;
        let queues = self.queues.iter().map(|(_, queue)| queue);
        let queues =
            queues.filter(|queue| queue.settings.overflow[media].is_some_and(|rules| rules.to == to));
        let waiting = queues.flat_map(|queue| &queue.lines[media].oldest).map(|(_, place)| *place);
        waiting.filter(|place| self.overflows_at(&self.places[*place]).is_some_and(|at| at <= now)).collect()
    }

    /// Sends away what came, or waited, for too long; each only once, and never into a queue that sends away too.
    pub(crate) fn look_at_overflow(&mut self, now: Timestamp, at: PlaceAt) {
        let has_waited = self.overflows_at(&self.places[at]).is_some_and(|at| at <= now);
        let place = &mut self.places[at];
        place.has_waited = has_waited;
        let is_new = std::mem::replace(&mut place.is_new, false);
        let place = &self.places[at];
        let Some(rules) = self.queues[place.queue].settings.overflow[place.work.media] else { return };
        if place.has_overflowed || matches!(place.standing, Standing::Ringing(_)) {
            return;
        }
        if (has_waited || (is_new && self.comes_too_late(now, place)))
            && self.takes_overflow(place.queue, rules.to, place.work.media)
        {
            let work = place.work;
            self.places[at].has_overflowed = true;
            self.decisions.push(Decision::Overflow { work, to: rules.to });
        }
    }

    /// Whether a place was taken after the gate had opened.
    fn comes_too_late(&self, now: Timestamp, place: &Place) -> bool {
        let queue = &self.queues[place.queue];
        let gate = queue.lines[place.work.media].gate;
        let depth = queue.settings.overflow[place.work.media].and_then(|rules| rules.depth);
        let is_too_far = || {
            let position = self.position(place.work);
            gate.by_depth && depth.is_some_and(|depth| position >= Some(depth.opens_at))
        };
        now - place.enqueued_at <= JUST_NOW
            && gate.is_open()
            && (gate.was_open || gate.by_wait || is_too_far())
    }

    fn takes_overflow(&self, from: QueueAt, to: QueueId, media: Media) -> bool {
        let to = self.queue_at.get(&to).filter(|to| **to != from);
        to.is_some_and(|to| !self.queues[*to].lines[media].gate.is_open())
    }
}
