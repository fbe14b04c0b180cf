//! By hand: giving what waits to somebody, and handing on what somebody has.

use eyeline_acd::Work;
use eyeline_conversation::{DisconnectReason, Party, Stage};
use eyeline_model::{ConversationId, Media, RequestTransfer, RoutingRequest, Timestamp};

use crate::{Assign, ContactCenter, Event, ObjectKey, Refusal, Transfer, chats::Entrance};

impl ContactCenter {
    /// Offers what waits to an agent whom a person has chosen.
    pub(crate) fn assign_by_hand(
        &mut self,
        now: Timestamp,
        assign: Assign,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let Assign { conversation, agent } = assign;
        self.known_conversation(conversation)?;
        self.known_agent(agent)?;
        let waits = |media: &Media| self.acd.search(Work { conversation, media: *media }).is_some();
        // A callback goes before a chat of the same customer.
        let media = Media::ALL.into_iter().rev().find(waits).ok_or(Refusal::NotWaiting(Media::Message))?;
        let offer = self.acd.offer_to(now, Work { conversation, media }, agent, &mut self.ids);
        self.ring(now, offer.map_err(Refusal::CannotOffer)?, events);
        Ok(())
    }

    /// An agent hands their customer on to a queue, and leaves at once; Genesys calls it a blind transfer.
    pub(crate) fn transfer(
        &mut self,
        now: Timestamp,
        transfer: Transfer,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let Transfer { session, to } = transfer;
        let found = self.known_agent_session(session)?;
        if !matches!(found.session.stage, Stage::Connected { .. }) {
            return Err(found.session.stage.instead_of("connected").into());
        }
        self.known(ObjectKey::Queue(to))?;
        let media = found.session.media();
        let conversation = self.known_conversation(session.conversation)?;
        if conversation.queue_entry(media).is_some() {
            return Err(Refusal::AlreadyOn(media));
        }
        let request = self.last_request(session.conversation, media);
        let request = request.unwrap_or_else(|| RoutingRequest::to(to));
        let strips_skills = self.configuration.routing.strips_skills;
        let request = request.transferred(RequestTransfer { to, strips_skills });
        self.end_session(now, found.key, DisconnectReason::Transfer, events);
        let entrance = Entrance::new(found.session.kind, request);
        self.enter_queue(now, session.conversation, entrance, events);
        Ok(())
    }

    /// What was asked of routing when the conversation waited on a medium last.
    pub(crate) fn last_request(&self, id: ConversationId, media: Media) -> Option<RoutingRequest> {
        let stays = self.conversations[&id].sessions().filter(|(_, session)| session.media() == media);
        let requests = stays.filter_map(|(participant, _)| match &participant.party {
            Party::Acd(entry) => Some(entry.request.clone()),
            _ => None,
        });
        requests.last()
    }
}
