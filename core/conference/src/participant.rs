//! Somebody in a room.

use std::fmt;

use eyeline_model::{ParticipantId, Pii, Timestamp};
use serde::{Deserialize, Serialize};

/// What a client proves itself with on every request. Drawn by the shell; prints as `‹token›`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹token›")
    }
}

/// A ticket's number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub String);

/// One media call of a participant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallId(pub u128);

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

/// Whether somebody can be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Connection {
    /// Media or signalling come.
    Good,
    /// Nothing has come for a while.
    Lost {
        /// Since when it is known.
        since: Timestamp,
    },
}

/// What a call is for. Older clients share screens on calls of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallKind {
    /// Sound and pictures both ways.
    Main,
    /// Sends a shared screen only.
    SendScreen,
    /// Receives the shared screen only.
    ReceiveScreen,
}

/// A media call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// What it is for.
    pub kind: CallKind,
    /// Whether media has begun to flow.
    pub connected: bool,
    /// Whether nothing has come on it for a while.
    pub silent: bool,
}

/// What a call may carry just now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permissions {
    /// It receives what others send.
    pub receive: bool,
    /// Others hear it.
    pub audio: bool,
    /// Others see it.
    pub video: bool,
    /// Others see its shared screen.
    pub slides: bool,
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
    /// Counts how often they have come back.
    pub session: u32,
    pub(crate) token: Token,
    pub(crate) previous_token: Option<(Token, Timestamp)>,
    pub(crate) expires_at: Timestamp,
    pub(crate) signalled_at: Timestamp,
    /// Event streams that are open.
    pub(crate) watching: u32,
    pub(crate) spoke: Spoke,
}

/// How much somebody has said in the chat of late.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoke {
    pub(crate) since: Timestamp,
    pub(crate) messages: u32,
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

    /// Whether nothing comes from them by any way that is open.
    pub(crate) fn has_gone_quiet(&self) -> bool {
        let mut connected = self.calls.iter().filter(|call| call.connected).peekable();
        if connected.peek().is_some() { connected.all(|call| call.silent) } else { self.watching == 0 }
    }
}
