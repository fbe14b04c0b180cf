//! Which agent is offered a piece of work.

use std::cmp::Reverse;

use eyeline_model::{Search, Timestamp, UserId};

use crate::{
    Acd, EvaluationMethod, Reason,
    agent::Person,
    index::{AgentAt, PlaceAt},
    known::Moment,
    log::Sieve,
    need::{Need, Scope},
    page::{Filter, Page, Signature},
    place::{Place, Standing},
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
    /// How much they are preferred, or how well they are expected to do.
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

/// So many who have become free are looked at one by one, rather than by going through everybody.
const FEW: usize = 16;

impl Acd {
    pub(crate) fn best_agent(&mut self, now: Timestamp, at: PlaceAt) -> Option<(AgentAt, Reason)> {
        let place = &self.places[at];
        if place.search().is_by_name() {
            return self.best_named(now, place).map(|best| (best.at, self.reason(at, best)));
        }
        self.put_in_order();
        let mut need = std::mem::take(&mut self.need);
        let place = &self.places[at];
        self.need_of(place, &mut need);
        let is_parked = matches!(place.standing, Standing::Parked(_));
        let best = match self.queues[place.queue].settings.evaluation {
            // Nobody could have it so far, so nobody can but those who have become free.
            _ if is_parked && self.freed.len() <= FEW => self.best_of_freed(now, place, &need),
            _ if matches!(place.search(), Search::Predictive { .. }) => {
                let able = self.sieve(place, &need).filter_map(|at| self.candidate(now, at, place, &need));
                self.best_expected(place, able)
            }
            EvaluationMethod::BestSkills { window } => self.best_in_window(now, place, &need, window),
            EvaluationMethod::AllSkills | EvaluationMethod::NoSkills => self.longest_idle(now, place, &need),
        };
        self.need = need;
        best.map(|best| (best.at, self.reason(at, best)))
    }

    fn reason(&self, at: PlaceAt, best: Candidate) -> Reason {
        let (method, stage) = method_of(self.places[at].search());
        Reason { method, stage, idle_since: best.idle_since, skill: best.skill }
    }

    /// The best of those whom the search names. While it does, skills do not matter.
    fn best_named(&self, now: Timestamp, place: &Place) -> Option<Candidate> {
        let score_first = self.queues[place.queue].settings.score_first;
        let named = place.search().named().filter_map(|agent| self.agents.find(&agent));
        let able = named.filter(|agent| self.may_have_by_name(*agent, place));
        let candidates = able.map(|agent| {
            let mut candidate = Candidate::of(now, agent, &self.agents[agent], 0);
            if score_first {
                let scored = place.preferred().iter().filter(|preferred| preferred.agent == candidate.id);
                candidate.score = scored.map(|preferred| preferred.score).max().unwrap_or(0);
            }
            candidate
        });
        candidates.min_by_key(Candidate::by_score)
    }

    /// Makes sure that the log is in order.
    fn put_in_order(&mut self) {
        if self.log.is_shuffled() {
            self.log.sort(&mut self.agents);
        }
    }

    /// Members who may be the right ones, longest idle first.
    fn sieve(&self, place: &Place, need: &Need) -> Sieve<'_> {
        let (up_to, groups) = match &need.scope {
            Scope::Everybody => (u8::MAX, &[][..]),
            Scope::UpToRing(ring) => (*ring, &[][..]),
            Scope::Groups(groups) => (u8::MAX, &groups[..]),
        };
        let filter = Filter {
            ready_for: Some(place.work.media),
            all: Signature::of(need.abilities.iter().copied()),
            seats: self.queues[place.queue].seats(place.queue, up_to),
            groups: Signature::of_groups(groups),
        };
        Sieve::new(&self.log, filter)
    }

    /// Somebody who may be the right one, if they are.
    fn candidate(&self, now: Timestamp, at: AgentAt, place: &Place, need: &Need) -> Option<Candidate> {
        let person = &self.agents[at];
        let may_have = need.is_met(person)
            && self.is_asked(person, place, &need.scope)
            && self.has_label_room(person, need.label);
        may_have.then(|| Candidate::of(now, at, person, need.skill(person)))
    }

    fn is_asked(&self, person: &Person, place: &Place, scope: &Scope) -> bool {
        person.seat(place.queue).is_some_and(|seat| scope.includes(seat.ring, person.groups()))
    }

    /// The search ends with the first one found, and those who have been idle for just as long.
    fn longest_idle(&self, now: Timestamp, place: &Place, need: &Need) -> Option<Candidate> {
        let mut sieve = self.sieve(place, need);
        let mut best: Option<Candidate> = None;
        loop {
            let is_later =
                |at: AgentAt| best.is_some_and(|best| best.idle_since < self.agents[at].idle_since(now));
            let may_go_on = |page: &Page| best.is_none() || !page.first().is_some_and(is_later);
            let Some(at) = sieve.next_while(may_go_on) else { return best };
            if is_later(at) {
                return best;
            }
            if let Some(candidate) = self.candidate(now, at, place, need) {
                best = Some(
                    best.map_or(candidate, |best| std::cmp::min_by_key(best, candidate, Candidate::by_idle)),
                );
            }
        }
    }

    /// Whoever is expected to do best.
    fn best_expected(&self, place: &Place, able: impl Iterator<Item = Candidate>) -> Option<Candidate> {
        let rated = able.map(|candidate| {
            let score = self.prospects(&self.agents[candidate.at], place).score();
            Candidate { score, ..candidate }
        });
        rated.min_by_key(Candidate::by_score)
    }

    /// The best of the `window` who have been idle for longest.
    fn best_in_window(&self, now: Timestamp, place: &Place, need: &Need, window: usize) -> Option<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for at in self.sieve(place, need) {
            let Some(candidate) = self.candidate(now, at, place, need) else { continue };
            // Slots are in order of last work; who among equals is in the window is decided below.
            if found.len() >= window
                && found.last().is_some_and(|last| last.idle_since < candidate.idle_since)
            {
                break;
            }
            found.push(candidate);
        }
        best_of_window(found, window)
    }

    /// The best of those who have become free.
    fn best_of_freed(&self, now: Timestamp, place: &Place, need: &Need) -> Option<Candidate> {
        let is_ready = |at: &&AgentAt| self.agents[**at].ready.has(place.work.media);
        let ready = self.freed.iter().filter(is_ready);
        let candidates = ready.filter_map(|at| self.candidate(now, *at, place, need));
        match self.queues[place.queue].settings.evaluation {
            _ if matches!(place.search(), Search::Predictive { .. }) => self.best_expected(place, candidates),
            EvaluationMethod::BestSkills { window } => best_of_window(candidates.collect(), window),
            EvaluationMethod::AllSkills | EvaluationMethod::NoSkills => {
                candidates.min_by_key(Candidate::by_idle)
            }
        }
    }
}

/// The best of the `window` who have been idle for longest.
fn best_of_window(mut found: Vec<Candidate>, window: usize) -> Option<Candidate> {
    found.sort_by_key(Candidate::by_idle_alone);
    found.truncate(window);
    found.into_iter().min_by_key(Candidate::by_skill)
}
