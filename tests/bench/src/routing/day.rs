//! A day of work on a virtual clock, with every call to the engine timed.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use eyeline_acd::{
    Abilities, Acd, AgentState, Departure, Expired, Offer, Proficiency, QueueSettings, Utilization, Work,
};
use eyeline_model::{
    CommunicationId, ConversationId, Duration as Span, Ids, Media, PerMedia, QueueId, RoutingRequest,
    SkillId, Timestamp, UserId,
};

use super::{
    naive::{Agent, Naive, Wait},
    random::{Random, Zipf},
};
use crate::figure::quantile;

const SKILLS: usize = 128;
const QUEUES_EACH: usize = 4;
const MEMBERS_LIMIT: usize = 5_000;
/// Seconds.
const HANDLING: f64 = 300.0;
const PATIENCE: f64 = 120.0;
const ANSWER: f64 = 3.0;
const UNANSWERED: f64 = 0.03;
const START: i64 = 1_700_000_000_000;

/// How conversations come.
#[derive(Clone, Copy)]
pub(super) enum Arrivals {
    /// One after the other, independently; the load is that of all agents.
    Steady { load: f64 },
    /// The same, but with two loads that take turns, each for a minute on average.
    Switching { quiet: f64, busy: f64 },
}

/// What the engine was told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A conversation came, and was offered to somebody.
    Assign,
    /// A conversation came, and waits.
    Wait,
    Answer,
    /// An agent is done, and maybe offered something else.
    Release,
    /// A customer gave up.
    Abandon,
    /// An offer went unanswered.
    Timer,
    /// Presence or skills changed.
    Change,
}

impl Kind {
    pub(super) const ALL: [Self; 7] =
        [Self::Assign, Self::Wait, Self::Answer, Self::Release, Self::Abandon, Self::Timer, Self::Change];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Wait => "arrive and wait",
            Self::Answer => "answer",
            Self::Release => "release",
            Self::Abandon => "give up",
            Self::Timer => "unanswered",
            Self::Change => "presence or skills",
        }
    }
}

/// What was measured.
#[derive(Default)]
pub(super) struct Measured {
    spans: BTreeMap<Kind, Vec<Duration>>,
    pub(super) naive: Vec<Duration>,
    pub(super) compared: usize,
}

impl Measured {
    pub(super) fn quantile(&mut self, kind: Kind, q: f64) -> Option<Duration> {
        quantile(self.spans.get_mut(&kind)?, q)
    }

    /// Events in one second of nothing else.
    pub(super) fn rate(&self) -> f64 {
        let spans = self.spans.values().flatten();
        let (count, sum) = spans.fold((0_u64, Duration::ZERO), |(count, sum), span| (count + 1, sum + *span));
        count as f64 / sum.as_secs_f64()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrive,
    Answer(CommunicationId),
    HangUp(CommunicationId, usize),
    GiveUp(Work),
    ComeBack(usize),
    Expire,
    Leave,
    Learn,
    Switch,
}

pub(super) struct Day {
    now: Timestamp,
    acd: Acd,
    ids: Ids,
    random: Random,
    zipf: Zipf,
    events: BinaryHeap<Reverse<(Timestamp, u64, Event)>>,
    drawn: u64,
    arrivals: Arrivals,
    is_busy: bool,
    queues: Vec<QueueId>,
    users: Vec<UserId>,
    number_of: HashMap<UserId, usize>,
    offers: HashMap<CommunicationId, Offer>,
    /// What rings.
    rings: HashMap<Work, CommunicationId>,
    naive: Naive,
    is_compared: bool,
    sequence: u64,
    measured: Measured,
}

/// Setting up.
impl Day {
    pub(super) fn begin(agents: usize, arrivals: Arrivals, is_compared: bool) -> Self {
        let queues = (agents * QUEUES_EACH).div_ceil(MEMBERS_LIMIT).max(QUEUES_EACH);
        let mut day = Self {
            now: Timestamp(START),
            acd: Acd::new(Utilization::default()),
            ids: Ids::new(11),
            random: Random::new(2_026),
            zipf: Zipf::new(SKILLS),
            events: BinaryHeap::new(),
            drawn: 0,
            arrivals,
            is_busy: false,
            queues: Vec::new(),
            users: Vec::new(),
            number_of: HashMap::new(),
            offers: HashMap::new(),
            rings: HashMap::new(),
            naive: Naive { members: vec![Vec::new(); queues], ..Naive::default() },
            is_compared,
            sequence: 0,
            measured: Measured::default(),
        };
        (0..queues).for_each(|_| day.open_queue());
        (0..agents).for_each(|number| day.hire(number));
        [Event::Arrive, Event::Leave, Event::Learn, Event::Switch]
            .into_iter()
            .for_each(|event| day.later(0.0, event));
        day
    }

