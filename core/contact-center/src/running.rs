//! Flows that run: what is kept of them, and when they go on by themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eyeline_conversation::{FlowPart, InQueueFlow, Party, SessionKey};
use eyeline_flow::{Directory, Effect, EffectId, Flow, FlowRun, Limits, Reply, Start, Step, Task, World};
use eyeline_model::{CommunicationId, ConversationId, FlowId, Pii, RoutingRequest, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ContactCenter, modules::ModuleRun};

/// A flow that can run: which, in which version, and its code.
pub(crate) type Compiled = (FlowId, u32, Arc<Flow>);

/// What a crash must not take away: the conversation has it as text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) run: FlowRun,
    /// The common modules it is in: the first was called by the flow, each other one by the one before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) modules: Vec<ModuleRun>,
    /// Until when the world has to answer what it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer_by: Option<Timestamp>,
}

/// What is kept of a flow, and the code it runs in.
#[derive(Debug)]
pub(crate) struct Going {
    pub(crate) kept: Kept,
    pub(crate) code: Arc<Flow>,
    /// Of the modules, in the same order.
    pub(crate) modules: Vec<Arc<Flow>>,
}

/// A flow that runs in a conversation.
#[derive(Debug)]
pub(crate) struct Running {
    /// Where it takes part: as a participant of its own, or within a place in a queue.
    pub(crate) session: SessionKey,
    pub(crate) flow: FlowId,
    /// How far it is; none if that or its code cannot be had any more.
    pub(crate) going: Option<Going>,
}

impl Running {
    /// When it goes on by itself. One that cannot go on at all is overdue.
    fn wake_at(&self) -> Option<Timestamp> {
        let Some(going) = &self.going else { return Some(Timestamp(i64::MIN)) };
        going.wake_at()
    }
}

impl Going {
    pub(crate) fn new(run: FlowRun, code: Arc<Flow>) -> Self {
        Self { kept: Kept { run, modules: Vec::new(), answer_by: None }, code, modules: Vec::new() }
    }

    pub(crate) fn wake_at(&self) -> Option<Timestamp> {
        let Kept { run, modules, answer_by } = &self.kept;
        let modules = modules.iter().zip(&self.modules);
        let wakes = modules.filter_map(|(module, code)| module.run.wake_at(code, &Limits::default()));
        wakes.chain(run.wake_at(&self.code, &Limits::default())).chain(*answer_by).min()
    }

    /// What is awaited from the world: by the innermost module, for the others wait for that.
    pub(crate) fn awaited(&self) -> Option<&Effect> {
        self.kept.modules.last().map_or(&self.kept.run, |module| &module.run).awaited()
    }

    /// The run that goes on next, and its code.
    fn innermost(&mut self) -> (&mut FlowRun, &Flow) {
        match (self.kept.modules.last_mut(), self.modules.last()) {
            (Some(module), Some(code)) => (&mut module.run, code),
            _ => (&mut self.kept.run, &self.code),
        }
    }

    pub(crate) fn resume(
        &mut self,
        now: Timestamp,
        effect: EffectId,
        reply: Reply,
        world: &World<'_>,
    ) -> Step {
        let (run, code) = self.innermost();
        run.resume(code, now, effect, reply, world)
    }

    /// The customer has written. Who waits for a module only takes note of it.
    pub(crate) fn receive(&mut self, now: Timestamp, world: &World<'_>) -> Step {
        if !self.kept.modules.is_empty() {
            self.kept.run.receive(&self.code, now, world);
        }
        let (run, code) = self.innermost();
        run.receive(code, now, world)
    }

    /// Its time has come. When the flow itself has taken too long, so have its modules: nobody waits any more for
    /// what they had asked for.
    pub(crate) fn wake(&mut self, now: Timestamp, world: &World<'_>) -> Step {
        let deadline = self.kept.run.wake_at(&self.code, &Limits::default());
        if self.kept.modules.is_empty() || deadline.is_none_or(|deadline| deadline > now) {
            let (run, code) = self.innermost();
            return run.wake(code, now, world);
        }
        let asked = self.awaited().map(|effect| effect.id);
        while self.leave_module().is_some() {}
        let called = self.awaited().map(|effect| effect.id);
        let mut step = self.kept.run.wake(&self.code, now, world);
        // The flow had asked only its modules, and they somebody else.
        step.effects
            .retain(|effect| !matches!(effect.task, Task::Cancel { effect } if Some(effect) == called));
        let cancel = |effect| Effect { id: effect, task: Task::Cancel { effect } };
        step.effects.splice(0..0, asked.map(cancel));
        step
    }

    /// Begins a module: whoever has called it awaits its end.
    pub(crate) fn begin_module(
        &mut self,
        now: Timestamp,
        (flow, version, code): Compiled,
        start: Start,
        world: &World<'_>,
    ) -> Step {
        let after = Some(self.innermost().0.latest_effect());
        let (run, step) = FlowRun::start(&code, now, Start { after, ..start }, world);
        self.kept.modules.push(ModuleRun { flow, version, run });
        self.modules.push(code);
        step
    }

