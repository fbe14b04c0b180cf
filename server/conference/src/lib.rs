//! The conference's API: rooms by the Pexip client API, with media by our own edge.
//!
//! Holds: the rooms as configured (durable), and a task for each room in which somebody is.
//! Decides: nothing; rooms' policy is in `core/conference`, and this translates.
//! Never: keeps a roster on disk. After a restart clients come back by their seats.
//!
//! Start reading at [`Conference::start`] and `Meeting::run`.

mod api;
mod config;
mod key;
mod meeting;
mod meetings;
mod refused;
mod rooms;
mod sink;
mod used_tickets;
mod view;

use std::sync::Arc;

use axum::Router;
use eyeline_edge::Edge;
use eyeline_shell::{Store, StoreError};

pub use config::{Config, EventSink};

use crate::{key::ServerKey, meetings::Meetings, rooms::Rooms, sink::Sink};

/// The conference could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its sockets or threads.
    #[error("could not start the media edge")]
    Edge(#[from] eyeline_edge::Error),
    /// Its rooms.
    #[error("could not read the rooms")]
    Store(#[from] StoreError),
}

/// The running conference; cheap to clone.
#[derive(Clone)]
pub struct Conference {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) key: ServerKey,
    pub(crate) rooms: Rooms,
    pub(crate) meetings: Meetings,
}

impl Conference {
    /// Opens the media sockets and starts telling the event sink. Rooms open as people come.
    ///
    /// # Errors
    /// If a socket cannot be opened.
    pub async fn start(config: Config, store: Store) -> Result<Self, Error> {
        let edge = Arc::new(Edge::start(&config.media)?);
        let sink = Sink::start(&config.node, config.event_sink.clone());
        let rooms = Rooms::new(store.clone());
        let key = ServerKey::new(&config.server_key);
        let meetings = Meetings::new(edge, store, sink);
        Ok(Self { inner: Arc::new(Inner { config, key, rooms, meetings }) })
    }

    /// Everything the conference answers: the client API, the management API, and our extras.
    pub fn router(&self) -> Router {
        api::router(self.clone())
    }

    /// Ends all event streams and media, without telling clients that they were dismissed: they come back to a
    /// node that is started again.
    pub fn stop(&self) {
        self.inner.meetings.stop();
    }
}
