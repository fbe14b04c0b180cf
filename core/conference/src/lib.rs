//! Room policy: who may enter, in which role, and what they may do.
//!
//! Holds: one room's roster and settings. The roster is memory only: after a restart clients come back by
//! their seats.
//! Decides: entry by PIN, ticket or seat; the waiting room; mute, floor, roles; who is lost and who is gone.
//! Never: sees a session description, or makes a secret.
//! Invariant: a participant is in the roster once, however often their page is reloaded.
//!
//! Start reading at [`Room`], whose door is [`handle`](eyeline_model::Core::handle).

mod call;
mod chat;
mod command;
mod connection;
mod departure;
mod entry;
mod floor;
mod host;
mod outcome;
mod participant;
mod permission;
mod room;
mod seat;
mod settings;
mod token;
mod waiting_room;

#[cfg(test)]
mod tests;

pub use call::{Call, CallId, CallKind};
pub use chat::{LONGEST_MESSAGE, Message, Speech};
pub use command::{Command, Credential, Enter, HostRequest, Request};
pub use connection::{Connection, LOST_AFTER};
pub use departure::{Departure, EMPTY_ROOM_LINGERS};
pub use entry::PinPrompt;
pub use outcome::{Effect, Event, Refusal};
pub use participant::{Participant, Role, Stage, TicketId};
pub use permission::Permissions;
pub use room::Room;
pub use settings::{CallType, Settings};
pub use token::{TOKEN_GRACE, TOKEN_LIFE, Token};
