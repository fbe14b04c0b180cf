//! Who has been given what.

use eyeline_model::{CommunicationId, LabelId, QueueId, Timestamp, UserId};

use crate::{
    Reason, Work,
    index::{AgentAt, AssignmentAt, Identified, QueueAt},
};

/// An agent's desk is to ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
    /// The fence token: names this offer and no other.
    pub communication: CommunicationId,
    /// What is offered.
    pub work: Work,
    /// From which queue.
    pub queue: QueueId,
    /// To whom.
    pub agent: UserId,
    /// For how long.
    pub until: Timestamp,
    /// Why this agent.
    pub reason: Reason,
}

/// What takes up part of an agent's capacity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// What was offered.
    pub work: Work,
    /// From which queue.
    pub queue: QueueId,
    /// The kind of work it is, if it has one.
    pub label: Option<LabelId>,
    /// How far it has come.
    pub stage: AssignmentStage,
}

/// How far an assignment has come. When it is over it is forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignmentStage {
    /// The desk rings. The work keeps its place in the queue meanwhile.
    Alerting {
        /// When the offer is withdrawn.
        until: Timestamp,
    },
    /// The agent has accepted.
    Connected {
        /// When.
        since: Timestamp,
    },
    /// The agent does after-call work.
    AfterCallWork,
}

/// The offer is over, or never was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAlerting(pub CommunicationId);

impl Assignment {
    /// Whether the desk rings.
    pub const fn is_alerting(&self) -> bool {
        matches!(self.stage, AssignmentStage::Alerting { .. })
    }
}

impl Identified for Given {
    type Id = CommunicationId;

    fn id(&self) -> &CommunicationId {
        &self.offer
    }
}

/// An assignment as kept.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) offer: CommunicationId,
    pub(crate) agent: AgentAt,
    /// None once the queue is gone.
    pub(crate) queue: Option<QueueAt>,
    pub(crate) assignment: Assignment,
    /// What the agent was given before, and still has.
    pub(crate) given_before: Option<AssignmentAt>,
}
