//! How the search for an agent goes on: Direct → Last agent → Owner or Preferred → Conditional, Bullseye or
//! Standard.

use std::collections::BTreeSet;

use eyeline_model::{GroupId, Media, QueueId, RoutingRequest, ScoredAgent, Search, Timestamp, UserId};

use crate::{
    Acd, Backup, ConditionalRule, Decision, DirectRouting, LastAgentMode, Method, Metric, RoutingMethod,
    agent::Person,
    expire::Timer,
    index::{AgentAt, PlaceAt, QueueAt},
    place::{Place, Standing},
};

/// What a search follows from.
struct Hunt<'a> {
    queue: QueueAt,
    media: Media,
    preferred: &'a [ScoredAgent],
    last_agent: Option<UserId>,
    owner: Option<UserId>,
}

impl<'a> Hunt<'a> {
    fn of(place: &'a Place) -> Self {
        let wishes = place.wishes.as_deref();
        let owner = match place.preferred() {
            [ScoredAgent { agent, score: ScoredAgent::FULL_SCORE }] => Some(*agent),
            _ => None,
        };
        Self {
            queue: place.queue,
            media: place.work.media,
            preferred: place.preferred(),
            last_agent: wishes.and_then(|wishes| wishes.last_agent),
            owner: owner.filter(|_| wishes.is_some_and(|wishes| wishes.is_agent_owned)),
        }
    }
}

/// The order of the methods.
impl Acd {
    pub(crate) fn first_search(&self, now: Timestamp, media: Media, request: &RoutingRequest) -> Search {
        let queue = self.at_queue(request.queue);
        let hunt = Hunt {
            queue,
            media,
            preferred: &request.preferred,
            last_agent: request.last_agent,
            owner: request.owner(),
        };
        match (request.direct, self.queues[queue].settings.direct, hunt.owner) {
            (Some(agent), Some(direct), None) => self.direct(agent, false, direct, now),
            _ => self.after_direct(&hunt, now),
        }
    }

    /// What is scheduled belongs to its owner or to everybody.
    pub(crate) fn promised_search(&self, due: Timestamp, media: Media, request: &RoutingRequest) -> Search {
        let queue = self.at_queue(request.queue);
        self.owner(queue, request.owner(), due).unwrap_or_else(|| self.by_method(queue, media, due))
    }

    fn direct(&self, agent: UserId, is_backup: bool, direct: DirectRouting, from: Timestamp) -> Search {
        // Without a wait the stage is over as soon as the agent is seen not to be free.
        let until = direct.wait.map_or(Timestamp(i64::MAX), |wait| from + wait);
        Search::Direct { agent, is_backup, until }
    }

    fn after_direct(&self, hunt: &Hunt<'_>, from: Timestamp) -> Search {
        let settings = &self.queues[hunt.queue].settings;
        let is_allowed = settings.last_agent != LastAgentMode::Disabled
            && hunt.owner.is_none()
            && (hunt.preferred.is_empty() || settings.preferred_rules.is_empty())
            && !matches!(settings.method, RoutingMethod::Conditional(_));
        match hunt.last_agent.filter(|_| is_allowed) {
            Some(agent) => Search::LastAgent { agent },
            None => self.after_last_agent(hunt, from),
        }
    }

    fn after_last_agent(&self, hunt: &Hunt<'_>, from: Timestamp) -> Search {
        self.owner(hunt.queue, hunt.owner, from).unwrap_or_else(|| self.preferred(hunt, 0, from))
    }

    /// A callback waits for its owner in a queue that knows preferred agents.
    fn owner(&self, queue: QueueAt, owner: Option<UserId>, from: Timestamp) -> Option<Search> {
        let settings = &self.queues[queue].settings;
        let agent = owner.filter(|_| !settings.preferred_rules.is_empty())?;
        Some(Search::Owner { agent, until: from + settings.owned_for })
    }

