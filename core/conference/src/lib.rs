//! Room policy: who may enter, in which role, and what they may do.
//!
//! Holds: one room's roster and settings. The roster is memory only: after a restart clients come back by
//! their seats.
//! Decides: entry by PIN, ticket or seat; the waiting room; mute, floor, roles; who is lost and who is gone.
//! Never: sees a session description, or makes a secret.
//! Invariant: a participant is in the roster once, however often their page is reloaded.
//!
//! Start reading at [`Room`], whose door is [`handle`](eyeline_model::Core::handle).

mod command;
mod entry;
mod outcome;
mod participant;
mod room;
mod settings;

pub use command::{Command, Credential, Enter, HostRequest, Message, Request, Speech};
pub use entry::PinPrompt;
pub use outcome::{Departure, Effect, Event, Refusal};
pub use participant::{
    Call, CallId, CallKind, Connection, Participant, Permissions, Role, Stage, TicketId, Token,
};
pub use room::{EMPTY_ROOM_LINGERS, LONGEST_MESSAGE, LOST_AFTER, Room, TOKEN_GRACE, TOKEN_LIFE};
pub use settings::{CallType, Settings};
