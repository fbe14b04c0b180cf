//! The Genesys Cloud Platform API, notifications and guest messaging: wire types.
//!
//! Shapes, enumerations and names are the vendor's, so that its own SDKs work unmodified. What is ours
//! beyond it says so where it stands.
//!
//! Never: decides anything, or knows how a contact center works inside.
//! Invariant: what is printed parses back to the same value, and no input makes a parser panic.
//!
//! Start reading at [`conversation::Conversation`] for REST, [`topic::Topic`] for notifications and
//! [`guest::Request`] for web messaging.
#![allow(missing_docs, reason = "fields bear the vendor's names; its reference says what they mean")]

pub mod callback;
pub mod client;
pub mod conversation;
pub mod deployment;
pub mod entity;
pub mod error;
pub mod flow;
pub mod group;
pub mod guest;
pub mod media;
pub mod message;
pub mod normalized;
pub mod notification;
pub mod oauth;
pub mod organization;
pub mod presence;
pub mod queue_routing;
pub mod routing;
pub mod topic;
pub mod user;
pub mod wrapup;

mod time;

pub use entity::{EntityListing, EntityRef};
pub use error::ErrorBody;
pub use time::DateTime;
