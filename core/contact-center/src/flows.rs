//! Leading customers through flows before they wait for an agent, and keeping them company while they do.
//!
//! A flow takes part in the conversation like anybody else, or within a [place in a queue](crate::in_queue). What
//! it asks for is done at once where the core can do it; the rest is an [effect](Effect), and the flow waits for
//! the [answer](crate::Command::AnswerFlow). Whatever goes wrong with a flow, the customer is handed to the queue
//! of the deployment, or stays where they wait.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_conversation::{DisconnectReason, FlowPart, Party, Session, SessionKey, SessionKind};
use eyeline_flow::{
    Directory, EffectId, End, Failure, Fault, FlowRun, Limits, Named, Position, Reply, Standing, Start, Step,
    Task, Value, World,
};
use eyeline_model::{CommunicationId, ConversationId, FlowId, Media, RoutingRequest, Timestamp};

use crate::{
    AnswerFlow, ContactCenter, Effect, Event, FlowTask, FlowTaskId,
    chats::{Entrance, join},
    flow_tasks::{Doing, Leave, answer_within, is_done_elsewhere},
    running::{Compiled, Going, Running},
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

/// What has become of what a step asked for.
#[derive(Default)]
struct Done {
    answer: Option<(EffectId, Reply)>,
    /// A module must answer.
    called: Option<(Compiled, Start)>,
    leave: Option<Leave>,
}

/// What a run is shown, borrowed from nobody.
pub(crate) struct View {
    directory: Arc<Directory>,
    facts: BTreeMap<String, Value>,
    default_queue: Named,
}

impl View {
    pub(crate) fn world(&self) -> World<'_> {
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
            return self.enter_queue(now, id, Entrance::new(SessionKind::Message, request), events);
        };
        let session = Session::connected(self.ids.next(), SessionKind::Message, now);
        let part = FlowPart { flow, version, request, run: None };
        let participant = join(&mut self.ids, now, Party::Flow(part), vec![session]);
        let communication = participant.sessions[0].id;
        let key = SessionKey { conversation: id, participant: participant.id, communication };
        self.conversation_mut(id).participants.push(participant);
        self.start_flow(now, key, (flow, version, code), message, events);
    }

    fn flows_of(&self, id: ConversationId) -> usize {
        let participants = self.conversations[&id].participants.iter();
        participants.filter(|participant| matches!(participant.party, Party::Flow(_))).count()
    }

    /// A flow begins where it takes part.
    pub(crate) fn start_flow(
        &mut self,
        now: Timestamp,
        session: SessionKey,
        (flow, version, code): Compiled,
        message: Option<(String, Value)>,
        events: &mut Vec<Event>,
    ) {
        events.push(Event::FlowStarted { session, flow, version });
        let view = self.view(now, session, message);
        let (run, step) = FlowRun::start(&code, now, Start::default(), &view.world());
        let running = Running { session, flow, going: Some(Going::new(run, code)) };
        self.go_on(now, running, step, view, events);
    }

    fn view(&mut self, now: Timestamp, session: SessionKey, message: Option<(String, Value)>) -> View {
        let queue = self.request_of(session).queue;
        let mut facts = self.facts(session.conversation);
        facts.extend(self.waiting_facts(now, session));
        facts.extend(message);
        View { directory: self.directory(), facts, default_queue: self.as_default_queue(queue) }
    }

    /// A flow goes on, if it runs.
    pub(crate) fn advance_flow(
        &mut self,
        now: Timestamp,
        session: SessionKey,
        way: Way,
        message: Option<(String, Value)>,
        events: &mut Vec<Event>,
    ) {
        let Some(mut running) = self.runs.take(session.conversation, session.communication) else { return };
        let view = self.view(now, session, message);
        let Some(going) = &mut running.going else {
            return self.rescue(now, running, "the flow cannot go on after a restart", events);
        };
        let world = view.world();
        let overdue = going.kept.answer_by.is_some_and(|by| by <= now);
        let asked = going.awaited().map(|effect| effect.id).filter(|_| overdue);
        let step = match (way, asked) {
            (Way::Answer(effect, reply), _) => going.resume(now, effect, reply, &world),
            (_, Some(effect)) => {
                let late = Reply::Failed(Failure::new("timeout", "there was no answer in time"));
                going.resume(now, effect, late, &world)
            }
            (Way::Message, None) => going.receive(now, &world),
            (Way::Time, None) => going.wake(now, &world),
        };
        self.go_on(now, running, step, view, events);
    }

    /// Does what a step has asked for, and what follows from that, until somebody else must do something.
    fn go_on(
        &mut self,
        now: Timestamp,
        mut running: Running,
        mut step: Step,
        mut view: View,
        events: &mut Vec<Event>,
    ) {
        let session = running.session;
        let Some(mut going) = running.going.take() else { return };
        let (mut leave, mut faults) = (None, 0);
        for _ in 0..TASKS_LIMIT {
            let told = std::mem::take(&mut step.faults);
            let is_in_trouble = told.iter().any(|fault| !fault.handled);
            let told = told.into_iter().take(FAULTS_LIMIT - faults);
            let before = events.len();
            events.extend(told.map(|fault| Event::FlowFaulted { session, fault }));
            faults += events.len() - before;
            let done = self.do_tasks(now, &running, &mut going, step.effects, is_in_trouble, events);
            leave = done.leave.or(leave);
            // What was just done may have moved the customer in line.
            view.facts.extend(self.waiting_facts(now, session));
            step = if let Some((effect, reply)) = done.answer {
                going.resume(now, effect, reply, &view.world())
            } else if let Some((module, start)) = done.called {
                going.begin_module(now, module, start, &view.world())
            } else if going.kept.run.is_over() || (leave.is_some() && going.module_is_over()) {
                running.going = Some(going);
                return self.leave_flow(now, running, leave, events);
            } else if going.module_is_over() {
                going.come_back(now, &view.world())
            } else if going.wake_at().is_some_and(|at| at <= now) {
                going.wake(now, &view.world())
            } else {
                self.keep(session, Some(&going.kept));
                let asked = going.awaited().map(|effect| effect.id);
                events.push(Event::FlowWentOn { session, asked, until: going.wake_at() });
                running.going = Some(going);
                return self.runs.insert(running);
            };
        }
        running.going = Some(going);
        self.rescue(now, running, "the flow does more and more without waiting for anything", events);
    }

    /// Does what a step has asked for, or hands it on. At most one of it wants an answer.
    fn do_tasks(
        &mut self,
        now: Timestamp,
        running: &Running,
        going: &mut Going,
        effects: Vec<eyeline_flow::Effect>,
        is_in_trouble: bool,
        events: &mut Vec<Event>,
    ) -> Done {
        let mut done = Done::default();
        for effect in effects {
            match self.do_task(now, running.session, effect.task, events) {
                Doing::Done(reply) => done.answer = Some((effect.id, reply)),
                // An error alone throws nobody out; error handling that takes its leave first does.
                Doing::Leave(Leave::Nowhere) if is_in_trouble => {}
                Doing::Leave(to) => {
                    done.leave = Some(to);
                    done.answer = Some((effect.id, Reply::Done));
                }
                Doing::Module(call) => match self.module(running.flow, going, &call) {
                    Ok(module) => {
                        let start = Start { inputs: call.inputs.reveal().clone(), after: None };
                        done.called = Some((module, start));
                    }
                    Err(failure) => done.answer = Some((effect.id, Reply::Failed(failure))),
                },
                Doing::Elsewhere(task) => {
                    going.kept.answer_by = answer_within(&task).map(|within| now + within);
                    self.ask_elsewhere(running, effect.id, task);
                }
                Doing::Cancel(effect) => self.effects.push(cancelled(running.session, effect)),
            }
        }
        let is_asked = going.awaited().is_some() && done.answer.is_none() && done.called.is_none();
        going.kept.answer_by = going.kept.answer_by.filter(|_| is_asked);
        done
    }

    fn ask_elsewhere(&mut self, running: &Running, effect: EffectId, task: Task) {
        let SessionKey { conversation, communication, .. } = running.session;
        let id = FlowTaskId { conversation, communication, effect };
        self.effects.push(Effect::PerformFlowTask(Box::new(FlowTask { id, flow: running.flow, task })));
    }

    /// The flow's part is over, and somebody else goes on.
    fn leave_flow(
        &mut self,
        now: Timestamp,
        mut running: Running,
        leave: Option<Leave>,
        events: &mut Vec<Event>,
    ) {
        let Running { session, flow, .. } = running;
        let id = session.conversation;
        let end = running.going.as_mut().map_or(End::Stopped, |going| {
            let end = going.innermost_end();
            going.end();
            end
        });
        let request = self.request_of(session).clone();
        self.keep(session, None);
        events.push(Event::FlowEnded { session, flow, end });
        if let Some(Leave::Nowhere) = leave {
            let own = |of: CommunicationId| {
                if of == session.communication { DisconnectReason::Client } else { DisconnectReason::Peer }
            };
            let media = self.session_mut(session).media();
            return self.end_media(now, id, media, own, events);
        }
        if self.is_place(session) {
            if let Some(Leave::Queue(request, in_queue)) = leave {
                self.leave_place(now, session, *request, in_queue, events);
            }
            return;
        }
        self.end_session(now, session, DisconnectReason::Transfer, events);
        let by_message = |request| Entrance::new(SessionKind::Message, request);
        match leave {
            Some(Leave::Queue(request, flow)) => {
                self.enter_queue(now, id, Entrance { flow, ..by_message(*request) }, events);
            }
            Some(Leave::Flow(next)) => self.enter_flow(now, id, next, request, None, events),
            Some(Leave::Nowhere) | None => self.enter_queue(now, id, by_message(request), events),
        }
    }

    /// A flow that cannot go on: its customer waits in the queue instead, or goes on waiting there.
    fn rescue(&mut self, now: Timestamp, mut running: Running, why: &str, events: &mut Vec<Event>) {
        let Running { session, flow, .. } = running;
        let fault =
            Fault { at: Position::START, action: String::new(), what: why.to_owned().into(), handled: false };
        events.push(Event::FlowFaulted { session, fault });
        self.stop_run(&mut running);
        let request = self.request_of(session).clone();
        self.keep(session, None);
        events.push(Event::FlowEnded { session, flow, end: End::Stopped });
        if self.is_place(session) {
            return;
        }
        self.end_session(now, session, DisconnectReason::Transfer, events);
        let entrance = Entrance::new(SessionKind::Message, request);
        self.enter_queue(now, session.conversation, entrance, events);
    }

    /// Somebody else has ended the flow's session: the customer has left, an agent has answered, or the system
    /// ends everything.
    pub(crate) fn stop_flow(&mut self, session: SessionKey, events: &mut Vec<Event>) {
        let Some(mut running) = self.runs.take(session.conversation, session.communication) else { return };
        self.stop_run(&mut running);
        self.keep(session, None);
        events.push(Event::FlowEnded { session, flow: running.flow, end: End::Stopped });
    }

    fn stop_run(&mut self, running: &mut Running) {
        let Some(going) = &mut running.going else { return };
        let asked = going.awaited().filter(|effect| is_done_elsewhere(&effect.task));
        self.effects.extend(asked.map(|effect| cancelled(running.session, effect.id)));
        going.end();
    }

    /// The customer has written: so hear the flows that lead them, or keep them company, in writing.
    pub(crate) fn tell_flows(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        said: &(String, Value),
        events: &mut Vec<Event>,
    ) {
        let conversation = &self.conversations[&id];
        let is_written = |session: &SessionKey| {
            let session = conversation.session(session.communication);
            session.is_some_and(|(_, session)| session.media() == Media::Message)
        };
        let hear: Vec<SessionKey> =
            self.runs.of(id).map(|running| running.session).filter(is_written).collect();
        for session in hear {
            self.advance_flow(now, session, Way::Message, Some(said.clone()), events);
        }
    }

    /// Whether a flow still waits for what it has asked for.
    pub fn awaits(&self, task: FlowTaskId) -> bool {
        self.asker(task).is_some()
    }

    /// The session whose flow waits for an answer.
    fn asker(&self, task: FlowTaskId) -> Option<SessionKey> {
        let running = self.runs.get(task.conversation, task.communication)?;
        let awaited = running.going.as_ref().and_then(Going::awaited).map(|effect| effect.id);
        (awaited == Some(task.effect)).then_some(running.session)
    }

    /// The answer to what a flow had asked for. One that nobody waits for changes nothing.
    pub(crate) fn answer_flow(&mut self, now: Timestamp, answer: AnswerFlow, events: &mut Vec<Event>) {
        let AnswerFlow { task, reply } = answer;
        if let Some(session) = self.asker(task) {
            self.advance_flow(now, session, Way::Answer(task.effect, reply), None, events);
        }
    }
}

impl Going {
    /// How the flow has ended, or the module that has ended everything.
    fn innermost_end(&self) -> End {
        let run = self.kept.modules.last().map_or(&self.kept.run, |module| &module.run);
        match &run.standing {
            Standing::Ended(end) => end.clone(),
            Standing::Waiting { .. } | Standing::Listening => End::Stopped,
        }
    }

    /// Goes on where the innermost module was called.
    fn come_back(&mut self, now: Timestamp, world: &World<'_>) -> Step {
        let nothing = Step { effects: Vec::new(), faults: Vec::new() };
        let Some((module, code)) = self.leave_module() else { return nothing };
        let Some(effect) = self.awaited().map(|effect| effect.id) else { return nothing };
        self.resume(now, effect, module.reply(&code), world)
    }
}

fn cancelled(session: SessionKey, effect: EffectId) -> Effect {
    let SessionKey { conversation, communication, .. } = session;
    Effect::CancelFlowTask(FlowTaskId { conversation, communication, effect })
}
