//! Routing done the slow way: look at everybody and everything, every time.
//!
//! The router must choose the same agent and the same work. Nothing is shared with it but the words of its
//! interface; when they disagree, either may be wrong.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{
    CommunicationId, Duration, Media, PerMedia, Preference, QueueEntry, QueueId, Timestamp, UserId,
};

use crate::{Abilities, Offer, QueueSettings, ScoringMethod, Utilization, Work};

const WEEK: Duration = Duration(7 * 24 * 3_600 * 1_000);

#[derive(Debug, Default)]
pub(crate) struct Oracle {
    pub(crate) agents: BTreeMap<UserId, Person>,
    pub(crate) queues: BTreeMap<QueueId, QueueSettings>,
    pub(crate) members: BTreeSet<(QueueId, UserId)>,
    pub(crate) waiting: Vec<Wait>,
    pub(crate) utilization: Utilization,
}

#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) abilities: Abilities,
    pub(crate) on_queue_since: Option<Timestamp>,
    pub(crate) not_responding: bool,
    pub(crate) last_acd_at: Option<Timestamp>,
    pub(crate) jobs: Vec<Job>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Job {
    pub(crate) offer: CommunicationId,
    pub(crate) work: Work,
    pub(crate) rings_until: Option<Timestamp>,
    pub(crate) over: bool,
}

#[derive(Debug)]
pub(crate) struct Wait {
    pub(crate) work: Work,
    pub(crate) entry: QueueEntry,
    pub(crate) rings: bool,
}

impl Oracle {
    /// Who should be offered what, in order.
    pub(crate) fn choices(&self, now: Timestamp) -> Vec<(UserId, Work)> {
        let mut waiting: Vec<&Wait> = self.waiting.iter().filter(|wait| !wait.rings).collect();
        waiting.sort_by(|a, b| self.order(&a.entry, &b.entry));
        let mut chosen: Vec<(UserId, Work)> = Vec::new();
        for wait in waiting {
            let free = self.agents.keys().filter(|agent| chosen.iter().all(|(taken, _)| taken != *agent));
            let able = free.filter(|agent| self.may_have(**agent, wait));
            if let Some(agent) = able.min_by_key(|agent| self.turn(now, **agent, &wait.entry)) {
                chosen.push((*agent, wait.work));
            }
        }
        chosen
    }

    fn order(&self, a: &QueueEntry, b: &QueueEntry) -> std::cmp::Ordering {
        let by_priority =
            |entry: &QueueEntry| self.queues[&entry.request.queue].scoring == ScoringMethod::PriorityOnly;
        let score = |entry: &QueueEntry| entry.enqueued_at.0 - i64::from(entry.request.priority) * 60_000;
        match (by_priority(a), by_priority(b)) {
            (true, false) => std::cmp::Ordering::Less,
            (false, true) => std::cmp::Ordering::Greater,
            (false, false) => (score(a), a.sequence).cmp(&(score(b), b.sequence)),
            (true, true) => (b.request.priority.cmp(&a.request.priority))
                .then(a.enqueued_at.cmp(&b.enqueued_at))
                .then(a.sequence.cmp(&b.sequence)),
        }
    }

    fn may_have(&self, id: UserId, wait: &Wait) -> bool {
        let (agent, request) = (&self.agents[&id], &wait.entry.request);
        let there = agent.on_queue_since.is_some() && !agent.not_responding;
        let rings = agent.jobs.iter().any(|job| job.rings_until.is_some());
        let suits = match &wait.entry.preference {
            Some(preference) => preference.agents.contains(&id),
            None => {
                request.skills.iter().all(|skill| agent.abilities.skills.contains_key(skill))
                    && request
                        .language
                        .is_none_or(|language| agent.abilities.languages.contains_key(&language))
            }
        };
        there
            && !rings
            && suits
            && self.members.contains(&(request.queue, id))
            && self.has_room(agent, wait.work.media)
    }

    fn has_room(&self, agent: &Person, media: Media) -> bool {
        let rule = agent.abilities.utilization.as_ref().unwrap_or(&self.utilization);
        let same = agent.jobs.iter().filter(|job| job.work.media == media).count();
        let mut others = agent.jobs.iter().map(|job| job.work.media).filter(|other| *other != media);
        same < usize::from(rule.0[media].capacity)
            && others.all(|other| rule.0[other].interruptible_by.contains(&media))
    }

