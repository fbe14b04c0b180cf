//! Random histories: the router chooses the same agent and the same work as the oracle, always; moves every
//! search on in the same way; and sends away the same work.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{
    CommunicationId, Comparison, ConversationId, Duration, GroupId, Ids, LabelId, LanguageId, Media,
    PerMedia, QueueId, RoutingRequest, ScoredAgent, SkillExpression, SkillId, Timestamp, UserId,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use crate::{
    Abilities, Acd, AgentState, Assignment, AssignmentStage, Backup, Band, ConditionalRule, Departure,
    DirectRouting, EvaluationMethod, Expired, Explanation, LastAgentMode, MediaUtilization, Method, Metric,
    Offer, Operator, Overflow, PredictiveRouting, PreferredAgents, PreferredRule, Proficiency, QueueSettings,
    Ring, RoutingMethod, ScoringMethod, Utilization, Work,
    oracle::{Oracle, Told, Wait},
};

const AGENTS: u8 = 7;
const QUEUES: u8 = 3;
const SKILLS: u8 = 3;
const GROUPS: u8 = 3;
const LABELS: u8 = 2;

#[derive(Clone, Debug)]
enum Step {
    Arrive(Arrival),
    Withdraw(usize),
    ChangePriority(usize, i32),
    ChangeSkills(usize, u8),
    Answer(usize),
    Decline(usize),
    HangUp(usize),
    Release(usize),
    ByHand(usize, u8),
    OnQueue(u8),
    OffQueue(u8),
    Available(u8, bool),
    Respond(u8),
    BeginIdle(u8),
    NonAcd(u8, Media, u8),
    Join(u8, u8, u8),
    Leave(u8, u8),
    Skills(u8, u8, bool),
    Groups(u8, u8),
    Backup(u8, Option<(bool, u8)>),
    Labels(u8, Option<[u8; 2]>),
    Resign(u8),
    OwnUtilization(u8, Option<Utilization>),
    DefaultUtilization(Utilization),
    DefaultLabels([u8; 2]),
    Settings(u8, Box<QueueSettings>),
    Advance(i64),
    Restart,
}

#[derive(Clone, Debug)]
struct Arrival {
    queue: u8,
    media: Media,
    skills: u8,
    expression: Option<SkillExpression>,
    language: bool,
    label: Option<u8>,
    priority: i32,
    preferred: Vec<(u8, u8)>,
    direct: Option<u8>,
    last_agent: Option<u8>,
    is_agent_owned: bool,
    is_promised: bool,
}

fn arrival() -> impl Strategy<Value = Arrival> {
    let preferred = prop_oneof![
        3 => Just(Vec::new()),
        1 => vec((0..AGENTS, 0..=100_u8), 1..4),
        1 => vec((0..AGENTS, Just(100)), 1),
    ];
    let rarely = |agent: std::ops::Range<u8>| option::weighted(0.15, agent);
    let asks = (0..QUEUES, medium(), few_skills(), option::weighted(0.2, expression()), any::<bool>());
    let wants = (rarely(0..LABELS), -3..4_i32, preferred, rarely(0..AGENTS), rarely(0..AGENTS));
    (asks, wants, any::<bool>(), proptest::bool::weighted(0.1)).prop_map(
        |(asks, wants, is_agent_owned, is_promised)| {
            let (queue, media, skills, expression, language) = asks;
            let (label, priority, preferred, direct, last_agent) = wants;
            Arrival {
                queue,
                media,
                skills,
                expression,
                language,
                label,
                priority,
                preferred,
                direct,
                last_agent,
                is_agent_owned,
                is_promised,
            }
        },
    )
}

fn medium() -> impl Strategy<Value = Media> {
    select(&Media::ALL[..])
}

fn few_skills() -> impl Strategy<Value = u8> {
    prop_oneof![2 => Just(0_u8), 3 => 0..(1_u8 << SKILLS)]
}