    fn open_queue(&mut self) {
        let queue = self.ids.next();
        let alerting_timeout = PerMedia::from_fn(|_| Span::from_secs(20));
        self.acd.put_queue(queue, QueueSettings { alerting_timeout, ..QueueSettings::default() });
        self.queues.push(queue);
    }

    fn hire(&mut self, number: usize) {
        // Ids in order, so that the last tie is broken alike here and there.
        let user = UserId(uuid(number));
        self.users.push(user);
        self.number_of.insert(user, number);
        let skills = self.draw_skills();
        self.acd.put_agent(user, abilities(&skills));
        let mut queues = Vec::new();
        while queues.len() < QUEUES_EACH {
            let queue = self.random.below(self.queues.len());
            if !queues.contains(&queue) {
                queues.push(queue);
                self.naive.members[queue].push(number);
                self.acd.join(self.queues[queue], user);
            }
        }
        // Everybody was here yesterday.
        let last = Timestamp(START - 86_400_000 - self.random.below(10_000_000) as i64);
        let state = AgentState {
            on_queue_since: Some(Timestamp(START)),
            last_acd_at: Some(last),
            ..AgentState::default()
        };
        self.acd.restore_agent(user, state);
        let last_acd_at = last.0;
        self.naive.agents.push(Agent {
            skills,
            queues,
            last_acd_at,
            on_queue: true,
            on_queue_since: START,
            responds: true,
            rings: false,
            busy: [0; 2],
        });
    }

    /// Two to eight skills, of one to five stars.
    fn draw_skills(&mut self) -> Vec<(usize, u32)> {
        let count = 2 + self.random.below(7);
        let skills = self.zipf.draw_some(&mut self.random, count);
        skills.into_iter().map(|skill| (skill, 1 + self.random.below(5) as u32)).collect()
    }

    fn later(&mut self, seconds: f64, event: Event) {
        self.drawn += 1;
        let at = self.now + Span((seconds * 1_000.0) as i64);
        self.events.push(Reverse((at, self.drawn, event)));
    }
}

/// Running.
impl Day {
    /// Lets so many conversations come, and returns what was measured.
    pub(super) fn run(&mut self, arrivals: usize) -> Result<Measured> {
        let mut left = arrivals;
        while left > 0 {
            let Some(Reverse((at, _, event))) = self.events.pop() else { break };
            self.now = at;
            left -= usize::from(event == Event::Arrive);
            self.take(event)?;
        }
        Ok(std::mem::take(&mut self.measured))
    }

    fn take(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Arrive => {
                let gap = self.gap();
                self.later(gap, Event::Arrive);
                self.arrive()
            }
            Event::Answer(offer) => self.answer(offer),
            Event::HangUp(offer, agent) => self.hang_up(offer, agent),
            Event::GiveUp(work) => self.give_up(work),
            Event::ComeBack(agent) => self.come_back(agent),
            Event::Expire => self.expire(),
            Event::Leave => self.leave(),
            Event::Learn => self.learn(),
            Event::Switch => {
                self.is_busy = !self.is_busy;
                let gap = self.random.exponential(60.0);
                self.later(gap, Event::Switch);
                Ok(())
            }
        }
    }

    /// Seconds to the next arrival.
    fn gap(&mut self) -> f64 {
        let load = match self.arrivals {
            Arrivals::Steady { load } => load,
            Arrivals::Switching { busy, .. } if self.is_busy => busy,
            Arrivals::Switching { quiet, .. } => quiet,
        };
        self.random.exponential(HANDLING / (load * self.users.len() as f64))
    }

