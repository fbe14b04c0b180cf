//! The machine: takes a run from one answer to the next.

use std::sync::Arc;

use eyeline_model::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Effect, EffectId, Fault, FlowRun, Standing, Start, Step, Task, World, frame::Frame, step::fitting,
    task::Asked, trouble::Trouble,
};
use crate::{
    Context, Slot, Type, Value, Variables,
    flow::{AskCode, Flow, Instruction, Line, Operand},
};

/// What the answer that a run waits for is for.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(super) enum Pending {
    /// For the instruction it is at.
    Ask,
    /// For the audio before a transfer.
    Before,
    /// For the audio after a transfer that failed.
    Failed,
    /// For a menu's choice.
    Menu,
    /// Only for time to pass.
    Wait,
    /// For the time of the periodic state.
    Recur,
    /// For the audio before error handling.
    Apology,
    /// For the transfer with which error handling ends.
    Rescue,
}

pub(super) struct Machine<'a> {
    pub(super) run: &'a mut FlowRun,
    pub(super) flow: &'a Flow,
    pub(super) world: &'a World<'a>,
    pub(super) context: Context<'a>,
    steps: u32,
    effects: Vec<Effect>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(
        run: &'a mut FlowRun,
        flow: &'a Flow,
        world: &'a World<'a>,
        context: Context<'a>,
    ) -> Self {
        Self { run, flow, world, context, steps: 0, effects: Vec::new(), faults: Vec::new() }
    }

    pub(super) fn done(self) -> Step {
        Step { effects: self.effects, faults: self.faults }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.context.now
    }

    /// Whether the flow is the one the run was started in. Other code would mean other places: the customer
    /// goes to the default queue instead.
    pub(super) fn fits(&mut self) -> bool {
        if self.run.fingerprint == self.flow.fingerprint && self.run.flow == self.flow.identity {
            return true;
        }
        self.run.fingerprint = self.flow.fingerprint;
        self.run.flow = self.flow.identity.clone();
        self.run.frames = vec![Frame::new(self.flow.entry)];
        self.run.variables = Variables::default();
        self.forget();
        self.note("the flow is not the one that the run was started in".to_owned(), false);
        self.rescue();
        false
    }

    /// Takes in the facts of the moment.
    pub(super) fn learn(&mut self) {
        for (name, value) in self.world.facts {
            if let Some((slot, of)) = self.flow.built_in.get(&name.to_lowercase()) {
                self.set(*slot, fitting(value, *of));
            }
        }
    }

    pub(super) fn begin(&mut self, start: Start) {
        let version = self.flow.identity.version.to_string();
        let own = [("flow.version", version.into()), ("flow.startdatetimeutc", self.now().into())];
        for (name, value) in own {
            let (slot, of): (Slot, Type) = self.flow.built_in[name];
            let value: Value = value;
            if self.run.variables.get(slot).is_none() {
                self.set(slot, fitting(&value, of));
            }
        }
        for (name, value) in start.inputs {
            let input = self.flow.inputs.iter().find(|input| input.name.eq_ignore_ascii_case(&name));
            if let Some(input) = input {
                // What is given counts more than what the flow would begin with.
                self.set(input.slot, fitting(&value, input.of));
            }
        }
        self.proceed();
    }

    /// Does the state again, for the next message.
    pub(super) fn listen(&mut self) {
        let room = self.run.frames.last().map_or(self.flow.entry, |frame| frame.room);
        self.enter(room);
        self.proceed();
    }

    /// Does instructions until the world is asked for something, or it is over.
    pub(super) fn proceed(&mut self) {
        self.run.pending = None;
        self.run.awaited = None;
        // Neither waiting nor over, as long as this runs.
        self.run.standing = Standing::Waiting { effect: None, until: None };
        while self.run.pending.is_none() && self.is_running() {
            self.steps += 1;
            let limits = &self.world.limits;
            let allowed = match self.run.trouble {
                Trouble::None => limits.steps,
                _ => limits.steps.saturating_add(limits.steps_on_error),
            };
            if self.steps > allowed {
                self.fault(format!("{allowed} instructions have been done without waiting for anything"));
                continue;
            }
            self.instruction();
        }
    }

    fn is_running(&self) -> bool {
        matches!(self.run.standing, Standing::Waiting { .. })
    }

    /// The line a run is at.
    pub(super) fn line(&self) -> &'a Line {
        let flow = self.flow;
        let frame = self.frame();
        &flow.rooms[frame.room].code[frame.pc]
    }

    pub(super) fn frame(&self) -> &Frame {
        self.run.frames.last().expect("a run that is not over is in a room")
    }

    pub(super) fn frame_mut(&mut self) -> &mut Frame {
        self.run.frames.last_mut().expect("a run that is not over is in a room")
    }

    pub(super) fn jump(&mut self, pc: usize) {
        self.frame_mut().pc = pc;
    }

    pub(super) fn next(&mut self) {
        self.frame_mut().pc += 1;
    }

    fn instruction(&mut self) {
        match &self.line().does {
            Instruction::Ask(ask) => self.ask(ask),
            Instruction::Assign { slot, of, value } => self.assign(*slot, *of, value),
            Instruction::BranchTo { condition, otherwise } => {
                // A condition that is NOT_SET counts as false, as in `If`.
                match self.value(condition) {
                    Ok(Value::Boolean(true)) => self.next(),
                    Ok(_) => self.jump(*otherwise),
                    Err(what) => self.fault(what),
                }
            }
            Instruction::Match { on, cases, default } => match self.matching(on, cases) {
                Ok(place) => self.jump(place.unwrap_or(*default)),
                Err(what) => self.fault(what),
            },
            Instruction::Jump(to) => self.jump(*to),
            Instruction::LoopBegin { counter, count } => self.begin_loop(*counter, count),
            Instruction::Loop { counter, index, exit } => self.turn(*counter, *index, *exit),
            Instruction::Call(call) => self.call(call),
            Instruction::Go(room) => self.enter(*room),
            Instruction::Return { path } => self.come_back(path.as_deref()),
            Instruction::MenuBegin => {
                self.frame_mut().said = 0;
                self.next();
            }
            Instruction::Menu(menu) => self.menu(menu),
            Instruction::PreviousMenu => self.previous_menu(),
            Instruction::RepeatMenu => self.repeat_menu(),
            Instruction::EndState => self.end_state(),
            Instruction::EndWorkflow { reason } => self.end_workflow(reason.as_ref()),
        }
    }

    // --- Values

    pub(super) fn value(&self, operand: &Operand) -> Result<Value, String> {
        operand
            .evaluate(&self.run.variables, &self.context)
            .map_err(|error| format!("{} (character {} of the expression)", error.message, error.column))
    }

    pub(super) fn set(&mut self, slot: Slot, value: Value) {
        self.run.variables.set(slot, value);
    }

    fn assign(&mut self, slot: Slot, of: Type, value: &Operand) {
        // Inputs keep what they were given: the first room has only initial values.
        let is_given = self.frame().room == self.flow.entry && self.run.variables.get(slot).is_some();
        if is_given && self.flow.inputs.iter().any(|input| input.slot == slot) {
            return self.next();
        }
        match self.value(value) {
            Ok(value) => {
                self.set(slot, fitting(&value, of));
                self.next();
            }
            Err(what) => self.fault(what),
        }
    }

    fn matching(&self, on: &Operand, cases: &[(Operand, usize)]) -> Result<Option<usize>, String> {
        let on = self.value(on)?;
        for (case, place) in cases {
            if self.value(case)?.equals(&on) {
                return Ok(Some(*place));
            }
        }
        Ok(None)
    }

    // --- Effects

    pub(super) fn emit(&mut self, task: Task) -> EffectId {
        self.run.effects += 1;
        let id = EffectId(self.run.effects);
        self.effects.push(Effect { id, task });
        id
    }

    /// Asks the world, and waits.
    pub(super) fn suspend(&mut self, pending: Pending, task: Task, until: Option<Timestamp>) {
        let id = self.emit(task.clone());
        let effect = Some(id);
        self.run.pending = Some(pending);
        self.run.awaited = Some(Effect { id, task });
        self.run.standing = Standing::Waiting { effect, until };
    }

    fn ask(&mut self, ask: &'a AskCode) {
        match self.asked(ask) {
            Ok(Asked::Play { audio, pending }) => {
                let language = Arc::from(self.run.language.as_str());
                self.suspend(pending, Task::Play { audio, language }, None);
            }
            Ok(Asked::Task { task, timeout }) => {
                let until = timeout.map(|timeout| self.now() + timeout);
                self.suspend(Pending::Ask, task, until);
            }
            Ok(Asked::Wait(duration)) => {
                self.run.pending = Some(Pending::Wait);
                let until = Some(self.now() + duration);
                self.run.standing = Standing::Waiting { effect: None, until };
            }
            Ok(Asked::Disconnect) => self.disconnect(),
            Err(failure) => self.fail(ask, &failure),
        }
    }

    /// Does what was asked, now that what had to be heard before it has been heard.
    pub(super) fn ask_now(&mut self, ask: &'a AskCode) {
        match self.task(ask) {
            Ok(task) => self.suspend(Pending::Ask, task, None),
            Err(failure) => self.fail(ask, &failure),
        }
        self.go_on();
    }

    /// Takes an action's output; one that the file leaves out leads to the next action.
    pub(super) fn take(&mut self, ask: &AskCode, output: &str) {
        let place = ask.outputs.iter().find(|(name, _)| *name == output);
        self.jump(place.map_or(ask.next, |(_, place)| *place));
    }
}