    /// Whether the innermost module has come to its end.
    pub(crate) fn module_is_over(&self) -> bool {
        self.kept.modules.last().is_some_and(|module| module.run.is_over())
    }

    /// Takes the innermost module away. Numbers it has used for its effects are not used again.
    pub(crate) fn leave_module(&mut self) -> Option<(ModuleRun, Arc<Flow>)> {
        let left = self.kept.modules.pop().zip(self.modules.pop())?;
        self.innermost().0.count_on_from(left.0.run.latest_effect());
        Some(left)
    }

    /// Ends everything. Nobody waits for an answer any more.
    pub(crate) fn end(&mut self) {
        while self.leave_module().is_some() {}
        drop(self.kept.run.end());
    }
}

/// The flows that run, by their conversation and session.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    running: BTreeMap<(ConversationId, CommunicationId), Running>,
    wakes: BTreeSet<(Timestamp, ConversationId, CommunicationId)>,
    /// Who and what there is, for flows; none once the configuration has changed.
    pub(crate) directory: Option<Arc<Directory>>,
}

impl Runs {
    pub(crate) fn get(&self, conversation: ConversationId, session: CommunicationId) -> Option<&Running> {
        self.running.get(&(conversation, session))
    }

    /// The flows that run in a conversation.
    pub(crate) fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &Running> {
        let first = (conversation, CommunicationId(Uuid::nil()));
        self.running
            .range(first..)
            .map(|(_, running)| running)
            .take_while(move |running| running.session.conversation == conversation)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Running> {
        self.running.values()
    }

    pub(crate) fn insert(&mut self, running: Running) {
        let SessionKey { conversation, communication, .. } = running.session;
        if let Some(at) = running.wake_at() {
            self.wakes.insert((at, conversation, communication));
        }
        self.running.insert((conversation, communication), running);
    }

    pub(crate) fn take(&mut self, conversation: ConversationId, session: CommunicationId) -> Option<Running> {
        let running = self.running.remove(&(conversation, session))?;
        if let Some(at) = running.wake_at() {
            self.wakes.remove(&(at, conversation, session));
        }
        Some(running)
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.wakes.first().map(|(at, ..)| *at)
    }

    /// Where the flow runs that goes on first, if it is time.
    pub(crate) fn due(&self, now: Timestamp) -> Option<SessionKey> {
        let (_, conversation, session) = self.wakes.first().filter(|(at, ..)| *at <= now)?;
        self.get(*conversation, *session).map(|running| running.session)
    }
}

impl ContactCenter {
    /// Writes down how far a flow has come, where it survives a crash.
    pub(crate) fn keep(&mut self, session: SessionKey, kept: Option<&Kept>) {
        let text = kept.map(|kept| Pii::new(serde_json::to_string(kept).expect("a run is JSON")));
        let run = if self.is_place(session) {
            let flow = self.session_mut(session).in_queue_flow.as_mut();
            &mut flow.expect("a flow that runs in a queue was written down").run
        } else {
            &mut self.flow_part_mut(session).run
        };
        *run = text;
    }

    /// Whether a session is a place in a queue.
    pub(crate) fn is_place(&self, session: SessionKey) -> bool {
        let participant = self.conversations[&session.conversation].participant(session.participant);
        participant.is_some_and(|participant| matches!(participant.party, Party::Acd(_)))
    }

    /// What will be asked of routing when the flow of a session hands over.
    pub(crate) fn flow_part_mut(&mut self, session: SessionKey) -> &mut FlowPart {
        let participant = self.conversation_mut(session.conversation).participant_mut(session.participant);
        match participant.map(|participant| &mut participant.party) {
            Some(Party::Flow(part)) => part,
            _ => unreachable!("a flow that runs takes part"),
        }
    }

    /// What is asked of routing where a flow runs, or will be when it hands over.
    pub(crate) fn request_of(&self, session: SessionKey) -> &RoutingRequest {
        let participant = self.conversations[&session.conversation].participant(session.participant);
        match participant.map(|participant| &participant.party) {
            Some(Party::Flow(part)) => &part.request,
            Some(Party::Acd(entry)) => &entry.request,
            _ => unreachable!("a flow that runs takes part"),
        }
    }

    /// A flow goes on after a restart where it was. One whose words are not understood any more is overdue, and then
    /// goes to its queue, or leaves whoever waits there alone.
    pub(crate) fn restore_flow(&mut self, flow: InQueueFlow, session: SessionKey) {
        let code = self.compiled.get(&(flow.flow, flow.version)).cloned();
        let kept: Option<Kept> = flow.run.and_then(|run| serde_json::from_str(run.reveal()).ok());
        let going = kept.zip(code).and_then(|(kept, code)| {
            let compiled = |module: &ModuleRun| self.compiled.get(&(module.flow, module.version)).cloned();
            let modules = kept.modules.iter().map(compiled).collect::<Option<Vec<_>>>()?;
            Some(Going { kept, code, modules })
        });
        self.runs.insert(Running { session, flow: flow.flow, going });
    }
}
