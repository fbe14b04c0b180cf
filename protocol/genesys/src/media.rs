//! A conversation as one medium sees it: the session's fields lie flat on the participant.
//!
//! REST: `GET /conversations/callbacks/{id}`, `/messages/{id}`; events: `v2.users.{id}.conversations.callbacks`
//! and its siblings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{
    DateTime, EntityRef,
    conversation::{
        Address, Direction, DisconnectType, DivisionMembership, MessageDetails, MessengerType, Purpose,
        QueueMediaSettings, State,
    },
    routing::ConversationRoutingData,
    wrapup::{Wrapup, WrapupPrompt},
};

/// `CallbackConversation`, `MessageConversation` and their event forms.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaConversation {
    pub id: String,
    pub participants: Vec<MediaParticipant>,
    #[serde(default)]
    pub other_media_uris: Vec<String>,
    pub divisions: Option<Vec<DivisionMembership>>,
    pub self_uri: Option<String>,
}

/// `CallbackMediaParticipant`, `MessageMediaParticipant` and their event forms.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaParticipant {
    pub id: String,
    pub name: Option<String>,
    pub address: Option<String>,
    pub start_time: Option<DateTime>,
    pub start_alerting_time: Option<DateTime>,
    pub connected_time: Option<DateTime>,
    pub end_time: Option<DateTime>,
    pub start_hold_time: Option<DateTime>,
    pub purpose: Purpose,
    pub state: State,
    pub initial_state: Option<State>,
    pub direction: Option<Direction>,
    pub disconnect_type: Option<DisconnectType>,
    pub held: Option<bool>,
    pub wrapup_required: Option<bool>,
    pub wrapup_prompt: Option<WrapupPrompt>,
    pub user: Option<EntityRef>,
    pub queue: Option<EntityRef>,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    pub wrapup_timeout_ms: Option<i64>,
    pub wrapup_skipped: Option<bool>,
    pub alerting_timeout_ms: Option<i64>,
    pub provider: Option<String>,
    pub wrapup: Option<Wrapup>,
    pub peer: Option<String>,
    pub conversation_routing_data: Option<ConversationRoutingData>,
    pub start_acw_time: Option<DateTime>,
    pub end_acw_time: Option<DateTime>,
    pub queue_media_settings: Option<QueueMediaSettings>,

    pub callback_numbers: Option<Vec<String>>,
    pub callback_user_name: Option<String>,
    pub callback_scheduled_time: Option<DateTime>,

    pub to_address: Option<Address>,
    pub from_address: Option<Address>,
    pub messages: Option<Vec<MessageDetails>>,
    #[serde(rename = "type")]
    pub kind: Option<MessengerType>,
    pub authenticated: Option<bool>,
}

/// The body of every `PATCH …/participants/{id}`: accept, decline, hold, end, wrap up.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaParticipantRequest {
    pub wrapup: Option<Wrapup>,
    pub state: Option<State>,
    pub recording: Option<bool>,
    pub muted: Option<bool>,
    pub confined: Option<bool>,
    pub held: Option<bool>,
    pub wrapup_skipped: Option<bool>,
}
