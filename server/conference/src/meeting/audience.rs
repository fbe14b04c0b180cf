//! The event streams of a meeting.

use eyeline_model::ParticipantId;
use eyeline_pexip::event::Event as StreamEvent;
use tokio::sync::mpsc;

use super::message::Message;

/// Events that an event stream may be behind. One that is further behind is ended; its client opens another and
/// is told everything anew.
const STREAM_CAPACITY: usize = 512;

/// Event streams that a participant may have open. The oldest gives way: a client that comes back has not always
/// noticed that its old stream is gone.
const STREAMS_EACH: usize = 4;

/// An event stream, from the client's side. When it is dropped, wherever that is, the meeting hears of it.
pub(crate) struct Stream {
    pub(crate) events: mpsc::Receiver<StreamEvent>,
    participant: ParticipantId,
    session: u32,
    mailbox: mpsc::WeakSender<Message>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        let Some(mailbox) = self.mailbox.upgrade() else { return };
        let message = Message::Unwatch { participant: self.participant, session: self.session };
        if let Err(mpsc::error::TrySendError::Full(message)) = mailbox.try_send(message) {
            tokio::spawn(async move { mailbox.send(message).await });
        }
    }
}

/// An event stream, from our side.
struct Watcher {
    participant: ParticipantId,
    session: u32,
    events: mpsc::Sender<StreamEvent>,
}

/// Everybody who has an event stream open.
pub(super) struct Audience {
    watchers: Vec<Watcher>,
    mailbox: mpsc::WeakSender<Message>,
}

impl Audience {
    /// Nobody yet. Streams that are closed say so to `mailbox`.
    pub(super) fn new(mailbox: mpsc::WeakSender<Message>) -> Self {
        Self { watchers: Vec::new(), mailbox }
    }

    /// Opens a stream, which begins with `first`.
    pub(super) fn open(
        &mut self,
        participant: ParticipantId,
        session: u32,
        first: Vec<StreamEvent>,
    ) -> Stream {
        let (sender, events) = mpsc::channel(first.len() + STREAM_CAPACITY);
        for event in first {
            sender.try_send(event).expect("there is room for all of them");
        }
        let theirs = |watcher: &Watcher| watcher.participant == participant;
        if self.watchers.iter().filter(|watcher| theirs(watcher)).count() >= STREAMS_EACH
            && let Some(oldest) = self.watchers.iter().position(theirs)
        {
            self.watchers.remove(oldest);
        }
        self.watchers.push(Watcher { participant, session, events: sender });
        Stream { events, participant, session, mailbox: self.mailbox.clone() }
    }

    pub(super) fn tell(&mut self, event: StreamEvent, to: impl Fn(ParticipantId) -> bool) {
        self.watchers
            .retain(|watcher| !to(watcher.participant) || watcher.events.try_send(event.clone()).is_ok());
    }

    /// Ends the streams of a session after a last word.
    pub(super) fn dismiss(&mut self, participant: ParticipantId, session: u32, last: &StreamEvent) {
        let theirs = |one: &mut Watcher| one.participant == participant && one.session == session;
        for watcher in self.watchers.extract_if(.., theirs) {
            drop(watcher.events.try_send(last.clone()));
        }
    }

    /// Ends the streams of somebody who has gone.
    pub(super) fn forget(&mut self, participant: ParticipantId) {
        self.watchers.retain(|watcher| watcher.participant != participant);
    }
}
