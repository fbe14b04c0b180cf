//! Who gets what.

use std::cmp::{Ordering, Reverse};

use eyeline_model::{Ids, LabelId, Media, QueueId, Timestamp};

use crate::{
    Acd, Assignment, AssignmentStage, Offer, Reason, Work,
    agent::Person,
    expire::Ring,
    index::{AgentAt, PlaceAt},
    place::Standing,
    rank::Rank,
};

/// What routing has decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// An agent's desk is to ring.
    Offer(Offer),
    /// The search for an agent has gone on by itself: [`Acd::search`] knows how far.
    Search(Work),
    /// Neither the agent whom the customer asked for nor their backup was there: another queue should take it.
    /// If the work stays, the search goes on here with the next [`Acd::assign`].
    Backup {
        /// Which work.
        work: Work,
        /// Where to.
        to: QueueId,
    },
    /// The line is too long: the work should go elsewhere. It is said once; if the work stays, it waits on.
    Overflow {
        /// Which work.
        work: Work,
        /// Where to.
        to: QueueId,
    },
    /// A line has become long enough for somebody to be told, or is that no more.
    DepthAlert {
        /// Which queue.
        queue: QueueId,
        /// On which medium.
        media: Media,
        /// How much is unanswered.
        depth: usize,
        /// Whether it has become long.
        is_raised: bool,
    },
}

impl Decision {
    /// The offer, if it is one.
    pub const fn offer(&self) -> Option<Offer> {
        match self {
            Self::Offer(offer) => Some(*offer),
            _ => None,
        }
    }
}

/// Something that may be matched: the first in rank is looked at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Chance {
    rank: Rank,
    place: PlaceAt,
    /// The agent for whom it is the best there is; none if it is new itself.
    agent: Option<AgentAt>,
}

impl Ord for Chance {
    /// A heap gives out the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |chance: &Self| Reverse((chance.rank, chance.agent));
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Chance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Room to work in is kept for so many; what a rush needed beyond is given back.
const ROOM: usize = 4_096;

impl Acd {
    /// Offers what waits to whoever is ready for it: the highest ranked work first, whichever queue it is in,
    /// to the agent who comes first by the queue's rules. Says what else was decided since the last call.
    ///
    /// After each call nothing waits that some ready agent could have, but what [another
    /// queue](Decision::Backup) should take; so only what has changed since is looked at.
    pub fn assign(&mut self, now: Timestamp, ids: &mut Ids) -> Vec<Decision> {
        let new = self.gather_chances();
        while let Some(Chance { rank, place, agent }) = self.chances.pop() {
            // Somebody else may have got it, or the agent something else: both then look for the next best.
            if self.waits_at(place, rank) {
                self.find_agent(now, place, agent.is_none(), ids);
            }
            if let Some(agent) = agent {
                self.chances.extend(self.chance_of(agent));
            }
        }
        self.look_at_lines(now, new);
        self.trim_timers();
        self.chances.shrink_to(ROOM);
        self.fresh_places.shrink_to(ROOM);
        std::mem::take(&mut self.decisions)
    }

    /// Every piece of work that something fresh may match, and what of it is fresh itself.
    fn gather_chances(&mut self) -> Vec<PlaceAt> {
        let mut new = std::mem::take(&mut self.fresh_places);
        new.retain(|place| {
            let place = self.places.get_mut(*place);
            place.is_some_and(|place| std::mem::replace(&mut place.is_fresh, false))
        });
        for place in new.iter().copied() {
            let of = &self.places[place];
            if !matches!(of.standing, Standing::Ringing(_)) {
                self.chances.push(Chance { rank: of.rank(), place, agent: None });
            }
        }
        std::mem::swap(&mut self.freed, &mut self.fresh_agents);
        self.fresh_agents.clear();
        for agent in &self.freed {
            self.agents[*agent].is_fresh = false;
        }
        for agent in 0..self.freed.len() {
            self.chances.extend(self.chance_of(self.freed[agent]));
        }
        new
    }