    /// Every call to the engine goes through here: what is told, then what is decided.
    fn call(&mut self, kind: Option<Kind>, tell: impl FnOnce(&mut Acd, Timestamp)) -> Vec<Offer> {
        let began = Instant::now();
        tell(&mut self.acd, self.now);
        let decisions = self.acd.assign(self.now, &mut self.ids);
        let span = began.elapsed();
        let offers: Vec<Offer> = decisions.iter().filter_map(|decision| decision.offer()).collect();
        let kind = kind.unwrap_or(if offers.is_empty() { Kind::Wait } else { Kind::Assign });
        self.measured.spans.entry(kind).or_default().push(span);
        offers
    }

    /// The engine and the naive router must have chosen the same.
    fn compare(&mut self, offers: &[Offer], chosen: Option<(usize, Work)>) -> Result<()> {
        if self.is_compared {
            self.measured.compared += 1;
            let offered = offers.first().map(|offer| (self.number_of[&offer.agent], offer.work));
            ensure!(offered == chosen, "the engine chose {offered:?}, the naive router {chosen:?}");
        }
        Ok(())
    }

    fn ring(&mut self, offers: Vec<Offer>) {
        for offer in offers {
            let agent = self.number_of[&offer.agent];
            self.offers.insert(offer.communication, offer);
            self.naive.touch(agent, self.now);
            self.naive.agents[agent].rings = true;
            self.naive.agents[agent].busy[offer.work.media.index()] += 1;
            if let Some(wait) = self.naive.find(offer.work) {
                wait.rings = true;
            }
            self.rings.insert(offer.work, offer.communication);
            if self.random.share() < UNANSWERED {
                self.later(20.0, Event::Expire);
            } else {
                let answer = self.random.exponential(ANSWER).min(19.0);
                self.later(answer, Event::Answer(offer.communication));
            }
        }
    }

    fn request(&mut self) -> (usize, Vec<usize>, Media) {
        let queue = self.random.below(self.queues.len());
        let count = self.random.below(4);
        let skills = self.zipf.draw_some(&mut self.random, count);
        let media = if self.random.share() < 0.2 { Media::Message } else { Media::Callback };
        (queue, skills, media)
    }

    fn arrive(&mut self) -> Result<()> {
        let (queue, skills, media) = self.request();
        let work = Work { conversation: self.ids.next::<ConversationId>(), media };
        let id = self.queues[queue];
        let request = RoutingRequest {
            skills: skills.iter().map(|skill| skill_id(*skill)).collect(),
            ..RoutingRequest::to(id)
        };
        self.sequence += 1;
        let rank = (self.now.0, self.sequence);
        let wait = Wait { work, queue, skills, rank, rings: false };
        let chosen = self.naively(|naive| naive.agent_for(&wait).map(|agent| (agent, wait.work)));
        let offers = self.call(None, |acd, now| {
            let entry = acd.place(now, media, request);
            acd.enqueue(work, entry);
        });
        if self.is_compared {
            self.naive.waiting.push(wait);
        }
        self.compare(&offers, chosen)?;
        self.ring(offers);
        let patience = self.random.exponential(PATIENCE);
        self.later(patience, Event::GiveUp(work));
        Ok(())
    }

    /// What the naive router would choose, timed.
    fn naively<T>(&mut self, choose: impl FnOnce(&Naive) -> Option<T>) -> Option<T> {
        if !self.is_compared {
            return None;
        }
        let began = Instant::now();
        let chosen = choose(&self.naive);
        self.measured.naive.push(began.elapsed());
        chosen
    }

    /// What an agent who has just become free should be offered, and to whom it then goes.
    fn next_for(&mut self, agent: usize) -> Option<(usize, Work)> {
        self.naively(|naive| {
            let wait = naive.work_for(agent)?;
            naive.agent_for(wait).map(|agent| (agent, wait.work))
        })
    }

    fn answer(&mut self, communication: CommunicationId) -> Result<()> {
        // The customer may have given up.
        let Some(offer) = self.offers.get(&communication).copied() else { return Ok(()) };
        self.rings.remove(&offer.work);
        let agent = self.number_of[&offer.agent];
        self.naive.agents[agent].rings = false;
        self.naive.forget(offer.work);
        let chosen = self.next_for(agent);
        let offers =
            self.call(Some(Kind::Answer), |acd, now| acd.answer(now, communication).expect("it rings"));
        self.compare(&offers, chosen)?;
        self.ring(offers);
        let handling = self.random.lognormal(HANDLING);
        self.later(handling, Event::HangUp(communication, agent));
        Ok(())
    }

