//! What is asked of a meeting, and what it answers.

use eyeline_conference::{
    CallId, CallKind, Enter, Participant, Request, Role, Room as Policy, Settings, Token,
};
use eyeline_media::{Answer, LayerChoice};
use eyeline_model::ParticipantId;
use tokio::sync::oneshot;

use super::audience::Stream;
use crate::{refused::Refused, rooms::Profile};

pub(super) type Reply<T> = oneshot::Sender<Result<T, Refused>>;

/// Looks at a room as it is just now, with the eyes of whoever asked.
pub(crate) type Look = Box<dyn FnOnce(&Policy, &Participant) + Send>;

/// What is asked of a meeting.
pub(crate) enum Message {
    Enter(Enter, Reply<Entered>),
    Request(Token, Request, Reply<ParticipantId>),
    Refresh(Token, Reply<Refreshed>),
    Watch(Token, Reply<Stream>),
    Unwatch {
        participant: ParticipantId,
        session: u32,
    },
    Call {
        token: Token,
        participant: ParticipantId,
        kind: CallKind,
        offer: String,
        reply: Reply<(CallId, String)>,
    },
    Update {
        token: Token,
        participant: ParticipantId,
        call: CallId,
        offer: String,
        reply: Reply<String>,
    },
    Answer {
        token: Token,
        participant: ParticipantId,
        call: CallId,
        answer: Answer,
        reply: Reply<()>,
    },
    Layers {
        token: Token,
        participant: ParticipantId,
        call: CallId,
        choices: Vec<LayerChoice>,
        reply: Reply<()>,
    },
    Look(Token, Look, Reply<()>),
    Configure(Profile),
    Close,
}

/// Somebody has come in.
pub(crate) struct Entered {
    pub(crate) participant: Participant,
    pub(crate) settings: Settings,
}

/// A token was renewed.
pub(crate) struct Refreshed {
    pub(crate) token: Token,
    pub(crate) role: Role,
}

/// The asker may have gone; what was done holds all the same.
pub(super) fn answer<T>(reply: Reply<T>, result: Result<T, Refused>) {
    drop(reply.send(result));
}
