//! Does what flows have asked for, each of it possibly for a second time.

use std::sync::Arc;

use eyeline_contact_center::{AnswerFlow, Command, Effect, FlowTaskId};
use eyeline_flow::{Failure, Reply, Task};
use eyeline_shell::{Job, LoopError, Performed};
use tracing::info;

use crate::{data_actions::DataActions, organization::Organization};

/// Does one job of the outbox.
pub(crate) async fn perform(organization: Arc<Organization>, actions: DataActions, job: Job) -> Performed {
    let task = match serde_json::from_slice(&job.body) {
        Ok(Effect::PerformFlowTask(task)) => task,
        // What nobody waits for any more is not begun, and what has begun ends by itself.
        Ok(Effect::CancelFlowTask(_)) => return Performed::Done,
        // Written by another version. What the error quotes may be personal.
        Err(error) => {
            return Performed::Never(format!("it cannot be read from byte {} on", error.column()));
        }
    };
    let id = task.id;
    match organization.handle.read(move |core| core.awaits(id)).await {
        Some(true) => {}
        Some(false) => return Performed::Done,
        None => return Performed::Later("the system is stopping".to_owned()),
    }
    let reply = reply(&actions, &task.task, id).await;
    if let Reply::Failed(Failure { kind, message, .. }) = &reply {
        info!(
            conversation.id = %id.conversation, flow.id = %task.flow, outbox.kind = %job.kind,
            "a flow gets no answer: {kind}: {message}"
        );
    }
    match organization.handle.send(Command::AnswerFlow(AnswerFlow { task: id, reply })).await {
        Ok(_) | Err(LoopError::Refused(_)) => Performed::Done,
        Err(LoopError::NotCommitted | LoopError::Stopped) => {
            Performed::Later("what came of it was not committed".to_owned())
        }
    }
}

async fn reply(actions: &DataActions, task: &Task, id: FlowTaskId) -> Reply {
    let not_supported = |message: String| Reply::Failed(Failure::new("notSupported", message));
    match task {
        Task::CallData(action) => actions.call(action, &format!("{}-{}", id.communication, id.effect)).await,
        Task::LookUp(table) => {
            not_supported(format!("there are no data tables, so none is {:?}", table.name))
        }
        Task::EvaluateSchedule { .. } => not_supported("there are no schedules".to_owned()),
        other => not_supported(format!("nobody can {}", other.name())),
    }
}
