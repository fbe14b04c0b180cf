//! Somebody in a room.

use eyeline_model::{ParticipantId, Pii, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Call, CallKind, Connection, chat::Spoke, token::Tokens};

/// A ticket's number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub String);

/// Host or guest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// May do everything.
    Host,
    /// May speak, be seen and leave.
    Guest,
}

/// Where somebody is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// In the waiting room.
    Waiting,
    /// In the room.
    Admitted,
}

/// Somebody in a room.
#[derive(Clone, Debug)]
pub struct Participant {
    /// Who; the same after a reload.
    pub id: ParticipantId,
    /// The name shown.
    pub name: Pii<String>,
    /// Host or guest.
    pub role: Role,
    /// Waiting or in the room.
    pub stage: Stage,
    /// When they entered.
    pub joined_at: Timestamp,
    /// Whether their client takes several videos.
    pub multistream: bool,
    /// A mark that the client set, for whoever integrates.
    pub call_tag: Option<String>,
    /// Their media.
    pub calls: Vec<Call>,
    /// Muted by a host, or themselves at the server.
    pub is_muted: bool,
    /// Muted in their browser.
    pub is_client_muted: bool,
    /// Neither sends nor receives for now.
    pub is_on_hold: bool,
    /// Their picture is withheld.
    pub is_video_muted: bool,
    /// When they raised a hand.
    pub raised_hand_at: Option<Timestamp>,
    /// Whether they can be reached.
    pub connection: Connection,
    /// Which visit it is: each coming in and each coming back has a number of its own in the room.
    pub session: u32,
    pub(crate) tokens: Tokens,
    pub(crate) expires_at: Timestamp,
    pub(crate) signalled_at: Timestamp,
    /// Event streams that are open.
    pub(crate) watching: u32,
    pub(crate) spoke: Spoke,
}

impl Participant {
    /// Whether they have media.
    pub fn has_media(&self) -> bool {
        self.calls.iter().any(|call| call.kind == CallKind::Main)
    }

    /// Whether they are in the room rather than waiting.
    pub fn is_admitted(&self) -> bool {
        self.stage == Stage::Admitted
    }

    pub(crate) fn is_host(&self) -> bool {
        self.role == Role::Host
    }
}
