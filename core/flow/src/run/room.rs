//! Going from room to room.

use super::{
    End, Task,
    frame::Frame,
    limits::{CALLS, MENUS, PERIOD},
    machine::{Machine, Pending},
    standing::Standing,
    step::fitting,
    trouble::Trouble,
};
use crate::{
    FlowKind, Slot, Type, Value,
    flow::{CallCode, Instruction, Operand},
};

impl Machine<'_> {
    /// Goes to a room for good: nothing is left to come back to.
    pub(super) fn enter(&mut self, room: usize) {
        self.run.frames = vec![Frame::new(room)];
        self.clear(room);
        if self.flow.rooms[room].is_menu && self.run.menus.last() != Some(&room) {
            self.run.menus.push(room);
            if self.run.menus.len() > MENUS {
                self.run.menus.remove(0);
            }
        }
    }

    /// A room begins with its own variables unset.
    pub(super) fn clear(&mut self, room: usize) {
        let flow = self.flow;
        for (slot, of) in &flow.rooms[room].locals {
            self.set(*slot, Value::unset(*of));
        }
    }

    pub(super) fn call(&mut self, call: &CallCode) {
        if self.run.frames.len() > CALLS {
            return self.fault(format!("tasks call each other more than {CALLS} deep"));
        }
        let mut inputs = Vec::new();
        for (slot, of, operand) in &call.inputs {
            match self.value(operand) {
                Ok(value) => inputs.push((*slot, fitting(&value, *of))),
                Err(what) => return self.fault(what),
            }
        }
        let own = &self.flow.rooms[self.frame().room].locals;
        let variables = &self.run.variables;
        let kept = |(slot, of): &(Slot, Type)| {
            (*slot, variables.get(*slot).cloned().unwrap_or_else(|| Value::unset(*of)))
        };
        let saved = own.iter().map(kept).collect();
        self.run.frames.push(Frame { saved, ..Frame::new(call.room) });
        self.clear(call.room);
        inputs.into_iter().for_each(|(slot, value)| self.set(slot, value));
    }

    /// Comes back from a task; from the first one, ends the run.
    pub(super) fn come_back(&mut self, path: Option<&str>) {
        if self.run.frames.len() < 2 {
            return self.finish();
        }
        let frame = self.run.frames.pop().expect("there are two");
        let Instruction::Call(call) = &self.line().does else {
            return self.fault("the run came back to where nothing was called".to_owned());
        };
        let taken: Vec<(Slot, Option<Value>)> =
            call.outputs.iter().map(|(from, to)| (*to, self.run.variables.get(*from).cloned())).collect();
        frame.saved.into_iter().for_each(|(slot, value)| self.set(slot, value));
        for (slot, value) in taken {
            if let Some(value) = value {
                self.set(slot, value);
            }
        }
        let place = path.and_then(|path| call.paths.iter().find(|(name, _)| name == path));
        self.jump(place.map_or(call.default, |(_, place)| *place));
    }

    /// The first task is over, and says not where to go: whoever is there is let go.
    pub(super) fn finish(&mut self) {
        match self.flow.kind {
            FlowKind::Workflow | FlowKind::CommonModule => self.end(End::Finished { reason: None }),
            FlowKind::InqueueCall | FlowKind::InqueueMessage => self.recur(),
            _ => self.disconnect(),
        }
    }

    /// A state is over: a written conversation listens for the next message.
    pub(super) fn end_state(&mut self) {
        if self.flow.kind.is_in_queue() {
            self.recur();
        } else if self.flow.kind.is_written() {
            self.run.standing = Standing::Listening;
        } else {
            self.finish();
        }
    }

    /// Somebody waits on: what recurs comes again, with messages after a while. Otherwise the flow has nothing
    /// more to say to them.
    fn recur(&mut self) {
        match self.flow.recurs {
            None => self.end(End::Finished { reason: None }),
            Some(room) if self.flow.kind.is_voice() => self.enter(room),
            Some(_) => {
                self.run.pending = Some(Pending::Recur);
                let until = Some(self.now() + PERIOD);
                self.run.standing = Standing::Waiting { effect: None, until };
            }
        }
    }

    /// The periodic state's time has come. What went wrong before it is forgotten.
    pub(super) fn recur_now(&mut self) {
        let room = self.flow.recurs.expect("a run waits only for what recurs");
        self.run.trouble = Trouble::None;
        self.enter(room);
    }

    pub(super) fn end_workflow(&mut self, reason: Option<&Operand>) {
        match reason.map(|reason| self.value(reason)).transpose() {
            Ok(reason) => {
                let reason = reason.and_then(|reason| reason.text());
                self.end(End::Finished { reason });
            }
            Err(what) => self.fault(what),
        }
    }

    pub(super) fn disconnect(&mut self) {
        self.emit(Task::Disconnect);
        self.end(End::Disconnected);
    }

    pub(super) fn end(&mut self, end: End) {
        self.run.pending = None;
        self.run.awaited = None;
        self.run.standing = Standing::Ended(end);
    }
}
