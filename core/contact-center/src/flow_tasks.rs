//! What flows ask for, and what the core does of it at once.

use std::collections::BTreeMap;

use eyeline_conversation::{
    Attributes, Callback, Content, Direction, ScreenPop, SessionKey, WrapUp, WrapUpLabel,
};
use eyeline_flow::{
    AcdTransfer, Call, EffectId, Elsewhere, Failure, FlowKind, Named, Reply, Screen, Task, Value,
};
use eyeline_model::{
    ConversationId, Duration, FlowId, LanguageId, Media, ParticipantId, Pii, RoutingRequest, ScoredAgent,
    SkillId, Timestamp,
};

use crate::{
    CallbackFor, ChangeRouting, ContactCenter, CreateCallback, Event, NewMessage, Refusal, SetAttributes,
};

/// How something is done that a flow has asked for.
pub(crate) enum Doing {
    /// It was tried at once.
    Done(Reply),
    /// The flow hands the customer on, which always succeeds.
    Leave(Leave),
    /// A common module must do it.
    Module(Call),
    /// Somebody else must do it.
    Elsewhere(Task),
    /// Nobody waits for it any more.
    Cancel(EffectId),
}

/// Where a flow hands the customer.
pub(crate) enum Leave {
    /// Into a queue, and kept company there by this flow instead of the queue's own.
    Queue(Box<RoutingRequest>, Option<FlowId>),
    /// To another flow.
    Flow(FlowId),
    /// Out.
    Nowhere,
}

/// How long the world has for an answer where a flow does not say.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// How long something may be heard, beyond the time that the flow says.
const HEARD_WITHIN: Duration = Duration::from_secs(30 * 60);

/// The longest music that is waited for.
const MUSIC_LIMIT: Duration = Duration::from_secs(24 * 3_600);

/// What the core cannot do itself, but somebody else can.
pub(crate) const fn is_done_elsewhere(task: &Task) -> bool {
    matches!(task, Task::CallData(_) | Task::LookUp(_) | Task::EvaluateSchedule { .. }) || is_heard(task)
}

/// What is done by whoever holds the line to a customer who listens.
const fn is_heard(task: &Task) -> bool {
    matches!(
        task,
        Task::Play { .. }
            | Task::Collect(_)
            | Task::Menu(_)
            | Task::Music(_)
            | Task::AnnounceWait(_)
            | Task::AnnouncePosition(_)
    )
}

/// How long the world has for an answer; none if the flow sees to that itself.
pub(crate) fn answer_within(task: &Task) -> Option<Duration> {
    match task {
        Task::CallData(_) => None,
        Task::Music(music) => {
            let said = music.duration.unwrap_or_default();
            Some(Duration(said.0.clamp(0, MUSIC_LIMIT.0) + HEARD_WITHIN.0))
        }
        task if is_heard(task) => Some(HEARD_WITHIN),
        _ => Some(ANSWER_WITHIN),
    }
}

/// What an agent's screen is to show; none takes away what was chosen before.
fn screen_pop(screen: Screen) -> Option<ScreenPop> {
    let text = |value: &Value| match value.to_json() {
        serde_json::Value::String(text) => Pii::new(text),
        other => Pii::new(other.to_string()),
    };
    let inputs = screen.inputs.reveal().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    Some(ScreenPop { script: screen.script?, inputs })
}

fn failed(kind: &str, message: impl Into<String>) -> Doing {
    Doing::Done(Reply::Failed(Failure::new(kind, message)))
}

/// What the core itself refuses a flow.
fn refused(refusal: &Refusal) -> Reply {
    Reply::Failed(Failure::new("refused", format!("{refusal:?}")))
}

fn replied(result: Result<(), Refusal>) -> Doing {
    Doing::Done(result.map_or_else(|refusal| refused(&refusal), |()| Reply::Done))
}

