//! From one queue to another, without an answer in between.

use eyeline_acd::{Departure, Work};
use eyeline_conversation::{
    Callback, Conversation, DisconnectReason, Party, Session, SessionKey, SessionKind,
};
use eyeline_model::{ConversationId, Media, QueueId, RequestTransfer, Timestamp};

use crate::{ContactCenter, Event, chats::Entrance};

impl ContactCenter {
    /// The line is too long: what waits goes where the queue's rule says.
    pub(crate) fn overflow(&mut self, now: Timestamp, work: Work, to: QueueId, events: &mut Vec<Event>) {
        let entry = self.conversations[&work.conversation].queue_entry(work.media).map(|(.., entry)| entry);
        let from = entry.and_then(|entry| self.configuration.queues.get(&entry.request.queue));
        let rule = from.and_then(|from| from.routing.overflow[work.media]);
        let as_callback = rule.is_some_and(|rule| rule.as_callback);
        self.flow_out(now, work, to, as_callback, events);
    }

    /// What waits goes to another queue. What has been there stays where it is, and so does a chat that should become a
    /// callback when there is one already.
    pub(crate) fn flow_out(
        &mut self,
        now: Timestamp,
        work: Work,
        to: QueueId,
        as_callback: bool,
        events: &mut Vec<Event>,
    ) {
        let Work { conversation: id, media } = work;
        let conversation = &self.conversations[&id];
        let becomes = if as_callback { Media::Callback } else { media };
        let is_taken = becomes != media && conversation.live_on(becomes).next().is_some();
        if is_taken || has_waited_in(conversation, to, becomes) {
            return;
        }
        let (participant, session, entry) =
            conversation.queue_entry(media).expect("what should go elsewhere waits");
        let (key, kind, entry) =
            (conversation.key(participant, session), session.kind.clone(), entry.clone());
        let from = entry.request.queue;
        let ringing = self.acd.withdraw(now, work, Departure::FlowedOut);
        debug_assert_eq!(ringing, None, "what rings stays");
        events.push(Event::FlowedOut { session: key, media, from, to, as_callback });
        self.end_session(now, key, DisconnectReason::Transfer, events);
        let kind = if becomes == media { kind } else { self.turn_into_callback(now, id, events) };
        let since = as_callback.then_some(entry.enqueued_at);
        // Nobody has handed it on, so the organization's rule for that does not apply.
        let request = entry.request.transferred(RequestTransfer { to, strips_skills: false });
        self.enter_queue(now, id, Entrance { since, ..Entrance::new(kind, request) }, events);
    }

    /// The customer no longer chats, but waits to be called back.
    fn turn_into_callback(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        events: &mut Vec<Event>,
    ) -> SessionKind {
        let conversation = &self.conversations[&id];
        let customer = conversation.customer().expect("every conversation has a customer");
        let name = match &customer.party {
            Party::Customer(customer) => customer.name.clone(),
            _ => None,
        };
        let chats = conversation.live_on(Media::Message);
        let chats: Vec<SessionKey> =
            chats.map(|(participant, session)| conversation.key(participant, session)).collect();
        let customer = customer.id;
        for chat in chats {
            self.end_session(now, chat, DisconnectReason::Transfer, events);
        }
        let kind = SessionKind::Callback(Callback { user_name: name, ..Callback::default() });
        let session = Session::connected(self.ids.next(), kind.clone(), now);
        let customer = self.conversation_mut(id).participant_mut(customer).expect("found above");
        customer.sessions.push(session);
        kind
    }
}

/// Whether a conversation has waited in a queue on a medium.
fn has_waited_in(conversation: &Conversation, queue: QueueId, media: Media) -> bool {
    conversation.sessions().any(|(participant, session)| match &participant.party {
        Party::Acd(entry) => entry.request.queue == queue && session.media() == media,
        _ => false,
    })
}
