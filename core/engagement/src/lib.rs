//! Escalates a chat to a face-to-face call, and keeps its promises to the customer.
//!
//! Holds: every escalation of an organization, from the request until a day after its end.
//! Decides: when a callback is asked for, a room opened or closed, an adviser given up, and what the customer
//! is told meanwhile.
//! Never: talks to a contact center or a conference, or knows whose they are.
//! Invariant: an escalation has at most one live callback and at most one open room.
//!
//! Start reading at [`Engagement`], then [`Escalation::observe`].

mod command;
mod engagement;
mod escalation;
mod event;
mod policy;
mod reference;
mod stage;

pub use command::{
    CallbackAnswer, CallbackState, Command, Estimate, Link, Observation, Parting, Person, Request, Role,
    RoomNews, Seen, Sighting, Wish,
};
pub use engagement::Engagement;
pub use escalation::{CallMedia, Customer, Escalation, Priority, Queue, Routing};
pub use event::{Effect, Event, Fact, Refusal, Task};
pub use policy::Policy;
pub use stage::{
    Adviser, Ended, Meeting, Note, Offers, Place, Presence, Reason, Room, RoomState, Stage, Waiting,
};
