//! Ringing, answering, and not answering.

use eyeline_acd::{Expired, Offer, Work};
use eyeline_conversation::{DisconnectReason, Participant, Party, Session, SessionKey};
use eyeline_model::{CommunicationId, Timestamp, UserId};

use crate::{Answer, ContactCenter, Event, Refusal, SessionOf, longest_wait::ends_at, lookup::AgentSession};

impl ContactCenter {
    /// An agent's desk rings: a participant of its own for each offer. Whether it is answered already, for the queue
    /// answers by itself.
    pub(crate) fn ring(&mut self, now: Timestamp, offer: Offer, events: &mut Vec<Event>) -> bool {
        let Offer { communication, work, queue, agent, until, .. } = offer;
        let participant = self.ids.next();
        let decision = self.decision(now, &offer);
        let conversation = self.conversation_mut(work.conversation);
        let (_, waiting, _) = conversation.queue_entry(work.media).expect("what is offered waits");
        let session = Session::alerting(communication, waiting.kind.clone(), now, until);
        conversation.decisions.push(decision);
        conversation.participants.push(Participant {
            id: participant,
            joined_at: now,
            party: Party::Agent { user: agent, queue },
            attributes: Default::default(),
            sessions: vec![session],
        });
        self.conversations_of.entry(agent).or_default().insert(work.conversation);
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.last_acd_at = Some(now);
        }
        let session = SessionKey { conversation: work.conversation, participant, communication };
        events.push(Event::Offered { session, media: work.media, queue, agent, until });
        let is_answered = self.configuration.queues[&queue].media[work.media].auto_answer;
        if is_answered {
            let answer = Answer { conversation: work.conversation, communication, agent };
            self.answer(now, answer, events).expect("what has just begun to ring can be answered");
        }
        is_answered
    }

    /// The fence: an offer that is over accepts nothing, and nobody answers for somebody else.
    pub(crate) fn answer(
        &mut self,
        now: Timestamp,
        answer: Answer,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let Answer { conversation, communication, agent } = answer;
        let found = self.offered(SessionOf { conversation, communication })?;
        if found.agent != agent {
            return Err(Refusal::NotYourOffer { communication, offered_to: found.agent });
        }
        if found.session.stage.is_connected() {
            // A request repeated, not a second answer.
            return Ok(());
        }
        self.acd.answer(now, communication).map_err(|over| Refusal::StaleOffer(over.0))?;
        self.session_mut(found.key).answer(now).expect("what the ACD lets ring is alerting");
        let work = Work { conversation, media: found.session.media() };
        self.take_from_queue(now, found.key, work, agent, events);
        self.end_company(conversation, events);
        self.leave_to(now, found.key, events);
        Ok(())
    }

    /// The ACD's part is over: the agent goes on with it.
    fn take_from_queue(
        &mut self,
        now: Timestamp,
        session: SessionKey,
        work: Work,
        agent: UserId,
        events: &mut Vec<Event>,
    ) {
        let conversation = self.conversation_mut(work.conversation);
        let (participant, waiting, entry) =
            conversation.queue_entry(work.media).expect("what rang has a place");
        let (queue, waited) = (entry.request.queue, now - entry.enqueued_at);
        let (acd, ends_at) = (conversation.key(participant, waiting), ends_at(entry));
        self.timers.take_back(ends_at, acd);
        let over = self.session_mut(acd).disconnect(now, DisconnectReason::Transfer, None);
        over.expect("a place in a queue is live");
        events.push(Event::Answered { session, media: work.media, queue, agent, waited });
    }

    pub(crate) fn decline(
        &mut self,
        now: Timestamp,
        at: SessionOf,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let found = self.offered(at)?;
        self.acd.miss(at.communication).map_err(|over| Refusal::StaleOffer(over.0))?;
        self.end_session(now, found.key, DisconnectReason::Client, events);
        self.take_back(now, found.key, events);
        Ok(())
    }

    /// The session that is or was offered. With the conversation over, so is the offer.
    fn offered(&self, at: SessionOf) -> Result<AgentSession, Refusal> {
        self.known_agent_session(at).map_err(|refusal| match refusal {
            Refusal::UnknownConversation(_) | Refusal::UnknownSession(_) => {
                Refusal::StaleOffer(at.communication)
            }
            other => other,
        })
    }

    pub(crate) fn offer_or_search_expired(
        &mut self,
        now: Timestamp,
        expired: Expired,
        events: &mut Vec<Event>,
    ) {
        match expired {
            Expired::Offer { communication, agent } => {
                let session = self.offered_session(agent, communication);
                self.end_session(now, session, DisconnectReason::Timeout, events);
                self.take_back(now, session, events);
            }
            // Whom an offer that expired before it has brought back to their agent waits no more.
            Expired::Search(work) if self.acd.search(work).is_none() => {}
            Expired::Search(work) => self.search_went_on(work, events),
        }
    }

    /// Keeps how far the ACD's search has come in the conversation, where it survives a crash.
    pub(crate) fn search_went_on(&mut self, work: Work, events: &mut Vec<Event>) {
        let search = self.acd.search(work).expect("what is searched for waits").clone();
        let conversation = self.conversation_mut(work.conversation);
        let entry = conversation.queue_entry_mut(work.media).expect("what is searched for waits");
        entry.search.clone_from(&search);
        let (participant, session, _) =
            conversation.queue_entry(work.media).expect("what is searched for waits");
        let session = conversation.key(participant, session);
        events.push(Event::SearchWentOn { session, media: work.media, search });
    }

    /// Where an offer rings.
    pub(crate) fn offered_session(&self, agent: UserId, offer: CommunicationId) -> SessionKey {
        self.conversations_of(agent)
            .find_map(|conversation| {
                let (participant, session) = conversation.session(offer)?;
                Some(conversation.key(participant, session))
            })
            .expect("every offer of the ACD is a session")
    }
}
