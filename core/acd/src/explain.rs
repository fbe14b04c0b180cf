//! Why somebody is offered something, or nobody.

use std::cmp::Reverse;

use eyeline_model::{Candidate, KeptAway, Obstacle, Search, Timestamp, UserId};

use crate::{
    Acd, EvaluationMethod, Method, Work,
    agent::Person,
    index::{AgentAt, QueueAt},
    known::{Ability, how_well},
    need::{Need, Scope},
    place::{Place, Standing},
    search::method_of,
};

/// Who could be offered a piece of work at the moment, and why all others could not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// Which work.
    pub work: Work,
    /// By which method an agent is looked for.
    pub method: Method,
    /// The preferred rule (counted from zero), ring (from one) or conditional rule (from zero); else 0.
    pub stage: u8,
    /// When the search goes on by itself.
    pub until: Option<Timestamp>,
    /// Whose desk rings.
    pub rings_for: Option<UserId>,
    /// How many agents were looked at, besides whom it rings for: the queue's members, and whom the search names.
    pub looked_at: usize,
    /// What keeps agents away, each counted under the first that does; of each at most [`Explanation::NAMED`] are
    /// named.
    pub kept_away: Vec<KeptAway>,
    /// How many are left.
    pub candidates: usize,
    /// The first of them in the order in which they would be offered it; at most [`Explanation::NAMED`].
    pub first: Vec<Candidate>,
}

impl Explanation {
    /// The most agents that are named for each reason.
    pub const NAMED: usize = 5;
    /// The most members at whom an explanation should look: whoever asks waits for it, and so does everybody
    /// else.
    pub const LOOKED_AT: usize = 500;
}

impl Acd {
    /// Who could be offered waiting or ringing work, and what keeps the others away; none if it does neither. Looks at
    /// one member after the other, at most at so many of them: those first who are ready, and among them those who
    /// have been idle for longest.
    pub fn explain(&self, now: Timestamp, work: Work, most: usize) -> Option<Explanation> {
        let place = &self.places[self.places.find(&work)?];
        let mut need = Need::default();
        self.need_of(place, &mut need);
        let (method, stage) = method_of(place.search());
        let mut explanation = Explanation {
            work,
            method,
            stage,
            until: place.search().until().filter(|until| until.0 < i64::MAX),
            rings_for: match place.standing {
                Standing::Ringing(given) => Some(self.agents[self.given[given].agent].id),
                Standing::Waiting | Standing::Parked(_) => None,
            },
            looked_at: 0,
            kept_away: Vec::new(),
            candidates: 0,
            first: Vec::new(),
        };
        let mut left = Vec::new();
        let rings_for = explanation.rings_for;
        let mut others = self.concerned(place, most);
        others.retain(|at| Some(self.agents[*at].id) != rings_for);
        others.sort_by_key(|at| self.agents[*at].id);
        for at in others {
            explanation.looked_at += 1;
            match self.obstacle(place, &need, at) {
                Some(by) => explanation.note(by, self.agents[at].id),
                None => left.push(at),
            }
        }
        explanation.kept_away.sort_by_key(|kept| kept.by);
        explanation.candidates = left.len();
        explanation.first = self.in_order(now, place, &need, left);
        Some(explanation)
    }

    /// The queue's members, those who are ready before the others, and whom the search names besides.
    fn concerned(&self, place: &Place, most: usize) -> Vec<AgentAt> {
        let is_ready = |agent: &AgentAt| self.agents[*agent].ready.has(place.work.media);
        let ready = self.members(place.queue).filter(is_ready);
        let members = ready.chain(self.members(place.queue).filter(|agent| !is_ready(agent))).take(most);
        let named = place.search().named().filter_map(|agent| self.agents.find(&agent));
        let strangers = named.filter(|agent| self.agents[*agent].seat(place.queue).is_none());
        members.chain(strangers).collect()
    }

    fn obstacle(&self, place: &Place, need: &Need, at: AgentAt) -> Option<Obstacle> {
        let person = &self.agents[at];
        let is_by_name = place.search().is_by_name();
        if is_by_name && place.search().named().all(|agent| agent != person.id) {
            return Some(Obstacle::NotNamed);
        }
        let media = place.work.media;
        self.obstacle_of_membership(place, need, person)
            .or_else(|| obstacle_of_presence(place.search(), person))
            .or_else(|| (!person.room(&self.limits).has(media)).then_some(Obstacle::NoCapacity))
            .or_else(|| (!self.has_label_room(person, place.label())).then_some(Obstacle::NoLabelCapacity))
            .or_else(|| if is_by_name { None } else { self.obstacle_of_skill(need, person) })
    }

