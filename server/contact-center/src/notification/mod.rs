//! Notification channels: who hears of what, and how it reaches them.

pub(crate) mod channel;
pub(crate) mod channels;
pub(crate) mod publisher;
pub(crate) mod socket;
pub(crate) mod subscriptions;
