//! The room as a whole.

use eyeline_conference::{CallType, Room};
use eyeline_model::ParticipantId;
use eyeline_pexip::{
    conference::ConferenceStatus,
    event::{Layout, RequestedLayout, ScreenLayout},
    token::{self, Version},
};

/// How pictures are arranged unless somebody asks for something else: one large, the rest small.
const USUAL_LAYOUT: &str = "1:7";

pub(crate) fn conference_status(room: &Room) -> ConferenceStatus {
    let settings = room.settings();
    ConferenceStatus {
        locked: room.is_locked(),
        guests_muted: room.are_guests_muted(),
        all_muted: false,
        started: room.is_started(),
        chat_enabled: settings.chat_enabled,
        presentation_allowed: settings.call_type == CallType::Video,
        guests_can_present: settings.guests_can_present,
        direct_media: false,
        live_captions_available: false,
        breakout_rooms: false,
    }
}

pub(crate) fn layout(room: &Room, seen: impl Iterator<Item = ParticipantId>) -> Layout {
    let view = room.layout().unwrap_or(USUAL_LAYOUT).to_owned();
    Layout {
        participants: seen.map(|id| id.to_string()).collect(),
        requested_layout: RequestedLayout {
            primary_screen: ScreenLayout { chair_layout: view.clone(), guest_layout: view.clone() },
        },
        view,
        overlay_text_enabled: false,
    }
}

pub(crate) fn call_type(call_type: CallType) -> token::CallType {
    match call_type {
        CallType::Video => token::CallType::Video,
        CallType::VideoOnly => token::CallType::VideoOnly,
        CallType::Audio => token::CallType::Audio,
    }
}

pub(crate) fn version() -> Version {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Version { pseudo_version: format!("Eyeline {version}"), version_id: version }
}
