//! Leading customers through flows before they wait for an agent.
//!
//! A flow takes part in the conversation like anybody else. What it asks for is done at once where the core can do it;
//! the rest is an [effect](Effect), and the flow waits for the [answer](crate::Command::AnswerFlow). Whatever goes
//! wrong with a flow, the customer is handed to the queue of the deployment.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_conversation::{DisconnectReason, FlowPart, Party, Session, SessionKey, SessionKind};
use eyeline_flow::{
    Directory, EffectId, End, Failure, Fault, FlowRun, Limits, Named, Position, Reply, Start, Step, Value,
    World,
};
use eyeline_model::{CommunicationId, ConversationId, Duration, FlowId, Media, RoutingRequest, Timestamp};

use crate::{
    AnswerFlow, ContactCenter, Effect, Event, FlowTask, FlowTaskId,
    chats::join,
    flow_tasks::{Doing, Leave, is_done_elsewhere},
    running::{Kept, Running},
};

/// Why a flow goes on.
pub(crate) enum Way {
    /// The customer has written: the facts say what.
    Message,
    /// An answer has come.
    Answer(EffectId, Reply),
    /// Its time has come.
    Time,
}

/// What is done for a flow in one go; one that wants more runs away.
const TASKS_LIMIT: u32 = 1_000;
/// What is told of what went wrong in one go.
const FAULTS_LIMIT: usize = 20;
/// Flows that hand on one conversation to each other.
const FLOWS_LIMIT: usize = 32;
/// How long the world has for an answer where a flow does not say.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// What a run is shown, borrowed from nobody.
struct View {
    directory: Arc<Directory>,
    facts: BTreeMap<String, Value>,
    default_queue: Named,
}

impl View {
    fn world(&self) -> World<'_> {
        World {
            directory: &self.directory,
            facts: &self.facts,
            default_queue: Some(&self.default_queue),
            limits: Limits::default(),
        }
    }
}

impl ContactCenter {
    /// A flow leads the customer from now on, or a queue does if it cannot.
    pub(crate) fn enter_flow(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        flow: FlowId,
        request: RoutingRequest,
        message: Option<(String, Value)>,
        events: &mut Vec<Event>,
    ) {
        let version = self.configuration.flows.get(&flow).map_or(0, |flow| flow.published.version);
        let code = self.compiled.get(&(flow, version)).cloned();
        let Some(code) = code.filter(|_| self.flows_of(id) < FLOWS_LIMIT) else {
            return self.enter_queue(now, id, SessionKind::Message, request, events);
        };
        let queue = request.queue;
        let session = Session::connected(self.ids.next(), SessionKind::Message, now);
        let part = FlowPart { flow, version, request, run: None };
        let participant = join(&mut self.ids, now, Party::Flow(part), vec![session]);
        let communication = participant.sessions[0].id;
        let key = SessionKey { conversation: id, participant: participant.id, communication };
        self.conversation_mut(id).participants.push(participant);
        events.push(Event::FlowStarted { session: key, flow, version });
        let mut view = self.view(id, queue);
        view.facts.extend(message);
        let (run, step) = FlowRun::start(&code, now, Start::default(), &view.world());
        let at = Some((Kept { run, answer_by: None }, code));
        self.go_on(now, Running { session: key, flow, at }, step, &view, events);
    }

    fn flows_of(&self, id: ConversationId) -> usize {
        let participants = self.conversations[&id].participants.iter();
        participants.filter(|participant| matches!(participant.party, Party::Flow(_))).count()
    }

    fn view(&mut self, id: ConversationId, queue: eyeline_model::QueueId) -> View {
        View {
            directory: self.directory(),
            facts: self.facts(id),
            default_queue: self.as_default_queue(queue),
        }
    }

