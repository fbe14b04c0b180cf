//! The room as a whole.

use serde::{Deserialize, Serialize};

/// `GET conference_status`, and the event `conference_update`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ConferenceStatus {
    /// Newly come guests wait.
    pub locked: bool,
    /// Guests are muted.
    pub guests_muted: bool,
    /// Everybody is muted.
    pub all_muted: bool,
    /// Guests need not wait for a host.
    pub started: bool,
    /// Whether there is a chat.
    pub chat_enabled: bool,
    /// Whether screens may be shared.
    pub presentation_allowed: bool,
    /// Whether guests may share screens.
    pub guests_can_present: bool,
    /// Media flow through the node.
    pub direct_media: bool,
    /// Nobody writes along.
    pub live_captions_available: bool,
    /// There are no smaller rooms.
    pub breakout_rooms: bool,
}

/// `POST message`: something said to all, or to one.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewMessage {
    /// Such as `text/plain`.
    #[serde(rename = "type", default = "plain_text")]
    pub media_type: String,
    /// The words.
    pub payload: String,
}

fn plain_text() -> String {
    "text/plain".to_owned()
}

/// `POST transform_layout`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct TransformLayout {
    /// How to arrange the pictures.
    pub transforms: Transforms,
}

/// How to arrange the pictures.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Transforms {
    /// The arrangement's name.
    #[serde(default, deserialize_with = "crate::lenient")]
    pub layout: Option<String>,
}
