//! Guests whose browsers are connected now.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::extract::ws::Utf8Bytes;
use eyeline_genesys::guest::{Body, ConnectionClosed, Frame, limit};
use eyeline_model::{Duration, Timestamp};
use metrics::gauge;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::guest::frame;

/// Frames that wait for a browser. One that lags further behind is disconnected; the history has what it missed.
const QUEUE: usize = 128;

/// What reaches a browser's socket.
#[derive(Clone, Debug)]
pub(crate) enum Outgoing {
    Frame(Utf8Bytes),
    /// The last frame; then the socket is closed.
    Last(Utf8Bytes),
}

/// A connected session: its browsers, and its pace.
#[derive(Default)]
struct Session {
    connections: Vec<(u64, mpsc::Sender<Outgoing>)>,
    /// Held while the session's conversation may change, so that two browsers do not start two.
    turn: Arc<tokio::sync::Mutex<()>>,
    second: Option<(Timestamp, u32)>,
}

#[derive(Default)]
struct State {
    sessions: HashMap<Uuid, Session>,
    connections: u64,
}

/// Guests whose browsers are connected now.
#[derive(Default)]
pub(crate) struct Guests {
    state: Mutex<State>,
}

impl Guests {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while held")
    }

    /// Adds a browser to a session. The session's oldest one is closed when there are too many.
    pub(crate) fn connect(&self, session: Uuid) -> (u64, mpsc::Receiver<Outgoing>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let mut state = self.state();
        state.connections += 1;
        let id = state.connections;
        let known = state.sessions.entry(session).or_default();
        if known.connections.len() >= limit::CONNECTIONS {
            let (_, oldest) = known.connections.remove(0);
            drop(oldest.try_send(Outgoing::Last(closed(None))));
        }
        known.connections.push((id, sender));
        gauge!("eyeline_guest_sessions_connected").set(state.sessions.len() as f64);
        (id, receiver)
    }

    /// A browser has gone.
    pub(crate) fn disconnect(&self, session: Uuid, connection: u64) {
        let mut state = self.state();
        if let Some(known) = state.sessions.get_mut(&session) {
            known.connections.retain(|(id, _)| *id != connection);
            if known.connections.is_empty() {
                state.sessions.remove(&session);
            }
        }
        gauge!("eyeline_guest_sessions_connected").set(state.sessions.len() as f64);
    }

    /// Tells every browser of a session. False if none has heard.
    pub(crate) fn tell(&self, session: Uuid, frame: &Frame) -> bool {
        let mut state = self.state();
        let Some(known) = state.sessions.get_mut(&session) else { return false };
        let text = text(frame);
        // Who does not read is let go: its sender is dropped, and with it the socket.
        known.connections.retain(|(_, sender)| sender.try_send(Outgoing::Frame(text.clone())).is_ok());
        !known.connections.is_empty()
    }

    /// Closes every browser of a session.
    pub(crate) fn close(&self, session: Uuid, reason: Option<&str>) {
        let state = self.state();
        for (_, sender) in state.sessions.get(&session).into_iter().flat_map(|known| &known.connections) {
            drop(sender.try_send(Outgoing::Last(closed(reason))));
        }
    }

    /// Lets go of every browser: we are stopping.
    pub(crate) fn restart(&self) {
        for session in self.state().sessions.values_mut() {
            session.connections.clear();
        }
    }

    /// The lock under which a session's conversation may change.
    pub(crate) fn turn(&self, session: Uuid) -> Arc<tokio::sync::Mutex<()>> {
        self.state().sessions.get(&session).map(|known| known.turn.clone()).unwrap_or_default()
    }

    /// Counts a message of a session; false if it has said too much in this second.
    pub(crate) fn may_speak(&self, session: Uuid, now: Timestamp) -> bool {
        let mut state = self.state();
        let Some(known) = state.sessions.get_mut(&session) else { return true };
        let (since, count) = known.second.get_or_insert((now, 0));
        if now - *since >= Duration::from_secs(1) {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= limit::MESSAGES_PER_SECOND
    }
}

fn closed(reason: Option<&str>) -> Utf8Bytes {
    text(&frame::event(Body::ConnectionClosedEvent(ConnectionClosed { reason: reason.map(str::to_owned) })))
}

/// A frame as it goes on the wire.
pub(crate) fn text(frame: &Frame) -> Utf8Bytes {
    serde_json::to_string(frame).expect("a frame is JSON").into()
}
