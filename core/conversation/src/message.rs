//! Written messages: what the core remembers of them, and what passes through it to the store.

use std::collections::VecDeque;

use eyeline_model::{CommunicationId, MessageId, Timestamp};
use serde::{Deserialize, Serialize};

/// What is said. It is personal, so it travels as `Pii<Content>`, and only the store keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// The words.
    #[serde(default)]
    pub text: String,
    /// Answers offered to the customer as buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReply>,
    /// The offered answer which the customer tapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<QuickReply>,
}

/// An answer the customer can give with one tap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickReply {
    /// The words on the button.
    pub text: String,
    /// What the tap means to whoever offered it, `eyeline.start-video` for example.
    pub payload: String,
}

/// What the core remembers of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Which message.
    pub id: MessageId,
    /// The session it was sent from.
    pub sender: CommunicationId,
    /// From the customer, or to them.
    pub direction: Direction,
    /// When it was accepted.
    pub at: Timestamp,
    /// How far it has come.
    pub status: MessageStatus,
}

/// Seen from the contact center, as Genesys has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the customer.
    Inbound,
    /// To the customer.
    Outbound,
}

/// How far a message has come. Later steps include the earlier ones, and a message never goes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// Accepted and stored.
    Sent,
    /// On the receiver's screen.
    Delivered,
    /// Read by the receiver.
    Read,
}

/// The latest messages of a conversation, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Messages(VecDeque<Message>);

impl Messages {
    /// How many are remembered. The oldest is forgotten for a new one; the store has them all.
    pub const KEPT: usize = 100;

    /// The messages, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> + ExactSizeIterator {
        self.0.iter()
    }

    /// A remembered message.
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.0.iter().rev().find(|message| message.id == id)
    }

    /// Remembers a message, and forgets the oldest one for it when full.
    pub fn push(&mut self, message: Message) {
        if self.0.len() == Self::KEPT {
            self.0.pop_front();
        }
        self.0.push_back(message);
    }

    /// Moves a message's status forward. False if it is not remembered, or has come as far already.
    pub fn advance(&mut self, id: MessageId, status: MessageStatus) -> bool {
        let behind = |message: &&mut Message| message.id == id && message.status < status;
        let found = self.0.iter_mut().rev().find(behind);
        found.map(|message| message.status = status).is_some()
    }
}
