//! Sequences of actions become code: branches become jumps.

use std::sync::Arc;

use super::{Compiler, operands, rooms::Plan};
use crate::{
    FlowKind, Kind, Scope, Type, Value,
    document::{Action, Assignment, Binding, CallTask, Case, Room, Setting, What},
    flow::{CallCode, Instruction, Line, Operand},
    report::Position,
    run::LOOP_TURNS,
};

/// A place that is not known yet.
const OPEN: usize = usize::MAX;

/// The code of one room while it is written.
pub(super) struct Body<'c, 'a, 'p> {
    pub(super) compiler: &'c mut Compiler<'a>,
    pub(super) plan: &'p Plan<'a>,
    pub(super) scope: &'p Scope,
    pub(super) code: Vec<Line>,
    counters: u16,
    loops: Vec<LoopPlace>,
}

/// A loop that the code is in.
struct LoopPlace {
    /// Where the next turn begins.
    next: usize,
    /// Jumps that leave it.
    exits: Vec<usize>,
}

impl<'a> Compiler<'a> {
    pub(super) fn body<'c, 'p>(
        &'c mut self,
        plan: &'p Plan<'a>,
        number: usize,
        prologue: Vec<Line>,
    ) -> Body<'c, 'a, 'p> {
        let scope = &plan.rooms[number].scope;
        Body { compiler: self, plan, scope, code: prologue, counters: 0, loops: Vec::new() }
    }

    pub(super) fn actions_of_room(
        &mut self,
        plan: &Plan<'a>,
        number: usize,
        prologue: Vec<Line>,
        actions: &'a [Action],
    ) -> Vec<Line> {
        let is_start = Some(number) == plan.start;
        let kind = self.document.kind;
        let end_at = self.document.at;
        let mut body = self.body(plan, number, prologue);
        let begin = body.code.len();
        body.sequence(actions);
        let end = match kind {
            // The start-up task of a call in a queue begins again until the call leaves the queue.
            FlowKind::InqueueCall if is_start => Instruction::Jump(begin),
            _ if plan.rooms[number].room == Some(Room::State) => Instruction::EndState,
            _ => Instruction::Return { path: None },
        };
        let at = body.code.last().map_or(end_at, |line| line.at);
        body.code.push(Line { at, name: Arc::from("end"), does: end });
        body.code
    }
}

impl<'a> Body<'_, 'a, '_> {
    fn here(&self) -> usize {
        self.code.len()
    }

    pub(super) fn add(&mut self, action: &Action, does: Instruction) -> usize {
        self.code.push(Line { at: action.at, name: Arc::from(action.name.as_str()), does });
        self.code.len() - 1
    }

    fn operand(&mut self, setting: &Setting, of: Type) -> Operand {
        self.compiler.operand(setting, of, self.scope)
    }

    /// Sets the place to which an instruction goes.
    fn land(&mut self, from: usize, to: usize) {
        match &mut self.code[from].does {
            Instruction::Jump(place)
            | Instruction::BranchTo { otherwise: place, .. }
            | Instruction::Loop { exit: place, .. } => *place = to,
            other => unreachable!("{other} has no place to set"),
        }
    }

    pub(super) fn sequence(&mut self, actions: &'a [Action]) {
        for (number, action) in actions.iter().enumerate() {
            self.action(action);
            if let Some(next) = actions.get(number + 1).filter(|_| is_last(&action.what)) {
                let what =
                    format!("no run comes to {:?}: {:?} before it goes elsewhere", next.name, action.name);
                self.compiler.report.warn(next.at, what);
            }
        }
    }