impl ContactCenter {
    pub(crate) fn do_task(
        &mut self,
        now: Timestamp,
        session: SessionKey,
        task: Task,
        events: &mut Vec<Event>,
    ) -> Doing {
        match task {
            Task::TransferToAcd(mut transfer) => {
                let in_queue = transfer.in_queue_flow.take();
                match self.request_for(session, *transfer) {
                    Ok(request) => {
                        let media = self.session_mut(session).media();
                        let flow = self.in_queue_flow_named(session, in_queue.as_deref(), media, events);
                        Doing::Leave(Leave::Queue(Box::new(request), flow))
                    }
                    Err(failure) => Doing::Done(Reply::Failed(failure)),
                }
            }
            Task::TransferToFlow(_) if self.is_place(session) => {
                failed("notSupported", "nobody goes from a queue to a flow")
            }
            Task::TransferToFlow(transfer) => {
                match self.flow_named(&transfer.flow, FlowKind::is_written_entry) {
                    Some((flow, ..)) => Doing::Leave(Leave::Flow(flow)),
                    None => failed("notFound", format!("there is no flow {:?} for messages", transfer.flow)),
                }
            }
            Task::Disconnect => Doing::Leave(Leave::Nowhere),
            Task::SendResponse { text } => {
                let content = Content { text: text.reveal().clone(), ..Content::default() };
                let message = NewMessage { id: self.ids.next(), content: Pii::new(content) };
                replied(self.accept_message(now, session, Direction::Outbound, message, events))
            }
            Task::GetParticipantData { names } => Doing::Done(Reply::Attributes(Pii::new(
                self.attributes_of(session.conversation, None, &names),
            ))),
            Task::SetParticipantData { attributes } => {
                replied(self.write_attributes(session.conversation, None, attributes, events))
            }
            Task::GetConversationData { of, names } => Doing::Done(match self.elsewhere(&of) {
                Some((id, participant)) => {
                    Reply::Attributes(Pii::new(self.attributes_of(id, participant, &names)))
                }
                None => Reply::NotFound,
            }),
            Task::SetConversationData { of, attributes } => match self.elsewhere(&of) {
                Some((id, participant)) => {
                    replied(self.write_attributes(id, participant, attributes, events))
                }
                None => failed("notFound", "there is no such conversation that goes on"),
            },
            Task::Find(find) => Doing::Done(self.found(&find).map_or(Reply::NotFound, Reply::Found)),
            Task::SetPriority { priority } if self.is_place(session) => {
                replied(self.change_place(session, Some(priority), None, None, events))
            }
            Task::SetPriority { priority } => {
                self.flow_part_mut(session).request.priority = priority;
                Doing::Done(Reply::Done)
            }
            Task::SetSkills { skills, language } => {
                Doing::Done(self.set_flow_skills(session, &skills, language, events))
            }
            Task::SetLanguage { .. } => Doing::Done(Reply::Done),
            Task::SetWrapupCode { code } => match self.code_named(&code) {
                Some(code) => {
                    let label = WrapUpLabel::Code(code);
                    let wrap_up = WrapUp { label, notes: None, at: now, provisional: false };
                    self.session_mut(session).wrap_up = Some(wrap_up);
                    Doing::Done(Reply::Done)
                }
                None => failed("notFound", format!("there is no wrap-up code {:?}", code.name)),
            },
            Task::SetScreenPop(screen) => {
                self.conversation_mut(session.conversation).screen_pop = screen_pop(screen);
                Doing::Done(Reply::Done)
            }
            Task::CreateCallback(callback) => Doing::Done(self.call_back(now, session, callback, events)),
            Task::CallModule(call) => Doing::Module(call),
            task if is_heard(&task) && self.session_mut(session).media() == Media::Message => {
                failed("notSupported", format!("no chat can {}", task.name()))
            }
            task if is_done_elsewhere(&task) => Doing::Elsewhere(task),
            Task::Cancel { effect } => Doing::Cancel(effect),
            Task::Play { .. }
            | Task::Collect(_)
            | Task::Menu(_)
            | Task::Music(_)
            | Task::AnnounceWait(_)
            | Task::AnnouncePosition(_)
            | Task::TransferToUser(_)
            | Task::TransferToNumber(_)
            | Task::CallData(_)
            | Task::LookUp(_)
            | Task::EvaluateSchedule { .. }
            | Task::SendAutoReply { .. } => {
                failed("notSupported", format!("nobody here can {}", task.name()))
            }
        }
    }

    /// What a transfer asks of routing. Where it says nothing, what the flow has set before holds: our choice. A
    /// preferred agent whom nobody knows is no preference.
    fn request_for(&self, session: SessionKey, transfer: AcdTransfer) -> Result<RoutingRequest, Failure> {
        let AcdTransfer { queue, skills, append_skills, language, priority, preferred, direct, .. } =
            transfer;
        let unknown = |named: &Named| {
            Failure::new("notFound", format!("there is no {} {:?}", named.of.name(), named.name))
        };
        let set = self.request_of(session);
        let to = self.queue_named(&queue).ok_or_else(|| unknown(&queue))?;
        let mut request = RoutingRequest { language: set.language, ..RoutingRequest::to(to) };
        request.priority = if priority == 0 { set.priority } else { priority };
        if append_skills || skills.is_empty() {
            request.skills.clone_from(&set.skills);
        }
        for skill in &skills {
            request.skills.insert(self.skill_named(skill).ok_or_else(|| unknown(skill))?);
        }
        if let Some(language) = &language {
            request.language = Some(self.language_named(language).ok_or_else(|| unknown(language))?);
        }
        request.preferred = preferred
            .iter()
            .filter_map(|pair| Some(ScoredAgent { agent: self.user_named(&pair.agent)?, score: pair.score }))
            .collect();
        request.direct = direct.as_ref().and_then(|user| self.user_named(user));
        let refused = |refusal: Refusal| Failure::new("refused", format!("{refusal:?}"));
        self.check_request(&request).map_err(refused)?;
        Ok(request)
    }

