//! A party in a conversation.

use std::collections::BTreeMap;

use eyeline_model::{
    FlowId, Media, ParticipantId, Pii, QueueEntry, QueueId, RoutingRequest, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::Session;

/// Names, which are case-sensitive, and what the business knows under them.
pub type Attributes = BTreeMap<String, Pii<String>>;

/// A party in a conversation, with its own sessions. Two parties never share a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Participant {
    /// Which participant.
    pub id: ParticipantId,
    /// When it was added.
    pub joined_at: Timestamp,
    /// Who it is.
    pub party: Party,
    /// What the business knows about it; stays with it through every transfer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
    /// Its presence on each medium, oldest first.
    pub sessions: Vec<Session>,
}

/// Who a participant is; Genesys calls it the purpose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Whose matter it is.
    Customer(Customer),
    /// A flow that leads the customer before an agent does. Each run of a flow is a participant of its own.
    Flow(FlowPart),
    /// The queue, holding a place for the customer, and maybe a [flow](crate::InQueueFlow) that keeps them
    /// company. Each visit to a queue is a participant of its own.
    Acd(QueueEntry),
    /// Somebody who was offered the conversation. Each offer is a participant of its own.
    Agent {
        /// Who.
        user: UserId,
        /// On behalf of which queue.
        queue: QueueId,
    },
}

/// A flow that leads the customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FlowPart {
    /// Which flow.
    pub flow: FlowId,
    /// Which version of it.
    pub version: u32,
    /// What will be asked of routing if nobody says otherwise: here the customer waits when the flow fails.
    pub request: RoutingRequest,
    /// How far the flow has come, in words that only its machine understands; none once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Pii<String>>,
}

/// A customer as far as they have introduced themselves.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Customer {
    /// What to call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Pii<String>>,
    /// Where they write from: a messenger id, an e-mail address, a telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Pii<String>>,
}

impl Participant {
    /// The latest session on a medium, live or not.
    pub fn session_on(&self, media: Media) -> Option<&Session> {
        self.sessions.iter().rev().find(|session| session.media() == media)
    }

    /// Whether any session has not been disconnected.
    pub fn is_connected(&self) -> bool {
        self.sessions.iter().any(|session| session.stage.is_live())
    }

    /// The agent, if it is one.
    pub const fn agent(&self) -> Option<UserId> {
        match self.party {
            Party::Agent { user, .. } => Some(user),
            Party::Customer(_) | Party::Flow(_) | Party::Acd(_) => None,
        }
    }

    /// The queue it waits in or works for.
    pub const fn queue(&self) -> Option<QueueId> {
        match &self.party {
            Party::Agent { queue, .. } => Some(*queue),
            Party::Acd(entry) => Some(entry.request.queue),
            Party::Customer(_) | Party::Flow(_) => None,
        }
    }

    /// When its last session was disconnected; none while one is live.
    pub fn left_at(&self) -> Option<Timestamp> {
        let ends = self.sessions.iter().map(|session| session.stage.disconnected_at());
        ends.collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}
