//! Single words.

use eyeline_contact_center::{AfterCallWorkMode, Presence, RoutingStatus};
use eyeline_conversation::{Direction, DisconnectReason, MessageStatus, SegmentKind, Stage};
use eyeline_genesys::{
    DateTime,
    conversation::{self, DisconnectType, State},
    presence::{RoutingStatusKind, SystemPresence},
    wrapup::WrapupPrompt,
};
use eyeline_model::{Media, Timestamp};

pub(crate) fn time(at: Timestamp) -> DateTime {
    DateTime::from_millis(at.as_millis())
}

/// The medium's word, in answers and in sentences.
pub(crate) const fn media_type(media: Media) -> &'static str {
    match media {
        Media::Message => "message",
        Media::Callback => "callback",
    }
}

pub(crate) fn state(stage: &Stage) -> State {
    match stage {
        Stage::Scheduled { .. } => State::Scheduled,
        Stage::Alerting { .. } => State::Alerting,
        Stage::Connected { .. } => State::Connected,
        Stage::WrapUp { .. } | Stage::Disconnected { .. } => State::Disconnected,
    }
}

pub(crate) fn disconnect_type(reason: DisconnectReason) -> DisconnectType {
    match reason {
        DisconnectReason::Client => DisconnectType::Client,
        DisconnectReason::Peer => DisconnectType::Peer,
        DisconnectReason::System => DisconnectType::System,
        DisconnectReason::Timeout => DisconnectType::Timeout,
        DisconnectReason::Transfer => DisconnectType::Transfer,
        DisconnectReason::TransferNotAvailable => DisconnectType::TransferNotAvailable,
        DisconnectReason::TransferNoAnswer => DisconnectType::TransferNoAnswer,
        DisconnectReason::TransportFailure => DisconnectType::TransportFailure,
    }
}

pub(crate) fn segment(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Scheduled => "scheduled",
        SegmentKind::Alert => "alert",
        SegmentKind::Interact => "interact",
        SegmentKind::Hold => "hold",
        SegmentKind::WrapUp => "wrapup",
    }
}

pub(crate) fn direction(direction: Direction) -> conversation::Direction {
    match direction {
        Direction::Inbound => conversation::Direction::Inbound,
        Direction::Outbound => conversation::Direction::Outbound,
    }
}

/// An inbound message has been received when it is stored; an outbound one is only sent then.
pub(crate) fn message_status(direction: Direction, status: MessageStatus) -> conversation::MessageStatus {
    match (direction, status) {
        (_, MessageStatus::Read) => conversation::MessageStatus::Read,
        (Direction::Inbound, _) => conversation::MessageStatus::Received,
        (Direction::Outbound, MessageStatus::Sent) => conversation::MessageStatus::Sent,
        (Direction::Outbound, MessageStatus::Delivered) => conversation::MessageStatus::DeliverySuccess,
    }
}

pub(crate) fn routing_status(status: RoutingStatus) -> RoutingStatusKind {
    match status {
        RoutingStatus::NotResponding => RoutingStatusKind::NotResponding,
        RoutingStatus::Interacting => RoutingStatusKind::Interacting,
        RoutingStatus::Idle => RoutingStatusKind::Idle,
        RoutingStatus::OffQueue => RoutingStatusKind::OffQueue,
    }
}

const PRESENCES: [(Presence, SystemPresence); 10] = [
    (Presence::Available, SystemPresence::Available),
    (Presence::Away, SystemPresence::Away),
    (Presence::Busy, SystemPresence::Busy),
    (Presence::Break, SystemPresence::Break),
    (Presence::Meal, SystemPresence::Meal),
    (Presence::Meeting, SystemPresence::Meeting),
    (Presence::Training, SystemPresence::Training),
    (Presence::Idle, SystemPresence::Idle),
    (Presence::Offline, SystemPresence::Offline),
    (Presence::OnQueue, SystemPresence::OnQueue),
];

pub(crate) fn system_presence(presence: Presence) -> SystemPresence {
    let pair = PRESENCES.into_iter().find(|(ours, _)| *ours == presence);
    pair.map(|(_, theirs)| theirs).expect("every presence is in the table")
}

pub(crate) fn presence(system: SystemPresence) -> Presence {
    let pair = PRESENCES.into_iter().find(|(_, theirs)| *theirs == system);
    pair.map(|(ours, _)| ours).expect("every presence is in the table")
}

pub(crate) fn wrapup_prompt(mode: AfterCallWorkMode) -> WrapupPrompt {
    match mode {
        AfterCallWorkMode::Optional => WrapupPrompt::Optional,
        AfterCallWorkMode::Mandatory => WrapupPrompt::Mandatory,
        AfterCallWorkMode::MandatoryTimeout(_) => WrapupPrompt::Timeout,
        AfterCallWorkMode::MandatoryForcedTimeout(_) => WrapupPrompt::ForcedTimeout,
        AfterCallWorkMode::AgentRequested(_) => WrapupPrompt::AgentRequested,
    }
}
