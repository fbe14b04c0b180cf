//! Chat messages as agents send and read them.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{
    DateTime, EntityRef,
    conversation::{Direction, MessageStatus, MessengerType},
    normalized::{NormalizedMessage, Typing},
};

/// The body of `POST …/communications/{id}/messages`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdditionalMessage {
    pub text_body: String,
    /// Ours, beyond the vendor's shape: buttons the customer can answer with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<QuickReplyInput>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickReplyInput {
    pub text: String,
    pub payload: String,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageData {
    pub id: String,
    pub timestamp: DateTime,
    pub from_address: Option<String>,
    pub to_address: Option<String>,
    pub direction: Direction,
    pub messenger_type: MessengerType,
    pub status: MessageStatus,
    pub text_body: Option<String>,
    pub normalized_message: Option<NormalizedMessage>,
    pub created_by: Option<EntityRef>,
    pub conversation_id: Option<String>,
    pub self_uri: Option<String>,
}

/// The body of `POST …/communications/{id}/typing`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TypingRequest {
    pub typing: Typing,
}
