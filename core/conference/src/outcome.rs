//! What comes of a command.

use eyeline_model::{ParticipantId, Timestamp};

use crate::{CallId, Departure, Message, Participant, Permissions, PinPrompt, TicketId};

/// A fact.
#[derive(Clone, Debug)]
pub enum Event {
    /// The first participant is here.
    Started,
    /// Somebody came.
    Joined(ParticipantId),
    /// Something about somebody changed.
    Changed(ParticipantId),
    /// Somebody was let in from the waiting room.
    Admitted(ParticipantId),
    /// Somebody went.
    Left {
        /// As they were.
        participant: Box<Participant>,
        /// Why.
        reason: Departure,
    },
    /// Lock, mute or start changed.
    ConferenceChanged,
    /// Something was said.
    Said {
        /// By whom.
        from: ParticipantId,
        /// What, to whom.
        message: Message,
    },
    /// Somebody shares a screen.
    FloorTaken(ParticipantId),
    /// Nobody shares a screen any more.
    FloorReleased,
    /// The pictures are arranged anew.
    Arranged,
    /// A one-time link was used.
    TicketUsed {
        /// Its number.
        ticket: TicketId,
        /// Until when it would have been good.
        expires_at: Timestamp,
    },
    /// Everybody has gone.
    Ended {
        /// When the first of them came.
        started_at: Timestamp,
    },
}

/// Something the world must now do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Change what a call may carry.
    Permit {
        /// Which.
        call: CallId,
        /// What it may carry from now on.
        permissions: Permissions,
    },
    /// End a call's media.
    HangUp {
        /// Which.
        call: CallId,
    },
    /// Tell a client that it is over.
    Dismiss {
        /// Whose.
        participant: ParticipantId,
        /// Which of their sessions: they may be back with another.
        session: u32,
        /// Why.
        reason: Departure,
    },
    /// Have a client refresh its token, so that it learns its new role.
    Renew {
        /// Whose.
        participant: ParticipantId,
    },
}

/// The room says no; nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// A PIN is wanted.
    #[error("a PIN is needed")]
    PinNeeded(PinPrompt),
    /// The PIN is wrong.
    #[error("Invalid PIN")]
    InvalidPin,
    /// Wrong PINs come too fast.
    #[error("Too many invalid PIN attempts")]
    TooManyAttempts,
    /// The link was good once.
    #[error("This link has expired")]
    TicketExpired,
    /// The link was used already.
    #[error("This link has already been used")]
    TicketUsed,
    /// The seat was taken away.
    #[error("Removed from the conference")]
    SeatRevoked,
    /// It is full.
    #[error("Participant limit reached")]
    Full,
    /// The token is not, or no longer, known.
    #[error("Invalid token")]
    InvalidToken,
    /// Only a host may.
    #[error("Invalid role")]
    NotAllowed,
    /// Nobody of that id is here.
    #[error("Invalid participant")]
    NoParticipant,
    /// There is no such call.
    #[error("Invalid call")]
    NoCall,
    /// There is no chat.
    #[error("Chat is disabled")]
    NoChat,
    /// It is longer than [`LONGEST_MESSAGE`](crate::LONGEST_MESSAGE).
    #[error("Message too long")]
    MessageTooLong,
    /// They come faster than anybody reads.
    #[error("Too many messages")]
    TooManyMessages,
}
