//! The world outside, of which flows ask things: it answers late, wrong, twice, or never.

use std::collections::BTreeMap;

use eyeline_contact_center::{AnswerFlow, Command, Effect, FlowTask};
use eyeline_flow::{Failure, Reply, Task};
use eyeline_model::{Duration, Pii};

use crate::{agenda::Happening, world::World};

/// The longest that an answer takes, in milliseconds: longer than flows wait for it.
const SLOW_MS: usize = 40_000;

impl World<'_> {
    /// What the core wants done is done, in a while. What need not be done any more may be under way already.
    pub(crate) fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::PerformFlowTask(task) = effect else { continue };
            let Some(reply) = self.reply_to(&task) else { continue };
            let after = Duration(self.outside.between(0, SLOW_MS) as i64);
            let answer = Command::AnswerFlow(AnswerFlow { task: task.id, reply });
            self.agenda.add(self.now + after, Happening::Deed(Box::new(answer)));
        }
    }

    /// None if nobody ever answers.
    fn reply_to(&mut self, task: &FlowTask) -> Option<Reply> {
        match self.outside.below(10) {
            0 => None,
            1 => Some(Reply::Failed(Failure::new("broken", "it is out of order"))),
            // An answer to another question.
            2 => Some(Reply::NoInput),
            _ => Some(match task.task {
                Task::CallData(_) => {
                    let row = BTreeMap::from([("tier".to_owned(), serde_json::Value::from("gold"))]);
                    Reply::Data(Pii::new(row))
                }
                Task::Collect(_) => Reply::Digits(Pii::new("1".to_owned())),
                _ => Reply::Done,
            }),
        }
    }
}
