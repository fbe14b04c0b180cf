//! What the event sink is told.

use eyeline_conference::{Participant, Room};
use eyeline_model::Timestamp;
use eyeline_pexip::{
    participant::{CallDirection, OnOff},
    sink,
};
use uuid::Uuid;

use super::{connection, protocol, role, seconds, service_type};
use crate::rooms::Profile;

pub(crate) fn conference_report(profile: &Profile, room: &Room, started_at: Timestamp) -> sink::Conference {
    sink::Conference {
        name: profile.name.clone(),
        service_type: "conference".to_owned(),
        tag: profile.tag.clone(),
        is_locked: room.is_locked(),
        is_started: room.is_started(),
        start_time: seconds(started_at),
    }
}

/// Somebody, with when and why they went if they have gone.
pub(crate) fn participant_report(
    profile: &Profile,
    alias: &str,
    room: &Room,
    subject: &Participant,
    gone: Option<(Timestamp, &str)>,
) -> sink::Participant {
    let call = |call: &eyeline_conference::Call| Uuid::from_u128(call.id.0).to_string();
    sink::Participant {
        uuid: subject.id.to_string(),
        conference: profile.name.clone(),
        display_name: subject.name.reveal().clone(),
        destination_alias: alias.to_owned(),
        call_tag: subject.call_tag.clone().unwrap_or_default(),
        related_uuids: subject.calls.iter().map(call).collect(),
        role: role(subject.role),
        protocol: protocol(subject),
        call_direction: CallDirection::In,
        encryption: OnOff::On,
        service_type: service_type(subject.stage),
        service_tag: profile.tag.clone(),
        is_muted: subject.is_muted,
        is_client_muted: subject.is_client_muted,
        is_presenting: room.presenter().is_some_and(|presenter| presenter.id == subject.id),
        has_media: subject.has_media(),
        connect_time: seconds(subject.joined_at),
        disconnect_time: gone.map(|(at, _)| seconds(at)),
        duration: gone.map(|(at, _)| seconds(at) - seconds(subject.joined_at)),
        disconnect_reason: gone.map(|(_, reason)| reason.to_owned()),
        connection: connection(subject.connection),
    }
}
