//! The management API: rooms as configured, and our tickets.

use serde::{Deserialize, Deserializer, Serialize};

use crate::token::{CallType, Role};

/// A room to be made, or what is to change about one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ConferenceChange {
    /// Its name; unique.
    pub name: Option<String>,
    /// The names it is reached by.
    pub aliases: Option<Vec<Alias>>,
    /// What kind of room it is.
    pub service_type: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// Whether there are guests.
    pub allow_guests: Option<bool>,
    /// The host PIN; empty for none.
    pub pin: Option<String>,
    /// The guest PIN; empty for none.
    pub guest_pin: Option<String>,
    /// How many may come; null for as many as like.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub participant_limit: Option<Option<u32>>,
    /// Which media there are.
    pub call_type: Option<CallType>,
    /// Whether guests may share screens.
    pub guests_can_present: Option<bool>,
    /// Whether guests come muted.
    pub mute_all_guests: Option<bool>,
    /// Whether there is a chat: `yes`, `no` or `default`.
    pub enable_chat: Option<EnableChat>,
    /// Comes back in every event about the room.
    pub tag: Option<String>,
}

/// Tells null from what is not there.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A name that a room is reached by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alias {
    /// The name.
    pub alias: String,
    /// For people.
    #[serde(default)]
    pub description: String,
}

/// Whether there is a chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnableChat {
    /// As everywhere, which is yes.
    #[default]
    Default,
    /// There is.
    Yes,
    /// There is none.
    No,
}

/// A room as configured.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Conference {
    /// Its number.
    pub id: i64,
    /// Where it is.
    pub resource_uri: String,
    /// Its name.
    pub name: String,
    /// The names it is reached by.
    pub aliases: Vec<Alias>,
    /// What kind of room it is.
    pub service_type: String,
    /// For people.
    pub description: String,
    /// Whether there are guests.
    pub allow_guests: bool,
    /// The host PIN.
    pub pin: String,
    /// The guest PIN.
    pub guest_pin: String,
    /// How many may come.
    pub participant_limit: Option<u32>,
    /// Which media there are.
    pub call_type: CallType,
    /// Whether guests may share screens.
    pub guests_can_present: bool,
    /// Whether guests come muted.
    pub mute_all_guests: bool,
    /// Whether there is a chat.
    pub enable_chat: EnableChat,
    /// Comes back in every event about the room.
    pub tag: String,
}

/// A page of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Page<T> {
    /// Where in the list this is.
    pub meta: Meta,
    /// What is there.
    pub objects: Vec<T>,
}

/// Where in a list a page is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Meta {
    /// The most that a page holds.
    pub limit: usize,
    /// How many there are.
    pub total_count: usize,
    /// How many were left out before.
    pub offset: usize,
    /// The page after.
    pub next: Option<String>,
    /// The page before.
    pub previous: Option<String>,
}

/// `POST /api/eyeline/v1/rooms/{alias}/tickets`: a one-time link for somebody. Our own.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct NewTicket {
    /// In which role.
    pub role: Role,
    /// Under which name; the visitor chooses if absent.
    #[serde(default)]
    pub display_name: Option<String>,
    /// For how many seconds it is good.
    pub ttl_s: u32,
}

/// A one-time link's ticket.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Ticket {
    /// For `request_token`.
    pub ticket: String,
    /// Until when it is good.
    pub expires_at: String,
}