fn expression() -> impl Strategy<Value = SkillExpression> {
    use Comparison::*;
    let skill = (0..SKILLS).prop_map(id::<SkillId>);
    let is = select(&[AtLeast, Above, Equal, Unequal, Below, AtMost][..]);
    let leaf = prop_oneof![
        skill.clone().prop_map(SkillExpression::Has),
        (skill, is, 1..5_u8).prop_map(|(skill, is, stars)| SkillExpression::Compare {
            skill,
            is,
            to: Proficiency::new(f64::from(stars)).expect("at most four"),
        }),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(SkillExpression::All),
            vec(inner.clone(), 1..3).prop_map(SkillExpression::Any),
            inner.prop_map(|part| SkillExpression::Not(Box::new(part))),
        ]
    })
}

fn step() -> impl Strategy<Value = Step> {
    let (agent, queue, at) = (0..AGENTS, 0..QUEUES, 0..64_usize);
    let ids = [
        prop_oneof![
            3 => agent.clone().prop_map(Step::OnQueue),
            1 => agent.clone().prop_map(Step::OffQueue),
            1 => (agent.clone(), any::<bool>()).prop_map(|(a, is)| Step::Available(a, is)),
            2 => agent.clone().prop_map(Step::Respond),
            1 => agent.clone().prop_map(Step::BeginIdle),
            1 => (agent.clone(), medium(), 0..3_u8).prop_map(|(a, m, count)| Step::NonAcd(a, m, count)),
        ]
        .boxed(),
        prop_oneof![
            3 => (queue.clone(), agent.clone(), 1..5_u8).prop_map(|(q, a, ring)| Step::Join(q, a, ring)),
            1 => (queue.clone(), agent.clone()).prop_map(|(queue, agent)| Step::Leave(queue, agent)),
            2 => (agent.clone(), 0..(1_u8 << SKILLS), any::<bool>()).prop_map(|(a, s, l)| Step::Skills(a, s, l)),
            1 => (agent.clone(), 0..(1_u8 << GROUPS)).prop_map(|(a, groups)| Step::Groups(a, groups)),
            1 => (agent.clone(), option::of((any::<bool>(), 0..3_u8))).prop_map(|(a, b)| Step::Backup(a, b)),
            1 => (agent.clone(), option::of([0..3_u8, 0..3_u8])).prop_map(|(a, limits)| Step::Labels(a, limits)),
            1 => agent.clone().prop_map(Step::Resign),
            1 => (agent.clone(), option::of(utilization())).prop_map(|(a, rule)| Step::OwnUtilization(a, rule)),
        ]
        .boxed(),
    ];
    let [facts, changes] = ids;
    prop_oneof![
        9 => arrival().prop_map(Step::Arrive),
        1 => at.clone().prop_map(Step::Withdraw),
        1 => (at.clone(), -5..6_i32).prop_map(|(at, priority)| Step::ChangePriority(at, priority)),
        1 => (at.clone(), few_skills()).prop_map(|(at, skills)| Step::ChangeSkills(at, skills)),
        7 => at.clone().prop_map(Step::Answer),
        1 => at.clone().prop_map(Step::Decline),
        5 => at.clone().prop_map(Step::HangUp),
        5 => at.clone().prop_map(Step::Release),
        1 => (at, agent).prop_map(|(at, agent)| Step::ByHand(at, agent)),
        7 => facts,
        8 => changes,
        1 => utilization().prop_map(Step::DefaultUtilization),
        1 => [0..3_u8, 0..3_u8].prop_map(Step::DefaultLabels),
        3 => (queue, settings()).prop_map(|(queue, settings)| Step::Settings(queue, Box::new(settings))),
        6 => prop_oneof![
            4 => 0..30_000_i64,
            1 => Just(0),
            1 => Just(4 * 24 * 3_600_000_i64)
        ].prop_map(Step::Advance),
        1 => Just(Step::Restart),
    ]
}

