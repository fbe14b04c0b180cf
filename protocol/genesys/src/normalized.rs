//! The one form in which a chat message, its buttons and its events travel, in REST and to guests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::DateTime;

/// `ConversationNormalizedMessage`, `WebMessagingMessage` and the guest protocol's `StructuredMessage`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NormalizedMessage {
    pub id: Option<String>,
    #[serde(rename = "type")]
    pub kind: MessageKind,
    pub text: Option<String>,
    pub direction: Option<MessageDirection>,
    pub originating_entity: Option<OriginatingEntity>,
    pub channel: Option<MessageChannel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Content>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<MessageEvent>,
    pub status: Option<ReceiptStatus>,
    pub is_final_receipt: Option<bool>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum MessageKind {
    Text,
    Structured,
    Receipt,
    Event,
    Message,
    Unknown,
}

/// Seen from the contact center: what the customer writes is inbound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum MessageDirection {
    Inbound,
    Outbound,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum OriginatingEntity {
    Human,
    Bot,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ReceiptStatus {
    Sent,
    Delivered,
    Read,
    Failed,
    Published,
    Removed,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageChannel {
    pub id: Option<String>,
    pub platform: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub message_id: Option<String>,
    pub to: Option<Recipient>,
    pub from: Option<Recipient>,
    pub time: Option<DateTime>,
    pub metadata: Option<ChannelMetadata>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    pub id: Option<String>,
    pub id_type: Option<String>,
    pub nickname: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub image: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChannelMetadata {
    pub custom_attributes: BTreeMap<String, String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    pub content_type: ContentType,
    pub quick_reply: Option<QuickReply>,
    pub button_response: Option<ButtonResponse>,
}

impl Content {
    /// A quick reply to choose.
    pub fn quick_reply(text: impl Into<String>, payload: impl Into<String>) -> Self {
        let quick_reply = QuickReply {
            text: text.into(),
            payload: payload.into(),
            action: Some(QuickReplyAction::Message),
        };
        Self { content_type: ContentType::QuickReply, quick_reply: Some(quick_reply), button_response: None }
    }

    /// The answer to a button or a quick reply.
    pub fn button_response(response: ButtonResponse) -> Self {
        Self { content_type: ContentType::ButtonResponse, quick_reply: None, button_response: Some(response) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ContentType {
    Reactions,
    Attachment,
    Location,
    QuickReply,
    Notification,
    ButtonResponse,
    Story,
    Mention,
    Card,
    Carousel,
    Text,
    QuickReplyV2,
    DatePicker,
    InteractiveApplication,
    ListPicker,
    PaymentRequest,
    PaymentResponse,
    Push,
    Form,
    RoadsideAssistance,
    RichLink,
    NotificationResponse,
    Unknown,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuickReply {
    pub text: String,
    pub payload: String,
    pub action: Option<QuickReplyAction>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum QuickReplyAction {
    Message,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ButtonResponse {
    #[serde(rename = "type")]
    pub kind: Option<ButtonKind>,
    pub text: String,
    pub payload: String,
    pub originating_message_id: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ButtonKind {
    Button,
    QuickReply,
    DatePicker,
    ListPicker,
    Form,
}

/// Something that happened in the chat beside its messages.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageEvent {
    pub event_type: EventType,
    pub typing: Option<Typing>,
    pub presence: Option<Presence>,
}

impl MessageEvent {
    /// Somebody is typing; the mark goes out by itself after `duration_ms`.
    pub fn typing(duration_ms: Option<u32>) -> Self {
        let typing = Typing { kind: TypingKind::On, duration: duration_ms };
        Self { event_type: EventType::Typing, typing: Some(typing), presence: None }
    }

    /// Somebody came or went.
    pub fn presence(kind: PresenceKind) -> Self {
        Self { event_type: EventType::Presence, typing: None, presence: Some(Presence { kind }) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum EventType {
    CoBrowse,
    Typing,
    Presence,
    Video,
    Unknown,
}

#[skip_serializing_none]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Typing {
    #[serde(rename = "type")]
    pub kind: TypingKind,
    /// Milliseconds.
    pub duration: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum TypingKind {
    On,
    Off,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Presence {
    #[serde(rename = "type")]
    pub kind: PresenceKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum PresenceKind {
    Join,
    Disconnect,
    Clear,
    SignIn,
    SessionExpired,
}

/// What a message is about, for lists that do not carry its text.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MessageMetadata {
    #[serde(rename = "type")]
    pub kind: Option<MessageKind>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<MetadataEvent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<MetadataContent>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetadataEvent {
    pub event_type: EventType,
    pub sub_type: Option<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetadataContent {
    pub content_type: ContentType,
    pub sub_type: Option<String>,
}