    /// The flow of a conversation goes on, if one runs in it.
    pub(crate) fn advance_flow(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        way: Way,
        message: Option<(String, Value)>,
        events: &mut Vec<Event>,
    ) {
        let Some(mut running) = self.runs.take(id) else { return };
        let queue = self.request_of(running.session).queue;
        let mut view = self.view(id, queue);
        view.facts.extend(message);
        let Some((kept, code)) = &mut running.at else {
            return self.rescue(now, running, "the flow cannot go on after a restart", events);
        };
        let world = view.world();
        let overdue = kept.answer_by.is_some_and(|by| by <= now);
        let asked = kept.run.awaited().map(|effect| effect.id).filter(|_| overdue);
        let step = match (way, asked) {
            (Way::Answer(effect, reply), _) => kept.run.resume(code, now, effect, reply, &world),
            (_, Some(effect)) => {
                let late = Reply::Failed(Failure::new("timeout", "there was no answer in time"));
                kept.run.resume(code, now, effect, late, &world)
            }
            (Way::Message, None) => kept.run.receive(code, now, &world),
            (Way::Time, None) => kept.run.wake(code, now, &world),
        };
        self.go_on(now, running, step, &view, events);
    }

    /// Does what a step has asked for, and what follows from that, until somebody else must do something.
    fn go_on(
        &mut self,
        now: Timestamp,
        mut running: Running,
        mut step: Step,
        view: &View,
        events: &mut Vec<Event>,
    ) {
        let session = running.session;
        let Some((mut kept, code)) = running.at.take() else { return };
        let (mut leave, mut faults) = (None, 0);
        for _ in 0..TASKS_LIMIT {
            let told = std::mem::take(&mut step.faults);
            let is_in_trouble = told.iter().any(|fault| !fault.handled);
            let told = told.into_iter().take(FAULTS_LIMIT - faults);
            let before = events.len();
            events.extend(told.map(|fault| Event::FlowFaulted { session, fault }));
            faults += events.len() - before;
            let mut answer = None;
            for effect in std::mem::take(&mut step.effects) {
                match self.do_task(now, session, effect.task, events) {
                    Doing::Done(reply) => answer = Some((effect.id, reply)),
                    // An error alone throws nobody out; error handling that takes its leave first does.
                    Doing::Leave(Leave::Nowhere) if is_in_trouble => {}
                    Doing::Leave(to) => {
                        leave = Some(to);
                        answer = Some((effect.id, Reply::Done));
                    }
                    Doing::Elsewhere(task) => self.ask_elsewhere(now, &running, &mut kept, effect.id, task),
                    Doing::Cancel(effect) => self.effects.push(cancelled(session, effect)),
                }
            }
            kept.answer_by = kept.answer_by.filter(|_| kept.run.awaited().is_some() && answer.is_none());
            step = match answer {
                Some((effect, reply)) => kept.run.resume(&code, now, effect, reply, &view.world()),
                None if kept.run.is_over() => return self.leave_flow(now, running, &kept.run, leave, events),
                None if kept.wake_at(&code).is_some_and(|at| at <= now) => {
                    kept.run.wake(&code, now, &view.world())
                }
                None => {
                    self.keep(session, Some(&kept));
                    let until = kept.wake_at(&code);
                    let asked = kept.run.awaited().map(|effect| effect.id);
                    events.push(Event::FlowWentOn { session, asked, until });
                    return self.runs.insert(Running { at: Some((kept, code)), ..running });
                }
            };
        }
        running.at = Some((kept, code));
        self.rescue(now, running, "the flow does more and more without waiting for anything", events);
    }

    fn ask_elsewhere(
        &mut self,
        now: Timestamp,
        running: &Running,
        kept: &mut Kept,
        effect: EffectId,
        task: eyeline_flow::Task,
    ) {
        let SessionKey { conversation, communication, .. } = running.session;
        let id = FlowTaskId { conversation, communication, effect };
        // A data action has a time-out of its own.
        let is_timed = matches!(task, eyeline_flow::Task::CallData(_));
        kept.answer_by = (!is_timed).then(|| now + ANSWER_WITHIN);
        self.effects.push(Effect::PerformFlowTask(Box::new(FlowTask { id, flow: running.flow, task })));
    }