    /// The stage of preferred routing that begins at `from`, or what comes after the last.
    fn preferred(&self, hunt: &Hunt<'_>, stage: usize, from: Timestamp) -> Search {
        let rules = &self.queues[hunt.queue].settings.preferred_rules;
        let Some(rule) = rules.get(stage).filter(|_| !hunt.preferred.is_empty()) else {
            return self.by_method(hunt.queue, hunt.media, from);
        };
        let is_meant =
            |preferred: &&ScoredAgent| rules[..=stage].iter().any(|rule| rule.who.include(preferred.score));
        let agents = hunt.preferred.iter().filter(is_meant).map(|preferred| preferred.agent).collect();
        Search::Preferred { stage, agents, until: from + rule.wait }
    }

    fn by_method(&self, queue: QueueAt, media: Media, from: Timestamp) -> Search {
        match &self.queues[queue].settings.method {
            RoutingMethod::Standard => Search::Standard,
            RoutingMethod::Predictive(predictive) => Search::Predictive { until: from + predictive.timeout },
            RoutingMethod::Bullseye(_) => self.ring(queue, 1, from),
            RoutingMethod::Conditional(_) => self.rule(queue, media, 0, BTreeSet::new(), from),
        }
    }

    /// A ring that begins at `from`; the last one never ends.
    fn ring(&self, queue: QueueAt, ring: u8, from: Timestamp) -> Search {
        let rings = self.queues[queue].settings.rings();
        let last = rings.len().min(usize::from(u8::MAX)) as u8;
        match ring {
            _ if last == 0 => Search::Standard,
            _ if ring >= last => Search::Bullseye { ring: last, until: None },
            _ => {
                let until = Some(from + rings[usize::from(ring) - 1].wait);
                Search::Bullseye { ring, until }
            }
        }
    }

    /// Tries the rules from `rule` on, at `from`. When no group is active after the last one, those of all
    /// rules are asked, and if there are none every member is, so that nobody waits for no one: our choice.
    fn rule(
        &self,
        queue: QueueAt,
        media: Media,
        rule: usize,
        mut groups: BTreeSet<GroupId>,
        from: Timestamp,
    ) -> Search {
        let RoutingMethod::Conditional(rules) = &self.queues[queue].settings.method else {
            return self.by_method(queue, media, from);
        };
        let Some(last) = rules.len().checked_sub(1) else { return Search::Standard };
        for (at, of) in rules.iter().enumerate().skip(rule) {
            if self.holds(queue, media, of, from) {
                groups.extend(&of.groups);
                if at < last {
                    return Search::Conditional { rule: at, groups, until: Some(from + of.wait) };
                }
            }
        }
        if groups.is_empty() {
            groups = rules.iter().flat_map(|rule| rule.groups.iter().copied()).collect();
        }
        if groups.is_empty() {
            Search::Standard
        } else {
            Search::Conditional { rule: last, groups, until: None }
        }
    }

    /// Whether a rule holds; one that cannot be evaluated does not.
    fn holds(&self, own: QueueAt, media: Media, rule: &ConditionalRule, at: Timestamp) -> bool {
        let id = rule.queue.unwrap_or(self.queues[own].id);
        let value = match rule.metric {
            Metric::EstimatedWaitTime => {
                self.estimated_wait(at, id, media, None).map(|estimate| estimate.wait.as_millis())
            }
            Metric::ServiceLevel => {
                let level = self.service_level(at, id, media).filter(|level| level.outcomes.answered > 0);
                level.and_then(|level| level.permille).map(i64::from)
            }
        };
        value.is_some_and(|value| rule.operator.holds(value, rule.value))
    }
}

/// Going on.
impl Acd {
    /// A search begins, or goes on after a restart.
    pub(crate) fn begin_search(&mut self, at: PlaceAt, search: Search) {
        let place = &mut self.places[at];
        if let Some(until) = search.until().filter(|until| until.0 < i64::MAX) {
            self.timers.add(until, Timer::Search(place.work));
        }
        place.search = (!search.is_standard()).then(|| Box::new(search));
        self.note_names(at);
        self.freshen(at);
    }

