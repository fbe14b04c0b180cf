//! The doors into a run.

use std::collections::BTreeMap;

use eyeline_model::{Duration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Effect, EffectId, End, Fault, Limits, Reply, Standing,
    frame::Frame,
    machine::{Machine, Pending},
    trouble::Trouble,
};
use crate::{Context, Directory, Flow, FlowVersion, Named, Type, Value, Variables, flow::HandlingCode};

/// What a run sees of the world. Nothing of it is kept but the facts, as variables.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Who and what there is in the organization.
    pub directory: &'a Directory,
    /// What is true of the conversation: `Call.Ani`, `Call.PositionInQueue`, `Message.Message` … by name, in
    /// any case. What is not there keeps the value it had.
    pub facts: &'a BTreeMap<String, Value>,
    /// Where a customer waits when even error handling has failed; none to disconnect.
    pub default_queue: Option<&'a Named>,
    /// How much a run may do.
    pub limits: Limits,
}

/// How a run begins.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// What the flow's inputs are given, by name, in any case. What the flow has no input for is left out.
    pub inputs: BTreeMap<String, Value>,
    /// Its effects are counted on from here, where several runs share the numbers.
    pub after: Option<EffectId>,
}

/// What a step led to.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// What the world must now do, in order.
    pub effects: Vec<Effect>,
    /// What went wrong on the way.
    pub faults: Vec<Fault>,
}

/// A running flow: everything that must be known to go on after a crash.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRun {
    /// Which flow runs, and which version of it.
    pub flow: FlowVersion,
    /// When it began.
    pub started_at: Timestamp,
    /// How it stands.
    pub standing: Standing,
    pub(super) fingerprint: u64,
    pub(super) language: String,
    pub(super) frames: Vec<Frame>,
    /// Menus that it came through.
    pub(super) menus: Vec<usize>,
    /// What is known of the customer is in here; it is not printed.
    pub(super) variables: Variables,
    /// What it does with the answer it waits for.
    pub(super) pending: Option<Pending>,
    /// The effect whose answer it waits for.
    pub(super) awaited: Option<Effect>,
    pub(super) trouble: Trouble,
    pub(super) effects: u64,
}

impl FlowRun {
    /// Starts a flow.
    pub fn start(flow: &Flow, now: Timestamp, start: Start, world: &World<'_>) -> (Self, Step) {
        let mut run = Self {
            flow: flow.identity.clone(),
            started_at: now,
            standing: Standing::Listening,
            fingerprint: flow.fingerprint,
            language: flow.default_language.clone(),
            frames: vec![Frame::new(flow.entry)],
            menus: Vec::new(),
            variables: Variables::default(),
            pending: None,
            awaited: None,
            trouble: Trouble::None,
            effects: start.after.map_or(0, |effect| effect.0),
        };
        let step = run.with(flow, now, world, |machine| machine.begin(start));
        (run, step)
    }

    /// Goes on with the answer to an effect. An answer that is not awaited, or has come before, changes
    /// nothing.
    pub fn resume(
        &mut self,
        flow: &Flow,
        now: Timestamp,
        effect: EffectId,
        reply: Reply,
        world: &World<'_>,
    ) -> Step {
        self.with(flow, now, world, |machine| {
            machine.expire();
            if machine.run.awaited_id() == Some(effect) {
                machine.answer(reply);
            }
        })
    }

    /// Goes on because its time has come ([`Self::wake_at`]). Too early, it changes nothing.
    pub fn wake(&mut self, flow: &Flow, now: Timestamp, world: &World<'_>) -> Step {
        self.with(flow, now, world, |machine| machine.expire())
    }

    /// The customer has written: `Message.Message` is among the facts. A run that listens does its state once
    /// more; for any other, only the facts change.
    pub fn receive(&mut self, flow: &Flow, now: Timestamp, world: &World<'_>) -> Step {
        self.with(flow, now, world, |machine| {
            machine.expire();
            if machine.run.standing == Standing::Listening {
                machine.listen();
            }
        })
    }