fn utilization() -> impl Strategy<Value = Utilization> {
    let medium = |media: Media| {
        (0..4_u8, any::<bool>(), any::<bool>()).prop_map(move |(capacity, interruptible, include_non_acd)| {
            let others = Media::ALL.into_iter().filter(|other| interruptible && *other != media);
            MediaUtilization { capacity, interruptible_by: others.collect(), include_non_acd }
        })
    };
    (medium(Media::Message), medium(Media::Callback))
        .prop_map(|(message, callback)| Utilization(PerMedia { message, callback }))
}

fn settings() -> impl Strategy<Value = QueueSettings> {
    let scoring = select(&[ScoringMethod::TimestampAndPriority, ScoringMethod::PriorityOnly][..]);
    let modes = [LastAgentMode::Disabled, LastAgentMode::QueueMembersOnly, LastAgentMode::AnyAgent];
    let direct = (option::of(0..40_i64), option::of(0..QUEUES)).prop_map(|(wait, queue)| DirectRouting {
        wait: wait.map(Duration::from_secs),
        backup_queue: queue.map(id),
    });
    let named =
        (rules(), any::<bool>(), any::<bool>(), select(modes.to_vec()), option::of(direct), 0..90_i64);
    let lines = (groups(), overflow(), overflow(), option::of((2..5_usize, 0..2_usize)));
    (scoring, evaluation(), method(), named, lines).prop_map(|(scoring, evaluation, method, named, lines)| {
        let (preferred_rules, score_first, skip_when_none_reachable, last_agent, direct, owned) = named;
        let (member_groups, message, callback, alert) = lines;
        let alert = alert.map(|(opens_at, closes_at)| Band { opens_at, closes_at });
        QueueSettings {
            scoring,
            evaluation,
            method,
            preferred_rules,
            score_first,
            skip_when_none_reachable,
            last_agent,
            direct,
            owned_for: Duration::from_secs(owned),
            member_groups,
            overflow: PerMedia { message, callback },
            depth_alert: PerMedia { message: None, callback: alert },
            ..plain_settings()
        }
    })
}

fn plain_settings() -> QueueSettings {
    let alerting_timeout = PerMedia { message: Duration::from_secs(12), callback: Duration::from_secs(20) };
    QueueSettings { alerting_timeout, ..QueueSettings::default() }
}

fn evaluation() -> impl Strategy<Value = EvaluationMethod> {
    prop_oneof![
        2 => Just(EvaluationMethod::AllSkills),
        2 => (1..4_usize).prop_map(|window| EvaluationMethod::BestSkills { window }),
        1 => Just(EvaluationMethod::NoSkills),
    ]
}

fn method() -> impl Strategy<Value = RoutingMethod> {
    let ring = (0..25_000_i64, few_skills(), groups()).prop_map(|(wait, removes, groups)| Ring {
        wait: Duration(wait),
        removes: skills(removes).into_keys().collect(),
        groups,
    });
    // Whether there is a figure decides, not the figure.
    let operators = [
        (Operator::GreaterThan, -1),
        (Operator::AtLeast, 0),
        (Operator::LessThan, 0),
        (Operator::AtMost, -1),
    ];
    let rule = (option::of(0..=QUEUES), any::<bool>(), select(operators.to_vec()), groups(), 0..25_i64)
        .prop_map(|(queue, waits, (operator, value), groups, wait)| ConditionalRule {
            queue: queue.map(id),
            metric: if waits { Metric::EstimatedWaitTime } else { Metric::ServiceLevel },
            operator,
            value,
            groups,
            wait: Duration::from_secs(wait),
        });
    prop_oneof![
        2 => Just(RoutingMethod::Standard),
        2 => vec(ring, 0..4).prop_map(RoutingMethod::Bullseye),
        2 => vec(rule, 0..4).prop_map(RoutingMethod::Conditional),
        2 => (0..25_i64, any::<bool>()).prop_map(|(timeout, respects_skills)| {
            let timeout = Duration::from_secs(timeout);
            RoutingMethod::Predictive(PredictiveRouting { timeout, respects_skills })
        }),
    ]
}

