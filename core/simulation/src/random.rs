//! Days that nobody would plan.

use eyeline_acd::{Band, LastAgentMode, Metric, Operator, Proficiency};
use eyeline_contact_center::AfterCallWorkMode;
use eyeline_model::{Duration, Media};

use crate::{
    AgentPlan, Burst, DirectPlan, Distribution, Escalation, Faults, OverflowPlan, Profile, QueuePlan,
    RingPlan, RulePlan, Scenario, Span, Stream,
    chance::{Chance, Purpose},
};

impl Scenario {
    /// A short day drawn by lot: a handful of agents and queues, too many customers or too few, and in most of them
    /// much goes wrong.
    pub fn random(seed: u64) -> Self {
        let mut chance = Chance::new(seed, Purpose::Scenario);
        let minutes = chance.between(5, 60);
        let day = Span {
            from: Duration::from_secs(8 * 3_600),
            to: Duration::from_secs(8 * 3_600 + 60 * minutes as i64),
        };
        let mut scenario = Self::new(format!("random {seed}"), day.from, day.to);
        scenario.skills = names("skill", chance.below(4));
        scenario.languages = names("language", chance.below(3));
        scenario.groups = names("group", chance.below(4));
        let queues = chance.between(1, 4);
        let queue = |number| queue(&mut chance, &scenario, number, queues);
        scenario.queues = (0..queues).map(queue).collect();
        // Flows are read again at each start of the process, which takes its time.
        let has_flows = chance.happens(0.2);
        scenario.queues.iter_mut().for_each(|queue| queue.has_flows = has_flows && chance.happens(0.7));
        let agents = chance.between(1, 8);
        scenario.agents = (0..agents).map(|number| agent(&mut chance, &scenario, day, number)).collect();
        for _ in 0..chance.between(1, 4) {
            let stream = stream(&mut chance, &scenario, day);
            scenario.streams.push(stream);
        }
        if chance.happens(0.5) {
            scenario.bursts.push(burst(&mut chance, &scenario, day));
        }
        scenario.faults = faults(&mut chance);
        scenario
    }
}

fn names(kind: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{kind} {number}")).collect()
}

fn queue(chance: &mut Chance, scenario: &Scenario, number: usize, queues: usize) -> QueuePlan {
    let timeout = Duration::from_secs(chance.between(1, 90) as i64);
    QueuePlan {
        alerting: Duration::from_secs(chance.between(7, 60) as i64),
        after_call_work: match chance.below(5) {
            0 => AfterCallWorkMode::Optional,
            1 => AfterCallWorkMode::Mandatory,
            2 => AfterCallWorkMode::MandatoryTimeout(timeout),
            3 => AfterCallWorkMode::MandatoryForcedTimeout(timeout),
            _ => AfterCallWorkMode::AgentRequested(timeout),
        },
        prefers_for: Duration::from_secs(if chance.happens(0.5) { chance.between(1, 60) as i64 } else { 0 }),
        by_priority_only: chance.happens(0.2),
        auto_answer: chance.happens(0.2),
        overflow: (queues > 1 && chance.happens(0.4)).then(|| overflow(chance, number, queues)),
        alerts: chance.happens(0.3).then(|| band(chance, 8)),
        rings: if chance.happens(0.2) { rings(chance, scenario.skills.len()) } else { Vec::new() },
        rules: if chance.happens(0.2) { rules(chance, scenario.groups.len(), queues) } else { Vec::new() },
        last_agent: match chance.below(3) {
            0 => LastAgentMode::Disabled,
            1 => LastAgentMode::QueueMembersOnly,
            _ => LastAgentMode::AnyAgent,
        },
        direct: chance.happens(0.5).then(|| DirectPlan {
            wait: chance.happens(0.6).then(|| Duration::from_secs(chance.between(60, 180) as i64)),
            backup: chance.happens(0.4).then(|| chance.below(queues)),
        }),
        ..QueuePlan::new(format!("queue {number}"))
    }
}

/// Into any other queue.
fn overflow(chance: &mut Chance, number: usize, queues: usize) -> OverflowPlan {
    let wait = |chance: &mut Chance| {
        let Band { opens_at, closes_at } = band(chance, 180);
        let seconds = |count: usize| Duration::from_secs(count as i64);
        Band { opens_at: seconds(opens_at), closes_at: seconds(closes_at) }
    };
    OverflowPlan {
        to: (number + chance.between(1, queues - 1)) % queues,
        as_callback: chance.happens(0.4),
        depth: chance.happens(0.6).then(|| band(chance, 8)),
        wait: chance.happens(0.6).then(|| wait(chance)),
    }
}

fn band(chance: &mut Chance, most: usize) -> Band<usize> {
    let opens_at = chance.between(1, most);
    Band { opens_at, closes_at: chance.below(opens_at) }
}

fn rings(chance: &mut Chance, skills: usize) -> Vec<RingPlan> {
    let ring = |chance: &mut Chance| RingPlan {
        wait: Duration::from_secs(chance.between(1, 60) as i64),
        removes: (0..skills).filter(|_| chance.happens(0.3)).collect(),
    };
    (0..chance.between(2, 4)).map(|_| ring(chance)).collect()
}

