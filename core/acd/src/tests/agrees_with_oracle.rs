//! Random histories: the router chooses the same agent and the same work as the oracle, always.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{
    CommunicationId, ConversationId, Duration, Ids, LanguageId, Media, PerMedia, QueueId, RoutingRequest,
    ScoredAgent, SkillId, Timestamp, UserId,
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use crate::{
    Abilities, Acd, Expired, MediaUtilization, PreferredAgents, PreferredRule, Proficiency, QueueSettings,
    ScoringMethod, Utilization, Work,
    oracle::{Oracle, Wait},
};

const AGENTS: u8 = 7;
const QUEUES: u8 = 3;
const SKILLS: u8 = 3;

#[derive(Clone, Debug)]
enum Step {
    Arrive { queue: u8, media: Media, skills: u8, language: bool, priority: i32, preferred: Vec<(u8, u8)> },
    Withdraw(usize),
    ChangePriority(usize, i32),
    ChangeSkills(usize, u8),
    Answer(usize),
    Decline(usize),
    HangUp(usize),
    Release(usize),
    OnQueue(u8),
    OffQueue(u8),
    Respond(u8),
    Join(u8, u8),
    Leave(u8, u8),
    Skills(u8, u8, bool),
    OwnUtilization(u8, Option<Utilization>),
    DefaultUtilization(Utilization),
    Settings(u8, ScoringMethod, Vec<PreferredRule>),
    Advance(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let (agent, queue, at) = (0..AGENTS, 0..QUEUES, 0..64_usize);
    let media = prop_oneof![Just(Media::Message), Just(Media::Callback)];
    let preferred = prop_oneof![2 => Just(Vec::new()), 1 => vec((0..AGENTS, 0..=100_u8), 1..4)];
    let few_skills = prop_oneof![2 => Just(0_u8), 3 => 0..(1_u8 << SKILLS)];
    let arrive = (queue.clone(), media, few_skills.clone(), any::<bool>(), -3..4_i32, preferred).prop_map(
        |(queue, media, skills, language, priority, preferred)| Step::Arrive {
            queue,
            media,
            skills,
            language,
            priority,
            preferred,
        },
    );
    let scoring = prop_oneof![Just(ScoringMethod::TimestampAndPriority), Just(ScoringMethod::PriorityOnly)];
    prop_oneof![
        8 => arrive,
        1 => at.clone().prop_map(Step::Withdraw),
        1 => (at.clone(), -5..6_i32).prop_map(|(at, priority)| Step::ChangePriority(at, priority)),
        1 => (at.clone(), few_skills).prop_map(|(at, skills)| Step::ChangeSkills(at, skills)),
        6 => at.clone().prop_map(Step::Answer),
        1 => at.clone().prop_map(Step::Decline),
        4 => at.clone().prop_map(Step::HangUp),
        4 => at.prop_map(Step::Release),
        4 => agent.clone().prop_map(Step::OnQueue),
        1 => agent.clone().prop_map(Step::OffQueue),
        2 => agent.clone().prop_map(Step::Respond),
        3 => (queue.clone(), agent.clone()).prop_map(|(queue, agent)| Step::Join(queue, agent)),
        1 => (queue.clone(), agent.clone()).prop_map(|(queue, agent)| Step::Leave(queue, agent)),
        2 => (agent.clone(), 0..(1_u8 << SKILLS), any::<bool>()).prop_map(|(a, s, l)| Step::Skills(a, s, l)),
        1 => (agent, proptest::option::of(utilization())).prop_map(|(a, rule)| Step::OwnUtilization(a, rule)),
        1 => utilization().prop_map(Step::DefaultUtilization),
        1 => (queue, scoring, rules()).prop_map(|(queue, scoring, rules)| Step::Settings(queue, scoring, rules)),
        5 => prop_oneof![3 => 0..30_000_i64, 1 => Just(0), 1 => Just(4 * 24 * 3_600_000_i64)].prop_map(Step::Advance),
    ]
}

fn utilization() -> impl Strategy<Value = Utilization> {
    let medium = |media: Media| {
        (0..4_u8, any::<bool>()).prop_map(move |(capacity, interruptible)| {
            let others = Media::ALL.into_iter().filter(|other| interruptible && *other != media);
            MediaUtilization { capacity, interruptible_by: others.collect() }
        })
    };
    (medium(Media::Message), medium(Media::Callback))
        .prop_map(|(message, callback)| Utilization(PerMedia { message, callback }))
}

fn rules() -> impl Strategy<Value = Vec<PreferredRule>> {
    let who = prop_oneof![
        Just(PreferredAgents::Any),
        (0..=100_u8).prop_map(|at_least| PreferredAgents::Scored { at_least })
    ];
    let rule =
        (who, 0..40_i64).prop_map(|(who, wait)| PreferredRule { who, wait: Duration::from_secs(wait) });
    vec(rule, 0..3)
}

fn id<T: From<Uuid>>(number: u8) -> T {
    T::from(Uuid::from_u128(u128::from(number) + 1))
}

fn skills(mask: u8) -> BTreeMap<SkillId, Proficiency> {
    // A skill is known the better the more other skills are known, so that equally idle agents differ.
    let known = Proficiency::new(f64::from(mask.count_ones()) + 1.0).expect("at most four stars");
    (0..SKILLS).filter(|bit| mask & (1 << bit) != 0).map(|bit| (id(bit), known)).collect()
}

/// Both of them, told the same.
struct Twins {
    now: Timestamp,
    ids: Ids,
    acd: Acd,
    oracle: Oracle,
    arrived: u32,
}

impl Twins {
    fn new() -> Self {
        let mut twins = Self {
            now: Timestamp(1_000_000),
            ids: Ids::new(7),
            acd: Acd::new(Utilization::default()),
            oracle: Oracle::default(),
            arrived: 0,
        };
        for queue in 0..QUEUES {
            twins.settings(queue, ScoringMethod::default(), Vec::new());
        }
        for agent in 0..AGENTS {
            twins.acd.put_agent(id(agent), Abilities::default());
            twins.oracle.agents.insert(id(agent), Default::default());
            twins.come_in(agent);
        }
        twins
    }

