//! The event sink, version 2: what the node tells another system about its rooms.

use serde::Serialize;
use serde_json::Value;

use crate::participant::{CallDirection, Connection, OnOff, Protocol, Role};

/// One report. Told at least once: `(node, seq)` tells repetitions.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// Which node.
    pub node: String,
    /// Counts up.
    pub seq: u64,
    /// 2.
    pub version: u32,
    /// When, in seconds since 1970.
    pub time: f64,
    /// What happened.
    pub event: EventName,
    /// To whom or what.
    pub data: Value,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventName {
    /// The node was started; its rooms are empty.
    EventsinkStarted,
    /// The first participant is here.
    ConferenceStarted,
    /// Lock, mute or start changed.
    ConferenceUpdated,
    /// Everybody has gone.
    ConferenceEnded,
    /// Somebody came.
    ParticipantConnected,
    /// Somebody has changed.
    ParticipantUpdated,
    /// Somebody went.
    ParticipantDisconnected,
}

/// A room, as told.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Conference {
    /// Its name.
    pub name: String,
    /// What kind of room it is.
    pub service_type: String,
    /// Its tag.
    pub tag: String,
    /// Newly come guests wait.
    pub is_locked: bool,
    /// Guests need not wait for a host.
    pub is_started: bool,
    /// When it began, in seconds since 1970.
    pub start_time: f64,
}

/// Somebody, as told.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Participant {
    /// Who.
    pub uuid: String,
    /// The room's name.
    pub conference: String,
    /// The name shown.
    pub display_name: String,
    /// By which alias they came.
    pub destination_alias: String,
    /// The client's mark.
    pub call_tag: String,
    /// Their calls.
    pub related_uuids: Vec<String>,
    /// Host or guest.
    pub role: Role,
    /// How they are connected.
    pub protocol: Protocol,
    /// Who called whom.
    pub call_direction: CallDirection,
    /// Whether their media are encrypted.
    pub encryption: OnOff,
    /// Where they are.
    pub service_type: crate::token::ServiceType,
    /// The room's tag.
    pub service_tag: String,
    /// Muted at the node.
    pub is_muted: bool,
    /// Muted in the browser.
    pub is_client_muted: bool,
    /// Sharing a screen.
    pub is_presenting: bool,
    /// Whether they have media.
    pub has_media: bool,
    /// When they came, in seconds since 1970.
    pub connect_time: f64,
    /// When they went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disconnect_time: Option<f64>,
    /// For how long they were there, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Why they went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disconnect_reason: Option<String>,
    /// Our extension: whether anything comes from them.
    pub connection: Connection,
}
