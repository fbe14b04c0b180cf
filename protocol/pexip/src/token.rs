//! Coming in, staying and leaving: `request_token`, `refresh_token`, `release_token`.

use serde::{Deserialize, Serialize};

use crate::lenient;

/// `POST request_token`. Clients send `"none"` where they have nothing: treat it as absent.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
pub struct RequestToken {
    /// The name to show.
    #[serde(default, deserialize_with = "lenient")]
    pub display_name: Option<String>,
    /// A one-time token: a link's ticket, or what `refer` gave.
    #[serde(default, deserialize_with = "lenient")]
    pub token: Option<String>,
    /// The PIN, by older descriptions; the header comes first.
    #[serde(default, deserialize_with = "lenient")]
    pub pin: Option<String>,
    /// The client's mark.
    #[serde(default, deserialize_with = "lenient")]
    pub call_tag: Option<String>,
    /// Our extension: the key of a seat, to return to it.
    #[serde(default, deserialize_with = "lenient")]
    pub seat: Option<String>,
    /// Our extension: the client takes a line for every participant.
    #[serde(default, deserialize_with = "lenient")]
    pub multistream: Option<bool>,
}

/// Host or guest, as tokens have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// May do everything.
    Host,
    /// May take part.
    Guest,
}

/// What kind of room somebody is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceType {
    /// On the way.
    Connecting,
    /// Waiting to be let in.
    WaitingRoom,
    /// In a virtual reception.
    Ivr,
    /// In the room.
    Conference,
    /// In a lecture.
    Lecture,
    /// In a call to somewhere else.
    Gateway,
    /// In a test call.
    TestCall,
    /// Watching something recorded.
    MediaPlayback,
}

/// Which media a client may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallType {
    /// Sound, pictures, shared screens.
    Video,
    /// Sound and pictures.
    VideoOnly,
    /// Sound.
    Audio,
}

/// Which node answers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Version {
    /// The version.
    pub version_id: String,
    /// The version for people.
    pub pseudo_version: String,
}

/// A token was granted.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// For the `token` header, and unescaped in URLs: base64url.
    pub token: String,
    /// Seconds until it must be refreshed. A string: clients refuse a number.
    pub expires: String,
    /// Who you are.
    pub participant_uuid: String,
    /// Which node this is.
    pub version: Version,
    /// Host or guest.
    pub role: Role,
    /// The name shown.
    pub display_name: String,
    /// Where you are.
    pub current_service_type: ServiceType,
    /// What the room is.
    pub service_type: ServiceType,
    /// Its name.
    pub conference_name: String,
    /// Which media you may use.
    pub call_type: CallType,
    /// The mark you set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_tag: Option<String>,
    /// Whether there is a chat.
    pub chat_enabled: bool,
    /// Whether guests may share screens.
    pub guests_can_present: bool,
    /// No camera is steered from afar.
    pub fecc_enabled: bool,
    /// Nothing is streamed out.
    pub rtmp_enabled: bool,
    /// Nothing is told to the vendor.
    pub analytics_enabled: bool,
    /// One codec for all: VP8.
    pub vp9_enabled: bool,
    /// Candidates may come later.
    pub trickle_ice_enabled: bool,
    /// Our extension: the key by which a reloaded page returns to this seat.
    pub seat: String,
    /// Our extension: whether server-initiated offers will come.
    pub multistream: bool,
}

/// A PIN is wanted: sent with status 403, though as a success.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PinPrompt {
    /// Whether hosts need one.
    pub pin: PinNeed,
    /// Whether guests need one.
    pub guest_pin: PinNeed,
    /// Which node this is.
    pub version: Version,
}

/// Whether a PIN is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PinNeed {
    /// It is.
    Required,
    /// It is not.
    None,
}

/// `POST refresh_token`, answered.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Refreshed {
    /// The next token.
    pub token: String,
    /// Seconds until it must be refreshed.
    pub expires: String,
    /// Host or guest: a client learns of a new role here.
    pub role: Role,
}
