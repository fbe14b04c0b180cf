//! Finding what a command speaks of, or refusing it.

use eyeline_conversation::{Conversation, Participant, Party, Session, SessionKey};
use eyeline_model::{ConversationId, RoutingRequest, SkillExpression, SkillId, UserId};

use crate::{Agent, ContactCenter, ObjectKey, Refusal, SessionOf};

/// Priorities from minus to plus this (`set-up-a-transfer-to-acd-action`).
const PRIORITY_LIMIT: i32 = 25_000_000;
/// The most preferred agents of one request (`add-an-agent-score-pair-variable`).
const PREFERRED_AGENTS_LIMIT: usize = 20;
/// The highest score of a preferred agent.
const SCORE_LIMIT: u8 = 100;

/// An agent's session, found.
pub(crate) struct AgentSession {
    pub(crate) key: SessionKey,
    pub(crate) agent: UserId,
    pub(crate) session: Session,
}

/// The skills that a request asks for, also in its expression.
pub(crate) fn mentioned_skills(request: &RoutingRequest) -> impl Iterator<Item = SkillId> {
    let expression = request.expression.iter().flat_map(SkillExpression::skills);
    request.skills.iter().copied().chain(expression)
}

/// The agents whom a request asks for, prefers or remembers.
pub(crate) fn mentioned_users(request: &RoutingRequest) -> impl Iterator<Item = UserId> {
    let preferred = request.preferred.iter().map(|preferred| preferred.agent);
    preferred.chain(request.direct).chain(request.last_agent)
}

impl ContactCenter {
    pub(crate) fn known(&self, key: ObjectKey) -> Result<(), Refusal> {
        if self.configuration.has(key) { Ok(()) } else { Err(Refusal::Unknown(key)) }
    }

    pub(crate) fn known_agent(&self, user: UserId) -> Result<&Agent, Refusal> {
        self.agents.get(&user).ok_or(Refusal::Unknown(ObjectKey::User(user)))
    }

    pub(crate) fn known_conversation(&self, id: ConversationId) -> Result<&Conversation, Refusal> {
        self.conversations.get(&id).ok_or(Refusal::UnknownConversation(id))
    }

    pub(crate) fn known_session(
        &self,
        at: SessionOf,
    ) -> Result<(SessionKey, &Participant, &Session), Refusal> {
        let conversation = self.known_conversation(at.conversation)?;
        let found = conversation.session(at.communication);
        let (participant, session) = found.ok_or(Refusal::UnknownSession(at.communication))?;
        Ok((conversation.key(participant, session), participant, session))
    }

    pub(crate) fn known_agent_session(&self, at: SessionOf) -> Result<AgentSession, Refusal> {
        let (key, participant, session) = self.known_session(at)?;
        match participant.party {
            Party::Agent { user, .. } => Ok(AgentSession { key, agent: user, session: session.clone() }),
            Party::Customer(_) | Party::Flow(_) | Party::Acd(_) => Err(Refusal::NotAnAgent(participant.id)),
        }
    }

    /// A session in which somebody speaks: the customer's or an agent's, not the ACD's.
    pub(crate) fn known_person_session(&self, at: SessionOf) -> Result<(SessionKey, &Session), Refusal> {
        let (key, participant, session) = self.known_session(at)?;
        match participant.party {
            Party::Customer(_) | Party::Agent { .. } => Ok((key, session)),
            Party::Flow(_) | Party::Acd(_) => Err(Refusal::NotAnAgent(participant.id)),
        }
    }

    /// Refuses a request that could never be met, or is out of bounds.
    pub(crate) fn check_request(&self, request: &RoutingRequest) -> Result<(), Refusal> {
        self.known(ObjectKey::Queue(request.queue))?;
        request.language.map_or(Ok(()), |language| self.known(ObjectKey::Language(language)))?;
        request.label.map_or(Ok(()), |label| self.known(ObjectKey::Label(label)))?;
        mentioned_skills(request).try_for_each(|skill| self.known(ObjectKey::Skill(skill)))?;
        mentioned_users(request).try_for_each(|user| self.known(ObjectKey::User(user)))?;
        if !(-PRIORITY_LIMIT..=PRIORITY_LIMIT).contains(&request.priority) {
            return Err(Refusal::OutOfRange("priority"));
        }
        if request.preferred.len() > PREFERRED_AGENTS_LIMIT {
            return Err(Refusal::OutOfRange("preferred agents"));
        }
        if request.preferred.iter().any(|preferred| preferred.score > SCORE_LIMIT) {
            return Err(Refusal::OutOfRange("score"));
        }
        Ok(())
    }

    /// A session that an event or timer of our own speaks of, so it is there.
    pub(crate) fn session_mut(&mut self, key: SessionKey) -> &mut Session {
        self.conversation_mut(key.conversation)
            .session_mut(key.communication)
            .expect("a session is never removed")
    }

    /// A conversation that was looked up before.
    pub(crate) fn conversation_mut(&mut self, id: ConversationId) -> &mut Conversation {
        self.conversations.get_mut(&id).expect("the conversation was looked up before")
    }
}
