//! Scenario in, timeline out.

mod chat;
mod door;
mod hosts;
mod permissions;
mod presence;
mod random;
mod scenario;
mod seats;
mod settings;