    /// The day begins with everybody on queue, with different skills and nothing done yet.
    fn come_in(&mut self, agent: u8) {
        self.take(Step::Skills(agent, agent + 1, agent.is_multiple_of(2)));
        self.take(Step::Join(agent % QUEUES, agent));
        self.take(Step::Join((agent + 1) % QUEUES, agent));
        self.take(Step::OnQueue(agent));
    }

    fn settings(&mut self, queue: u8, scoring: ScoringMethod, preferred_rules: Vec<PreferredRule>) {
        let alerting_timeout =
            PerMedia { message: Duration::from_secs(12), callback: Duration::from_secs(20) };
        let settings = QueueSettings { scoring, alerting_timeout, preferred_rules };
        self.acd.put_queue(id(queue), settings.clone());
        self.oracle.queues.insert(id(queue), settings);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Arrive { queue, media, skills: mask, language, priority, preferred } => {
                let preferred =
                    preferred.into_iter().map(|(agent, score)| ScoredAgent { agent: id(agent), score });
                let request = RoutingRequest {
                    queue: id(queue),
                    language: language.then(|| id(0)),
                    skills: skills(mask).into_keys().collect(),
                    priority,
                    preferred: preferred.collect(),
                };
                self.arrive(media, request);
            }
            Step::Withdraw(at) => self.with_work(at, |twins, work| {
                twins.acd.withdraw(work);
                twins.oracle.withdraw(work);
            }),
            Step::ChangePriority(at, priority) => self.change(at, |request| request.priority = priority),
            Step::ChangeSkills(at, mask) => {
                self.change(at, |request| request.skills = skills(mask).into_keys().collect());
            }
            Step::Answer(at) => self.with_ringing(at, |twins, offer| {
                twins.acd.answer(twins.now, offer).expect("it rings");
                twins.oracle.answer(offer);
            }),
            Step::Decline(at) => self.with_ringing(at, |twins, offer| {
                twins.acd.miss(offer).expect("it rings");
                twins.oracle.back_to_queue(offer, true);
            }),
            Step::HangUp(at) => self.hang_up(at),
            Step::Release(at) => self.release(at),
            Step::OnQueue(agent) => self.go_on_queue(id(agent)),
            Step::OffQueue(agent) => self.go_off_queue(id(agent)),
            Step::Respond(agent) => {
                self.acd.respond(id(agent));
                self.person(id(agent)).not_responding = false;
            }
            Step::Join(queue, agent) => {
                self.acd.join(id(queue), id(agent));
                self.oracle.members.insert((id(queue), id(agent)));
            }
            Step::Leave(queue, agent) => {
                self.acd.leave(id(queue), id(agent));
                self.oracle.members.remove(&(id(queue), id(agent)));
            }
            Step::Skills(agent, mask, language) => {
                let mut abilities = self.person(id(agent)).abilities.clone();
                abilities.skills = skills(mask);
                abilities.languages =
                    language.then(|| (id::<LanguageId>(0), Proficiency::FULL)).into_iter().collect();
                self.set_abilities(id(agent), abilities);
            }
            Step::OwnUtilization(agent, utilization) => {
                let abilities = Abilities { utilization, ..self.person(id(agent)).abilities.clone() };
                self.set_abilities(id(agent), abilities);
            }
            Step::DefaultUtilization(utilization) => {
                self.acd.set_utilization(utilization.clone());
                self.oracle.utilization = utilization;
            }
            Step::Settings(queue, scoring, rules) => self.settings(queue, scoring, rules),
            Step::Advance(ms) => self.advance(ms),
        }
    }

