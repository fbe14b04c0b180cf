//! What the conference must be told.

use eyeline_shell::{Connector, Login};

/// The conference's configuration.
#[derive(Clone)]
pub struct Config {
    /// The node's name, as the event sink tells it.
    pub node: String,
    /// Signs tickets and seats; at least 32 bytes, and the same after a restart.
    pub server_key: Vec<u8>,
    /// Who may configure rooms and mint tickets.
    pub management: Login,
    /// Where media come in.
    pub media: eyeline_edge::Config,
    /// Who is told what happens in rooms.
    pub event_sink: Option<EventSink>,
}

/// Who is told what happens in rooms.
#[derive(Clone)]
pub struct EventSink {
    /// The way there.
    pub connector: Connector,
    /// The path there, such as `/api/eyeline/v1/eventsink`.
    pub path: String,
    /// As whom we come.
    pub login: Login,
}