    /// Whoever waits asks for something else from now on.
    fn change_place(
        &mut self,
        place: SessionKey,
        priority: Option<i32>,
        skills: Option<Vec<SkillId>>,
        language: Option<LanguageId>,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let media = self.session_mut(place).media();
        let (conversation, language) = (place.conversation, language.map(Some));
        self.change_routing(ChangeRouting { conversation, media, priority, skills, language }, events)
    }

    fn set_flow_skills(
        &mut self,
        session: SessionKey,
        skills: &[Named],
        language: Option<Named>,
        events: &mut Vec<Event>,
    ) -> Reply {
        let ids: Option<Vec<SkillId>> = skills.iter().map(|skill| self.skill_named(skill)).collect();
        let spoken = language.as_ref().map(|language| self.language_named(language));
        match (ids, spoken) {
            (None, _) | (_, Some(None)) => {
                Reply::Failed(Failure::new("notFound", "there is no such skill or language"))
            }
            (Some(ids), spoken) if self.is_place(session) => {
                let changed = self.change_place(session, None, Some(ids), spoken.flatten(), events);
                changed.map_or_else(|refusal| refused(&refusal), |()| Reply::Done)
            }
            (Some(ids), spoken) => {
                let request = &mut self.flow_part_mut(session).request;
                request.skills = ids.into_iter().collect();
                request.language = spoken.flatten().or(request.language);
                Reply::Done
            }
        }
    }

    /// A live conversation that is not the flow's own, and one of its participants.
    fn elsewhere(&self, of: &Elsewhere) -> Option<(ConversationId, Option<ParticipantId>)> {
        let id: ConversationId = of.conversation.trim().parse().ok()?;
        let conversation = self.conversations.get(&id)?;
        let Some(participant) = &of.participant else { return Some((id, None)) };
        let participant = participant.trim().parse().ok()?;
        conversation.participant(participant).map(|found| (id, Some(found.id)))
    }

    /// Attributes of a participant, or else of the customer.
    fn attributes_of(
        &self,
        id: ConversationId,
        participant: Option<ParticipantId>,
        names: &[String],
    ) -> BTreeMap<String, String> {
        let conversation = &self.conversations[&id];
        let of = match participant {
            Some(participant) => conversation.participant(participant),
            None => conversation.customer(),
        };
        let known = |name: &String| {
            let value = of?.attributes.get(name)?;
            Some((name.clone(), value.reveal().clone()))
        };
        names.iter().filter_map(known).collect()
    }

    fn write_attributes(
        &mut self,
        conversation: ConversationId,
        participant: Option<ParticipantId>,
        attributes: Pii<BTreeMap<String, Option<String>>>,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let customer = self.conversations[&conversation].customer().map(|customer| customer.id);
        let participant = participant.or(customer).expect("every conversation has a customer");
        let attributes = attributes.reveal().iter();
        let attributes =
            attributes.map(|(name, value)| (name.clone(), value.clone().map(Pii::new))).collect();
        self.set_attributes(SetAttributes { conversation, participant, attributes }, events)
    }

    /// Promises the customer a callback in the same conversation.
    fn call_back(
        &mut self,
        now: Timestamp,
        session: SessionKey,
        wanted: eyeline_flow::Callback,
        events: &mut Vec<Event>,
    ) -> Reply {
        let Some(queue) = self.queue_named(&wanted.queue) else {
            return Reply::Failed(Failure::new(
                "notFound",
                format!("there is no queue {:?}", wanted.queue.name),
            ));
        };
        let id = session.conversation;
        let customer = self.conversations[&id].customer().expect("every conversation has a customer").id;
        let callback = Callback {
            numbers: vec![wanted.number],
            user_name: wanted.callee,
            script: wanted.script.and_then(|screen| screen.script),
            scheduled_for: None,
        };
        let create = CreateCallback {
            conversation: id,
            customer: CallbackFor::Existing(customer),
            request: RoutingRequest { queue, ..self.request_of(session).clone() },
            callback,
            attributes: Attributes::default(),
        };
        // Whoever has waited for it keeps the time in line.
        let since = self.waits_since(session);
        let promised = self.promise_callback(now, create, since, events);
        promised.map_or_else(|refusal| refused(&refusal), |()| Reply::Done)
    }
}
