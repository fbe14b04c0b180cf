//! The event stream.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{conference::ConferenceStatus, participant::Participant};

/// One event. Its data are never empty: browsers swallow events without data.
#[derive(Clone, Debug)]
pub enum Event {
    /// The roster follows.
    ParticipantSyncBegin,
    /// The roster has been sent.
    ParticipantSyncEnd,
    /// Somebody is here.
    ParticipantCreate(Box<Participant>),
    /// Somebody has changed; the whole, never a difference.
    ParticipantUpdate(Box<Participant>),
    /// Somebody has gone.
    ParticipantDelete {
        /// Who.
        uuid: String,
    },
    /// The room has changed.
    ConferenceUpdate(ConferenceStatus),
    /// Something was said.
    MessageReceived(MessageReceived),
    /// Somebody shares a screen; empty strings when the floor was taken from everybody.
    PresentationStart(PresentationStart),
    /// Nobody shares a screen any more.
    PresentationStop,
    /// How the pictures are arranged.
    Layout(Layout),
    /// Who is heard.
    Stage(Vec<OnStage>),
    /// It is over for you.
    Disconnect {
        /// Why.
        reason: String,
    },
    /// Your media are over; you are still here.
    CallDisconnected {
        /// Which call.
        call_uuid: String,
        /// Why.
        reason: String,
    },
    /// Refresh your token now: something in it has changed.
    RefreshToken,
    /// An offer of ours, to be answered by `ack`.
    NewOffer {
        /// The offer.
        sdp: String,
    },
    /// Whose media are on which line. Our extension.
    Multistream {
        /// All of your tracks.
        tracks: Vec<Track>,
    },
}

/// Something said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MessageReceived {
    /// The speaker's name.
    pub origin: String,
    /// The speaker.
    pub uuid: String,
    /// Such as `text/plain`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The words.
    pub payload: String,
    /// Said to you alone.
    pub direct: bool,
}

/// Somebody shares a screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PresentationStart {
    /// Their name.
    pub presenter_name: String,
    /// Their address.
    pub presenter_uri: String,
    /// Who.
    pub presenter_uuid: String,
}

/// How the pictures are arranged.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Layout {
    /// The arrangement's name.
    pub view: String,
    /// Who is seen, in order.
    pub participants: Vec<String>,
    /// What was asked for.
    pub requested_layout: RequestedLayout,
    /// Whether names are laid over pictures.
    pub overlay_text_enabled: bool,
}

/// What arrangement was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RequestedLayout {
    /// On the main screen.
    pub primary_screen: ScreenLayout,
}

/// For hosts and for guests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ScreenLayout {
    /// What hosts see.
    pub chair_layout: String,
    /// What guests see.
    pub guest_layout: String,
}

/// Who is heard.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OnStage {
    /// Who.
    pub participant_uuid: String,
    /// Their place, 0 first.
    pub stage_index: u32,
    /// 100 while they speak.
    pub vad: u32,
}

/// Whose media are on a line. Our extension.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Track {
    /// The line.
    pub mid: String,
    /// Whose.
    pub participant_uuid: String,
    /// `audio` or `video`.
    pub kind: TrackKind,
    /// Person or screen.
    pub content: Content,
}

/// Sound or picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackKind {
    /// Sound.
    Audio,
    /// Picture.
    Video,
}

/// What a track shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// A person.
    Main,
    /// A shared screen.
    Slides,
}

impl Event {
    /// The event's name on the stream.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ParticipantSyncBegin => "participant_sync_begin",
            Self::ParticipantSyncEnd => "participant_sync_end",
            Self::ParticipantCreate(_) => "participant_create",
            Self::ParticipantUpdate(_) => "participant_update",
            Self::ParticipantDelete { .. } => "participant_delete",
            Self::ConferenceUpdate(_) => "conference_update",
            Self::MessageReceived(_) => "message_received",
            Self::PresentationStart(_) => "presentation_start",
            Self::PresentationStop => "presentation_stop",
            Self::Layout(_) => "layout",
            Self::Stage(_) => "stage",
            Self::Disconnect { .. } => "disconnect",
            Self::CallDisconnected { .. } => "call_disconnected",
            Self::RefreshToken => "refresh_token",
            Self::NewOffer { .. } => "new_offer",
            Self::Multistream { .. } => "multistream",
        }
    }

    /// The event's data.
    pub fn data(&self) -> Value {
        match self {
            Self::ParticipantSyncBegin
            | Self::ParticipantSyncEnd
            | Self::PresentationStop
            | Self::RefreshToken => Value::Null,
            Self::ParticipantCreate(participant) | Self::ParticipantUpdate(participant) => json!(participant),
            Self::ParticipantDelete { uuid } => json!({ "uuid": uuid }),
            Self::ConferenceUpdate(status) => json!(status),
            Self::MessageReceived(message) => json!(message),
            Self::PresentationStart(start) => json!(start),
            Self::Layout(layout) => json!(layout),
            Self::Stage(stage) => json!(stage),
            Self::Disconnect { reason } => json!({ "reason": reason }),
            Self::CallDisconnected { call_uuid, reason } => {
                json!({ "call_uuid": call_uuid, "reason": reason })
            }
            Self::NewOffer { sdp } => json!({ "sdp": sdp }),
            Self::Multistream { tracks } => json!({ "tracks": tracks }),
        }
    }
}
