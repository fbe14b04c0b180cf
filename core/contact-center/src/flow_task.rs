//! What a flow asks of those outside the core.

use eyeline_flow::{EffectId, Task};
use eyeline_model::{CommunicationId, ConversationId, FlowId};
use serde::{Deserialize, Serialize};

/// Tells apart what flows ask for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct FlowTaskId {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The flow's session.
    pub communication: CommunicationId,
    /// Which of the run's effects.
    pub effect: EffectId,
}

/// Something that a flow wants to have done, and waits for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FlowTask {
    /// By this the answer comes back ([`Command::AnswerFlow`](crate::Command::AnswerFlow)).
    pub id: FlowTaskId,
    /// Which flow wants it, or has called the module that does.
    pub flow: FlowId,
    /// What: a [data action](Task::CallData), a [table](Task::LookUp), a [schedule](Task::EvaluateSchedule); or,
    /// for whoever waits to be called, something to hear, such as [music](Task::Music).
    pub task: Task,
}
