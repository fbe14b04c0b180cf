//! Routing done the slow way: look at everybody and everything, every time.
//!
//! The router must choose the same agent and the same work, move every search on in the same way, and send away
//! the same work. Nothing is shared with it but the words of its interface; when they disagree, either may be
//! wrong.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet},
};

use eyeline_model::{
    CommunicationId, Duration, GroupId, LabelId, Media, PerMedia, QueueEntry, QueueId, ScoredAgent, Search,
    SkillExpression, SkillId, Timestamp, UserId,
};

use crate::{
    Abilities, Backup, Decision, EvaluationMethod, LastAgentMode, Metric, Offer, QueueSettings,
    RoutingMethod, ScoringMethod, Utilization, Work,
};

const WEEK: Duration = Duration(7 * 24 * 3_600 * 1_000);
const NEVER: Timestamp = Timestamp(i64::MAX);

#[derive(Debug, Default)]
pub(crate) struct Oracle {
    pub(crate) agents: BTreeMap<UserId, Person>,
    pub(crate) queues: BTreeMap<QueueId, QueueSettings>,
    /// Who has joined which queue, and in which ring.
    pub(crate) joined: BTreeMap<(QueueId, UserId), u8>,
    pub(crate) waiting: Vec<Wait>,
    pub(crate) utilization: Utilization,
    pub(crate) label_limits: BTreeMap<LabelId, u8>,
    pub(crate) answers: Vec<(QueueId, Media, Timestamp)>,
    gates: BTreeMap<(QueueId, Media), Gate>,
    backups: Vec<(Work, QueueId)>,
}

#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) abilities: Abilities,
    pub(crate) on_queue_since: Option<Timestamp>,
    pub(crate) not_responding: bool,
    pub(crate) is_available: bool,
    pub(crate) last_acd_at: Option<Timestamp>,
    pub(crate) non_acd: PerMedia<u8>,
    pub(crate) jobs: Vec<Job>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Job {
    pub(crate) offer: CommunicationId,
    pub(crate) work: Work,
    pub(crate) label: Option<LabelId>,
    pub(crate) rings_until: Option<Timestamp>,
    pub(crate) over: bool,
}

#[derive(Debug)]
pub(crate) struct Wait {
    pub(crate) work: Work,
    pub(crate) entry: QueueEntry,
    pub(crate) rings: bool,
    pub(crate) sent_away: bool,
    pub(crate) is_new: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Gate {
    by_depth: bool,
    by_wait: bool,
    alerted: bool,
}

/// What the oracle would tell; an offer without what only the router can know.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Told {
    Offer(UserId, Work),
    Search(Work),
    Backup(Work, QueueId),
    Overflow(Work, QueueId),
    Alert(QueueId, Media, usize, bool),
}

impl From<&Decision> for Told {
    fn from(decision: &Decision) -> Self {
        match *decision {
            Decision::Offer(Offer { agent, work, .. }) => Self::Offer(agent, work),
            Decision::Search(work) => Self::Search(work),
            Decision::Backup { work, to } => Self::Backup(work, to),
            Decision::Overflow { work, to } => Self::Overflow(work, to),
            Decision::DepthAlert { queue, media, depth, is_raised } => {
                Self::Alert(queue, media, depth, is_raised)
            }
        }
    }
}

/// Choosing.
impl Oracle {
    /// What should be decided, in order. Searches go on; what is offered is not yet with its agent.
    pub(crate) fn decide(&mut self, now: Timestamp) -> Vec<Told> {
        let mut told = self.take_backups();
        let mut order: Vec<usize> = (0..self.waiting.len()).filter(|at| !self.waiting[*at].rings).collect();
        order.sort_by(|a, b| self.order(&self.waiting[*a].entry, &self.waiting[*b].entry));
        let mut taken: BTreeSet<UserId> = BTreeSet::new();
        for at in order {
            let work = self.waiting[at].work;
            let mut has_moved = false;
            while !self.makes_sense(now, at, &taken) {
                let next = self.after(&self.waiting[at].entry.clone(), work, now);
                self.waiting[at].entry.search = next;
                has_moved = true;
            }
            told.extend(has_moved.then_some(Told::Search(work)));
            told.extend(self.take_backups());
            if told.iter().any(|told| matches!(told, Told::Backup(of, _) if *of == work)) {
                continue;
            }
            let wait = &self.waiting[at];
            let able = self.agents.keys().filter(|id| !taken.contains(id) && self.may_have(**id, wait));
            if let Some(agent) = self.choose(now, able.copied().collect(), wait) {
                taken.insert(agent);
                told.push(Told::Offer(agent, work));
            }
        }
        told
    }