fn groups() -> impl Strategy<Value = BTreeSet<GroupId>> {
    prop_oneof![Just(0_u8), 0..(1_u8 << GROUPS)].prop_map(groups_of)
}

fn groups_of(mask: u8) -> BTreeSet<GroupId> {
    (0..GROUPS).filter(|bit| mask & (1 << bit) != 0).map(id).collect()
}

fn overflow() -> impl Strategy<Value = Option<Overflow>> {
    let depth = (1..5_usize, 0..3_usize).prop_map(|(opens_at, closes_at)| Band { opens_at, closes_at });
    let wait = (1..60_i64, 0..30_i64).prop_map(|(opens_at, closes_at)| Band {
        opens_at: Duration::from_secs(opens_at),
        closes_at: Duration::from_secs(closes_at),
    });
    let rules = (0..QUEUES, option::of(depth), option::of(wait));
    option::weighted(0.4, rules.prop_map(|(to, depth, wait)| Overflow { to: id(to), depth, wait }))
}

fn labels(limits: [u8; 2]) -> BTreeMap<LabelId, u8> {
    (0..LABELS).map(id).zip(limits).collect()
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
            twins.settings(queue, plain_settings());
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
        self.take(Step::Join(agent % QUEUES, agent, 1 + agent % 3));
        self.take(Step::Join((agent + 1) % QUEUES, agent, 1));
        self.take(Step::Groups(agent, agent % 8));
        self.take(Step::OnQueue(agent));
    }

    fn settings(&mut self, queue: u8, settings: QueueSettings) {
        self.acd.put_queue(id(queue), settings.clone());
        self.oracle.queues.insert(id(queue), settings);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Arrive(arrival) => self.arrive(arrival),
            Step::Withdraw(at) => self.with_work(at, |twins, work| {
                twins.acd.withdraw(twins.now, work, Departure::Abandoned);
                twins.oracle.withdraw(work);
            }),
            Step::ChangePriority(at, priority) => self.change(at, |request| request.priority = priority),
            Step::ChangeSkills(at, mask) => {
                self.change(at, |request| request.skills = skills(mask).into_keys().collect());
            }
            Step::Answer(at) => self.with_ringing(at, |twins, offer| {
                twins.acd.answer(twins.now, offer).expect("it rings");
                twins.oracle.answer(twins.now, offer);
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
            Step::Join(queue, agent, ring) => {
                self.acd.join_ring(id(queue), id(agent), ring);
                self.oracle.joined.insert((id(queue), id(agent)), ring);
            }
            Step::Leave(queue, agent) => {
                self.acd.leave(id(queue), id(agent));
                self.oracle.joined.remove(&(id(queue), id(agent)));
            }
            Step::Available(agent, is_available) => {
                self.acd.set_available(id(agent), is_available);
                self.person(id(agent)).is_available = is_available;
            }
            Step::BeginIdle(agent) => {
                self.acd.begin_idle(self.now, id(agent));
                self.person(id(agent)).last_acd_at = Some(self.now);
            }
            Step::NonAcd(agent, media, count) => {
                self.acd.set_non_acd(id(agent), media, count);
                self.person(id(agent)).non_acd[media] = count;
            }
            Step::ByHand(at, agent) => self.offer_by_hand(at, id(agent)),
            Step::Resign(agent) => self.resign(agent),
            Step::Groups(agent, mask) => {
                let abilities = Abilities { groups: groups_of(mask), ..self.abilities(agent) };
                self.set_abilities(id(agent), abilities);
            }
            Step::Backup(agent, backup) => {
                let backup = backup.map(|(is_agent, at)| match is_agent {
                    true => Backup::Agent(id(at)),
                    false => Backup::Queue(id(at)),
                });
                let abilities = Abilities { backup, ..self.abilities(agent) };
                self.set_abilities(id(agent), abilities);
            }
            Step::Labels(agent, limits) => {
                let abilities = Abilities { label_limits: limits.map(labels), ..self.abilities(agent) };
                self.set_abilities(id(agent), abilities);
            }
            Step::DefaultLabels(limits) => {
                self.acd.set_label_limits(labels(limits));
                self.oracle.label_limits = labels(limits);
            }
            Step::Skills(agent, mask, language) => {
                let mut abilities = self.abilities(agent);
                abilities.skills = skills(mask);
                abilities.languages =
                    language.then(|| (id::<LanguageId>(0), Proficiency::FULL)).into_iter().collect();
                self.set_abilities(id(agent), abilities);
            }
            Step::OwnUtilization(agent, utilization) => {
                let abilities = Abilities { utilization, ..self.abilities(agent) };
                self.set_abilities(id(agent), abilities);
            }
            Step::DefaultUtilization(utilization) => {
                self.acd.set_utilization(utilization.clone());
                self.oracle.utilization = utilization;
            }
            Step::Settings(queue, settings) => self.settings(queue, *settings),
            Step::Advance(ms) => self.advance(ms),
            Step::Restart => self.restart(),
        }
    }

    fn arrive(&mut self, arrival: Arrival) {
        self.arrived += 1;
        // Now and then the same conversation on both media.
        let conversation = ConversationId(Uuid::from_u128(u128::from(self.arrived / 2)));
        let work = Work { conversation, media: arrival.media };
        if self.oracle.waiting.iter().any(|wait| wait.work == work) {
            return;
        }
        let preferred =
            arrival.preferred.into_iter().map(|(agent, score)| ScoredAgent { agent: id(agent), score });
        let request = RoutingRequest {
            queue: id(arrival.queue),
            language: arrival.language.then(|| id(0)),
            skills: skills(arrival.skills).into_keys().collect(),
            expression: arrival.expression,
            label: arrival.label.map(id),
            priority: arrival.priority,
            preferred: preferred.collect(),
            direct: arrival.direct.map(id),
            last_agent: arrival.last_agent.map(id),
            is_agent_owned: arrival.is_agent_owned,
        };
        let entry = match arrival.is_promised {
            true => self.acd.place_promised(self.now, work.media, request),
            false => self.acd.place(self.now, work.media, request),
        };
        assert_eq!(entry.search, self.oracle.begin(&entry, work, arrival.is_promised));
        self.acd.enqueue(work, entry.clone());
        self.oracle.waiting.push(Wait { work, entry, rings: false, sent_away: false, is_new: true });
    }

    /// A person gives a piece of work to an agent.
    fn offer_by_hand(&mut self, at: usize, agent: UserId) {
        self.with_work(at, |twins, work| {
            let Ok(offer) = twins.acd.offer_to(twins.now, work, agent, &mut twins.ids) else { return };
            assert_eq!((offer.agent, offer.work, offer.reason.method), (agent, work, Method::Manual));
            twins.oracle.offered(twins.now, &[offer]);
            twins.check_utilization(agent, work.media);
        });
    }

    /// Leaves for good if they have no work; and a namesake is hired.
    fn resign(&mut self, agent: u8) {
        if self.person(id(agent)).jobs.is_empty() {
            self.acd.remove_agent(id(agent));
            self.oracle.agents.remove(&id(agent));
            self.oracle.joined.retain(|(_, member), _| *member != id(agent));
            self.assign();
            self.acd.put_agent(id(agent), Abilities::default());
            self.oracle.agents.insert(id(agent), Default::default());
            self.take(Step::Join(agent % QUEUES, agent, 2));
        }
    }

    /// The router is built again from what a store would have kept.
    fn restart(&mut self) {
        // Nobody hears of half a turn, so nothing is lost in the middle of one.
        self.assign();
        self.acd = Acd::new(self.oracle.utilization.clone());
        self.acd.set_label_limits(self.oracle.label_limits.clone());
        for (queue, settings) in &self.oracle.queues {
            self.acd.put_queue(*queue, settings.clone());
        }
        for (id, person) in &self.oracle.agents {
            self.acd.put_agent(*id, person.abilities.clone());
            let state = AgentState {
                on_queue_since: person.on_queue_since,
                not_responding: person.not_responding,
                is_available: person.is_available,
                last_acd_at: person.last_acd_at,
            };
            self.acd.restore_agent(*id, state);
            Media::ALL.into_iter().for_each(|media| self.acd.set_non_acd(*id, media, person.non_acd[media]));
        }
        for ((queue, agent), ring) in &self.oracle.joined {
            self.acd.join_ring(*queue, *agent, *ring);
        }
        for wait in &self.oracle.waiting {
            self.acd.enqueue(wait.work, wait.entry.clone());
        }
        let jobs: Vec<_> = self.oracle.jobs().collect();
        for (agent, job) in jobs {
            let stage = match job.rings_until {
                Some(until) => AssignmentStage::Alerting { until },
                None if job.over => AssignmentStage::AfterCallWork,
                None => AssignmentStage::Connected { since: self.now },
            };
            let assignment = Assignment { work: job.work, queue: id(0), label: job.label, stage };
            self.acd.restore_assignment(job.offer, agent, assignment);
        }
        self.oracle.forget_lately();
    }

    fn abilities(&self, agent: u8) -> Abilities {
        self.oracle.agents[&id(agent)].abilities.clone()
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
        assert!(expected.is_empty() || self.acd.wake_at().is_some_and(|at| at <= self.now));
        let expired = self.acd.expire(self.now).into_iter().map(|expired| match expired {
            Expired::Offer { communication, .. } => format!("{communication:?}"),
            Expired::Search(work) => format!("{work:?}"),
        });
        assert_eq!(
            expired.collect::<Vec<_>>(),
            expected.into_iter().map(|(_, what)| what).collect::<Vec<_>>()
        );
    }

    /// Both choose, and must choose the same.
    fn assign(&mut self) {
        let expected = self.oracle.decide(self.now);
        let decisions = self.acd.assign(self.now, &mut self.ids);
        let offers: Vec<Offer> = decisions.iter().filter_map(|decision| decision.offer()).collect();
        let of_lines = |told: &Told| matches!(told, Told::Overflow(..) | Told::Alert(..));
        let (mut lines, told): (Vec<Told>, Vec<Told>) = decisions.iter().map(Told::from).partition(of_lines);
        assert_eq!(told, expected);
        let is_held = told.iter().any(|told| matches!(told, Told::Backup(..)));
        self.oracle.offered(self.now, &offers);
        lines.sort();
        assert_eq!(lines, self.oracle.lines(self.now));
        for offer in &offers {
            self.check_utilization(offer.agent, offer.work.media);
        }
        assert!(
            self.acd.wake_at().is_none_or(|at| at > self.now || self.oracle.expires_by(at)),
            "something is due"
        );
        // Whoever should go to another queue stays in these histories, so that the search goes on.
        if is_held {
            self.assign();
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
        assert!(!self.oracle.is_anything_left(), "something waits that somebody could have");
        self.acd.check();
        let live: Vec<Work> = self
            .oracle
            .jobs()
            .filter(|(_, job)| job.rings_until.is_some())
            .map(|(_, job)| job.work)
            .collect();
        assert_eq!(live.len(), live.iter().collect::<BTreeSet<_>>().len(), "something rings on two desks");
        for wait in &self.oracle.waiting {
            assert_eq!(self.acd.waiting(wait.work).as_ref(), Some(&wait.entry));
            self.check_explanation(wait);
        }
        self.check_positions();
    }

    /// Whoever waits waits because of something that can be said.
    fn check_explanation(&self, wait: &Wait) {
        let explanation = self.acd.explain(self.now, wait.work, Explanation::LOOKED_AT).expect("it waits");
        let kept_away: usize = explanation.kept_away.iter().map(|kept| kept.count).sum();
        assert_eq!(explanation.looked_at, kept_away + explanation.candidates);
        assert_eq!(explanation.rings_for.is_some(), wait.rings);
        assert!(wait.rings || explanation.candidates == 0, "{explanation:?}");
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