    /// Ends it from outside: the customer has left, or an agent has answered.
    pub fn end(&mut self) -> Step {
        let mut step = Step { effects: Vec::new(), faults: Vec::new() };
        if self.is_over() {
            return step;
        }
        if let Some(effect) = self.awaited_id() {
            self.effects += 1;
            let task = super::Task::Cancel { effect };
            step.effects.push(Effect { id: EffectId(self.effects), task });
        }
        self.pending = None;
        self.awaited = None;
        self.standing = Standing::Ended(End::Stopped);
        step
    }

    /// When to [`wake`](Self::wake) it, if nothing else happens before.
    pub fn wake_at(&self, flow: &Flow, limits: &Limits) -> Option<Timestamp> {
        let deadline = self.deadline(flow, limits);
        match &self.standing {
            Standing::Ended(_) => None,
            Standing::Listening => deadline,
            Standing::Waiting { until, .. } => (*until).into_iter().chain(deadline).min(),
        }
    }

    /// The effect whose answer it waits for: to be done again if nobody knows whether it was done.
    pub const fn awaited(&self) -> Option<&Effect> {
        self.awaited.as_ref()
    }

    /// The effect it has asked for last, of its own or of those it counts on from.
    pub const fn latest_effect(&self) -> EffectId {
        EffectId(self.effects)
    }

    /// Counts its effects on from here: another run has used the numbers in between.
    pub fn count_on_from(&mut self, effect: EffectId) {
        self.effects = self.effects.max(effect.0);
    }

    /// Whether it has ended because something went wrong that no output and no error handling took care of.
    pub fn has_failed(&self, flow: &Flow) -> bool {
        let gave_up = matches!(flow.errors.handling, HandlingCode::EndWorkflow);
        self.is_over() && (self.trouble == Trouble::LastResort || (self.trouble != Trouble::None && gave_up))
    }

    /// Whether nothing more will happen.
    pub const fn is_over(&self) -> bool {
        matches!(self.standing, Standing::Ended(_))
    }

    /// The values of the flow's outputs, by name.
    pub fn outputs(&self, flow: &Flow) -> BTreeMap<String, Value> {
        let value = |slot, of| self.variables.get(slot).cloned().unwrap_or_else(|| Value::unset(of));
        flow.outputs.iter().map(|output| (output.name.clone(), value(output.slot, output.of))).collect()
    }

    pub(super) fn awaited_id(&self) -> Option<EffectId> {
        self.awaited.as_ref().map(|effect| effect.id)
    }

    /// When it has run for as long as it may.
    pub(super) fn deadline(&self, flow: &Flow, limits: &Limits) -> Option<Timestamp> {
        let longest: Option<Duration> = limits.running_time.or(flow.kind.running_time());
        longest.filter(|_| self.trouble == Trouble::None).map(|longest| self.started_at + longest)
    }

    fn with(
        &mut self,
        flow: &Flow,
        now: Timestamp,
        world: &World<'_>,
        act: impl FnOnce(&mut Machine<'_>),
    ) -> Step {
        let context = Context {
            now,
            directory: world.directory,
            default_language: &flow.default_language,
            supported_languages: &flow.languages,
        };
        let mut machine = Machine::new(self, flow, world, context);
        if !machine.run.is_over() && machine.fits() {
            machine.learn();
            act(&mut machine);
        }
        machine.done()
    }
}

impl std::fmt::Debug for FlowRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FlowRun")
            .field("flow", &self.flow)
            .field("started_at", &self.started_at)
            .field("standing", &self.standing)
            .finish_non_exhaustive()
    }
}

/// A value as a variable of a type takes it; NOT_SET if there is no such value.
pub(super) fn fitting(value: &Value, of: Type) -> Value {
    if value.of() == of {
        return value.clone();
    }
    Value::from_json(&value.to_json(), of).unwrap_or_else(|_| Value::unset(of))
}