    fn chance_of(&self, agent: AgentAt) -> Option<Chance> {
        let (rank, place) = self.best_work(agent)?;
        Some(Chance { rank, place, agent: Some(agent) })
    }

    fn waits_at(&self, place: PlaceAt, rank: Rank) -> bool {
        let place = &self.places[place];
        place.rank() == rank && !matches!(place.standing, Standing::Ringing(_))
    }

    /// Offers the work to whoever may have it; what nobody may have is parked.
    fn find_agent(&mut self, now: Timestamp, at: PlaceAt, is_new: bool, ids: &mut Ids) {
        let said = self.decisions.len();
        if is_new && self.settle(now, at) {
            self.places[at].is_fresh = false;
            // Before what it leads to.
            self.decisions.insert(said, Decision::Search(self.places[at].work));
        }
        if self.places[at].is_held {
            return;
        }
        match self.best_agent(now, at) {
            Some((agent, reason)) => {
                let offer = self.offer(now, agent, at, reason, ids);
                self.decisions.push(Decision::Offer(offer));
            }
            None if is_new && !self.places[at].search().is_by_name() => {
                self.unpark(at);
                self.park(at);
            }
            None => {}
        }
    }

    /// Looks at the gates of lines that have changed, and at what could not be placed there.
    fn look_at_lines(&mut self, now: Timestamp, mut new: Vec<PlaceAt>) {
        for (queue, media) in std::mem::take(&mut self.flagged) {
            self.line_mut(queue, media).is_flagged = false;
            new.extend(self.look_at_gate(now, queue, media));
        }
        for place in new.drain(..) {
            self.look_at_overflow(now, place);
            if std::mem::take(&mut self.places[place].is_held) {
                self.freshen(place);
            }
        }
        // The room is kept, so that it is not made anew each time.
        new.append(&mut self.fresh_places);
        self.fresh_places = new;
    }

    pub(crate) fn offer(
        &mut self,
        now: Timestamp,
        agent: AgentAt,
        at: PlaceAt,
        reason: Reason,
        ids: &mut Ids,
    ) -> Offer {
        let place = &self.places[at];
        let (work, queue_at, label) = (place.work, place.queue, place.label());
        let queue = &self.queues[queue_at];
        let (queue, length) = (queue.id, queue.settings.alerting_timeout[work.media]);
        let until = now + length;
        let communication = ids.next();
        let assignment = Assignment { work, queue, label, stage: AssignmentStage::Alerting { until } };
        let given = self.give(communication, agent, Some(queue_at), assignment);
        self.timers.add_ring(length, Ring { until, offer: communication, given });
        // Being idle counts from the alert on, answered or not.
        self.touch(now, agent);
        self.look_at_agent(agent);
        self.check_limits(agent);
        Offer { communication, work, queue, agent: self.agents[agent].id, until, reason }
    }

    /// Whether an agent may have one more of a kind.
    pub(crate) fn has_label_room(&self, person: &Person, label: Option<LabelId>) -> bool {
        let Some(label) = label else { return true };
        let own = person.special.as_ref().and_then(|special| special.label_limits.as_ref());
        let Some(limit) = own.unwrap_or(&self.label_limits).get(&label) else { return true };
        let given = self.given_to(person);
        given.filter(|given| given.assignment.label == Some(label)).count() < usize::from(*limit)
    }

    /// Invariant: nobody has more than one offer, and nobody is ready for more while it rings.
    fn check_limits(&self, agent: AgentAt) {
        let person = &self.agents[agent];
        debug_assert_eq!(
            self.given_to(person).filter(|given| given.assignment.is_alerting()).count(),
            1,
            "one alert at a time"
        );
        debug_assert!(person.ready.is_empty(), "whoever rings is ready for nothing");
    }
}