    /// Goes on to the next stage, because the one before is over since `from`.
    pub(crate) fn go_on(&mut self, at: PlaceAt, from: Timestamp) {
        self.unpark(at);
        self.forget_names(at);
        let (search, backup) = self.next_search(at, from);
        if let Some(to) = backup {
            let place = &mut self.places[at];
            place.is_held = true;
            self.decisions.push(Decision::Backup { work: place.work, to });
        }
        self.begin_search(at, search);
    }

    /// The stage after the present one; and the queue that should take over, if it is time for that.
    fn next_search(&self, at: PlaceAt, from: Timestamp) -> (Search, Option<QueueId>) {
        let place = &self.places[at];
        let hunt = Hunt::of(place);
        let search = match place.search() {
            Search::Direct { agent, is_backup, .. } => {
                return self.after_agent(&hunt, *agent, *is_backup, from);
            }
            Search::LastAgent { .. } => self.after_last_agent(&hunt, from),
            Search::Owner { .. } => self.by_method(hunt.queue, hunt.media, from),
            Search::Preferred { stage, .. } => self.preferred(&hunt, stage + 1, from),
            Search::Conditional { rule, groups, until } => match until {
                Some(_) => self.rule(hunt.queue, hunt.media, rule + 1, groups.clone(), from),
                None => self.by_method(hunt.queue, hunt.media, from),
            },
            Search::Bullseye { ring, .. } => match self.queues[hunt.queue].settings.rings() {
                [] => self.by_method(hunt.queue, hunt.media, from),
                _ => self.ring(hunt.queue, ring.saturating_add(1), from),
            },
            Search::Predictive { .. } => match self.queues[hunt.queue].settings.method {
                RoutingMethod::Predictive(_) => Search::Standard,
                _ => self.by_method(hunt.queue, hunt.media, from),
            },
            Search::Standard => Search::Standard,
        };
        (search, None)
    }

    fn after_agent(
        &self,
        hunt: &Hunt<'_>,
        agent: UserId,
        is_backup: bool,
        from: Timestamp,
    ) -> (Search, Option<QueueId>) {
        let direct = self.queues[hunt.queue].settings.direct;
        let backup = self.agents.find(&agent).and_then(|at| self.agents[at].backup());
        let (backup, direct) = match (backup, direct) {
            (Some(Backup::Agent(backup)), Some(direct)) if !is_backup && backup != agent => {
                return (self.direct(backup, true, direct, from), None);
            }
            (Some(Backup::Queue(queue)), _) if !is_backup => (Some(queue), direct),
            _ => (None, direct),
        };
        let to = backup.or(direct.and_then(|direct| direct.backup_queue));
        let to = to.filter(|to| *to != self.queues[hunt.queue].id && self.queue_at.contains_key(to));
        (self.after_direct(hunt, from), to)
    }

    /// Goes on for as long as the present stage makes no sense, and says whether it did.
    pub(crate) fn settle(&mut self, now: Timestamp, at: PlaceAt) -> bool {
        let mut has_moved = false;
        while !self.makes_sense(now, at) {
            self.go_on(at, now);
            has_moved = true;
        }
        has_moved
    }

    /// Whether somebody may still be found at this stage, and nobody is left out for ever.
    fn makes_sense(&self, now: Timestamp, at: PlaceAt) -> bool {
        let place = &self.places[at];
        let settings = &self.queues[place.queue].settings;
        match place.search() {
            Search::Direct { agent, until, .. } => match self.agents.find(agent) {
                None => false,
                Some(_) if until.0 < i64::MAX => now < *until,
                Some(agent) => self.may_have_by_name(agent, place),
            },
            Search::LastAgent { agent } => {
                self.agents.find(agent).is_some_and(|agent| self.may_have_by_name(agent, place))
            }
            Search::Owner { agent, .. } => self.agents.find(agent).is_some(),
            Search::Preferred { agents, .. } => {
                !settings.skip_when_none_reachable
                    || agents.iter().any(|agent| self.is_reachable(*agent, place.queue))
            }
            Search::Conditional { until, rule, .. } => {
                let rules = match &settings.method {
                    RoutingMethod::Conditional(rules) => rules.len(),
                    RoutingMethod::Standard | RoutingMethod::Bullseye(_) | RoutingMethod::Predictive(_) => 0,
                };
                until.is_some() || rule + 1 == rules
            }
            Search::Bullseye { ring, until } => {
                until.is_some() || usize::from(*ring) == settings.rings().len()
            }
            Search::Predictive { .. } | Search::Standard => true,
        }
    }