    fn hang_up(&mut self, communication: CommunicationId, agent: usize) -> Result<()> {
        let offer = self.offers.remove(&communication).expect("it was answered");
        self.naive.touch(agent, self.now);
        self.naive.agents[agent].busy[offer.work.media.index()] -= 1;
        let chosen = self.next_for(agent);
        let offers = self.call(Some(Kind::Release), |acd, now| {
            acd.hang_up(now, communication);
            acd.release(communication);
        });
        self.compare(&offers, chosen)?;
        self.ring(offers);
        Ok(())
    }

    fn give_up(&mut self, work: Work) -> Result<()> {
        if self.acd.search(work).is_none() {
            return Ok(());
        }
        let rang = self.rings.remove(&work);
        self.naive.forget(work);
        let freed = rang.map(|communication| {
            let offer = self.offers.remove(&communication).expect("it rings");
            let agent = self.number_of[&offer.agent];
            self.naive.agents[agent].rings = false;
            self.naive.agents[agent].busy[work.media.index()] -= 1;
            agent
        });
        let chosen = freed.and_then(|agent| self.next_for(agent));
        let offers = self.call(Some(Kind::Abandon), |acd, now| {
            acd.withdraw(now, work, Departure::Abandoned);
        });
        self.compare(&offers, chosen)?;
        self.ring(offers);
        Ok(())
    }

    /// Somebody has not answered: the conversation goes on to the next, the agent comes back in a moment.
    fn expire(&mut self) -> Result<()> {
        let mut expired = Vec::new();
        let offers = self.call(Some(Kind::Timer), |acd, now| expired = acd.expire(now));
        let mut missed = Vec::new();
        for expired in expired {
            let Expired::Offer { communication, agent } = expired else { continue };
            let agent = self.number_of[&agent];
            let offer = self.offers.remove(&communication).expect("it rang");
            self.rings.remove(&offer.work);
            self.naive.agents[agent].rings = false;
            self.naive.agents[agent].responds = false;
            self.naive.agents[agent].busy[offer.work.media.index()] -= 1;
            let wait = self.naive.find(offer.work).map(|wait| {
                wait.rings = false;
                wait.clone()
            });
            missed.extend(wait);
            self.later(5.0, Event::ComeBack(agent));
        }
        if let [wait] = &missed[..] {
            let chosen = self.naively(|naive| naive.agent_for(wait).map(|agent| (agent, wait.work)));
            self.compare(&offers, chosen)?;
        }
        self.ring(offers);
        Ok(())
    }

    fn come_back(&mut self, agent: usize) -> Result<()> {
        let of = &mut self.naive.agents[agent];
        if !of.on_queue {
            of.on_queue_since = self.now.0;
        }
        (of.responds, of.on_queue) = (true, true);
        let user = self.users[agent];
        let chosen = self.next_for(agent);
        let offers = self.call(Some(Kind::Change), |acd, now| acd.go_on_queue(now, user));
        self.compare(&offers, chosen)?;
        self.ring(offers);
        Ok(())
    }

    /// Somebody takes a minute off. On average everybody does once an hour.
    fn leave(&mut self) -> Result<()> {
        let gap = self.random.exponential(3_600.0 / self.users.len() as f64);
        self.later(gap, Event::Leave);
        let agent = self.random.below(self.users.len());
        if self.naive.agents[agent].rings || !self.naive.agents[agent].on_queue {
            return Ok(());
        }
        self.naive.agents[agent].on_queue = false;
        self.naive.agents[agent].responds = true;
        let user = self.users[agent];
        self.call(Some(Kind::Change), |acd, _| acd.go_off_queue(user));
        self.later(60.0, Event::ComeBack(agent));
        Ok(())
    }

    /// Somebody's skills are other ones. On average everybody's are once in eight hours.
    fn learn(&mut self) -> Result<()> {
        let gap = self.random.exponential(28_800.0 / self.users.len() as f64);
        self.later(gap, Event::Learn);
        let agent = self.random.below(self.users.len());
        let skills = self.draw_skills();
        let (user, abilities) = (self.users[agent], abilities(&skills));
        self.naive.agents[agent].skills = skills;
        let chosen = self.next_for(agent);
        let offers = self.call(Some(Kind::Change), |acd, _| acd.put_agent(user, abilities));
        self.compare(&offers, chosen)?;
        self.ring(offers);
        Ok(())
    }
}