    fn action(&mut self, action: &'a Action) {
        match &action.what {
            What::Ask(ask) => self.ask(action, ask),
            What::UpdateData(assignments) => assignments.iter().for_each(|one| self.assign(action, one)),
            What::Decision { condition, yes, no } => self.decision(action, condition, yes, no),
            What::Switch { matching: None, cases, default } => self.first_true(action, cases, default),
            What::Switch { matching: Some(on), cases, default } => self.matching(action, on, cases, default),
            What::Loop { index, count, body } => self.repeat(action, index.as_ref(), count, body, &[]),
            What::LoopUntil { index, count, body, cases } => {
                self.repeat(action, index.as_ref(), count, body, cases);
            }
            What::LoopNext | What::LoopExit => self.leave_turn(action),
            What::CallTask(call) => self.call(action, call),
            What::Go(target) => {
                if let Some(room) = self.compiler.find(target, self.plan) {
                    self.add(action, Instruction::Go(room));
                }
            }
            What::EndTask { path } => {
                self.add(action, Instruction::Return { path: path.clone() });
            }
            What::EndState => {
                self.add(action, Instruction::EndState);
            }
            What::EndWorkflow { reason } => {
                let reason = reason.as_ref().map(|reason| self.operand(reason, Type::one(Kind::String)));
                self.add(action, Instruction::EndWorkflow { reason });
            }
            What::PreviousMenu => {
                self.add(action, Instruction::PreviousMenu);
            }
            What::RepeatMenu => {
                self.add(action, Instruction::RepeatMenu);
            }
            What::Unsupported { instead } => self.sequence(instead),
        }
    }

    fn assign(&mut self, action: &Action, assignment: &Assignment) {
        let Some((slot, of)) = self.scope.find(&assignment.variable) else {
            return operands::no_variable(self.compiler, &assignment.variable, assignment.at, self.scope);
        };
        let value = self.operand(&assignment.value, of);
        self.code.push(Line {
            at: assignment.at,
            name: Arc::from(action.name.as_str()),
            does: Instruction::Assign { slot, of, value },
        });
    }

    fn decision(&mut self, action: &'a Action, condition: &Setting, yes: &'a [Action], no: &'a [Action]) {
        let condition = self.operand(condition, Type::one(Kind::Boolean));
        let branch = self.add(action, Instruction::BranchTo { condition, otherwise: OPEN });
        self.sequence(yes);
        if no.is_empty() {
            return self.land(branch, self.here());
        }
        let over = self.add(action, Instruction::Jump(OPEN));
        self.land(branch, self.here());
        self.sequence(no);
        self.land(over, self.here());
    }

    fn first_true(&mut self, action: &'a Action, cases: &'a [Case], default: &'a [Action]) {
        let mut ends = Vec::new();
        for case in cases {
            let condition = self.operand(&case.value, Type::one(Kind::Boolean));
            let branch = self.add(action, Instruction::BranchTo { condition, otherwise: OPEN });
            self.code[branch].at = case.at;
            self.sequence(&case.actions);
            ends.push(self.add(action, Instruction::Jump(OPEN)));
            self.land(branch, self.here());
        }
        self.sequence(default);
        let end = self.here();
        ends.into_iter().for_each(|jump| self.land(jump, end));
    }

    fn matching(&mut self, action: &'a Action, on: &Setting, cases: &'a [Case], default: &'a [Action]) {
        let on = operands::operand(self.compiler, on, None, self.scope);
        let of = on.of();
        let values: Vec<Operand> = cases.iter().map(|case| self.operand(&case.value, of)).collect();
        let switch = self.add(action, Instruction::Jump(OPEN));
        let mut places = Vec::new();
        let mut ends = Vec::new();
        for (case, value) in cases.iter().zip(values) {
            places.push((value, self.here()));
            self.sequence(&case.actions);
            ends.push(self.add(action, Instruction::Jump(OPEN)));
        }
        self.code[switch].does = Instruction::Match { on, cases: places, default: self.here() };
        self.sequence(default);
        let end = self.here();
        ends.into_iter().for_each(|jump| self.land(jump, end));
    }

    /// A loop's turns are counted; reasons to stop are looked at after each turn.
    fn repeat(
        &mut self,
        action: &'a Action,
        index: Option<&Binding>,
        count: &Setting,
        body: &'a [Action],
        until: &'a [Case],
    ) {
        let at = count.at();
        let count = self.operand(count, Type::one(Kind::Integer));
        self.check_turns(&count, at);
        let counter = self.counters;
        self.counters += 1;
        let index = index.and_then(|index| self.scope.find(&index.variable)).map(|(slot, _)| slot);
        self.add(action, Instruction::LoopBegin { counter, count });
        let top = self.add(action, Instruction::Loop { counter, index, exit: OPEN });
        self.loops.push(LoopPlace { next: OPEN, exits: Vec::new() });
        // `loopNext` goes to where the reasons to stop are looked at, which is not known yet.
        self.loops.last_mut().expect("it was just pushed").next = top;
        let nexts = self.turn(body, !until.is_empty());
        let check = self.here();
        nexts.into_iter().for_each(|jump| self.land(jump, check));
        let mut ends = Vec::new();
        for case in until {
            let condition = self.operand(&case.value, Type::one(Kind::Boolean));
            let branch = self.add(action, Instruction::BranchTo { condition, otherwise: OPEN });
            self.sequence(&case.actions);
            ends.push(self.add(action, Instruction::Jump(OPEN)));
            self.land(branch, self.here());
        }
        self.add(action, Instruction::Jump(top));
        let exits = self.loops.pop().expect("the loop that was pushed").exits;
        let end = self.here();
        self.land(top, end);
        exits.into_iter().chain(ends).for_each(|jump| self.land(jump, end));
    }

