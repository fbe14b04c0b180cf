//! What happens because its time has come.

use super::{
    Effect, End, Standing, Task,
    machine::{Machine, Pending},
};
use crate::flow::Instruction;

impl Machine<'_> {
    /// Does what has become due: a wait is over, an answer came too late, the run has taken too long.
    pub(super) fn expire(&mut self) {
        let deadline = self.run.deadline(self.flow, &self.world.limits);
        if deadline.is_some_and(|deadline| deadline <= self.now()) {
            if self.run.standing == Standing::Listening {
                // Nobody has written any more.
                return self.disconnect();
            }
            self.forget();
            self.run.pending = None;
            if self.flow.kind.is_in_queue() {
                // Whoever waits is not the flow's to let go.
                self.note("the run has taken longer than it may".to_owned(), false);
                return self.end(End::Finished { reason: None });
            }
            self.run.standing = Standing::Waiting { effect: None, until: None };
            self.fault("the run has taken longer than it may".to_owned());
            return self.go_on();
        }
        let Standing::Waiting { until: Some(until), .. } = self.run.standing else { return };
        if until > self.now() {
            return;
        }
        match (self.run.pending, &self.line().does) {
            (Some(Pending::Wait), Instruction::Ask(ask)) => self.take(ask, "success"),
            (Some(Pending::Recur), _) => self.recur_now(),
            (Some(Pending::Ask), Instruction::Ask(ask)) => {
                self.forget();
                self.note("there was no answer in time".to_owned(), true);
                self.take(ask, "timeout");
            }
            _ => return,
        }
        self.proceed();
    }

    /// Nobody waits for the answer any more.
    pub(super) fn forget(&mut self) {
        if let Some(Effect { id: effect, .. }) = self.run.awaited.take() {
            self.emit(Task::Cancel { effect });
        }
    }

    /// Goes on, unless what was just done waits or is the end.
    pub(super) fn go_on(&mut self) {
        if self.run.pending.is_none() && matches!(self.run.standing, Standing::Waiting { .. }) {
            self.proceed();
        }
    }
}
