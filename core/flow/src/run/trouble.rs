//! What becomes of a run when something goes wrong: the action's failure output, or else the flow's error
//! handling, or else the default queue. Nobody is disconnected as long as there is something left to try.

use std::sync::Arc;

use eyeline_model::Pii;
use serde::{Deserialize, Serialize};

use super::{
    AcdTransfer, End, Failure, Fault, FlowTransfer, Task,
    machine::{Machine, Pending},
};
use crate::{
    FlowKind, Value,
    flow::{AskCode, HandlingCode},
};

/// How far error handling has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) enum Trouble {
    /// There was no error.
    None,
    /// The flow's error handling has begun; whatever fails now goes to the default queue.
    Handling,
    /// The default queue has been tried.
    LastResort,
}

impl<'a> Machine<'a> {
    pub(super) fn note(&mut self, what: String, handled: bool) {
        let line = self.line();
        let (at, action) = (line.at, line.name.to_string());
        self.faults.push(Fault { at, action, what: Pii::new(what), handled });
    }

    /// An action failed: its failure output takes it, or else the flow's error handling.
    pub(super) fn fail(&mut self, ask: &'a AskCode, failure: &Failure) {
        if !ask.may_fail {
            return self.fault(format!("{}: {}", failure.kind, failure.message));
        }
        self.note(format!("{}: {}", failure.kind, failure.message), true);
        self.set_failure(ask, failure);
        if self.apologise(ask) {
            return;
        }
        self.take(ask, "failure");
    }

    /// Nothing takes care of it but the flow's error handling. An error within that leads to the default
    /// queue.
    pub(super) fn fault(&mut self, what: String) {
        self.note(what, false);
        if self.run.trouble != Trouble::None {
            return self.rescue();
        }
        self.run.trouble = Trouble::Handling;
        let audio = self.flow.errors.audio.as_ref().map(|audio| self.value(audio));
        if let Some(Ok(Value::Audio(audio))) = audio {
            let (audio, language) = (Pii::new((*audio).clone()), Arc::from(self.run.language.as_str()));
            return self.suspend(Pending::Apology, Task::Play { audio, language }, None);
        }
        self.handle();
    }

    /// The flow's error handling.
    pub(super) fn handle(&mut self) {
        match &self.flow.errors.handling {
            // An error takes nobody out of a queue.
            HandlingCode::Disconnect | HandlingCode::Queue(_) | HandlingCode::Flow(_)
                if self.flow.kind.is_in_queue() =>
            {
                self.end(End::Finished { reason: None });
            }
            HandlingCode::Disconnect => self.disconnect(),
            HandlingCode::EndState => self.end_state(),
            HandlingCode::EndWorkflow => self.end(End::Finished { reason: None }),
            HandlingCode::Go(room) => self.enter(*room),
            HandlingCode::Queue(queue) => match self.value(queue) {
                Ok(Value::Named(queue)) => {
                    let task = Task::TransferToAcd(Box::new(AcdTransfer::to((*queue).clone())));
                    self.suspend(Pending::Rescue, task, None);
                }
                _ => self.rescue(),
            },
            HandlingCode::Flow(flow) => {
                let task = Task::TransferToFlow(FlowTransfer { flow: flow.clone() });
                self.suspend(Pending::Rescue, task, None);
            }
        }
    }

    /// The default queue, and then nothing but to let go.
    pub(super) fn rescue(&mut self) {
        let tried = self.run.trouble == Trouble::LastResort;
        self.run.trouble = Trouble::LastResort;
        match self.world.default_queue.filter(|_| !tried) {
            // Nobody is there; or the call waits in a queue, and goes on waiting without a flow.
            _ if matches!(
                self.flow.kind,
                FlowKind::Workflow
                    | FlowKind::CommonModule
                    | FlowKind::InqueueCall
                    | FlowKind::InqueueMessage
            ) =>
            {
                self.end(End::Finished { reason: None });
            }
            Some(queue) => {
                let task = Task::TransferToAcd(Box::new(AcdTransfer::to(queue.clone())));
                self.suspend(Pending::Rescue, task, None);
            }
            None => self.disconnect(),
        }
    }
}