    fn turn(&self, now: Timestamp, id: UserId, entry: &QueueEntry) -> impl Ord + use<> {
        let agent = &self.agents[&id];
        let last = agent.last_acd_at.filter(|at| now.0 - at.0 <= WEEK.0);
        let skills = entry.request.skills.iter().filter_map(|skill| agent.abilities.skills.get(skill));
        let languages =
            entry.request.language.iter().filter_map(|language| agent.abilities.languages.get(language));
        let total: i64 = skills.chain(languages).map(|proficiency| i64::from(proficiency.hundredths())).sum();
        let known = if entry.preference.is_some() { 0 } else { total };
        (last, -known, agent.on_queue_since, id)
    }

    /// The router has made these offers.
    pub(crate) fn offered(&mut self, now: Timestamp, offers: &[Offer]) {
        for offer in offers {
            let agent = self.agents.get_mut(&offer.agent).expect("an agent");
            let rings_until = Some(offer.until);
            agent.last_acd_at = Some(now);
            agent.jobs.push(Job { offer: offer.communication, work: offer.work, rings_until, over: false });
            self.wait_mut(offer.work).rings = true;
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

    pub(crate) fn answer(&mut self, offer: CommunicationId) {
        let (agent, at) = self.job_mut(offer);
        agent.jobs[at].rings_until = None;
        let work = agent.jobs[at].work;
        self.waiting.retain(|wait| wait.work != work);
    }

    pub(crate) fn back_to_queue(&mut self, offer: CommunicationId, not_responding: bool) {
        let (agent, at) = self.job_mut(offer);
        agent.not_responding |= not_responding;
        let work = agent.jobs.remove(at).work;
        self.wait_mut(work).rings = false;
    }

    pub(crate) fn withdraw(&mut self, work: Work) {
        self.waiting.retain(|wait| wait.work != work);
        for agent in self.agents.values_mut() {
            agent.jobs.retain(|job| job.work != work || job.rings_until.is_none());
        }
    }

    /// Everything that came due, one after the other.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Vec<(Timestamp, String)> {
        let mut done = Vec::new();
        loop {
            let offers = self.jobs().filter_map(|(_, job)| Some((job.rings_until?, 0, job.offer, job.work)));
            let stages = self.waiting.iter().filter_map(|wait| {
                Some((
                    wait.entry.preference.as_ref()?.until,
                    1,
                    CommunicationId(Default::default()),
                    wait.work,
                ))
            });
            let due = offers.chain(stages).filter(|(at, ..)| *at <= now).min();
            let Some((at, kind, offer, work)) = due else { return done };
            if kind == 0 {
                self.back_to_queue(offer, true);
                done.push((at, format!("{offer:?}")));
            } else {
                self.widen(work);
                done.push((at, format!("{work:?}")));
            }
        }
    }

    fn widen(&mut self, work: Work) {
        let entry = self.wait_mut(work).entry.clone();
        let over = entry.preference.clone().expect("a stage");
        self.wait_mut(work).entry.preference = self.stage(&entry, over.stage + 1, over.until);
    }

    /// A stage of preferred routing: whoever a rule up to this one means.
    pub(crate) fn stage(&self, entry: &QueueEntry, stage: usize, from: Timestamp) -> Option<Preference> {
        let rules = &self.queues[&entry.request.queue].preferred_rules;
        let rule = rules.get(stage).filter(|_| !entry.request.preferred.is_empty())?;
        let mut agents = BTreeSet::new();
        for preferred in &entry.request.preferred {
            for earlier in rules.iter().take(stage + 1) {
                if earlier.who.include(preferred.score) {
                    agents.insert(preferred.agent);
                }
            }
        }
        Some(Preference { stage, agents, until: from + rule.wait })
    }

    pub(crate) fn busy(&self, agent: UserId) -> PerMedia<usize> {
        PerMedia::from_fn(|media| {
            self.agents[&agent].jobs.iter().filter(|job| job.work.media == media).count()
        })
    }
}
