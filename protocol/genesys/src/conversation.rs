//! A conversation with its participants and their sessions, nested: REST and `v2.users.{id}.conversations`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{
    DateTime, EntityRef,
    normalized::MessageMetadata,
    routing::ConversationRoutingData,
    wrapup::{AfterCallWork, Wrapup, WrapupPrompt},
};

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    pub id: String,
    pub start_time: DateTime,
    pub end_time: Option<DateTime>,
    pub participants: Vec<Participant>,
    pub recording_state: Option<RecordingState>,
    pub divisions: Option<Vec<DivisionMembership>>,
    pub self_uri: Option<String>,
}

/// The body of `v2.users.{id}.conversations` and `v2.routing.queues.{id}.conversations`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationEvent {
    pub id: String,
    pub participants: Vec<Participant>,
    /// Lower case here, upper case in REST.
    pub recording_state: Option<String>,
    pub divisions: Option<Vec<DivisionMembership>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordingState {
    Active,
    Paused,
    None,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DivisionMembership {
    pub division: EntityRef,
    pub entities: Vec<EntityRef>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    pub id: String,
    pub start_time: Option<DateTime>,
    pub end_time: Option<DateTime>,
    pub connected_time: Option<DateTime>,
    pub name: Option<String>,
    pub user_uri: Option<String>,
    pub user_id: Option<String>,
    pub queue_id: Option<String>,
    pub queue_name: Option<String>,
    pub purpose: Purpose,
    pub participant_type: Option<String>,
    pub address: Option<String>,
    pub ani: Option<String>,
    pub ani_name: Option<String>,
    pub locale: Option<String>,
    pub wrapup_required: Option<bool>,
    /// Events only.
    pub wrapup_expected: Option<bool>,
    pub wrapup_prompt: Option<WrapupPrompt>,
    pub wrapup_timeout_ms: Option<i64>,
    pub wrapup_skipped: Option<bool>,
    pub wrapup: Option<Wrapup>,
    pub start_acw_time: Option<DateTime>,
    pub end_acw_time: Option<DateTime>,
    pub conversation_routing_data: Option<ConversationRoutingData>,
    pub alerting_timeout_ms: Option<i64>,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callbacks: Vec<Callback>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
}

/// What a participant is there for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    Acd,
    Agent,
    Api,
    Botflow,
    Campaign,
    Customer,
    Dialer,
    External,
    Fax,
    Group,
    Inbound,
    Ivr,
    Manual,
    Outbound,
    Station,
    User,
    Voicemail,
    Voicesurveyflow,
    Workflow,
}

/// A participant's session on the callback medium.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    pub id: String,
    pub state: State,
    pub initial_state: Option<State>,
    pub direction: Option<Direction>,
    pub held: Option<bool>,
    pub start_hold_time: Option<DateTime>,
    pub disconnect_type: Option<DisconnectType>,
    pub callback_numbers: Option<Vec<String>>,
    pub callback_user_name: Option<String>,
    pub start_alerting_time: Option<DateTime>,
    pub connected_time: Option<DateTime>,
    pub disconnected_time: Option<DateTime>,
    pub callback_scheduled_time: Option<DateTime>,
    pub provider: Option<String>,
    pub peer_id: Option<String>,
    pub script_id: Option<String>,
    pub wrapup: Option<Wrapup>,
    pub after_call_work: Option<AfterCallWork>,
    pub after_call_work_required: Option<bool>,
    pub queue_media_settings: Option<QueueMediaSettings>,
    pub segments: Option<Vec<Segment>>,
}

/// A participant's session on the message medium.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    pub id: String,
    pub state: State,
    pub initial_state: Option<State>,
    pub direction: Option<Direction>,
    pub held: Option<bool>,
    pub start_hold_time: Option<DateTime>,
    pub disconnect_type: Option<DisconnectType>,
    pub start_alerting_time: Option<DateTime>,
    pub connected_time: Option<DateTime>,
    pub disconnected_time: Option<DateTime>,
    pub provider: Option<String>,
    pub authenticated: Option<bool>,
    #[serde(rename = "type")]
    pub kind: Option<MessengerType>,
    pub peer_id: Option<String>,
    pub to_address: Option<Address>,
    pub from_address: Option<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageDetails>,
    pub wrapup: Option<Wrapup>,
    pub after_call_work: Option<AfterCallWork>,
    pub after_call_work_required: Option<bool>,
    pub queue_media_settings: Option<QueueMediaSettings>,
    pub segments: Option<Vec<Segment>>,
}