    /// The actions of a turn; with reasons to stop, the jumps of `loopNext` that must land before them.
    fn turn(&mut self, body: &'a [Action], checks: bool) -> Vec<usize> {
        let begin = self.here();
        self.sequence(body);
        if !checks {
            return Vec::new();
        }
        let top = self.loops.last().map_or(OPEN, |place| place.next);
        let to_top = |line: &Line| matches!(line.does, Instruction::Jump(to) if to == top);
        (begin..self.here()).filter(|place| to_top(&self.code[*place])).collect()
    }

    fn check_turns(&mut self, count: &Operand, at: Position) {
        if let Some(Value::Integer(turns)) = count.constant()
            && *turns > i64::from(LOOP_TURNS)
        {
            let what = format!(
                "a loop has at most {LOOP_TURNS} turns; a run that wants more goes to error handling"
            );
            self.compiler.report.warn(at, what);
        }
    }

    fn leave_turn(&mut self, action: &Action) {
        let Some(next) = self.loops.last().map(|place| place.next) else {
            let what = format!("{:?} stands in no loop", action.name);
            return self.compiler.report.error(action.at, what);
        };
        let is_exit = matches!(action.what, What::LoopExit);
        let jump = self.add(action, Instruction::Jump(if is_exit { OPEN } else { next }));
        if is_exit {
            self.loops.last_mut().expect("it was just looked at").exits.push(jump);
        }
    }

    fn call(&mut self, action: &'a Action, call: &'a CallTask) {
        let Some(room) = self.compiler.find(&call.target, self.plan) else { return };
        let callee = &self.plan.rooms[room].scope;
        let mut inputs = Vec::new();
        for (name, setting) in &call.inputs {
            match callee.find(name) {
                Some((slot, of)) => inputs.push((slot, of, self.operand(setting, of))),
                None => operands::no_variable(self.compiler, name, setting.at(), callee),
            }
        }
        let mut outputs = Vec::new();
        for binding in &call.outputs {
            match (callee.find(&binding.result), self.scope.find(&binding.variable)) {
                (Some((from, of)), Some((to, wanted))) if of == wanted => outputs.push((from, to)),
                (Some((_, of)), Some((_, wanted))) => {
                    let what = format!("{} is {of}, and {} takes {wanted}", binding.result, binding.variable);
                    self.compiler.report.error(binding.at, what);
                }
                _ => operands::no_variable(self.compiler, &binding.result, binding.at, callee),
            }
        }
        let place = self.add(action, Instruction::Jump(OPEN));
        let mut paths = Vec::new();
        let mut ends = Vec::new();
        for (name, actions) in &call.paths {
            paths.push((name.clone(), self.here()));
            self.sequence(actions);
            ends.push(self.add(action, Instruction::Jump(OPEN)));
        }
        let code = CallCode { room, inputs, outputs, paths, default: self.here() };
        self.code[place].does = Instruction::Call(Box::new(code));
        self.sequence(&call.default);
        let end = self.here();
        ends.into_iter().for_each(|jump| self.land(jump, end));
    }
}

/// Whether nothing that follows is ever done.
fn is_last(what: &What) -> bool {
    match what {
        What::Ask(ask) => ask.shape.verb == crate::action::Verb::Disconnect,
        What::LoopNext
        | What::LoopExit
        | What::Go(_)
        | What::EndTask { .. }
        | What::EndState
        | What::EndWorkflow { .. }
        | What::PreviousMenu
        | What::RepeatMenu => true,
        _ => false,
    }
}