    /// Whether an offer or a stage ends at this moment.
    pub(crate) fn expires_by(&self, at: Timestamp) -> bool {
        self.jobs().any(|(_, job)| job.rings_until == Some(at))
            || self.waiting.iter().any(|wait| wait.entry.search.until() == Some(at))
    }

    fn take_backups(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.backups).into_iter().map(|(work, to)| Told::Backup(work, to)).collect()
    }

    /// Whether something waits that somebody could have.
    pub(crate) fn is_anything_left(&self) -> bool {
        let mut waiting = self.waiting.iter().filter(|wait| !wait.rings);
        waiting.any(|wait| self.agents.keys().any(|id| self.may_have(*id, wait)))
    }

    fn order(&self, a: &QueueEntry, b: &QueueEntry) -> Ordering {
        let by_priority =
            |entry: &QueueEntry| self.queues[&entry.request.queue].scoring == ScoringMethod::PriorityOnly;
        let score = |entry: &QueueEntry| entry.enqueued_at.0 - i64::from(entry.request.priority) * 60_000;
        match (by_priority(a), by_priority(b)) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => (score(a), a.sequence).cmp(&(score(b), b.sequence)),
            (true, true) => (b.request.priority.cmp(&a.request.priority))
                .then(a.enqueued_at.cmp(&b.enqueued_at))
                .then(a.sequence.cmp(&b.sequence)),
        }
    }

    fn choose(&self, now: Timestamp, mut able: Vec<UserId>, wait: &Wait) -> Option<UserId> {
        let settings = &self.queues[&wait.entry.request.queue];
        let last = |id: &UserId| self.agents[id].last_acd_at.filter(|at| now.0 - at.0 <= WEEK.0);
        let idle = |id: &UserId| (last(id), self.agents[id].on_queue_since, *id);
        if names(&wait.entry.search).is_some() {
            let scored = |id: &UserId| {
                let preferred =
                    wait.entry.request.preferred.iter().filter(|preferred| preferred.agent == *id);
                preferred.map(|preferred| preferred.score).max().unwrap_or(0)
            };
            let score = |id: &UserId| if settings.score_first { scored(id) } else { 0 };
            return able.into_iter().min_by_key(|id| (Reverse(score(id)), idle(id)));
        }
        if let Search::Predictive { .. } = wait.entry.search {
            return able.into_iter().min_by_key(|id| (Reverse(self.expected(*id, wait)), idle(id)));
        }
        let skill = |id: &UserId| Reverse(self.skill(*id, wait));
        able.sort_by_key(idle);
        match settings.evaluation {
            EvaluationMethod::BestSkills { window } => {
                able.into_iter().take(window).min_by_key(|id| (skill(id), idle(id)))
            }
            EvaluationMethod::AllSkills => able.into_iter().min_by_key(|id| (last(id), skill(id), idle(id))),
            EvaluationMethod::NoSkills => able.into_iter().next(),
        }
    }

    fn removed(&self, wait: &Wait) -> BTreeSet<SkillId> {
        match (&self.queues[&wait.entry.request.queue].method, &wait.entry.search) {
            (RoutingMethod::Bullseye(rings), Search::Bullseye { ring, .. }) => {
                let over = rings.len().min(usize::from(*ring)).saturating_sub(1);
                rings[..over].iter().flat_map(|ring| ring.removes.iter().copied()).collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// How well somebody is expected to do: three quarters for skill, one quarter for being free.
    fn expected(&self, id: UserId, wait: &Wait) -> u64 {
        let (agent, media) = (&self.agents[&id], wait.work.media);
        let request = &wait.entry.request;
        let asked: BTreeSet<SkillId> = match &request.expression {
            None => request.skills.clone(),
            Some(expression) => expression.skills().into_iter().collect(),
        };
        let stars = |how_well: Option<&crate::Proficiency>| {
            how_well.map_or(0, |how_well| u64::from(how_well.hundredths()))
        };
        let skills: u64 = asked.iter().map(|skill| stars(agent.abilities.skills.get(skill))).sum();
        let language = request.language.map(|language| stars(agent.abilities.languages.get(&language)));
        let all = (asked.len() as u64 + u64::from(language.is_some())) * 500;
        let knows = (75 * (skills + language.unwrap_or(0))).checked_div(all).unwrap_or(75);
        let rule = agent.abilities.utilization.as_ref().unwrap_or(&self.utilization);
        let capacity = u64::from(rule.0[media].capacity);
        let busy = agent.jobs.iter().filter(|job| job.work.media == media).count() as u64;
        knows + 25 * capacity.saturating_sub(busy) / capacity
    }

    fn skill(&self, id: UserId, wait: &Wait) -> u64 {
        let (abilities, request) = (&self.agents[&id].abilities, &wait.entry.request);
        let removed = self.removed(wait);
        let asked: BTreeSet<SkillId> = match &request.expression {
            None => request.skills.iter().filter(|skill| !removed.contains(skill)).copied().collect(),
            Some(expression) => {
                relaxed(expression, &removed).iter().flat_map(SkillExpression::skills).collect()
            }
        };
        let skills = asked.iter().filter_map(|skill| abilities.skills.get(skill));
        let language = request.language.iter().filter_map(|language| abilities.languages.get(language));
        skills.chain(language).map(|proficiency| u64::from(proficiency.hundredths())).sum()
    }
}

/// Who may have what.
impl Oracle {
    /// The ring in which somebody is a member; none if they are not.
    pub(crate) fn ring(&self, queue: QueueId, id: UserId) -> Option<u8> {
        let (settings, groups) = (&self.queues[&queue], &self.agents.get(&id)?.abilities.groups);
        let shares = |some: &BTreeSet<GroupId>| some.iter().any(|group| groups.contains(group));
        let mut rings: Vec<u8> = self.joined.get(&(queue, id)).copied().into_iter().collect();
        rings.extend(shares(&settings.member_groups).then_some(1));
        match &settings.method {
            RoutingMethod::Standard | RoutingMethod::Predictive(_) => {}
            RoutingMethod::Bullseye(all) => {
                let mine = all.iter().enumerate().filter(|(_, ring)| shares(&ring.groups));
                rings.extend(mine.map(|(at, _)| at as u8 + 1));
            }
            RoutingMethod::Conditional(rules) => {
                rings.extend(rules.iter().any(|rule| shares(&rule.groups)).then_some(1));
            }
        }
        rings.into_iter().min()
    }

    fn is_free(&self, id: UserId, wait: &Wait) -> bool {
        let agent = &self.agents[&id];
        let rings = agent.jobs.iter().any(|job| job.rings_until.is_some());
        let label = wait.entry.request.label;
        !agent.not_responding
            && !rings
            && self.has_room(agent, wait.work.media)
            && self.has_label_room(agent, label)
    }

    fn may_have(&self, id: UserId, wait: &Wait) -> bool {
        let Some(agent) = self.agents.get(&id) else { return false };
        let request = &wait.entry.request;
        if !self.is_free(id, wait) {
            return false;
        }
        let on_queue = agent.on_queue_since.is_some();
        let ring = self.ring(request.queue, id);
        match &wait.entry.search {
            Search::Direct { agent: wanted, .. } => *wanted == id && (on_queue || agent.is_available),
            Search::LastAgent { agent: wanted } => {
                let any = self.queues[&request.queue].last_agent == LastAgentMode::AnyAgent;
                *wanted == id && on_queue && (any || ring.is_some())
            }
            Search::Owner { agent: wanted, .. } => *wanted == id && on_queue && ring.is_some(),
            Search::Preferred { agents, .. } => agents.contains(&id) && on_queue && ring.is_some(),
            Search::Conditional { groups, .. } => {
                let included = agent.abilities.groups.iter().any(|group| groups.contains(group));
                on_queue && ring.is_some() && included && self.suits(id, wait)
            }
            Search::Bullseye { ring: up_to, .. } => {
                on_queue && ring.is_some_and(|ring| ring <= *up_to) && self.suits(id, wait)
            }
            Search::Predictive { .. } => {
                let any = matches!(&self.queues[&request.queue].method, RoutingMethod::Predictive(p) if !p.respects_skills);
                on_queue && ring.is_some() && (any || self.suits(id, wait))
            }
            Search::Standard => on_queue && ring.is_some() && self.suits(id, wait),
        }
    }

    fn suits(&self, id: UserId, wait: &Wait) -> bool {
        let (abilities, request) = (&self.agents[&id].abilities, &wait.entry.request);
        if self.queues[&request.queue].evaluation == EvaluationMethod::NoSkills {
            return true;
        }
        let removed = self.removed(wait);
        let skilled = match &request.expression {
            None => {
                let mut asked = request.skills.iter().filter(|skill| !removed.contains(skill));
                asked.all(|skill| abilities.skills.contains_key(skill))
            }
            Some(expression) => relaxed(expression, &removed)
                .is_none_or(|left| left.is_met(&|skill| abilities.skills.get(&skill).copied())),
        };
        skilled && request.language.is_none_or(|language| abilities.languages.contains_key(&language))
    }

    fn has_room(&self, agent: &Person, media: Media) -> bool {
        let rule = agent.abilities.utilization.as_ref().unwrap_or(&self.utilization);
        let count = |media: Media| {
            let given = agent.jobs.iter().filter(|job| job.work.media == media).count();
            given + if rule.0[media].include_non_acd { usize::from(agent.non_acd[media]) } else { 0 }
        };
        let mut others = Media::ALL.into_iter().filter(|other| *other != media && count(*other) > 0);
        count(media) < usize::from(rule.0[media].capacity)
            && others.all(|other| rule.0[other].interruptible_by.contains(&media))
    }

    fn has_label_room(&self, agent: &Person, label: Option<LabelId>) -> bool {
        let limits = agent.abilities.label_limits.as_ref().unwrap_or(&self.label_limits);
        let Some((label, limit)) = label.and_then(|label| Some((label, limits.get(&label)?))) else {
            return true;
        };
        agent.jobs.iter().filter(|job| job.label == Some(label)).count() < usize::from(*limit)
    }
}

/// Whom a search names, if it asks nobody else.
fn names(search: &Search) -> Option<Vec<UserId>> {
    match search {
        Search::Direct { agent, .. } | Search::LastAgent { agent } | Search::Owner { agent, .. } => {
            Some(vec![*agent])
        }
        Search::Preferred { agents, .. } => Some(agents.iter().copied().collect()),
        _ => None,
    }
}

/// An expression in which some skills do not matter; none if nothing is left of it.
fn relaxed(expression: &SkillExpression, removed: &BTreeSet<SkillId>) -> Option<SkillExpression> {
    let touches = |part: &SkillExpression| part.skills().iter().any(|skill| removed.contains(skill));
    match expression {
        SkillExpression::Has(_) | SkillExpression::Compare { .. } | SkillExpression::Not(_) => {
            (!touches(expression)).then(|| expression.clone())
        }
        SkillExpression::All(parts) => {
            let left: Vec<_> = parts.iter().filter_map(|part| relaxed(part, removed)).collect();
            (!left.is_empty()).then_some(SkillExpression::All(left))
        }
        SkillExpression::Any(parts) => {
            let left: Vec<_> = parts.iter().filter_map(|part| relaxed(part, removed)).collect();
            (left.len() == parts.len()).then_some(SkillExpression::Any(left))
        }
    }
}

/// Searches.
impl Oracle {
    fn makes_sense(&self, now: Timestamp, at: usize, taken: &BTreeSet<UserId>) -> bool {
        let wait = &self.waiting[at];
        let queue = wait.entry.request.queue;
        let settings = &self.queues[&queue];
        let free_now = |id: &UserId| !taken.contains(id) && self.may_have(*id, wait);
        let reachable = |id: &UserId| {
            let agent = self.agents.get(id);
            agent.is_some_and(|agent| agent.on_queue_since.is_some() && !agent.not_responding)
                && self.ring(queue, *id).is_some()
        };
        match &wait.entry.search {
            Search::Direct { agent, until, .. } if *until == NEVER => free_now(agent),
            Search::LastAgent { agent } => free_now(agent),
            Search::Direct { agent, until, .. } => now < *until && self.agents.contains_key(agent),
            Search::Owner { agent, .. } => self.agents.contains_key(agent),
            Search::Preferred { agents, .. } => {
                !settings.skip_when_none_reachable || agents.iter().any(reachable)
            }
            Search::Conditional { rule, until, .. } => match &settings.method {
                RoutingMethod::Conditional(rules) => until.is_some() || rule + 1 == rules.len(),
                _ => until.is_some(),
            },
            Search::Bullseye { ring, until } => match &settings.method {
                RoutingMethod::Bullseye(rings) => until.is_some() || usize::from(*ring) == rings.len(),
                _ => until.is_some(),
            },
            Search::Predictive { .. } | Search::Standard => true,
        }
    }

    /// How the search begins for an entry.
    pub(crate) fn begin(&self, entry: &QueueEntry, work: Work, is_promised: bool) -> Search {
        let (settings, from) = (&self.queues[&entry.request.queue], entry.enqueued_at);
        if is_promised {
            return self.owner(entry, from).unwrap_or_else(|| self.by_method(entry, work.media, from));
        }
        match (entry.request.direct, settings.direct) {
            (Some(agent), Some(direct)) if owner(entry).is_none() => {
                let until = direct.wait.map_or(NEVER, |wait| from + wait);
                Search::Direct { agent, is_backup: false, until }
            }
            _ => self.after_direct(entry, work.media, from),
        }
    }

    fn after_direct(&self, entry: &QueueEntry, media: Media, from: Timestamp) -> Search {
        let settings = &self.queues[&entry.request.queue];
        let prefers = !entry.request.preferred.is_empty() && !settings.preferred_rules.is_empty();
        let conditional = matches!(settings.method, RoutingMethod::Conditional(_));
        let on = settings.last_agent != LastAgentMode::Disabled && owner(entry).is_none();
        match entry.request.last_agent {
            Some(agent) if on && !prefers && !conditional => Search::LastAgent { agent },
            _ => self.after_last(entry, media, from),
        }
    }

    fn after_last(&self, entry: &QueueEntry, media: Media, from: Timestamp) -> Search {
        self.owner(entry, from).unwrap_or_else(|| self.stage(entry, media, 0, from))
    }

    fn owner(&self, entry: &QueueEntry, from: Timestamp) -> Option<Search> {
        let settings = &self.queues[&entry.request.queue];
        let agent = owner(entry).filter(|_| !settings.preferred_rules.is_empty())?;
        Some(Search::Owner { agent, until: from + settings.owned_for })
    }

    /// A stage of preferred routing: whoever a rule up to this one means.
    fn stage(&self, entry: &QueueEntry, media: Media, stage: usize, from: Timestamp) -> Search {
        let rules = &self.queues[&entry.request.queue].preferred_rules;
        if stage >= rules.len() || entry.request.preferred.is_empty() {
            return self.by_method(entry, media, from);
        }
        let mut agents = BTreeSet::new();
        for preferred in &entry.request.preferred {
            for earlier in rules.iter().take(stage + 1) {
                if earlier.who.include(preferred.score) {
                    agents.insert(preferred.agent);
                }
            }
        }
        Search::Preferred { stage, agents, until: from + rules[stage].wait }
    }

    fn by_method(&self, entry: &QueueEntry, media: Media, from: Timestamp) -> Search {
        match &self.queues[&entry.request.queue].method {
            RoutingMethod::Standard => Search::Standard,
            RoutingMethod::Predictive(rule) => Search::Predictive { until: from + rule.timeout },
            RoutingMethod::Bullseye(_) => self.ring_from(entry, 1, from),
            RoutingMethod::Conditional(_) => self.rule(entry, media, 0, BTreeSet::new(), from),
        }
    }

    fn ring_from(&self, entry: &QueueEntry, ring: usize, from: Timestamp) -> Search {
        let RoutingMethod::Bullseye(rings) = &self.queues[&entry.request.queue].method else {
            panic!("a ring without rings");
        };
        if rings.is_empty() {
            return Search::Standard;
        }
        let ring = ring.min(rings.len());
        let until = (ring < rings.len()).then(|| from + rings[ring - 1].wait);
        Search::Bullseye { ring: ring as u8, until }
    }

    fn rule(
        &self,
        entry: &QueueEntry,
        media: Media,
        first: usize,
        mut groups: BTreeSet<GroupId>,
        from: Timestamp,
    ) -> Search {
        let own = entry.request.queue;
        let RoutingMethod::Conditional(rules) = &self.queues[&own].method else {
            return self.by_method(entry, media, from);
        };
        if rules.is_empty() {
            return Search::Standard;
        }
        for at in first..rules.len() {
            let rule = &rules[at];
            let queue = rule.queue.unwrap_or(own);
            // Values are such that only whether there is a figure decides.
            let known = self.queues.contains_key(&queue)
                && match rule.metric {
                    Metric::EstimatedWaitTime => true,
                    Metric::ServiceLevel => self.answered_lately(queue, media, from),
                };
            if known && rule.operator.holds(0, rule.value) {
                groups.extend(rule.groups.iter().copied());
                if at + 1 < rules.len() {
                    return Search::Conditional { rule: at, groups, until: Some(from + rule.wait) };
                }
            }
        }
        if groups.is_empty() {
            groups = rules.iter().flat_map(|rule| rule.groups.iter().copied()).collect();
        }
        if groups.is_empty() {
            return Search::Standard;
        }
        Search::Conditional { rule: rules.len() - 1, groups, until: None }
    }

    fn answered_lately(&self, queue: QueueId, media: Media, now: Timestamp) -> bool {
        let minute = |at: Timestamp| at.0.div_euclid(60_000);
        let mut there = self.answers.iter().filter(|(of, on, _)| (*of, *on) == (queue, media));
        there.any(|(.., at)| minute(now) - minute(*at) < 30)
    }

    /// What comes after the present stage, which is over since `from`.
    fn after(&mut self, entry: &QueueEntry, work: Work, from: Timestamp) -> Search {
        let media = work.media;
        let settings = &self.queues[&entry.request.queue];
        match &entry.search {
            Search::Direct { agent, is_backup, .. } => {
                let backup = self.agents.get(agent).and_then(|agent| agent.abilities.backup);
                let queue = match (backup, settings.direct) {
                    (Some(Backup::Agent(other)), Some(direct)) if !is_backup && other != *agent => {
                        let until = direct.wait.map_or(NEVER, |wait| from + wait);
                        return Search::Direct { agent: other, is_backup: true, until };
                    }
                    (Some(Backup::Queue(queue)), _) if !is_backup => Some(queue),
                    (_, direct) => direct.and_then(|direct| direct.backup_queue),
                };
                if let Some(to) =
                    queue.filter(|to| *to != entry.request.queue && self.queues.contains_key(to))
                {
                    self.backups.push((work, to));
                }
                self.after_direct(entry, media, from)
            }
            Search::LastAgent { .. } => self.after_last(entry, media, from),
            Search::Owner { .. } => self.by_method(entry, media, from),
            Search::Preferred { stage, .. } => self.stage(entry, media, stage + 1, from),
            Search::Conditional { rule, groups, until: Some(_) } => {
                self.rule(entry, media, rule + 1, groups.clone(), from)
            }
            Search::Bullseye { ring, .. } => match &settings.method {
                RoutingMethod::Bullseye(rings) if !rings.is_empty() => {
                    self.ring_from(entry, usize::from(*ring) + 1, from)
                }
                _ => self.by_method(entry, media, from),
            },
            Search::Predictive { .. } if matches!(settings.method, RoutingMethod::Predictive(_)) => {
                Search::Standard
            }
            Search::Conditional { until: None, .. } | Search::Predictive { .. } | Search::Standard => {
                self.by_method(entry, media, from)
            }
        }
    }

    /// Everything that came due, one after the other.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Vec<(Timestamp, String)> {
        let mut done = Vec::new();
        loop {
            let offers = self.jobs().filter_map(|(_, job)| Some((job.rings_until?, 0, job.offer, job.work)));
            let is_timed = |wait: &&Wait| !matches!(wait.entry.search, Search::Direct { .. });
            let stages = self.waiting.iter().filter(is_timed).filter_map(|wait| {
                let until = wait.entry.search.until().filter(|until| *until < NEVER)?;
                Some((until, 1, CommunicationId(Default::default()), wait.work))
            });
            let due = offers.chain(stages).filter(|(at, ..)| *at <= now).min();
            let Some((at, kind, offer, work)) = due else { return done };
            if kind == 0 {
                self.back_to_queue(offer, true);
                done.push((at, format!("{offer:?}")));
            } else {
                let entry = self.wait_mut(work).entry.clone();
                self.wait_mut(work).entry.search = self.after(&entry, work, at);
                done.push((at, format!("{work:?}")));
            }
        }
    }
}

fn owner(entry: &QueueEntry) -> Option<UserId> {
    match &entry.request.preferred[..] {
        [ScoredAgent { agent, score: 100 }] if entry.request.is_agent_owned => Some(*agent),
        _ => None,
    }
}

/// Lines that are too long.
impl Oracle {
    /// What is said of lines once offers are made: alerts, and who is sent away.
    pub(crate) fn lines(&mut self, now: Timestamp) -> Vec<Told> {
        let mut told = Vec::new();
        let before = self.gates.clone();
        let queues: Vec<QueueId> = self.queues.keys().copied().collect();
        for (queue, media) in queues.iter().flat_map(|queue| Media::ALL.map(|media| (*queue, media))) {
            told.extend(self.gate(now, queue, media));
        }
        for at in 0..self.waiting.len() {
            let was = before.get(&(self.waiting[at].entry.request.queue, self.waiting[at].work.media));
            let was = was.copied().unwrap_or_default();
            if let Some(to) = self.sent_to(now, at, was) {
                self.waiting[at].sent_away = true;
                told.push(Told::Overflow(self.waiting[at].work, to));
            }
        }
        self.waiting.iter_mut().for_each(|wait| wait.is_new = false);
        told.sort();
        told
    }

    fn line(&self, queue: QueueId, media: Media) -> impl Iterator<Item = &Wait> {
        self.waiting.iter().filter(move |wait| wait.entry.request.queue == queue && wait.work.media == media)
    }

    fn gate(&mut self, now: Timestamp, queue: QueueId, media: Media) -> Option<Told> {
        let (overflow, alert) = (self.queues[&queue].overflow[media], self.queues[&queue].depth_alert[media]);
        let was = self.gates.get(&(queue, media)).copied().unwrap_or_default();
        let depth = self.line(queue, media).count();
        let longest = self.line(queue, media).map(|wait| now - wait.entry.enqueued_at).max();
        let on = |was: bool, opens: bool, closes: bool| opens || (was && !closes);
        let gate = Gate {
            by_depth: overflow
                .and_then(|rules| rules.depth)
                .is_some_and(|band| on(was.by_depth, depth >= band.opens_at, depth <= band.closes_at)),
            by_wait: overflow.and_then(|rules| rules.wait).zip(longest).is_some_and(|(band, longest)| {
                on(was.by_wait, longest >= band.opens_at, longest <= band.closes_at)
            }),
            alerted: alert
                .is_some_and(|band| on(was.alerted, depth >= band.opens_at, depth <= band.closes_at)),
        };
        self.gates.insert((queue, media), gate);
        (gate.alerted != was.alerted).then_some(Told::Alert(queue, media, depth, gate.alerted))
    }

    fn sent_to(&self, now: Timestamp, at: usize, was: Gate) -> Option<QueueId> {
        let wait = &self.waiting[at];
        let (queue, media) = (wait.entry.request.queue, wait.work.media);
        let rules = self.queues[&queue].overflow[media]?;
        let gate = self.gates[&(queue, media)];
        let waited = now - wait.entry.enqueued_at;
        let ahead =
            self.line(queue, media).filter(|other| self.order(&other.entry, &wait.entry) == Ordering::Less);
        let is_too_far =
            gate.by_depth && rules.depth.is_some_and(|depth| ahead.count() + 1 >= depth.opens_at);
        let is_open = |gate: Gate| gate.by_depth || gate.by_wait;
        let came_late = wait.is_new
            && waited <= Duration::from_secs(1)
            && is_open(gate)
            && (is_open(was) || gate.by_wait || is_too_far);
        let goes = came_late || rules.wait.is_some_and(|band| waited >= band.opens_at);
        let target = self.gates.get(&(rules.to, media)).copied().unwrap_or_default();
        let takes = self.queues.contains_key(&rules.to) && rules.to != queue && !is_open(target);
        (goes && takes && !wait.rings && !wait.sent_away).then_some(rules.to)
    }
}

/// Facts.
impl Oracle {
    /// The router has made these offers.
    pub(crate) fn offered(&mut self, now: Timestamp, offers: &[Offer]) {
        for offer in offers {
            let label = self.wait_mut(offer.work).entry.request.label;
            self.wait_mut(offer.work).rings = true;
            let agent = self.agents.get_mut(&offer.agent).expect("an agent");
            let rings_until = Some(offer.until);
            agent.last_acd_at = Some(now);
            agent.jobs.push(Job {
                offer: offer.communication,
                work: offer.work,
                label,
                rings_until,
                over: false,
            });
        }
    }

    /// What nobody keeps over a restart: how lines did, and what was said of them.
    pub(crate) fn forget_lately(&mut self) {
        self.answers.clear();
        self.gates.clear();
        for wait in &mut self.waiting {
            (wait.sent_away, wait.is_new) = (false, true);
        }
    }

    pub(crate) fn wait_mut(&mut self, work: Work) -> &mut Wait {
        self.waiting.iter_mut().find(|wait| wait.work == work).expect("it waits")
    }

    pub(crate) fn job_mut(&mut self, offer: CommunicationId) -> (&mut Person, usize) {
        let has = |agent: &Person| agent.jobs.iter().position(|job| job.offer == offer);
        self.agents.values_mut().find_map(|agent| has(agent).map(|at| (agent, at))).expect("an offer")
    }

    pub(crate) fn jobs(&self) -> impl Iterator<Item = (UserId, Job)> {
        self.agents.iter().flat_map(|(id, agent)| agent.jobs.iter().map(|job| (*id, *job)))
    }

    pub(crate) fn answer(&mut self, now: Timestamp, offer: CommunicationId) {
        let (agent, at) = self.job_mut(offer);
        agent.jobs[at].rings_until = None;
        let work = agent.jobs[at].work;
        let queue = self.wait_mut(work).entry.request.queue;
        self.answers.push((queue, work.media, now));
        self.waiting.retain(|wait| wait.work != work);
    }

    pub(crate) fn back_to_queue(&mut self, offer: CommunicationId, missed: bool) {
        let (agent, at) = self.job_mut(offer);
        if missed {
            let on_queue = agent.on_queue_since.is_some();
            agent.not_responding = on_queue;
            agent.is_available &= on_queue;
        }
        let work = agent.jobs.remove(at).work;
        self.wait_mut(work).rings = false;
    }

    pub(crate) fn withdraw(&mut self, work: Work) {
        self.waiting.retain(|wait| wait.work != work);
        for agent in self.agents.values_mut() {
            agent.jobs.retain(|job| job.work != work || job.rings_until.is_none());
        }
    }

    pub(crate) fn busy(&self, agent: UserId) -> PerMedia<usize> {
        PerMedia::from_fn(|media| {
            self.agents[&agent].jobs.iter().filter(|job| job.work.media == media).count()
        })
    }
}
