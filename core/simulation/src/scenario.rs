//! A day as it is planned.

use eyeline_acd::{Band, LastAgentMode, Metric, Operator};
use eyeline_contact_center::AfterCallWorkMode;
use eyeline_model::{Duration, Timestamp};

use crate::{AgentPlan, Faults, Stream};

/// A day as it is planned: who waits where, who comes, who is there, and what goes wrong.
///
/// Times of day count from midnight. Queues, skills and languages are named by their place in their list; a number that
/// is out of range panics when the day begins.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// The time of day at which customers begin to come.
    pub opens: Duration,
    /// From when on nobody comes any more. Whoever is there already stays until all is done.
    pub closes: Duration,
    /// What can be asked of agents.
    pub skills: Vec<String>,
    /// What can be spoken.
    pub languages: Vec<String>,
    /// Who belongs together.
    pub groups: Vec<String>,
    /// Where customers wait.
    pub queues: Vec<QueuePlan>,
    /// Who comes.
    pub streams: Vec<Stream>,
    /// Who comes all at once besides.
    pub bursts: Vec<Burst>,
    /// Who is there.
    pub agents: Vec<AgentPlan>,
    /// What goes wrong.
    pub faults: Faults,
}

/// A queue as it is planned.
#[derive(Clone, PartialEq, Debug)]
pub struct QueuePlan {
    /// What it is called.
    pub name: String,
    /// Within which time its customers should be answered.
    pub service_level: Duration,
    /// How long an offer rings.
    pub alerting: Duration,
    /// What agents do after a conversation.
    pub after_call_work: AfterCallWorkMode,
    /// How long only those agents are asked whom a customer knows already; not at all if zero.
    pub prefers_for: Duration,
    /// Ranked by priority alone.
    pub by_priority_only: bool,
    /// What is offered is answered at once, without the agent's doing.
    pub auto_answer: bool,
    /// Where to go when the line is too long.
    pub overflow: Option<OverflowPlan>,
    /// At which length of the line somebody hears of it, and at which not any more.
    pub alerts: Option<Band<usize>>,
    /// Flows greet those who chat and keep those company who wait.
    pub has_flows: bool,
    /// The rings of its agents; without any all are asked at once.
    pub rings: Vec<RingPlan>,
    /// The rules by which groups are asked, if it has no rings.
    pub rules: Vec<RulePlan>,
    /// Whether whoever spoke with a customer last is asked first.
    pub last_agent: LastAgentMode,
    /// How customers are treated who ask for one very agent; without, as if they did not.
    pub direct: Option<DirectPlan>,
}

/// How a queue treats customers who ask for one very agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DirectPlan {
    /// How long they wait for them, a minute at least; none: only if they are free at once.
    pub wait: Option<Duration>,
    /// Into which queue they go then.
    pub backup: Option<usize>,
}

/// A rule of conditional group routing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RulePlan {
    /// Whose figure is looked at; none: of the queue itself.
    pub queue: Option<usize>,
    /// What is looked at.
    pub metric: Metric,
    /// How it must relate to `value`.
    pub operator: Operator,
    /// Milliseconds of waiting, or thousandths of a share.
    pub value: i64,
    /// Who is asked besides, if the rule holds.
    pub groups: Vec<usize>,
    /// How long only they are asked before the next rule is tried.
    pub wait: Duration,
}

/// Where a line goes that is too long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OverflowPlan {
    /// Into which queue.
    pub to: usize,
    /// What goes there is a callback, whatever it was here.
    pub as_callback: bool,
    /// By how many wait.
    pub depth: Option<Band<usize>>,
    /// By how long the longest has waited.
    pub wait: Option<Band<Duration>>,
}

/// A ring of a queue's agents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RingPlan {
    /// How long only this ring and those before are asked.
    pub wait: Duration,
    /// Which skills are not asked for any more once it is over.
    pub removes: Vec<usize>,
}

/// Customers who come all at once, beside those of their stream.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Burst {
    /// Of which stream.
    pub stream: usize,
    /// From when on.
    pub at: Duration,
    /// Within which time.
    pub within: Duration,
    /// How many.
    pub count: usize,
}

impl QueuePlan {
    /// A queue that promises an answer within 20 seconds.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            service_level: Duration::from_secs(20),
            alerting: Duration::from_secs(20),
            after_call_work: AfterCallWorkMode::default(),
            prefers_for: Duration::ZERO,
            by_priority_only: false,
            auto_answer: false,
            overflow: None,
            alerts: None,
            has_flows: false,
            rings: Vec::new(),
            rules: Vec::new(),
            last_agent: LastAgentMode::Disabled,
            direct: None,
        }
    }
}

impl Scenario {
    /// The midnight from which times of day count; a Monday, for whom it matters.
    pub(crate) const MIDNIGHT: Timestamp = Timestamp(1_767_571_200_000);

    /// A day of some hours in which nothing is planned yet.
    pub fn new(name: impl Into<String>, opens: Duration, closes: Duration) -> Self {
        Self {
            name: name.into(),
            opens,
            closes,
            skills: Vec::new(),
            languages: Vec::new(),
            groups: Vec::new(),
            queues: Vec::new(),
            streams: Vec::new(),
            bursts: Vec::new(),
            agents: Vec::new(),
            faults: Faults::default(),
        }
    }

    /// The time of day of a moment of the simulated day.
    pub fn time_of_day(at: Timestamp) -> Duration {
        at - Self::MIDNIGHT
    }

    /// A time of day on the simulated day.
    pub(crate) fn at(time_of_day: Duration) -> Timestamp {
        Self::MIDNIGHT + time_of_day
    }
}
