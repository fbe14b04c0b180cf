//! Participants.

use eyeline_conference::{CallType, Connection, Participant, Role, Room, Stage};
use eyeline_pexip::{
    YesNo,
    participant::{self as wire, CallDirection, OnOff, Protocol, RxPresentationPolicy, VideoMix},
    token::{self, ServiceType},
};

use super::seconds;

/// Somebody, as clients see them. `alias` is the name they came by.
pub(crate) fn participant(room: &Room, alias: &str, subject: &Participant) -> wire::Participant {
    let has_media = subject.has_media();
    let is_seen = room.settings().call_type != CallType::Audio;
    let is_presenting = room.presenter().is_some_and(|presenter| presenter.id == subject.id);
    wire::Participant {
        uuid: subject.id.to_string(),
        display_name: subject.name.reveal().clone(),
        overlay_text: subject.name.reveal().clone(),
        local_alias: alias.to_owned(),
        external_node_uuid: String::new(),
        role: role(subject.role),
        protocol: protocol(subject),
        call_direction: CallDirection::In,
        start_time: seconds(subject.joined_at),
        encryption: OnOff::On,
        has_media,
        is_muted: subject.is_muted.into(),
        is_presenting: is_presenting.into(),
        is_audio_only_call: (has_media && !is_seen).into(),
        is_video_call: (has_media && is_seen).into(),
        disconnect_supported: YesNo::Yes,
        mute_supported: YesNo::Yes,
        transfer_supported: YesNo::No,
        fecc_supported: YesNo::No,
        is_video_muted: subject.is_video_muted,
        is_video_silent: false,
        is_external: false,
        is_streaming_conference: false,
        supports_direct_chat: true,
        can_receive_personal_mix: false,
        rx_presentation_policy: RxPresentationPolicy::Allow,
        buzz_time: subject.raised_hand_at.map_or(0.0, seconds),
        spotlight: 0.0,
        receive_from_video_mix: VideoMix { mix_name: "main".to_owned(), timestamp: 0.0 },
        call_tag: subject.call_tag.clone(),
        service_type: service_type(subject.stage),
        is_client_muted: subject.is_client_muted.into(),
        is_on_hold: subject.is_on_hold,
        connection: connection(subject.connection),
    }
}

pub(crate) fn role(role: Role) -> wire::Role {
    match role {
        Role::Host => wire::Role::Chair,
        Role::Guest => wire::Role::Guest,
    }
}

pub(crate) fn token_role(role: Role) -> token::Role {
    match role {
        Role::Host => token::Role::Host,
        Role::Guest => token::Role::Guest,
    }
}

pub(crate) fn protocol(subject: &Participant) -> Protocol {
    if subject.has_media() { Protocol::Webrtc } else { Protocol::Api }
}

pub(crate) fn service_type(stage: Stage) -> ServiceType {
    match stage {
        Stage::Waiting => ServiceType::WaitingRoom,
        Stage::Admitted => ServiceType::Conference,
    }
}

pub(crate) fn connection(connection: Connection) -> wire::Connection {
    match connection {
        Connection::Good => wire::Connection::Good,
        Connection::Lost { .. } => wire::Connection::Lost,
    }
}
