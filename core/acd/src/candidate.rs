//! Which agent is offered a piece of work.

use std::cmp::Reverse;

use eyeline_model::{Search, Timestamp, UserId};

use crate::{
    Acd, EvaluationMethod, Reason,
    agent::Person,
    index::{AgentAt, PlaceAt, QueueAt},
    known::Moment,
    log::Sieve,
    need::{Need, Scope},
    page::{Filter, Page, Signature},
    place::Place,
    search::method_of,
};

/// An agent who may have a piece of work.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    at: AgentAt,
    id: UserId,
    idle_since: Option<Timestamp>,
    on_queue_since: Moment,
    skill: u32,
    /// How much they are preferred.
    score: u8,
}

impl Candidate {
    fn of(now: Timestamp, at: AgentAt, person: &Person, skill: u32) -> Self {
        let idle_since = person.idle_since(now);
        Self { at, id: person.id, idle_since, on_queue_since: person.on_queue_since, skill, score: 0 }
    }

    /// Longest idle first; of those idle for equally long, the better one.
    fn by_idle(&self) -> impl Ord + use<> {
        (self.idle_since, Reverse(self.skill), self.on_queue_since, self.id)
    }

    /// Longest idle first, whatever they know.
    fn by_idle_alone(&self) -> impl Ord + use<> {
        (self.idle_since, self.on_queue_since, self.id)
    }

    /// Best first; of equally good ones, the longest idle.
    fn by_skill(&self) -> impl Ord + use<> {
        (Reverse(self.skill), self.by_idle_alone())
    }

    /// Most preferred first; of equally preferred ones, the longest idle.
    fn by_score(&self) -> impl Ord + use<> {
        (Reverse(self.score), self.by_idle_alone())
    }
}

/// The first and the second so far.
#[derive(Default)]
struct Podium {
    first: Option<Candidate>,
    second: Option<Candidate>,
    compared: u16,
}

impl Podium {
    fn take<K: Ord>(&mut self, candidate: Candidate, key: impl Fn(&Candidate) -> K) {
        self.compared = self.compared.saturating_add(1);
        let is_before = |other: &Option<Candidate>| other.is_none_or(|other| key(&candidate) < key(&other));
        if is_before(&self.first) {
            self.second = self.first.replace(candidate);
        } else if is_before(&self.second) {
            self.second = Some(candidate);
        }
    }

    fn result(self, search: &Search) -> Option<(AgentAt, Reason)> {
        let first = self.first?;
        let (method, stage) = method_of(search);
        let reason = Reason {
            method,
            stage,
            compared: self.compared,
            idle_since: first.idle_since,
            skill: first.skill,
            runner_up: self.second.map(|second| second.id),
        };
        Some((first.at, reason))
    }
}

impl Acd {
    pub(crate) fn best_agent(&mut self, now: Timestamp, at: PlaceAt) -> Option<(AgentAt, Reason)> {
        let place = &self.places[at];
        if place.search().is_by_name() {
            return self.best_named(now, place).result(place.search());
        }
        self.put_in_order(place.queue);
        let mut need = std::mem::take(&mut self.need);
        let place = &self.places[at];
        self.need_of(place, &mut need);
        let podium = match self.queues[place.queue].settings.evaluation {
            EvaluationMethod::BestSkills { window } => self.best_in_window(now, place, &need, window),
            EvaluationMethod::AllSkills | EvaluationMethod::NoSkills => self.longest_idle(now, place, &need),
        };
        let result = podium.result(place.search());
        self.need = need;
        result
    }

    /// The best of those whom the search names. While it does, skills do not matter.
    fn best_named(&self, now: Timestamp, place: &Place) -> Podium {
        let score_first = self.queues[place.queue].settings.score_first;
        let mut podium = Podium::default();
        for agent in place.search().named().filter_map(|agent| self.agents.find(&agent)) {
            if !self.may_have_by_name(agent, place) {
                continue;
            }
            let person = &self.agents[agent];
            let mut candidate = Candidate::of(now, agent, person, 0);
            if score_first {
                let scored = place.preferred().iter().filter(|preferred| preferred.agent == person.id);
                candidate.score = scored.map(|preferred| preferred.score).max().unwrap_or(0);
            }
            podium.take(candidate, Candidate::by_score);
        }
        podium
    }

    /// Makes sure that the queue's log is in order.
    fn put_in_order(&mut self, queue: QueueAt) {
        let log = &mut self.queues[queue].log;
        if log.is_shuffled() {
            log.sort(queue, &mut self.agents);
        }
    }

    /// Members who may be the right ones, longest idle first.
    fn sieve(&self, place: &Place, need: &Need) -> Sieve<'_> {
        let none = std::iter::empty();
        let (any, up_to_ring) = match &need.scope {
            Scope::Everybody => (Signature::default(), None),
            Scope::UpToRing(ring) => (Signature::default(), Some(*ring)),
            Scope::Groups(groups) => (Signature::new(none, groups), None),
        };
        let all = Signature::of(&need.abilities);
        let filter = Filter { media: place.work.media, all, any, up_to_ring };
        Sieve::new(&self.queues[place.queue].log, filter)
    }

    /// Whether somebody who may be the right one is.
    fn may_have(&self, person: &Person, place: &Place, need: &Need) -> bool {
        need.is_met(person)
            && self.is_asked(person, place, &need.scope)
            && self.has_label_room(person, need.label)
    }

    fn is_asked(&self, person: &Person, place: &Place, scope: &Scope) -> bool {
        *scope == Scope::Everybody
            || person.seat(place.queue).is_some_and(|seat| scope.includes(seat.ring, person.groups()))
    }

    /// The search ends with the first one found, and those who have been idle for just as long.
    fn longest_idle(&self, now: Timestamp, place: &Place, need: &Need) -> Podium {
        let mut sieve = self.sieve(place, need);
        let mut podium = Podium::default();
        loop {
            let is_later = |at: AgentAt| {
                podium.first.is_some_and(|first| first.idle_since < self.agents[at].idle_since(now))
            };
            let may_go_on = |page: &Page| podium.first.is_none() || !page.first().is_some_and(is_later);
            let Some(at) = sieve.next_while(may_go_on) else { return podium };
            let person = &self.agents[at];
            if !self.may_have(person, place, need) {
                continue;
            }
            let is_beaten = is_later(at);
            podium.take(Candidate::of(now, at, person, need.skill(person)), Candidate::by_idle);
            if is_beaten {
                return podium;
            }
        }
    }

    /// The best of the `window` who have been idle for longest.
    fn best_in_window(&self, now: Timestamp, place: &Place, need: &Need, window: usize) -> Podium {
        let mut sieve = self.sieve(place, need);
        let mut found: Vec<Candidate> = Vec::new();
        while let Some(at) = sieve.next_while(|_| true) {
            let person = &self.agents[at];
            if !self.may_have(person, place, need) {
                continue;
            }
            let candidate = Candidate::of(now, at, person, need.skill(person));
            // Slots are in order of last work; who among equals is in the window is decided below.
            if found.len() >= window
                && found.last().is_some_and(|last| last.idle_since < candidate.idle_since)
            {
                break;
            }
            found.push(candidate);
        }
        found.sort_by_key(Candidate::by_idle_alone);
        found.truncate(window);
        let mut podium = Podium::default();
        found.into_iter().for_each(|candidate| podium.take(candidate, Candidate::by_skill));
        podium
    }
}
