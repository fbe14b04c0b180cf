//! Ending sessions, and what ends with them.

use std::collections::BTreeSet;

use eyeline_acd::{Departure, Work};
use eyeline_conversation::{AfterCallWork, DisconnectReason, Party, Session, SessionKey, Stage};
use eyeline_model::{CommunicationId, ConversationId, Media, QueueId, Timestamp, UserId};

use crate::{AfterCallWorkMode, ContactCenter, Event, Refusal, SessionOf, longest_wait::ends_at};

impl ContactCenter {
    pub(crate) fn disconnect(
        &mut self,
        now: Timestamp,
        at: SessionOf,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let (key, participant, session) = self.known_session(at)?;
        if !session.stage.is_live() {
            return Err(session.stage.instead_of("live").into());
        }
        let media = session.media();
        match (&participant.party, session.stage) {
            (Party::Agent { .. }, Stage::Alerting { .. }) => return self.decline(now, at, events),
            (Party::Agent { .. }, _) => {
                self.end_session(now, key, DisconnectReason::Client, events);
                if !self.is_staffed(at.conversation, media) {
                    self.end_media(now, at.conversation, media, |_| DisconnectReason::Peer, events);
                }
            }
            (Party::Customer(_) | Party::Flow(_) | Party::Acd(_), _) => {
                let why = |session: CommunicationId| {
                    if session == at.communication {
                        DisconnectReason::Client
                    } else {
                        DisconnectReason::Peer
                    }
                };
                self.end_media(now, at.conversation, media, why, events);
            }
        }
        Ok(())
    }

    pub(crate) fn disconnect_conversation(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        self.known_conversation(id)?;
        for media in Media::ALL {
            self.end_media(now, id, media, |_| DisconnectReason::System, events);
        }
        Ok(())
    }

    /// Whether anybody but the customer is live on a medium: an agent, or a queue on the way to one.
    fn is_staffed(&self, id: ConversationId, media: Media) -> bool {
        self.conversations[&id]
            .live_on(media)
            .any(|(participant, _)| !matches!(participant.party, Party::Customer(_)))
    }

    /// Ends every session on a medium. What rings stops ringing, through no fault of the agent.
    pub(crate) fn end_media(
        &mut self,
        now: Timestamp,
        id: ConversationId,
        media: Media,
        why: impl Fn(CommunicationId) -> DisconnectReason,
        events: &mut Vec<Event>,
    ) {
        self.acd.withdraw(now, Work { conversation: id, media }, Departure::Abandoned);
        let conversation = &self.conversations[&id];
        let live: Vec<SessionKey> = conversation
            .live_on(media)
            .map(|(participant, session)| conversation.key(participant, session))
            .collect();
        for key in live {
            self.end_session(now, key, why(key.communication), events);
        }
    }

    /// Ends one live session. The ACD has been told about what rang or waited; about an agent who was connected it is
    /// told here.
    pub(crate) fn end_session(
        &mut self,
        now: Timestamp,
        key: SessionKey,
        reason: DisconnectReason,
        events: &mut Vec<Event>,
    ) {
        let conversation = &self.conversations[&key.conversation];
        let (participant, session) =
            conversation.session(key.communication).expect("a session is never removed");
        let (media, stage) = (session.media(), session.stage);
        match (&participant.party, stage) {
            (&Party::Agent { user: agent, queue }, Stage::Alerting { .. }) => {
                self.disconnect_session(now, key, reason, None);
                events.push(Event::OfferEnded { session: key, media, queue, agent, reason });
            }
            (&Party::Agent { user: agent, queue }, _) => {
                let work = self.after_call_work(now, queue, session);
                self.disconnect_session(now, key, reason, work);
                events.push(Event::Disconnected { session: key, media, reason, agent: Some(agent) });
                self.hang_up(now, key, agent, work, events);
            }
            (party @ (Party::Customer(_) | Party::Flow(_) | Party::Acd(_)), _) => {
                if let Party::Acd(entry) = party {
                    self.timers.take_back(ends_at(entry), key);
                }
                self.stop_flow(key, events);
                self.timers.clear(key, stage);
                self.disconnect_session(now, key, reason, None);
                events.push(Event::Disconnected { session: key, media, reason, agent: None });
            }
        }
    }

    fn disconnect_session(
        &mut self,
        now: Timestamp,
        key: SessionKey,
        reason: DisconnectReason,
        work: Option<AfterCallWork>,
    ) {
        self.session_mut(key).disconnect(now, reason, work).expect("only live sessions are ended");
    }

    /// What the queue asks of its agent after this session.
    fn after_call_work(&self, now: Timestamp, queue: QueueId, session: &Session) -> Option<AfterCallWork> {
        let mode = self.configuration.queues[&queue].after_call_work;
        match mode {
            AfterCallWorkMode::Mandatory => Some(AfterCallWork::Mandatory),
            AfterCallWorkMode::MandatoryTimeout(time) => Some(AfterCallWork::Limited { until: now + time }),
            AfterCallWorkMode::MandatoryForcedTimeout(time) => {
                Some(AfterCallWork::Forced { until: now + time })
            }
            AfterCallWorkMode::AgentRequested(time) if session.after_call_work_requested => {
                Some(AfterCallWork::Requested { until: now + time })
            }
            AfterCallWorkMode::Optional | AfterCallWorkMode::AgentRequested(_) => {
                let until = now + AfterCallWorkMode::VOLUNTARY_TIME;
                session.wrap_up.is_none().then_some(AfterCallWork::Voluntary { until })
            }
        }
    }

    /// Tells the ACD that an agent's session is over, and begins after-call work.
    fn hang_up(
        &mut self,
        now: Timestamp,
        key: SessionKey,
        agent: UserId,
        work: Option<AfterCallWork>,
        events: &mut Vec<Event>,
    ) {
        self.acd.hang_up(now, key.communication);
        if !work.is_some_and(AfterCallWork::holds_capacity) {
            self.acd.release(key.communication);
        }
        if let Some(work) = work {
            let stage = self.session_mut(key).stage;
            self.timers.set(key, stage);
            events.push(Event::AfterCallWorkStarted { session: key, agent, work });
        }
    }

    /// Ends the conversations among those that `events` name in which nobody is left, and forgets those in which
    /// nothing is left to do either.
    pub(crate) fn end_conversations(&mut self, now: Timestamp, events: &mut Vec<Event>) {
        let named: BTreeSet<ConversationId> = events.iter().filter_map(Event::conversation).collect();
        for id in named {
            let conversation = self.conversation_mut(id);
            if conversation.is_live() {
                continue;
            }
            if conversation.ended_at.is_none() {
                conversation.ended_at = Some(now);
                events.push(Event::ConversationEnded { conversation: id });
            }
            if !conversation.is_wrapping_up() {
                self.close(id, events);
            }
        }
    }

    fn close(&mut self, id: ConversationId, events: &mut Vec<Event>) {
        let conversation = self.conversations.remove(&id).expect("the conversation was looked up before");
        for agent in conversation.participants.iter().filter_map(|participant| participant.agent()) {
            if let Some(conversations) = self.conversations_of.get_mut(&agent) {
                conversations.remove(&id);
            }
        }
        events.push(Event::ConversationClosed { conversation: Box::new(conversation) });
    }
}
