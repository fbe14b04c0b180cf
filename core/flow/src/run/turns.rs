//! Loops and their turns.

use super::{frame::Turns, machine::Machine};
use crate::{Slot, Value, flow::Operand};

impl Machine<'_> {
    pub(super) fn begin_loop(&mut self, counter: u16, count: &Operand) {
        let most = self.world.limits.loop_turns;
        let wanted = match self.value(count) {
            Ok(Value::Integer(count)) => u32::try_from(count.max(0)).unwrap_or(u32::MAX),
            Ok(_) => return self.fault("it is NOT_SET how many turns the loop has".to_owned()),
            Err(what) => return self.fault(what),
        };
        if wanted > most {
            return self.fault(format!("the loop would have {wanted} turns, and {most} is the most"));
        }
        self.frame_mut().loops.insert(counter, Turns { done: 0, wanted });
        self.next();
    }

    pub(super) fn turn(&mut self, counter: u16, index: Option<Slot>, exit: usize) {
        let turns = self.frame_mut().loops.get_mut(&counter).filter(|turns| turns.done < turns.wanted);
        let Some(turns) = turns else {
            self.frame_mut().loops.remove(&counter);
            return self.jump(exit);
        };
        let turn = i64::from(turns.done);
        turns.done += 1;
        if let Some(index) = index {
            self.set(index, turn.into());
        }
        self.next();
    }
}
