//! Callbacks: promised, waiting for their time, and due.

use eyeline_acd::Work;
use eyeline_conversation::{
    Attributes, Callback, Conversation, Customer, Participant, Party, Session, SessionKey, SessionKind, Stage,
};
use eyeline_model::{CommunicationId, ConversationId, Media, ParticipantId, RoutingRequest, Timestamp};

use crate::{
    CallbackFor, ContactCenter, CreateCallback, Event, Refusal, RescheduleCallback,
    attributes::check_attributes,
    chats::{Entrance, join},
    longest_wait::ends_at,
};

impl ContactCenter {
    pub(crate) fn create_callback(
        &mut self,
        now: Timestamp,
        create: CreateCallback,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.promise_callback(now, create, None, events)
    }

    /// Promises a callback that waits as if it had been promised at `since`.
    pub(crate) fn promise_callback(
        &mut self,
        now: Timestamp,
        create: CreateCallback,
        since: Option<Timestamp>,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let CreateCallback { conversation: id, customer, request, callback, attributes } = create;
        self.check_request(&request)?;
        let due = callback.scheduled_for.filter(|due| *due > now);
        let session = |communication: CommunicationId| match due {
            Some(due) => Session::scheduled(communication, callback.clone(), now, due),
            None => Session::connected(communication, SessionKind::Callback(callback.clone()), now),
        };
        match customer {
            CallbackFor::New(customer) => {
                self.check_new(id)?;
                check_attributes(&attributes)?;
                let session = session(self.ids.next());
                self.start_with(now, id, customer, session, events);
            }
            CallbackFor::Existing(participant) => {
                let mut known = self.called_back(id, participant)?.attributes.clone();
                known.extend(attributes.clone());
                check_attributes(&known)?;
                let session = session(self.ids.next());
                let conversation = self.conversation_mut(id);
                let customer = conversation.participant_mut(participant).expect("checked above");
                customer.sessions.push(session);
            }
        }
        self.learn(id, attributes, events);
        match due {
            Some(due) => self.schedule(now, id, callback, request, due, events),
            None => {
                let entrance = Entrance::new(SessionKind::Callback(callback), request);
                self.enter_queue(now, id, Entrance { since, ..entrance }, events);
            }
        }
        Ok(())
    }

    /// The customer of a live conversation who has no callback yet; anybody else is refused.
    fn called_back(&self, id: ConversationId, participant: ParticipantId) -> Result<&Participant, Refusal> {
        let conversation = self.known_conversation(id)?;
        let found = conversation.participant(participant).ok_or(Refusal::UnknownParticipant(participant))?;
        if !matches!(found.party, Party::Customer(_)) {
            return Err(Refusal::NotACustomer(participant));
        }
        if conversation.ended_at.is_some() {
            return Err(Refusal::UnknownConversation(id));
        }
        match conversation.live_on(Media::Callback).next() {
            Some(_) => Err(Refusal::AlreadyOn(Media::Callback)),
            None => Ok(found),
        }
    }

    fn start_with(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        customer: Customer,
        session: Session,
        events: &mut Vec<Event>,
    ) {
        let mut conversation = Conversation::new(id, now);
        conversation.participants.push(join(&mut self.ids, now, Party::Customer(customer), vec![session]));
        self.conversations.insert(id, conversation);
        events.push(Event::ConversationStarted { conversation: id });
    }

    /// Adds to what is known about the customer.
    fn learn(&mut self, id: ConversationId, attributes: Attributes, events: &mut Vec<Event>) {
        if attributes.is_empty() {
            return;
        }
        let participants = &mut self.conversation_mut(id).participants;
        let is_customer = |participant: &&mut Participant| matches!(participant.party, Party::Customer(_));
        let customer = participants.iter_mut().find(is_customer).expect("every conversation has a customer");
        customer.attributes.extend(attributes);
        let (participant, attributes) = (customer.id, customer.attributes.clone());
        events.push(Event::AttributesChanged { conversation: id, participant, attributes });
    }

    /// Keeps the place that the callback will take at its time.
    fn schedule(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        callback: Callback,
        request: RoutingRequest,
        due: Timestamp,
        events: &mut Vec<Event>,
    ) {
        let queue = request.queue;
        let entry = self.acd.place_promised(due, Media::Callback, request);
        let session = Session::scheduled(self.ids.next(), callback, now, due);
        let stage = session.stage;
        let acd = join(&mut self.ids, now, Party::Acd(entry), vec![session]);
        let key = SessionKey { conversation: id, participant: acd.id, communication: acd.sessions[0].id };
        self.conversation_mut(id).participants.push(acd);
        self.timers.set(key, stage);
        events.push(Event::CallbackScheduled { session: key, queue, due });
    }

    pub(crate) fn reschedule_callback(
        &mut self,
        now: Timestamp,
        reschedule: RescheduleCallback,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let RescheduleCallback { conversation: id, due } = reschedule;
        // Nobody gets ahead of others by a time that has passed.
        let due = due.max(now);
        let conversation = self.known_conversation(id)?;
        let held = conversation.queue_entry(Media::Callback).ok_or(Refusal::NotWaiting(Media::Callback))?;
        let (participant, session, entry) = held;
        let Stage::Scheduled { .. } = session.stage else {
            return Err(session.stage.instead_of("scheduled").into());
        };
        let (key, stage, queue) =
            (conversation.key(participant, session), session.stage, entry.request.queue);
        self.timers.clear(key, stage);
        self.move_to(id, due);
        events.push(Event::CallbackScheduled { session: key, queue, due });
        if due == now {
            self.callback_arrives(now, key, events);
        } else {
            self.timers.set(key, Stage::Scheduled { due });
        }
        Ok(())
    }

    fn move_to(&mut self, id: ConversationId, due: Timestamp) {
        let conversation = self.conversation_mut(id);
        for session in scheduled(conversation) {
            session.reschedule(due).expect("only scheduled sessions are moved");
        }
        let Some(mut entry) = conversation.queue_entry(Media::Callback).map(|(.., entry)| entry.clone())
        else {
            return;
        };
        self.acd.move_promised(&mut entry, Media::Callback, due);
        if let Some(kept) = self.conversation_mut(id).queue_entry_mut(Media::Callback) {
            *kept = entry;
        }
    }

    /// A callback's time has come: it waits from the promised time on, however late that is noticed.
    pub(crate) fn callback_arrives(&mut self, now: Timestamp, key: SessionKey, events: &mut Vec<Event>) {
        let id = key.conversation;
        let conversation = self.conversation_mut(id);
        for session in scheduled(conversation) {
            session.arrive(now).expect("only scheduled sessions arrive");
        }
        let (.., entry) = conversation.queue_entry(Media::Callback).expect("a timer runs only for a promise");
        let entry = entry.clone();
        let request = entry.request.clone();
        self.timers.add(ends_at(&entry), key);
        self.acd.enqueue(Work { conversation: id, media: Media::Callback }, entry);
        events.push(Event::Queued { session: key, media: Media::Callback, request });
        self.keep_company(now, key, None, events);
    }
}

/// The customer's and the ACD's session of a promise.
fn scheduled(conversation: &mut Conversation) -> impl Iterator<Item = &mut Session> {
    conversation
        .participants
        .iter_mut()
        .flat_map(|participant| &mut participant.sessions)
        .filter(|session| matches!(session.stage, Stage::Scheduled { .. }))
}