    fn is_reachable(&self, agent: UserId, queue: QueueAt) -> bool {
        let person = self.agents.find(&agent).map(|at| &self.agents[at]);
        person.is_some_and(|person| person.is_reachable() && person.seat(queue).is_some())
    }
}

/// Work that waits for agents by name.
impl Acd {
    /// Enters the place where the agents whom its search names will find it.
    pub(crate) fn note_names(&mut self, at: PlaceAt) {
        let place = &self.places[at];
        let rank = place.rank();
        for agent in place.search.iter().flat_map(|search| search.named()) {
            self.named.entry(agent).or_default().insert((rank, at));
        }
    }

    pub(crate) fn forget_names(&mut self, at: PlaceAt) {
        let place = &self.places[at];
        let rank = place.rank();
        for agent in place.search.iter().flat_map(|search| search.named()) {
            let waiting = self.named.get_mut(&agent).expect("the place was entered");
            waiting.remove(&(rank, at));
            if waiting.is_empty() {
                self.named.remove(&agent);
            }
        }
    }

    /// Whether an agent may have the work now whose search names them.
    pub(crate) fn may_have_by_name(&self, at: AgentAt, place: &Place) -> bool {
        let person = &self.agents[at];
        let media = place.work.media;
        let is_member = || person.seat(place.queue).is_some();
        let is_free = match place.search() {
            Search::Direct { .. } => person.may_be_called(media, &self.limits),
            Search::LastAgent { .. } => {
                let mode = self.queues[place.queue].settings.last_agent;
                person.ready.has(media) && (mode == LastAgentMode::AnyAgent || is_member())
            }
            Search::Owner { .. } | Search::Preferred { .. } => person.ready.has(media) && is_member(),
            Search::Conditional { .. }
            | Search::Bullseye { .. }
            | Search::Predictive { .. }
            | Search::Standard => false,
        };
        is_free && self.has_label_room(person, place.label())
    }

    /// The highest ranked work that waits for an agent by name and that they may have.
    pub(crate) fn best_named_work(&self, person: &Person) -> Option<(crate::rank::Rank, PlaceAt)> {
        let waiting = self.named.get(&person.id)?;
        let at = self.at_agent(person.id);
        let may_have = |place: &Place| {
            !place.is_held
                && !matches!(place.standing, Standing::Ringing(_))
                && self.may_have_by_name(at, place)
        };
        waiting.iter().copied().find(|(_, place)| may_have(&self.places[*place]))
    }
}

/// The method that a stage belongs to, and its number.
pub(crate) fn method_of(search: &Search) -> (Method, u8) {
    match search {
        Search::Direct { is_backup, .. } => (Method::Direct, u8::from(*is_backup)),
        Search::LastAgent { .. } => (Method::LastAgent, 0),
        Search::Owner { .. } => (Method::Owner, 0),
        Search::Preferred { stage, .. } => (Method::Preferred, u8::try_from(*stage).unwrap_or(u8::MAX)),
        Search::Conditional { rule, .. } => (Method::Conditional, u8::try_from(*rule).unwrap_or(u8::MAX)),
        Search::Bullseye { ring, .. } => (Method::Bullseye, *ring),
        Search::Predictive { .. } => (Method::Predictive, 0),
        Search::Standard => (Method::Standard, 0),
    }
}
