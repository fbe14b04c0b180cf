//! From one agent to another, past the line.
//!
//! The customer takes a place in the agent's queue, which rings on the colleague's desk from the first moment on, so
//! that the fence, the time-out and what survives a crash are those of every offer. While the agent stays, the place is
//! theirs: unanswered, it goes, and the agent goes on. What tells such a place from others is that an agent is
//! connected beside it.

use eyeline_acd::{Departure, Work};
use eyeline_conversation::{DisconnectReason, Party, SessionKey, Stage};
use eyeline_model::{ConversationId, Media, RequestTransfer, RoutingRequest, Timestamp};

use crate::{ContactCenter, Event, Refusal, TransferToAgent, chats::Entrance};

impl ContactCenter {
    /// An agent hands their customer on to a colleague.
    pub(crate) fn transfer_to_agent(
        &mut self,
        now: Timestamp,
        transfer: TransferToAgent,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let TransferToAgent { session, to, stays } = transfer;
        let found = self.known_agent_session(session)?;
        if !matches!(found.session.stage, Stage::Connected { .. }) {
            return Err(found.session.stage.instead_of("connected").into());
        }
        self.known_agent(to)?;
        if to == found.agent {
            return Err(Refusal::ToOneself);
        }
        let (id, media) = (session.conversation, found.session.media());
        if self.known_conversation(id)?.queue_entry(media).is_some() {
            return Err(Refusal::AlreadyOn(media));
        }
        let request = self.request_to_hand_on(found.key, media);
        self.acd.can_take(to, media, request.label).map_err(Refusal::CannotOffer)?;
        if !stays {
            self.end_session(now, found.key, DisconnectReason::Transfer, events);
        }
        let place = self.take_place(now, id, Entrance::new(found.session.kind, request), events);
        let work = Work { conversation: id, media };
        let offer = self.acd.hand_to(now, work, to, &mut self.ids).expect("it can, as was seen above");
        let is_answered = self.ring(now, offer, events);
        if !is_answered && !stays {
            self.keep_company(now, place, None, events);
        }
        Ok(())
    }

    /// What is asked of the agent's own queue for a customer who is handed on.
    fn request_to_hand_on(&self, session: SessionKey, media: Media) -> RoutingRequest {
        let conversation = &self.conversations[&session.conversation];
        let participant = conversation.participant(session.participant);
        let to = participant.and_then(|agent| agent.queue()).expect("an agent works for a queue");
        let request = self.last_request(session.conversation, media);
        let request = request.unwrap_or_else(|| RoutingRequest::to(to));
        let strips_skills = self.configuration.routing.strips_skills;
        request.transferred(RequestTransfer { to, strips_skills })
    }

    /// Whoever has handed their customer on leaves, now that the colleague has answered.
    pub(crate) fn leave_to(&mut self, now: Timestamp, answered: SessionKey, events: &mut Vec<Event>) {
        let media = self.session_mut(answered).media();
        for staying in self.connected_agents(answered.conversation, media) {
            if staying != answered {
                self.end_session(now, staying, DisconnectReason::Transfer, events);
            }
        }
    }

    /// The colleague has not answered: if the agent is still there, the customer is theirs again.
    pub(crate) fn take_back(&mut self, now: Timestamp, offered: SessionKey, events: &mut Vec<Event>) {
        let (id, media) = (offered.conversation, self.session_mut(offered).media());
        if self.connected_agents(id, media).is_empty() {
            return;
        }
        let conversation = &self.conversations[&id];
        let Some((participant, session, _)) = conversation.queue_entry(media) else { return };
        let place = conversation.key(participant, session);
        self.acd.withdraw(now, Work { conversation: id, media }, Departure::TakenBack);
        self.end_session(now, place, DisconnectReason::TransferNoAnswer, events);
    }

    fn connected_agents(&self, id: ConversationId, media: Media) -> Vec<SessionKey> {
        let conversation = &self.conversations[&id];
        let connected = conversation.live_on(media).filter(|(participant, session)| {
            matches!(participant.party, Party::Agent { .. }) && session.stage.is_connected()
        });
        connected.map(|(participant, session)| conversation.key(participant, session)).collect()
    }
}