/// The states a session can be in. `scheduled` exists for callbacks, `parked` for messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Alerting,
    Dialing,
    Contacting,
    Offering,
    Connected,
    Disconnected,
    Terminated,
    Scheduled,
    Converting,
    Uploading,
    Transmitting,
    Parked,
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Inbound,
    Outbound,
}

/// How a session ended, in the dotted form of the live API.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DisconnectType {
    #[serde(rename = "endpoint")]
    Endpoint,
    #[serde(rename = "client")]
    Client,
    #[serde(rename = "system")]
    System,
    #[serde(rename = "timeout")]
    Timeout,
    #[serde(rename = "transfer")]
    Transfer,
    #[serde(rename = "transfer.conference")]
    TransferConference,
    #[serde(rename = "transfer.consult")]
    TransferConsult,
    #[serde(rename = "transfer.forward")]
    TransferForward,
    #[serde(rename = "transfer.noanswer")]
    TransferNoAnswer,
    #[serde(rename = "transfer.notavailable")]
    TransferNotAvailable,
    #[serde(rename = "transport.failure")]
    TransportFailure,
    #[serde(rename = "error")]
    Error,
    #[serde(rename = "peer")]
    Peer,
    #[serde(rename = "other")]
    Other,
    #[serde(rename = "spam")]
    Spam,
    #[serde(rename = "uncallable")]
    Uncallable,
    #[serde(rename = "inactivity")]
    Inactivity,
    #[serde(rename = "session.expired")]
    SessionExpired,
    #[serde(rename = "takeover")]
    Takeover,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessengerType {
    Sms,
    Facebook,
    Twitter,
    Whatsapp,
    Webmessaging,
    Instagram,
    Open,
    Apple,
    Unknown,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    pub name: Option<String>,
    pub address_normalized: Option<String>,
    pub address_raw: Option<String>,
    pub address_displayable: Option<String>,
}

/// A pointer to one message of a session: by `messageId`, in the flattened event form by `message`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageDetails {
    pub message_id: Option<String>,
    pub message: Option<EntityRef>,
    #[serde(rename = "messageURI")]
    pub message_uri: Option<String>,
    pub message_status: Option<MessageStatus>,
    pub message_time: Option<DateTime>,
    pub message_segment_count: Option<u32>,
    pub message_metadata: Option<MessageMetadata>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageStatus {
    Queued,
    Sent,
    Failed,
    Received,
    DeliverySuccess,
    DeliveryFailed,
    Read,
    Removed,
    Published,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettings {
    pub alerting_timeout_seconds: Option<i64>,
    pub enable_auto_answer: Option<bool>,
}

/// A stretch of a session.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    pub start_time: DateTime,
    pub end_time: Option<DateTime>,
    #[serde(rename = "type")]
    pub kind: String,
    pub how_ended: Option<String>,
    pub disconnect_type: Option<DisconnectType>,
}

/// `ParticipantAttributes`. A null removes the attribute.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ParticipantAttributes {
    pub attributes: BTreeMap<String, Option<String>>,
}

/// Whom a conversation is assigned to by hand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConversationUser {
    pub id: String,
}

/// `TransferRequest`, `TransferToAgentRequest` and `TransferToQueueRequest`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferRequest {
    pub transfer_type: Option<TransferType>,
    pub user_id: Option<String>,
    /// By what they sign in.
    pub user_name: Option<String>,
    pub address: Option<String>,
    pub queue_id: Option<String>,
    pub queue_name: Option<String>,
    pub voicemail: Option<bool>,
}

/// Whether whoever transfers stays until somebody else has answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TransferType {
    Attended,
    Unattended,
}