    fn obstacle_of_membership(&self, place: &Place, need: &Need, person: &Person) -> Option<Obstacle> {
        let seat = person.seat(place.queue);
        match place.search() {
            Search::Direct { .. } => None,
            Search::LastAgent { .. } if self.takes_strangers(place.queue) => None,
            _ => match seat {
                None => Some(Obstacle::NotAMember),
                Some(seat) => {
                    let ring = seat.ring;
                    let is_included = need.scope.includes(ring, person.groups());
                    match need.scope {
                        _ if is_included => None,
                        Scope::Groups(_) => Some(Obstacle::NotInGroups),
                        Scope::Everybody | Scope::UpToRing(_) => Some(Obstacle::BelowRing),
                    }
                }
            },
        }
    }

    fn takes_strangers(&self, queue: QueueAt) -> bool {
        self.queues[queue].settings.last_agent == crate::LastAgentMode::AnyAgent
    }

    fn obstacle_of_skill(&self, need: &Need, person: &Person) -> Option<Obstacle> {
        if need.terms.as_ref().is_some_and(|terms| !terms.is_met(&person.known)) {
            return Some(Obstacle::FailsExpression);
        }
        let lacking = need.abilities.iter().find(|ability| how_well(&person.known, **ability).is_none())?;
        Some(match self.catalogue.ability(*lacking) {
            Ability::Skill(skill) => Obstacle::LacksSkill(skill),
            Ability::Language(language) => Obstacle::LacksLanguage(language),
        })
    }

    /// The first few in the order in which they would be offered the work.
    fn in_order(&self, now: Timestamp, place: &Place, need: &Need, mut left: Vec<AgentAt>) -> Vec<Candidate> {
        let settings = &self.queues[place.queue].settings;
        let is_by_name = place.search().is_by_name();
        let idle = |at: &AgentAt| {
            let person = &self.agents[*at];
            (person.idle_since(now), person.on_queue_since, person.id)
        };
        let is_expected = matches!(place.search(), Search::Predictive { .. });
        let skill = |at: &AgentAt| if is_by_name { 0 } else { need.skill(&self.agents[*at]) };
        let score = |at: &AgentAt| {
            if is_expected {
                return self.prospects(&self.agents[*at], place).score();
            }
            let scored = place.preferred().iter().filter(|preferred| preferred.agent == self.agents[*at].id);
            scored.map(|preferred| preferred.score).max().unwrap_or(0)
        };
        let counts = |at: &AgentAt| if is_by_name && settings.score_first { score(at) } else { 0 };
        left.sort_by_key(idle);
        match settings.evaluation {
            _ if is_expected => left.sort_by_key(|at| Reverse(score(at))),
            EvaluationMethod::BestSkills { window } => {
                left.truncate(window);
                left.sort_by_key(|at| Reverse((counts(at), skill(at))));
            }
            EvaluationMethod::AllSkills | EvaluationMethod::NoSkills => {
                left.sort_by_key(|at| (Reverse(counts(at)), idle(at).0, Reverse(skill(at))));
            }
        }
        left.truncate(Explanation::NAMED);
        let candidate = |at: AgentAt| Candidate {
            agent: self.agents[at].id,
            idle_since: self.agents[at].idle_since(now),
            skill: skill(&at),
            score: if is_by_name || is_expected { score(&at) } else { 0 },
        };
        left.into_iter().map(candidate).collect()
    }
}

impl Explanation {
    fn note(&mut self, by: Obstacle, agent: UserId) {
        let at = self.kept_away.iter().position(|kept| kept.by == by).unwrap_or_else(|| {
            self.kept_away.push(KeptAway { by, count: 0, some: Vec::new() });
            self.kept_away.len() - 1
        });
        let kept = &mut self.kept_away[at];
        kept.count += 1;
        if kept.some.len() < Self::NAMED {
            kept.some.push(agent);
        }
    }
}

fn obstacle_of_presence(search: &Search, person: &Person) -> Option<Obstacle> {
    let is_asked_for = matches!(search, Search::Direct { .. });
    if !(person.is_on_queue() || is_asked_for && person.is_available) {
        Some(Obstacle::OffQueue)
    } else if person.not_responding {
        Some(Obstacle::NotResponding)
    } else if person.alerting.is_some() {
        Some(Obstacle::Alerting)
    } else {
        None
    }
}
