//! What an administrator has decided about a room.

use serde::{Deserialize, Serialize};

/// A room's settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The host PIN. Without one, everybody is a host.
    pub pin: Option<String>,
    /// The guest PIN. Without one, guests enter freely, if there are guests at all.
    pub guest_pin: Option<String>,
    /// Whether there are guests; they wait until a host is there.
    pub allow_guests: bool,
    /// How many may be in the room at once.
    pub participant_limit: Option<u32>,
    /// Whether guests may share their screens.
    pub guests_can_present: bool,
    /// Whether guests enter muted.
    pub mute_all_guests: bool,
    /// Whether there is a chat.
    pub chat_enabled: bool,
    /// Which media there are.
    pub call_type: CallType,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pin: None,
            guest_pin: None,
            allow_guests: false,
            participant_limit: None,
            guests_can_present: true,
            mute_all_guests: false,
            chat_enabled: true,
            call_type: CallType::default(),
        }
    }
}

impl Settings {
    /// Whether guests wait for a host.
    pub fn waits_for_host(&self) -> bool {
        self.allow_guests && self.pin.is_some()
    }
}

/// Which media a room carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallType {
    /// Sound, pictures and shared screens.
    #[default]
    Video,
    /// Sound and pictures.
    VideoOnly,
    /// Sound.
    Audio,
}
