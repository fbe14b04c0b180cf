//! One channel: its topics, its socket, and its last events for a client that comes back.
//!
//! Decides: when its socket is too slow.
//! Invariant: sequence numbers have no gaps; a client that resumes misses nothing or is told so.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, OnceLock},
};

use axum::extract::ws::Utf8Bytes;
use eyeline_genesys::{
    notification::{Event, EventMetadata, SystemMessage},
    topic::Topic,
};
use eyeline_model::{OrganizationId, Timestamp, UserId};
use metrics::counter;
use serde_json::Value;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Events kept for a client that comes back. Older ones are gone, and the client is told so.
pub(super) const REPLAY: usize = 1_000;
/// Events that wait for a socket. A client that lags further behind is disconnected, and may resume.
pub(super) const SOCKET_QUEUE: usize = 256;

/// Whose channel it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Owner {
    pub(crate) organization: OrganizationId,
    pub(crate) client: Uuid,
    pub(crate) user: Option<UserId>,
}

/// Why a socket is closed by us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Closing {
    /// It did not read as fast as events came.
    TooSlow,
    /// Another socket has taken the channel.
    Replaced,
    /// The channel is over: evicted, expired, or its token revoked.
    ChannelGone,
    /// We are stopping, or have lost track; the client is to come back.
    Restart,
}

/// The receiving end that a socket serves.
pub(crate) struct Connection {
    pub(crate) events: mpsc::Receiver<Utf8Bytes>,
    pub(crate) closing: Arc<OnceLock<Closing>>,
    pub(crate) resumed: Resumed,
}

/// What became of the wish to resume.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Resumed {
    /// It was not asked for.
    NotAsked,
    /// So many events were missed and are on their way.
    Replayed(usize),
    /// The events after the given one are no longer kept.
    TooOld,
}

/// One client's subscriptions, and what is kept for it.
pub(super) struct Channel {
    pub(super) owner: Owner,
    pub(super) token: Vec<u8>,
    /// Tells which was opened first.
    pub(super) number: u64,
    pub(super) expires: Timestamp,
    /// Each as it was asked for, and the topics behind it.
    pub(super) subscriptions: BTreeMap<String, Vec<Topic>>,
    sequence: u64,
    replay: VecDeque<(u64, Utf8Bytes)>,
    socket: Option<Socket>,
}

struct Socket {
    events: mpsc::Sender<Utf8Bytes>,
    closing: Arc<OnceLock<Closing>>,
}

impl Socket {
    fn close(self, reason: Closing) {
        // If somebody else's reason came first, that one stands.
        self.closing.get_or_init(|| reason);
    }
}

impl Channel {
    /// A channel without topics.
    pub(super) fn new(owner: Owner, token: Vec<u8>, number: u64, expires: Timestamp) -> Self {
        Self {
            owner,
            token,
            number,
            expires,
            subscriptions: BTreeMap::new(),
            sequence: 0,
            replay: VecDeque::new(),
            socket: None,
        }
    }

    pub(super) fn has_socket(&self) -> bool {
        self.socket.is_some()
    }

    /// Gives the events to a new socket; one that had them before is closed.
    pub(super) fn connect(&mut self, last_sequence: Option<u64>) -> Connection {
        self.close(Closing::Replaced);
        // Room for the replay beside what comes meanwhile.
        let missed = last_sequence.and_then(|last| self.missed_after(last));
        let waiting = missed.as_ref().map_or(0, Vec::len);
        let (sender, events) = mpsc::channel(SOCKET_QUEUE + waiting);
        let resumed = match (last_sequence, missed) {
            (None, _) => Resumed::NotAsked,
            (Some(_), None) => Resumed::TooOld,
            (Some(_), Some(missed)) => {
                for frame in missed {
                    sender.try_send(frame).expect("the queue has room for the replay");
                }
                Resumed::Replayed(waiting)
            }
        };
        let closing = Arc::new(OnceLock::new());
        self.socket = Some(Socket { events: sender, closing: closing.clone() });
        Connection { events, closing, resumed }
    }

    /// Lets go of the socket, if there is one.
    pub(super) fn close(&mut self, reason: Closing) {
        if let Some(socket) = self.socket.take() {
            socket.close(reason);
        }
    }

    /// Drops what was kept; a client that asks for it is told that it is gone.
    pub(super) fn forget(&mut self) {
        self.replay.clear();
        self.sequence += 1;
    }

    /// An event of a topic: numbered, kept and sent.
    pub(super) fn push(&mut self, topic: &Topic, body: Value, correlation_id: &str) {
        self.sequence += 1;
        let event = Event {
            topic_name: topic.to_string(),
            version: Some("2".to_owned()),
            event_body: body,
            metadata: Some(EventMetadata { correlation_id: correlation_id.to_owned() }),
            sequence: Some(self.sequence),
        };
        let frame = frame(&event);
        if self.replay.len() == REPLAY {
            self.replay.pop_front();
        }
        self.replay.push_back((self.sequence, frame.clone()));
        self.send(frame);
    }

    /// What the channel says about itself: sent, not kept.
    pub(super) fn push_system(&mut self, name: String, message: &SystemMessage) {
        let body = serde_json::to_value(message).expect("a system message is JSON");
        self.send(frame(&Event {
            topic_name: Topic::System { name }.to_string(),
            version: Some("2".to_owned()),
            event_body: body,
            metadata: None,
            sequence: None,
        }));
    }

    fn send(&mut self, frame: Utf8Bytes) {
        let Some(socket) = &self.socket else { return };
        if socket.events.try_send(frame).is_err() {
            counter!("eyeline_notification_sockets_too_slow_total").increment(1);
            self.close(Closing::TooSlow);
        }
    }

    /// The events after `last`; none if they are no longer kept, or were never sent.
    fn missed_after(&self, last: u64) -> Option<Vec<Utf8Bytes>> {
        let oldest = self.sequence + 1 - self.replay.len() as u64;
        let is_kept = last <= self.sequence && last.saturating_add(1) >= oldest;
        let missed = self.replay.iter().filter(|(sequence, _)| *sequence > last);
        is_kept.then(|| missed.map(|(_, frame)| frame.clone()).collect())
    }
}

/// An event as it goes on the wire.
pub(crate) fn frame(event: &Event) -> Utf8Bytes {
    serde_json::to_string(event).expect("an event is JSON").into()
}