    /// The flow's part is over, and somebody else goes on.
    fn leave_flow(
        &mut self,
        now: Timestamp,
        running: Running,
        run: &FlowRun,
        leave: Option<Leave>,
        events: &mut Vec<Event>,
    ) {
        let Running { session, flow, .. } = running;
        let id = session.conversation;
        let end = match &run.standing {
            eyeline_flow::Standing::Ended(end) => end.clone(),
            _ => End::Stopped,
        };
        let request = self.request_of(session).clone();
        self.keep(session, None);
        events.push(Event::FlowEnded { session, flow, end });
        if let Some(Leave::Nowhere) = leave {
            let own = |of: CommunicationId| {
                if of == session.communication { DisconnectReason::Client } else { DisconnectReason::Peer }
            };
            return self.end_media(now, id, Media::Message, own, events);
        }
        self.end_session(now, session, DisconnectReason::Transfer, events);
        match leave {
            Some(Leave::Queue(request)) => self.enter_queue(now, id, SessionKind::Message, *request, events),
            Some(Leave::Flow(next)) => self.enter_flow(now, id, next, request, None, events),
            Some(Leave::Nowhere) | None => self.enter_queue(now, id, SessionKind::Message, request, events),
        }
    }

    /// A flow that cannot go on: its customer waits in the queue instead.
    fn rescue(&mut self, now: Timestamp, mut running: Running, why: &str, events: &mut Vec<Event>) {
        let Running { session, flow, .. } = running;
        let fault =
            Fault { at: Position::START, action: String::new(), what: why.to_owned().into(), handled: false };
        events.push(Event::FlowFaulted { session, fault });
        self.stop_run(&mut running);
        let request = self.request_of(session).clone();
        self.keep(session, None);
        events.push(Event::FlowEnded { session, flow, end: End::Stopped });
        self.end_session(now, session, DisconnectReason::Transfer, events);
        self.enter_queue(now, session.conversation, SessionKind::Message, request, events);
    }

    /// Somebody else has ended the flow's session: the customer has left, or the system ends everything.
    pub(crate) fn stop_flow(&mut self, session: SessionKey, events: &mut Vec<Event>) {
        let is_it = |running: &Running| running.session == session;
        if !self.runs.get(session.conversation).is_some_and(is_it) {
            return;
        }
        let Some(mut running) = self.runs.take(session.conversation) else { return };
        self.stop_run(&mut running);
        self.keep(session, None);
        events.push(Event::FlowEnded { session, flow: running.flow, end: End::Stopped });
    }

    fn stop_run(&mut self, running: &mut Running) {
        let Some((kept, _)) = &mut running.at else { return };
        let asked = kept.run.awaited().filter(|effect| is_done_elsewhere(&effect.task));
        self.effects.extend(asked.map(|effect| cancelled(running.session, effect.id)));
        drop(kept.run.end());
    }

    /// The answer to what a flow had asked for. One that nobody waits for changes nothing.
    pub(crate) fn answer_flow(&mut self, now: Timestamp, answer: AnswerFlow, events: &mut Vec<Event>) {
        let AnswerFlow { task, reply } = answer;
        let waits = |running: &Running| {
            let kept = running.at.as_ref().map(|(kept, _)| kept);
            let awaited = kept.and_then(|kept| kept.run.awaited()).map(|effect| effect.id);
            running.session.communication == task.communication && awaited == Some(task.effect)
        };
        if self.runs.get(task.conversation).is_some_and(waits) {
            self.advance_flow(now, task.conversation, Way::Answer(task.effect, reply), None, events);
        }
    }
}

fn cancelled(session: SessionKey, effect: EffectId) -> Effect {
    let SessionKey { conversation, communication, .. } = session;
    Effect::CancelFlowTask(FlowTaskId { conversation, communication, effect })
}
