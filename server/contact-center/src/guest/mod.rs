//! Web messaging: customers' browsers, from the first word to the history.

mod answer;
mod chat;
pub(crate) mod frame;
pub(crate) mod history;
pub(crate) mod jwt;
pub(crate) mod registry;
pub(crate) mod session;
pub(crate) mod socket;
mod words;
