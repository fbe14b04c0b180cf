//! Participants, as in rosters.

use serde::{Deserialize, Serialize};

use crate::{YesNo, token::ServiceType};

/// Somebody in a room. Every field but those marked is demanded by clients' validators.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Participant {
    /// Who.
    pub uuid: String,
    /// The name shown.
    pub display_name: String,
    /// The name laid over the picture.
    pub overlay_text: String,
    /// By which alias they came.
    pub local_alias: String,
    /// On which foreign node they are.
    pub external_node_uuid: String,
    /// Host or guest.
    pub role: Role,
    /// How they are connected.
    pub protocol: Protocol,
    /// Who called whom.
    pub call_direction: CallDirection,
    /// When they came, in seconds since 1970.
    pub start_time: f64,
    /// Whether their media are encrypted.
    pub encryption: OnOff,
    /// Whether they have media.
    pub has_media: bool,
    /// Muted at the node.
    pub is_muted: YesNo,
    /// Sharing a screen.
    pub is_presenting: YesNo,
    /// Only heard.
    pub is_audio_only_call: YesNo,
    /// Seen.
    pub is_video_call: YesNo,
    /// Whether they can be put out.
    pub disconnect_supported: YesNo,
    /// Whether they can be muted.
    pub mute_supported: YesNo,
    /// Whether they can be transferred.
    pub transfer_supported: YesNo,
    /// Whether their camera can be steered.
    pub fecc_supported: YesNo,
    /// Their picture is withheld.
    pub is_video_muted: bool,
    /// Their picture has not changed for long.
    pub is_video_silent: bool,
    /// They are outside.
    pub is_external: bool,
    /// They are a recorder or the like.
    pub is_streaming_conference: bool,
    /// Whether they can be written to alone.
    pub supports_direct_chat: bool,
    /// Whether they can get a picture made for them.
    pub can_receive_personal_mix: bool,
    /// Whether they get shared screens.
    pub rx_presentation_policy: RxPresentationPolicy,
    /// When they raised a hand, in seconds since 1970; 0 if they have not.
    pub buzz_time: f64,
    /// When they were put in the spotlight; 0 if they were not.
    pub spotlight: f64,
    /// Which mix they see.
    pub receive_from_video_mix: VideoMix,
    /// Optional. The client's mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_tag: Option<String>,
    /// Optional, but without it hosts lose their controls. Where they are.
    pub service_type: ServiceType,
    /// Optional. Muted in the browser.
    pub is_client_muted: YesNo,
    /// Optional. Neither sends nor receives for now.
    pub is_on_hold: bool,
    /// Our extension: whether anything comes from them.
    pub connection: Connection,
}

/// Host or guest, as rosters have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A host.
    Chair,
    /// A guest.
    Guest,
}

/// How somebody is connected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// By this API alone, without media yet.
    Api,
    /// By a browser.
    Webrtc,
}

/// Who called whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallDirection {
    /// They came.
    In,
    /// They were called.
    Out,
}

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}

/// Whether somebody gets shared screens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RxPresentationPolicy {
    /// They do.
    Allow,
    /// They do not.
    Deny,
}

/// Which mix somebody sees.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct VideoMix {
    /// Its name.
    pub mix_name: String,
    /// Since when.
    pub timestamp: f64,
}

/// Whether anything comes from somebody. Our extension.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Connection {
    /// It does.
    Good,
    /// It does not.
    Lost,
}

/// `POST participants/{uuid}/role`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct NewRole {
    /// The role from now on.
    pub role: Role,
}