    fn arrive(&mut self, media: Media, request: RoutingRequest) {
        self.arrived += 1;
        // Now and then the same conversation on both media.
        let conversation = ConversationId(Uuid::from_u128(u128::from(self.arrived / 2)));
        let work = Work { conversation, media };
        if self.oracle.waiting.iter().any(|wait| wait.work == work) {
            return;
        }
        let entry = self.acd.place(self.now, request);
        assert_eq!(entry.preference, self.oracle.stage(&entry, 0, self.now));
        self.acd.enqueue(work, entry.clone());
        self.oracle.waiting.push(Wait { work, entry, rings: false });
    }

    fn with_work(&mut self, at: usize, act: impl FnOnce(&mut Self, Work)) {
        let works: Vec<Work> = self.oracle.waiting.iter().map(|wait| wait.work).collect();
        if !works.is_empty() {
            act(self, works[at % works.len()]);
        }
    }

    fn change(&mut self, at: usize, change: impl FnOnce(&mut RoutingRequest)) {
        self.with_work(at, |twins, work| {
            let wait = twins.oracle.wait_mut(work);
            change(&mut wait.entry.request);
            let request = wait.entry.request.clone();
            twins.acd.change_request(work, request);
        });
    }

    fn offers(&self, wanted: impl Fn(&crate::oracle::Job) -> bool) -> Vec<CommunicationId> {
        self.oracle.jobs().filter(|(_, job)| wanted(job)).map(|(_, job)| job.offer).collect()
    }

    fn with_ringing(&mut self, at: usize, act: impl FnOnce(&mut Self, CommunicationId)) {
        let ringing = self.offers(|job| job.rings_until.is_some());
        if !ringing.is_empty() {
            act(self, ringing[at % ringing.len()]);
        }
    }

    fn hang_up(&mut self, at: usize) {
        let connected = self.offers(|job| job.rings_until.is_none() && !job.over);
        let Some(offer) = connected.get(at % connected.len().max(1)).copied() else { return };
        self.acd.hang_up(self.now, offer);
        let now = self.now;
        let (agent, at) = self.oracle.job_mut(offer);
        agent.last_acd_at = Some(now);
        agent.jobs[at].over = true;
    }

    fn release(&mut self, at: usize) {
        let over = self.offers(|job| job.over);
        let Some(offer) = over.get(at % over.len().max(1)).copied() else { return };
        self.acd.release(offer);
        let (agent, at) = self.oracle.job_mut(offer);
        agent.jobs.remove(at);
    }

    fn go_on_queue(&mut self, agent: UserId) {
        self.acd.go_on_queue(self.now, agent);
        let now = self.now;
        let person = self.person(agent);
        person.on_queue_since = person.on_queue_since.or(Some(now));
        person.not_responding = false;
    }

