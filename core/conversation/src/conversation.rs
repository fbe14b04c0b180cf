//! A conversation and who takes part in it.

use eyeline_model::{CommunicationId, ConversationId, Media, ParticipantId, QueueEntry, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{Messages, Participant, Party, RoutingDecisions, ScreenPop, Session, SessionKey};

/// One customer matter from first contact to last disconnect.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Conversation {
    /// Which conversation; the same for the whole of its life.
    pub id: ConversationId,
    /// First contact.
    pub started_at: Timestamp,
    /// Last disconnect; none while any session is live. After-call work may still go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Everybody who takes or took part, in the order in which they came.
    pub participants: Vec<Participant>,
    /// The latest messages.
    #[serde(default)]
    pub messages: Messages,
    /// The latest offers and their reasons.
    #[serde(default, skip_serializing_if = "RoutingDecisions::is_empty")]
    pub decisions: RoutingDecisions,
    /// What an agent's screen is to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_pop: Option<ScreenPop>,
}

impl Conversation {
    /// A conversation in which nobody takes part yet.
    pub fn new(id: ConversationId, now: Timestamp) -> Self {
        Self {
            id,
            started_at: now,
            ended_at: None,
            participants: Vec::new(),
            messages: Messages::default(),
            decisions: RoutingDecisions::default(),
            screen_pop: None,
        }
    }

    /// A participant.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.id == id)
    }

    /// A participant, to change it.
    pub fn participant_mut(&mut self, id: ParticipantId) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|participant| participant.id == id)
    }

    /// Whose matter it is.
    pub fn customer(&self) -> Option<&Participant> {
        self.participants.iter().find(|participant| matches!(participant.party, Party::Customer(_)))
    }

    /// The participants who are one agent, oldest offer first.
    pub fn participants_of(&self, user: UserId) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(move |participant| participant.agent() == Some(user))
    }

    /// Every session with its participant, oldest participant first.
    pub fn sessions(&self) -> impl Iterator<Item = (&Participant, &Session)> {
        self.participants
            .iter()
            .flat_map(|participant| participant.sessions.iter().map(move |session| (participant, session)))
    }

    /// The sessions on one medium that have not ended.
    pub fn live_on(&self, media: Media) -> impl Iterator<Item = (&Participant, &Session)> {
        self.sessions().filter(move |(_, session)| session.media() == media && session.stage.is_live())
    }

    /// A session and its participant.
    pub fn session(&self, id: CommunicationId) -> Option<(&Participant, &Session)> {
        self.sessions().find(|(_, session)| session.id == id)
    }

    /// A session, to change it.
    pub fn session_mut(&mut self, id: CommunicationId) -> Option<&mut Session> {
        self.participants
            .iter_mut()
            .flat_map(|participant| &mut participant.sessions)
            .find(|session| session.id == id)
    }

    /// Where a session is found.
    pub fn key(&self, participant: &Participant, session: &Session) -> SessionKey {
        SessionKey { conversation: self.id, participant: participant.id, communication: session.id }
    }

    /// The place it holds in a queue on one medium: waiting, being offered, or scheduled.
    pub fn queue_entry(&self, media: Media) -> Option<(&Participant, &Session, &QueueEntry)> {
        self.live_on(media).find_map(|(participant, session)| match &participant.party {
            Party::Acd(entry) => Some((participant, session, entry)),
            Party::Customer(_) | Party::Flow(_) | Party::Agent { .. } => None,
        })
    }

    /// The place it holds in a queue on one medium, to change it.
    pub fn queue_entry_mut(&mut self, media: Media) -> Option<&mut QueueEntry> {
        let id = self.queue_entry(media)?.0.id;
        match &mut self.participant_mut(id)?.party {
            Party::Acd(entry) => Some(entry),
            Party::Customer(_) | Party::Flow(_) | Party::Agent { .. } => None,
        }
    }

    /// Whether any session is live.
    pub fn is_live(&self) -> bool {
        self.sessions().any(|(_, session)| session.stage.is_live())
    }

    /// Whether any agent has after-call work left.
    pub fn is_wrapping_up(&self) -> bool {
        self.sessions().any(|(_, session)| session.stage.is_wrapping_up())
    }
}
