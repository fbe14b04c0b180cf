//! What goes over event streams.

use eyeline_conference::{Departure, Message, Participant};
use eyeline_media::{Content, Kind, Track};
use eyeline_pexip::event::{self, MessageReceived, PresentationStart, TrackKind};
use uuid::Uuid;

pub(crate) fn message(from: &Participant, message: &Message) -> MessageReceived {
    MessageReceived {
        origin: from.name.reveal().clone(),
        uuid: from.id.to_string(),
        media_type: message.speech.media_type.clone(),
        payload: message.speech.payload.reveal().clone(),
        direct: message.to.is_some(),
    }
}

pub(crate) fn presentation(presenter: &Participant) -> PresentationStart {
    PresentationStart {
        presenter_name: presenter.name.reveal().clone(),
        presenter_uri: String::new(),
        presenter_uuid: presenter.id.to_string(),
    }
}

pub(crate) fn tracks(tracks: &[Track]) -> Vec<event::Track> {
    let track = |track: &Track| event::Track {
        mid: track.mid.clone(),
        participant_uuid: Uuid::from_u128(track.party.0).to_string(),
        kind: match track.kind {
            Kind::Audio => TrackKind::Audio,
            Kind::Video => TrackKind::Video,
        },
        content: match track.content {
            Content::Main => event::Content::Main,
            Content::Slides => event::Content::Slides,
        },
    };
    tracks.iter().map(track).collect()
}

/// In the words that clients map to their messages.
pub(crate) fn departure(reason: Departure) -> &'static str {
    match reason {
        Departure::Left => "Participant disconnected",
        Departure::Expired => "Timer expired awaiting token refresh",
        Departure::Removed => "API initiated participant disconnect",
        Departure::Ended => "Conference terminated by a Host participant",
        Departure::Replaced => "Joined from another page",
    }
}
