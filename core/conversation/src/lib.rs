//! One customer matter from first contact to last disconnect.
//!
//! Holds: participants, their sessions, what happened in them (segments), wrap-ups and attributes.
//! Decides: which step is possible from which stage.
//! Never: chooses an agent, or knows how a queue is ordered.
//! Invariant: participants and segments are only added; an ended one is never opened again.
//!
//! Start reading at [`Conversation`] and [`Stage`].

mod after_call_work;
mod callback;
mod conversation;
mod decision;
mod disconnect;
mod in_queue_flow;
mod message;
mod participant;
mod screen_pop;
mod segment;
mod session;
mod stage;
mod wrap_up;

#[cfg(test)]
mod tests;

pub use after_call_work::AfterCallWork;
pub use callback::Callback;
pub use conversation::Conversation;
pub use decision::{RoutingDecision, RoutingDecisions};
pub use disconnect::DisconnectReason;
pub use in_queue_flow::InQueueFlow;
pub use message::{Content, Direction, Message, MessageStatus, Messages, QuickReply};
pub use participant::{Attributes, Customer, FlowPart, Participant, Party};
pub use screen_pop::ScreenPop;
pub use segment::{Segment, SegmentKind};
pub use session::{Session, SessionKey, SessionKind};
pub use stage::{Stage, WrongStage};
pub use wrap_up::{WrapUp, WrapUpLabel};
