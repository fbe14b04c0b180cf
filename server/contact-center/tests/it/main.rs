//! The contact center as its clients meet it: REST, websockets, both databases.
#![allow(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

mod at_once;
mod call;
mod data_actions;
mod errors;
mod escalations;
mod flows;
mod groups;
mod guests;
mod house;
mod journey;
mod notifications;
mod queue_settings;
mod restart;
mod routing_settings;
mod shapes;
mod signing_in;
mod transfers;
mod why;
