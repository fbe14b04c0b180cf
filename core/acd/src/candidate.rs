//! Which agent is offered a piece of work.

use std::cmp::Reverse;

use eyeline_model::{Search, Timestamp, UserId};

use crate::{
    Acd, EvaluationMethod, Reason,
    agent::Person,
    index::{AgentAt, PlaceAt},
    known::Moment,
    log::{Sieve, Trait},
    need::{Need, Scope},
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
        let mut need = std::mem::take(&mut self.need);
        self.need_of(place, &mut need);
        self.prepare(at, &need);
        let place = &self.places[at];
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
        for agent in place.search().named().filter_map(|agent| self.agent_at.get(&agent)) {
            if !self.may_have_by_name(*agent, place) {
                continue;
            }
            let person = &self.agents[*agent];
            let mut candidate = Candidate::of(now, *agent, person, 0);
            if score_first {
                let scored = place.preferred().iter().filter(|preferred| preferred.agent == person.id);
                candidate.score = scored.map(|preferred| preferred.score).max().unwrap_or(0);
            }
            podium.take(candidate, Candidate::by_score);
        }
        podium
    }

    /// Makes sure that the queue's log is in order and has a column for all that is asked for.
    fn prepare(&mut self, at: PlaceAt, need: &Need) {
        let Self { queues, agents, places, .. } = self;
        let log = &mut queues[places[at].queue].log;
        if log.is_shuffled() {
            log.sort(|agent| agents[agent].last_acd_at.get());
        }
        for of in traits(need).chain(groups(need)) {
            if !log.has_column(of) {
                log.add_column(of, |agent, ring| has(&agents[agent], ring, of));
            }
        }
    }

    /// Members who may have it, longest idle first: those who have what a column tells of.
    fn sieve<'a>(&'a self, place: &Place, need: &Need) -> Sieve<'a> {
        let log = &self.queues[place.queue].log;
        let any = matches!(need.scope, Scope::Groups(_)).then(|| groups(need));
        Sieve::new(log, place.work.media, traits(need), any)
    }

    /// What no column tells of.
    fn may_have(&self, person: &Person, need: &Need) -> bool {
        let is_simple = need.terms.is_none() && need.label.is_none() && need.abilities.len() < Sieve::WIDTH;
        is_simple || (need.is_met(person) && self.has_label_room(person, need.label))
    }

    /// The search ends with the first one found, and those who have been idle for just as long.
    fn longest_idle(&self, now: Timestamp, place: &Place, need: &Need) -> Podium {
        let mut sieve = self.sieve(place, need);
        let mut podium = Podium::default();
        loop {
            let is_later = |at: AgentAt| {
                podium.first.is_some_and(|first| first.idle_since < self.agents[at].idle_since(now))
            };
            let next = match podium.first {
                None => sieve.next(),
                Some(_) => sieve.next_while(Some(|at| !is_later(at))),
            };
            let Some(at) = next else { return podium };
            let person = &self.agents[at];
            if !self.may_have(person, need) {
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
        while let Some(at) = sieve.next() {
            let person = &self.agents[at];
            if !self.may_have(person, need) {
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

fn traits(need: &Need) -> impl Iterator<Item = Trait> {
    let ring = match need.scope {
        Scope::UpToRing(ring) => Some(Trait::UpToRing(ring)),
        Scope::Everybody | Scope::Groups(_) => None,
    };
    ring.into_iter().chain(need.abilities.iter().map(|ability| Trait::Has(*ability)))
}

fn groups(need: &Need) -> impl Iterator<Item = Trait> {
    let groups = match &need.scope {
        Scope::Groups(groups) => &groups[..],
        Scope::Everybody | Scope::UpToRing(_) => &[],
    };
    groups.iter().map(|group| Trait::In(*group))
}

fn has(person: &Person, ring: u8, of: Trait) -> bool {
    match of {
        Trait::Has(ability) => person.known.iter().any(|known| known.ability == ability),
        Trait::UpToRing(up_to) => ring <= up_to,
        Trait::In(group) => person.groups().contains(&group),
    }
}
