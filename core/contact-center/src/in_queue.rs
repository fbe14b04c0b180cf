//! Keeping company those who wait: a queue's flow for their medium, or the one a transfer asks for.
//!
//! The flow begins when a conversation takes its place in a queue, and goes on while an agent's desk rings. It
//! ends when an agent answers, the customer leaves, or the conversation goes to another queue, whose own flow then
//! begins. The place is not the flow's: an error ends the flow, or its turn, and never the wait.

use std::sync::Arc;

use eyeline_acd::{Departure, Work};
use eyeline_conversation::{DisconnectReason, InQueueFlow, Party, SessionKey};
use eyeline_flow::{Fault, FlowKind, Position, Value};
use eyeline_model::{ConversationId, FlowId, Media, RoutingRequest, Timestamp};

use crate::{ContactCenter, Event, chats::Entrance};

/// In-queue flows that may begin in one conversation (`help.mypurecloud.com/articles/inbound-email-flows`).
/// Whoever goes to an eleventh queue waits there in peace.
const IN_QUEUE_FLOWS_LIMIT: usize = 10;

/// What keeps company those who wait on a medium.
pub(crate) const fn in_queue_kind(media: Media) -> FlowKind {
    match media {
        Media::Message => FlowKind::InqueueMessage,
        Media::Callback => FlowKind::InqueueCall,
    }
}

impl ContactCenter {
    /// A flow keeps company whoever has just taken a place: the one `instead`, or else the queue's own.
    pub(crate) fn keep_company(
        &mut self,
        now: Timestamp,
        place: SessionKey,
        instead: Option<FlowId>,
        events: &mut Vec<Event>,
    ) {
        let media = self.session_mut(place).media();
        let queue = self.configuration.queues.get(&self.request_of(place).queue);
        let Some(flow) = instead.or_else(|| queue?.in_queue_flows[media]) else { return };
        let known = self.configuration.flows.get(&flow).filter(|flow| flow.kind == in_queue_kind(media));
        let Some(version) = known.map(|flow| flow.published.version) else { return };
        let Some(code) = self.compiled.get(&(flow, version)).cloned() else { return };
        if self.in_queue_flows_of(place.conversation) >= IN_QUEUE_FLOWS_LIMIT {
            return;
        }
        let part = InQueueFlow { flow, version, run: None };
        self.session_mut(place).in_queue_flow = Some(Box::new(part));
        self.start_flow(now, place, (flow, version, code), None, events);
    }

    fn in_queue_flows_of(&self, id: ConversationId) -> usize {
        self.conversations[&id].sessions().filter(|(_, session)| session.in_queue_flow.is_some()).count()
    }

    /// What a flow can see of the wait it shortens. How long it may take is estimated anew each time, and from
    /// less after a restart.
    pub(crate) fn waiting_facts(&self, now: Timestamp, place: SessionKey) -> Vec<(String, Value)> {
        if !self.is_place(place) {
            return Vec::new();
        }
        let id = place.conversation;
        let session = self.conversations[&id].session(place.communication).expect("a place has a session").1;
        let (media, queue) = (session.media(), self.request_of(place).queue);
        let mut facts = vec![("CurrentQueue", Value::Named(Arc::new(self.as_default_queue(queue))))];
        let position = self.position(id, media).and_then(|position| i64::try_from(position).ok());
        facts.extend(position.map(|position| ("PositionInQueue", Value::Integer(position))));
        let estimate = self.estimated_wait(now, queue, media, Some(id));
        facts.extend(estimate.map(|estimate| ("EstimatedWaitTime", Value::Duration(estimate.wait))));
        let families = ["Call", "Message"];
        let named = facts
            .into_iter()
            .flat_map(|(name, value)| families.map(|family| (format!("{family}.{name}"), value.clone())));
        named.collect()
    }

    /// The flow that a transfer asks for, to be kept company by in the queue. If there is none of this name, the
    /// queue's own will do; whoever looks after the flow is told.
    pub(crate) fn in_queue_flow_named(
        &self,
        session: SessionKey,
        name: Option<&str>,
        media: Media,
        events: &mut Vec<Event>,
    ) -> Option<FlowId> {
        let found = self.flow_named(name?, |kind| kind == in_queue_kind(media));
        if found.is_none() {
            let what =
                format!("there is no flow {:?} for this queue, which uses its own", name.unwrap_or_default());
            let action = "transferToAcd".to_owned();
            let fault = Fault { at: Position::START, action, what: what.into(), handled: true };
            events.push(Event::FlowFaulted { session, fault });
        }
        found.map(|(flow, ..)| flow)
    }

    /// Since when somebody holds a place.
    pub(crate) fn waits_since(&self, place: SessionKey) -> Option<Timestamp> {
        let participant = self.conversations[&place.conversation].participant(place.participant);
        match &participant?.party {
            Party::Acd(entry) => Some(entry.enqueued_at),
            Party::Customer(_) | Party::Flow(_) | Party::Agent { .. } => None,
        }
    }

    /// Its flow takes whoever waits to a queue, maybe the same one. A desk that rings stops.
    pub(crate) fn leave_place(
        &mut self,
        now: Timestamp,
        place: SessionKey,
        request: RoutingRequest,
        flow: Option<FlowId>,
        events: &mut Vec<Event>,
    ) {
        let id = place.conversation;
        let kind = self.session_mut(place).kind.clone();
        let (media, from) = (kind.media(), self.request_of(place).queue);
        let ringing = self.acd.withdraw(now, Work { conversation: id, media }, Departure::FlowedOut);
        let conversation = &self.conversations[&id];
        let ringing = ringing.and_then(|offer| conversation.session(offer));
        let ringing = ringing.map(|(agent, session)| conversation.key(agent, session));
        if let Some(offer) = ringing {
            self.end_session(now, offer, DisconnectReason::Peer, events);
        }
        let to = request.queue;
        events.push(Event::FlowedOut { session: place, media, from, to, as_callback: false });
        self.end_session(now, place, DisconnectReason::Transfer, events);
        self.enter_queue(now, id, Entrance { flow, ..Entrance::new(kind, request) }, events);
    }

    /// Somebody has answered: flows that kept the customer company until then end.
    pub(crate) fn end_company(&mut self, id: ConversationId, events: &mut Vec<Event>) {
        let Some(conversation) = self.conversations.get(&id) else { return };
        let is_over = |session: &SessionKey| {
            let session = conversation.session(session.communication);
            session.is_none_or(|(_, session)| !session.stage.is_live())
        };
        let over: Vec<SessionKey> = self.runs.of(id).map(|running| running.session).filter(is_over).collect();
        for session in over {
            self.stop_flow(session, events);
        }
    }
}