    fn go_off_queue(&mut self, agent: UserId) {
        let ringing = self.oracle.jobs().find(|(id, job)| *id == agent && job.rings_until.is_some());
        assert_eq!(self.acd.agent(agent).expect("an agent").alerting(), ringing.map(|(_, job)| job.offer));
        if let Some((_, job)) = ringing {
            self.acd.give_back(job.offer).expect("it rings");
            self.oracle.back_to_queue(job.offer, false);
        }
        self.acd.go_off_queue(agent);
        let person = self.person(agent);
        person.on_queue_since = None;
        person.not_responding = false;
    }

    fn person(&mut self, agent: UserId) -> &mut crate::oracle::Person {
        self.oracle.agents.get_mut(&agent).expect("an agent")
    }

    fn set_abilities(&mut self, agent: UserId, abilities: Abilities) {
        self.acd.put_agent(agent, abilities.clone());
        self.person(agent).abilities = abilities;
    }

    fn advance(&mut self, ms: i64) {
        self.now = self.now + Duration(ms);
        let expected = self.oracle.expire(self.now);
        assert_eq!(self.acd.wake_at().is_some_and(|at| at <= self.now), !expected.is_empty());
        let expired = self.acd.expire(self.now).into_iter().map(|expired| match expired {
            Expired::Offer { communication, .. } => format!("{communication:?}"),
            Expired::Preference(work) => format!("{work:?}"),
        });
        assert_eq!(
            expired.collect::<Vec<_>>(),
            expected.into_iter().map(|(_, what)| what).collect::<Vec<_>>()
        );
    }

    /// Both choose, and must choose the same.
    fn assign(&mut self) {
        let expected = self.oracle.choices(self.now);
        let offers = self.acd.assign(self.now, &mut self.ids);
        let chosen: Vec<(UserId, Work)> = offers.iter().map(|offer| (offer.agent, offer.work)).collect();
        assert_eq!(chosen, expected);
        self.oracle.offered(self.now, &offers);
        for offer in &offers {
            self.check_utilization(offer.agent, offer.work.media);
        }
    }

    fn check_utilization(&self, agent: UserId, media: Media) {
        let busy = self.acd.agent(agent).expect("an agent").busy();
        assert_eq!(busy, self.oracle.busy(agent));
        let own = self.oracle.agents[&agent].abilities.utilization.as_ref();
        let rule = own.unwrap_or(&self.oracle.utilization);
        assert!(busy[media] <= usize::from(rule.0[media].capacity), "{agent:?} is above utilization");
    }

    /// What must hold whatever has happened.
    fn check(&self) {
        assert_eq!(self.oracle.choices(self.now), [], "something waits that somebody could have");
        let live: Vec<Work> = self
            .oracle
            .jobs()
            .filter(|(_, job)| job.rings_until.is_some())
            .map(|(_, job)| job.work)
            .collect();
        assert_eq!(live.len(), live.iter().collect::<BTreeSet<_>>().len(), "something rings on two desks");
        for wait in &self.oracle.waiting {
            assert_eq!(self.acd.waiting(wait.work), Some(&wait.entry));
        }
        self.check_positions();
    }

    /// In each line the positions are 1, 2, 3… without a gap.
    fn check_positions(&self) {
        for (queue, media) in
            (0..QUEUES).flat_map(|queue| Media::ALL.map(|media| (id::<QueueId>(queue), media)))
        {
            let line = self
                .oracle
                .waiting
                .iter()
                .filter(|w| w.entry.request.queue == queue && w.work.media == media);
            let mut positions: Vec<_> = line.filter_map(|wait| self.acd.position(wait.work)).collect();
            positions.sort_unstable();
            assert_eq!(positions, (1..=positions.len()).collect::<Vec<_>>());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_router_and_the_oracle_choose_the_same_agent_and_the_same_work(steps in vec(step(), 1..120)) {
        let mut twins = Twins::new();
        for step in steps {
            twins.take(step);
            twins.assign();
            twins.check();
        }
    }

    #[test]
    fn they_also_agree_when_many_things_change_at_once(batches in vec(vec(step(), 1..12), 1..20)) {
        let mut twins = Twins::new();
        for batch in batches {
            batch.into_iter().for_each(|step| twins.take(step));
            twins.assign();
            twins.check();
        }
    }
}
