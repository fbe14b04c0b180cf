//! Asking for a callback, on its own or on a conversation that is already there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{DateTime, EntityRef, routing::RoutingData};

/// `CreateCallbackCommand` and `CreateCallbackOnConversationCommand`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateCallback {
    pub script_id: Option<String>,
    pub queue_id: Option<String>,
    pub routing_data: Option<RoutingData>,
    pub callback_user_name: Option<String>,
    pub callback_numbers: Vec<String>,
    pub callback_scheduled_time: Option<DateTime>,
    pub country_code: Option<String>,
    pub validate_callback_numbers: Option<bool>,
    /// Becomes the customer's attributes.
    pub data: Option<BTreeMap<String, String>>,
    pub caller_id: Option<String>,
    pub caller_id_name: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateCallbackResponse {
    pub conversation: EntityRef,
    pub callback_identifiers: Vec<CallbackIdentifier>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CallbackIdentifier {
    #[serde(rename = "type")]
    pub kind: CallbackIdentifierKind,
    pub id: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallbackIdentifierKind {
    Acd,
    External,
    Dialer,
}
