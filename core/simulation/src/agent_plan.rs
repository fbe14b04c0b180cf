//! An agent's day as it is planned.

use eyeline_acd::Proficiency;
use eyeline_model::Duration;

use crate::Distribution;

/// An agent's day as it is planned, and how they are.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentPlan {
    /// What to call them.
    pub name: String,
    /// Which queues they have joined.
    pub queues: Vec<usize>,
    /// What they can do, and how well.
    pub skills: Vec<(usize, Proficiency)>,
    /// What they speak.
    pub languages: Vec<usize>,
    /// To which groups they belong.
    pub groups: Vec<usize>,
    /// From which ring of a queue on they are asked; none: of each queue in another, in turn.
    pub ring: Option<u8>,
    /// Who is asked in their stead, by their place in the list; somebody before them.
    pub backup: Option<usize>,
    /// When they are on queue. Several stretches have a break between them.
    pub shift: Vec<Span>,
    /// How many chats they have at once.
    pub chats: u8,
    /// How many calls they have at once.
    pub callbacks: u8,
    /// Whether a call may ring while they chat.
    pub interrupts_chats: bool,
    /// How long it takes them to accept.
    pub answers_after: Distribution,
    /// How long their after-call work takes, if nothing ends it before.
    pub after_call_work: Distribution,
    /// How many offers they leave unanswered.
    pub misses: f64,
    /// How many offers they decline.
    pub declines: f64,
    /// How long it takes them to come back after either.
    pub returns_after: Distribution,
    /// How likely it is that they call in sick.
    pub sick: f64,
}

/// A stretch of the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// From when on.
    pub from: Duration,
    /// Until when.
    pub to: Duration,
}

impl AgentPlan {
    /// Somebody who answers at once, always, and has one conversation at a time.
    pub fn new(name: impl Into<String>, shift: Vec<Span>) -> Self {
        Self {
            name: name.into(),
            queues: Vec::new(),
            skills: Vec::new(),
            languages: Vec::new(),
            groups: Vec::new(),
            ring: None,
            backup: None,
            shift,
            chats: 1,
            callbacks: 1,
            interrupts_chats: true,
            answers_after: Distribution::NONE,
            after_call_work: Distribution::NONE,
            misses: 0.0,
            declines: 0.0,
            returns_after: Distribution::Fixed(30.0),
            sick: 0.0,
        }
    }
}

impl Span {
    /// Whether a time of day lies in it.
    pub(crate) fn holds(self, time: Duration) -> bool {
        (self.from..self.to).contains(&time)
    }
}