fn rules(chance: &mut Chance, groups: usize, queues: usize) -> Vec<RulePlan> {
    let rule = |chance: &mut Chance| {
        let metric = if chance.happens(0.5) { Metric::EstimatedWaitTime } else { Metric::ServiceLevel };
        let most = if metric == Metric::EstimatedWaitTime { 120_000 } else { 1_000 };
        RulePlan {
            queue: chance.happens(0.3).then(|| chance.below(queues)),
            metric,
            operator: [Operator::LessThan, Operator::AtMost, Operator::GreaterThan, Operator::AtLeast]
                [chance.below(4)],
            value: chance.below(most + 1) as i64,
            groups: (0..groups).filter(|_| chance.happens(0.5)).collect(),
            wait: Duration::from_secs(chance.between(1, 60) as i64),
        }
    };
    (0..chance.between(1, 4)).map(|_| rule(chance)).collect()
}

fn agent(chance: &mut Chance, scenario: &Scenario, day: Span, number: usize) -> AgentPlan {
    let share = chance.evenly(0.0, 1.0);
    let mut some = |count: usize| -> Vec<usize> { (0..count).filter(|_| chance.happens(share)).collect() };
    let (queues, skills, languages) =
        (some(scenario.queues.len()), some(scenario.skills.len()), some(scenario.languages.len()));
    let groups = some(scenario.groups.len());
    let how_well = Proficiency::new(chance.evenly(0.0, 5.0)).unwrap_or(Proficiency::FULL);
    let shift = shift(chance, day);
    AgentPlan {
        queues,
        skills: skills.into_iter().map(|skill| (skill, how_well)).collect(),
        languages,
        groups,
        backup: (number > 0 && chance.happens(0.3)).then(|| chance.below(number)),
        chats: chance.between(0, 4) as u8,
        callbacks: chance.between(0, 2) as u8,
        interrupts_chats: chance.happens(0.7),
        answers_after: span(chance, 10.0),
        after_call_work: span(chance, 40.0),
        misses: chance.evenly(0.0, 0.2),
        declines: chance.evenly(0.0, 0.1),
        returns_after: span(chance, 60.0),
        sick: 0.05,
        ..AgentPlan::new(format!("agent {number}"), shift)
    }
}

/// One or two stretches; whoever comes late or leaves early is as welcome.
fn shift(chance: &mut Chance, day: Span) -> Vec<Span> {
    let length = day.to.0 - day.from.0;
    let mut moments: Vec<i64> = (0..4).map(|_| day.from.0 + chance.below(length as usize) as i64).collect();
    moments.sort_unstable();
    let at = |number: usize| Duration(moments[number]);
    match chance.below(3) {
        0 => vec![day],
        1 => vec![Span { from: at(0), to: at(3) }],
        _ => vec![Span { from: at(0), to: at(1) }, Span { from: at(2), to: at(3) }],
    }
}

fn stream(chance: &mut Chance, scenario: &Scenario, day: Span) -> Stream {
    let queue = chance.below(scenario.queues.len());
    let media = if chance.happens(0.5) { Media::Message } else { Media::Callback };
    let mut some = |count: usize| -> Vec<usize> { (0..count).filter(|_| chance.happens(0.3)).collect() };
    let (skills, languages) = (some(scenario.skills.len()), some(scenario.languages.len()));
    let is_call = media == Media::Callback;
    let half_hours = (day.to.0 - day.from.0 + Profile::HALF_HOUR.0 - 1) / Profile::HALF_HOUR.0;
    let escalation = Escalation {
        queue: chance.below(scenario.queues.len()),
        share: chance.evenly(0.0, 0.6),
        after: span(chance, 60.0),
        handling: span(chance, 240.0),
    };
    Stream {
        queue,
        media,
        profile: Profile::half_hours((0..half_hours).map(|_| chance.evenly(0.0, 60.0)).collect()),
        handling: span(chance, 300.0),
        patience: chance.happens(0.8).then(|| span(chance, 240.0)),
        skills: if is_call { skills } else { Vec::new() },
        language: languages.first().copied(),
        priority: if is_call { chance.between(0, 6) as i32 - 3 } else { 0 },
        ahead: (is_call && chance.happens(0.3)).then(|| span(chance, 600.0)),
        asks_for: if chance.happens(0.4) { chance.evenly(0.0, 0.6) } else { 0.0 },
        returns: if chance.happens(0.4) { chance.evenly(0.0, 0.6) } else { 0.0 },
        escalation: (!is_call && chance.happens(0.5)).then_some(escalation),
    }
}

fn burst(chance: &mut Chance, scenario: &Scenario, day: Span) -> Burst {
    let after = chance.below((day.to.0 - day.from.0) as usize);
    Burst {
        stream: chance.below(scenario.streams.len()),
        at: Duration(day.from.0 + after as i64),
        within: Duration(chance.below(60_000) as i64),
        count: chance.between(1, 30),
    }
}

/// A length of time around a mean up to `most_s`, of any shape.
fn span(chance: &mut Chance, most_s: f64) -> Distribution {
    let mean_s = chance.evenly(0.0, most_s);
    match chance.below(4) {
        0 => Distribution::NONE,
        // Whole seconds make things happen at the same time.
        1 => Distribution::Fixed(mean_s.round()),
        2 => Distribution::Exponential { mean_s },
        _ => Distribution::Lognormal { mean_s, cv: chance.evenly(0.1, 2.0) },
    }
}

fn faults(chance: &mut Chance) -> Faults {
    match chance.below(4) {
        0 => Faults::default(),
        1 => Faults { meddling_per_hour: 600.0, ..Faults::default() },
        2 => Faults::BAD_DAY,
        _ => Faults {
            crashes_per_hour: chance.evenly(0.0, 60.0),
            lost_turns: chance.evenly(0.0, 0.05),
            duplicates: chance.evenly(0.0, 0.3),
            late: chance.evenly(0.0, 0.3),
            wakes_late: chance.happens(0.5),
            meddling_per_hour: chance.evenly(0.0, 600.0),
        },
    }
}
