//! Chats, from a guest's first words on.

use eyeline_acd::LastAgentMode;
use eyeline_conversation::{
    Conversation, Direction, Message, MessageStatus, Participant, Party, Session, SessionKey, SessionKind,
};
use eyeline_model::{ConversationId, FlowId, Ids, Media, QueueEntry, RoutingRequest, Timestamp};

use crate::{
    ContactCenter, Event, MarkMessage, NewMessage, ObjectKey, ReceiveMessage, Refusal, SendMessage,
    SessionOf, StartChat, attributes::check_attributes, longest_wait::ends_at,
};

/// How a conversation comes to a queue.
pub(crate) struct Entrance {
    pub(crate) kind: SessionKind,
    pub(crate) request: RoutingRequest,
    /// As if it had come then; none for now.
    pub(crate) since: Option<Timestamp>,
    /// What keeps the customer company, instead of the queue's own flow.
    pub(crate) flow: Option<FlowId>,
}

impl Entrance {
    pub(crate) const fn new(kind: SessionKind, request: RoutingRequest) -> Self {
        Self { kind, request, since: None, flow: None }
    }
}

impl ContactCenter {
    pub(crate) fn start_chat(
        &mut self,
        now: Timestamp,
        chat: StartChat,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let StartChat { conversation: id, deployment, customer, attributes, language, message } = chat;
        let deployment = self.configuration.deployments.get(&deployment);
        let deployment = deployment.ok_or(Refusal::Unknown(ObjectKey::Deployment(chat.deployment)))?;
        let (queue, flow) = (deployment.queue, deployment.flow);
        let request = RoutingRequest { language, ..RoutingRequest::to(queue) };
        self.check_request(&request)?;
        self.check_new(id)?;
        check_attributes(&attributes)?;
        let mut conversation = Conversation::new(id, now);
        let session = Session::connected(self.ids.next(), SessionKind::Message, now);
        let participant = join(&mut self.ids, now, Party::Customer(customer), vec![session]);
        conversation.participants.push(Participant { attributes, ..participant });
        self.conversations.insert(id, conversation);
        events.push(Event::ConversationStarted { conversation: id });
        let said = message.as_ref().map(|message| self.message_fact(id, message.id, &message.content));
        if let Some(message) = message {
            self.receive_message(now, ReceiveMessage { conversation: id, message }, events)?;
        }
        match flow {
            Some(flow) => self.enter_flow(now, id, flow, request, said, events),
            None => self.enter_queue(now, id, Entrance::new(SessionKind::Message, request), events),
        }
        Ok(())
    }

    pub(crate) fn check_new(&self, id: ConversationId) -> Result<(), Refusal> {
        if self.conversations.contains_key(&id) { Err(Refusal::ConversationExists(id)) } else { Ok(()) }
    }

    pub(crate) fn receive_message(
        &mut self,
        now: Timestamp,
        receive: ReceiveMessage,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let conversation = self.known_conversation(receive.conversation)?;
        let customer = conversation.customer().expect("every conversation has a customer");
        let session =
            customer.session_on(Media::Message).ok_or(Refusal::WrongMedia { wanted: Media::Message })?;
        let key = conversation.key(customer, session);
        let said = self.message_fact(key.conversation, receive.message.id, &receive.message.content);
        self.accept_message(now, key, Direction::Inbound, receive.message, events)?;
        self.tell_flows(now, key.conversation, &said, events);
        Ok(())
    }

    pub(crate) fn send_message(
        &mut self,
        now: Timestamp,
        send: SendMessage,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let SendMessage { conversation, communication, message } = send;
        let found = self.known_agent_session(SessionOf { conversation, communication })?;
        if found.session.media() != Media::Message {
            return Err(Refusal::WrongMedia { wanted: Media::Message });
        }
        self.accept_message(now, found.key, Direction::Outbound, message, events)
    }

    pub(crate) fn accept_message(
        &mut self,
        now: Timestamp,
        key: SessionKey,
        direction: Direction,
        message: NewMessage,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let conversation = self.conversation_mut(key.conversation);
        if conversation.messages.get(message.id).is_some() {
            return Err(Refusal::MessageExists(message.id));
        }
        let session = conversation.session(key.communication).expect("the session was looked up before").1;
        if !session.stage.is_connected() {
            return Err(session.stage.instead_of("connected").into());
        }
        let NewMessage { id, content } = message;
        let message =
            Message { id, sender: key.communication, direction, at: now, status: MessageStatus::Sent };
        conversation.messages.push(message.clone());
        events.push(Event::Messaged { session: key, message, content });
        Ok(())
    }

    pub(crate) fn mark_message(&mut self, mark: MarkMessage, events: &mut Vec<Event>) -> Result<(), Refusal> {
        let MarkMessage { conversation, message, status } = mark;
        self.known_conversation(conversation)?;
        let messages = &mut self.conversation_mut(conversation).messages;
        messages.get(message).ok_or(Refusal::UnknownMessage(message))?;
        if messages.advance(message, status) {
            events.push(Event::MessageAdvanced { conversation, message, status });
        }
        Ok(())
    }

    /// The ACD takes part from now on, holding a place in the queue, in which the queue's flow keeps company.
    pub(crate) fn enter_queue(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        entrance: Entrance,
        events: &mut Vec<Event>,
    ) {
        let flow = entrance.flow;
        let place = self.take_place(now, id, entrance, events);
        self.keep_company(now, place, flow, events);
    }

    /// The ACD takes part from now on, holding a place in the queue.
    pub(crate) fn take_place(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        entrance: Entrance,
        events: &mut Vec<Event>,
    ) -> SessionKey {
        let Entrance { kind, request, since, .. } = entrance;
        let media = kind.media();
        let request = self.with_last_agent(id, request);
        let entry = self.acd.place(now, media, request.clone());
        let entry = QueueEntry { enqueued_at: since.unwrap_or(now), ..entry };
        let ends_at = ends_at(&entry);
        self.acd.enqueue(eyeline_acd::Work { conversation: id, media }, entry.clone());
        let session = Session::connected(self.ids.next(), kind, now);
        let acd = join(&mut self.ids, now, Party::Acd(entry), vec![session]);
        let key = SessionKey { conversation: id, participant: acd.id, communication: acd.sessions[0].id };
        self.conversation_mut(id).participants.push(acd);
        self.timers.add(ends_at, key);
        events.push(Event::Queued { session: key, media, request });
        key
    }
}

impl ContactCenter {
    /// A request in which the agent is named who spoke with the customer last, if that matters to the queue.
    fn with_last_agent(&self, id: ConversationId, request: RoutingRequest) -> RoutingRequest {
        let queue = self.configuration.queues.get(&request.queue);
        if queue.is_none_or(|queue| queue.routing.last_agent == LastAgentMode::Disabled) {
            return request;
        }
        let sessions: Vec<_> = self.conversations[&id].sessions().collect();
        let spoke = sessions.iter().rev().filter(|(_, session)| session.connected_at().is_some());
        // Whoever has left the organization is not waited for.
        let mut spoke = spoke.filter_map(|(who, _)| who.agent());
        let last_agent = spoke.find(|agent| self.configuration.users.contains_key(agent));
        let last_agent = request.last_agent.or(last_agent);
        RoutingRequest { last_agent, ..request }
    }
}

/// A participant without attributes.
pub(crate) fn join(ids: &mut Ids, now: Timestamp, party: Party, sessions: Vec<Session>) -> Participant {
    Participant { id: ids.next(), joined_at: now, party, attributes: Default::default(), sessions }
}