/// Special situations.
impl Day {
    /// So many conversations within a second, and then the day goes on until as many releases as there are agents.
    pub(super) fn burst(&mut self, count: usize) -> Result<Measured> {
        self.measured = Measured::default();
        (0..count).try_for_each(|_| self.arrive())?;
        self.run(self.users.len() / 4)
    }

    /// Gives every agent one piece of work and takes it back, so that logs are as they are in a running day.
    pub(super) fn warm_logs(&mut self) {
        for number in 0..self.users.len() {
            self.acd.begin_idle(self.now, self.users[number]);
        }
        let skills: Vec<SkillId> = (0..SKILLS).map(skill_id).collect();
        for queue in self.queues.clone() {
            for skill in &skills {
                let work = Work { conversation: self.ids.next::<ConversationId>(), media: Media::Callback };
                let request = RoutingRequest { skills: [*skill].into(), ..RoutingRequest::to(queue) };
                let entry = self.acd.place(self.now, work.media, request);
                self.acd.enqueue(work, entry);
                self.acd.assign(self.now, &mut self.ids);
                self.acd.withdraw(self.now, work, Departure::FlowedOut);
            }
        }
        self.acd.assign(self.now, &mut self.ids);
    }

    /// What the benchmark itself takes beside the engine, in bytes; about.
    pub(super) fn own_bytes(&self) -> i64 {
        let each = |agent: &Agent| {
            size_of::<Agent>() + agent.skills.capacity() * 16 + agent.queues.capacity() * 8 + 2 * 16
        };
        let agents: usize = self.naive.agents.iter().map(each).sum();
        let members: usize = self.naive.members.iter().map(|members| members.capacity() * 8).sum();
        let users = self.users.capacity() * 16 + self.number_of.capacity() * 25 * 8 / 7;
        i64::try_from(agents + members + users).unwrap_or(i64::MAX)
    }

    /// Everybody goes off queue, and so many conversations are restored; says how long that took.
    pub(super) fn fill(&mut self, count: usize) -> Duration {
        for user in self.users.clone() {
            self.acd.go_off_queue(user);
        }
        self.acd.assign(self.now, &mut self.ids);
        let mut span = Duration::ZERO;
        for _ in 0..count {
            let (queue, skills, media) = self.request();
            let work = Work { conversation: self.ids.next::<ConversationId>(), media };
            let skills = skills.into_iter().map(skill_id).collect();
            let request = RoutingRequest { skills, ..RoutingRequest::to(self.queues[queue]) };
            let entry = self.acd.place(self.now, media, request);
            let began = Instant::now();
            self.acd.enqueue(work, entry);
            span += began.elapsed();
        }
        let began = Instant::now();
        self.acd.assign(self.now, &mut self.ids);
        span + began.elapsed()
    }

    pub(super) fn waiting(&self) -> usize {
        let depth = |queue: &QueueId| {
            Media::ALL.iter().filter_map(|media| self.acd.depth(*queue, *media)).sum::<usize>()
        };
        self.queues.iter().map(depth).sum()
    }

    /// Other skills for so many agents, one after the other; how long each took.
    pub(super) fn edit_skills(&mut self, count: usize) -> Vec<Duration> {
        let mut spans = Vec::new();
        for _ in 0..count {
            let user = self.users[self.random.below(self.users.len())];
            let abilities = abilities(&self.draw_skills());
            let began = Instant::now();
            self.acd.put_agent(user, abilities);
            spans.push(began.elapsed());
            self.acd.assign(self.now, &mut self.ids);
        }
        spans
    }
}

fn uuid(number: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(number as u128 + 1)
}

fn skill_id(number: usize) -> SkillId {
    SkillId(uuid(number))
}

fn abilities(skills: &[(usize, u32)]) -> Abilities {
    let stars = |stars: u32| Proficiency::new(f64::from(stars)).expect("one to five stars");
    let skills = skills.iter().map(|(skill, known)| (skill_id(*skill), stars(*known)));
    Abilities { skills: skills.collect(), ..Abilities::default() }
}
