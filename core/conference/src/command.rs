//! What can be asked of a room.

use eyeline_model::{ParticipantId, Pii, Timestamp};

use crate::{CallId, CallKind, Message, Role, Settings, TicketId, Token};

/// Asks something of a room.
#[derive(Clone, Debug)]
pub enum Command {
    /// Come in.
    Enter(Enter),
    /// A client that shows its token asks for something.
    Request {
        /// Who asks.
        token: Token,
        /// What.
        request: Request,
    },
    /// An event stream has ended.
    Unwatch {
        /// Whose.
        participant: ParticipantId,
        /// In which of their sessions it was opened.
        session: u32,
    },
    /// A call's media has begun to flow.
    MediaConnected(CallId),
    /// Nothing has come on a call for a while.
    MediaSilent(CallId),
    /// Something comes on a call again.
    MediaHeard(CallId),
    /// A call's media has ended without being asked to.
    MediaEnded(CallId),
    /// The settings were changed.
    Configure(Settings),
    /// The room is no more.
    Close,
}

/// Coming in.
#[derive(Clone, Debug)]
pub struct Enter {
    /// The right to come in. Its signature, if it has one, is already proven.
    pub credential: Credential,
    /// The name to show, unless the credential fixes one.
    pub name: Pii<String>,
    /// The new participant's id, unless they return to a seat.
    pub participant: ParticipantId,
    /// The token the client will show.
    pub token: Token,
    /// Whether the client takes several videos.
    pub multistream: bool,
    /// The client's mark.
    pub call_tag: Option<String>,
}

/// What somebody enters by.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Nothing, or what was typed into the PIN field.
    Pin(Option<String>),
    /// A one-time link.
    Ticket {
        /// Its number.
        id: TicketId,
        /// The role it gives.
        role: Role,
        /// The name it fixes.
        name: Option<Pii<String>>,
        /// Until when it is good.
        expires_at: Timestamp,
    },
    /// Coming back.
    Seat {
        /// Who it was.
        participant: ParticipantId,
        /// In which role.
        role: Role,
    },
}

/// What a client can ask for.
#[derive(Clone, Debug)]
pub enum Request {
    /// Goes on for another two minutes.
    Refresh {
        /// The next token.
        fresh: Token,
    },
    /// Leaves.
    Release,
    /// Opens an event stream.
    Watch,
    /// Looks at something every participant may see.
    Look,
    /// Starts a media call.
    Call {
        /// Whose.
        participant: ParticipantId,
        /// The new call.
        call: CallId,
        /// What it is for.
        kind: CallKind,
    },
    /// Negotiates on a call.
    UseCall {
        /// Whose.
        participant: ParticipantId,
        /// Which.
        call: CallId,
    },
    /// Ends a call.
    HangUp {
        /// Whose.
        participant: ParticipantId,
        /// Which.
        call: CallId,
    },
    /// Mutes at the server.
    Mute {
        /// Whom.
        participant: ParticipantId,
        /// Or lets speak.
        muted: bool,
    },
    /// Says that the browser is muted.
    ClientMute {
        /// Whose.
        participant: ParticipantId,
        /// Or no more.
        muted: bool,
    },
    /// Puts somebody on hold: nothing comes from them and nothing goes to them.
    Hold {
        /// Whom.
        participant: ParticipantId,
        /// Or back.
        held: bool,
    },
    /// Withholds a picture.
    VideoMute {
        /// Whose.
        participant: ParticipantId,
        /// Or shows it again.
        muted: bool,
    },
    /// Shares a screen.
    TakeFloor {
        /// Whose.
        participant: ParticipantId,
    },
    /// Stops sharing.
    ReleaseFloor {
        /// Whose.
        participant: ParticipantId,
    },
    /// Raises a hand.
    Buzz {
        /// Whose.
        participant: ParticipantId,
        /// Or lowers it.
        raised: bool,
    },
    /// Says something in the chat.
    Say(Message),
    /// Something that only a host may ask for.
    AsHost(HostRequest),
}

/// What a host can ask for.
#[derive(Clone, Debug)]
pub enum HostRequest {
    /// Lowers all hands.
    ClearBuzzes,
    /// Lets somebody in from the waiting room.
    Admit {
        /// Whom.
        participant: ParticipantId,
    },
    /// Puts somebody out.
    Remove {
        /// Whom.
        participant: ParticipantId,
    },
    /// Makes somebody host or guest.
    SetRole {
        /// Whom.
        participant: ParticipantId,
        /// What they are from now on.
        role: Role,
    },
    /// Lets no more guests in.
    Lock(bool),
    /// Lets waiting guests in.
    Start,
    /// Mutes all guests.
    MuteGuests(bool),
    /// Arranges the pictures.
    Arrange {
        /// How, in the client's words.
        layout: String,
    },
    /// Ends it for everybody.
    End,
}
