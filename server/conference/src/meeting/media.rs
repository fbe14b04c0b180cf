//! The meeting's room on the media edge.

use std::{collections::VecDeque, sync::Arc};

use eyeline_conference::{CallId, Permissions};
use eyeline_edge::{Busy, Command, Edge, Event, Room};
use eyeline_media::LegId;
use tokio::sync::mpsc;

/// Media events that may wait for the task. Later ones are lost, and counted.
const MEDIA_CAPACITY: usize = 1_024;

/// The meeting's room on the media edge, opened when it is first needed.
pub(super) struct Media {
    edge: Arc<Edge>,
    /// `None` when the edge had no room for it yet.
    room: Option<Room>,
    events: mpsc::Sender<Event>,
    /// What must be done and could not be said yet, in its order.
    unsaid: VecDeque<Must>,
}

/// What must not be forgotten because a worker is busy: a muted microphone would go on being heard, and whoever
/// was put out would go on seeing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Must {
    /// Let a call carry this and no more.
    Permit(CallId, Permissions),
    /// End a call's leg.
    Leave(CallId),
}

impl Must {
    fn call(self) -> CallId {
        let (Self::Permit(call, _) | Self::Leave(call)) = self;
        call
    }

    fn command(self) -> Command {
        let leg = LegId(self.call().0);
        match self {
            Self::Permit(_, permitted) => Command::Permit { leg, permissions: permissions(permitted) },
            Self::Leave(_) => Command::Leave { leg },
        }
    }
}

impl Media {
    /// The media, and what happens to them.
    pub(super) fn new(edge: Arc<Edge>) -> (Self, mpsc::Receiver<Event>) {
        let (events, happened) = mpsc::channel(MEDIA_CAPACITY);
        (Self { edge, room: None, events, unsaid: VecDeque::new() }, happened)
    }

    /// Asks the edge for something, opening a room there if there is none.
    pub(super) fn ask(&mut self, command: Command) -> Result<(), Busy> {
        self.catch_up();
        if self.is_behind() {
            return Err(Busy);
        }
        let room = match self.room.take() {
            Some(room) => room,
            None => {
                let events = self.events.clone();
                self.edge.open_room(move |event| {
                    if events.try_send(event).is_err() {
                        metrics::counter!("conference_media_events_lost_total").increment(1);
                    }
                })?
            }
        };
        self.room.insert(room).send(command)
    }

    /// Tells the edge what must be done: now, or as soon as the worker takes it.
    pub(super) fn tell(&mut self, must: Must) {
        if self.room.is_none() {
            // Without a room there are no legs either.
            return;
        }
        // What was to be said about the same call before is of no interest any more.
        self.unsaid.retain(|earlier| earlier.call() != must.call());
        self.unsaid.push_back(must);
        self.catch_up();
    }

    /// Whether something must still be said; then [`Media::catch_up`] is to be called again soon.
    pub(super) fn is_behind(&self) -> bool {
        !self.unsaid.is_empty()
    }

    /// Says what could not be said before.
    pub(super) fn catch_up(&mut self) {
        let Some(room) = &self.room else { return self.unsaid.clear() };
        while let Some(must) = self.unsaid.front() {
            if room.send(must.command()).is_err() {
                return;
            }
            self.unsaid.pop_front();
        }
    }

    /// The room is gone; the next command opens another.
    pub(super) fn forget(&mut self) {
        self.room = None;
        self.unsaid.clear();
    }

    /// Where one may say oneself that a leg has ended.
    pub(super) fn events(&self) -> mpsc::Sender<Event> {
        self.events.clone()
    }
}

pub(super) fn permissions(permissions: Permissions) -> eyeline_media::Permissions {
    let Permissions { receive, audio, video, slides } = permissions;
    eyeline_media::Permissions { receive, audio, video, slides }
}

#[cfg(test)]
mod tests {
    use std::{net::SocketAddr, time::Instant};

    use eyeline_media::{LegOptions, PartyId, Presentation, SdpError, View};
    use str0m::{Rtc, media::MediaKind};
    use tokio::sync::oneshot;

    use super::*;

    const CALL: CallId = CallId(7);
    const NOTHING: Permissions = Permissions { receive: false, audio: false, video: false, slides: false };

    fn offer() -> String {
        let mut rtc = Rtc::builder().clear_codecs().enable_opus(true, false).build(Instant::now());
        let mut api = rtc.sdp_api();
        api.add_media(MediaKind::Audio, str0m::media::Direction::SendRecv, None, None, None);
        api.apply().expect("something to offer").0.to_sdp_string()
    }

    fn join(reply: impl FnOnce(Result<String, SdpError>) + Send + 'static, offer: String) -> Command {
        let options = LegOptions {
            party: PartyId(1),
            view: View::Multistream,
            presentation: Presentation::None,
            permissions: permissions(NOTHING),
        };
        Command::Join { leg: LegId(CALL.0), options, offer, reply: Box::new(reply) }
    }

    /// Whether the leg is there, as the worker says once its queue has room for the question.
    async fn is_there(media: &mut Media) -> bool {
        loop {
            let (told, answer) = oneshot::channel();
            let reply = Box::new(move |result| {
                let is_there = !matches!(result, Err(SdpError::NoLeg));
                told.send(is_there).expect("the test listens");
            });
            let question = Command::Update { leg: LegId(CALL.0), offer: String::new(), reply };
            if media.ask(question).is_ok() {
                return answer.await.expect("it answers");
            }
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn whoever_must_go_goes_though_the_worker_was_busy() {
        let bind = SocketAddr::from(([127, 0, 0, 1], 0));
        let edge = Edge::start(&eyeline_edge::Config { workers: 1, bind, public: None }).expect("it starts");
        let edge = Arc::new(edge);
        let (mut media, _events) = Media::new(Arc::clone(&edge));
        let (joins, joined) = oneshot::channel();
        let tell = |result: Result<_, _>| joins.send(result).expect("the test listens");
        media.ask(join(tell, offer())).expect("it listens");
        joined.await.expect("it answers").expect("a good offer");
        assert!(is_there(&mut media).await);

        // The worker is held up in another room, until its queue is full.
        let (begin, begun) = oneshot::channel();
        let (go_on, held_up) = std::sync::mpsc::channel::<()>();
        let other = edge.open_room(drop).expect("it listens");
        let hold_up = move |_| {
            begin.send(()).expect("the test listens");
            let _ = held_up.recv();
        };
        other.send(join(hold_up, String::new())).expect("it listens");
        begun.await.expect("the worker has come to it");
        while other.send(Must::Leave(CALL).command()).is_ok() {}
        media.tell(Must::Permit(CALL, NOTHING));
        media.tell(Must::Leave(CALL));
        assert!(media.is_behind());
        assert_eq!(media.ask(join(drop, offer())), Err(Busy), "nothing overtakes what must be done");

        drop(go_on);
        while media.is_behind() {
            tokio::task::yield_now().await;
            media.catch_up();
        }
        assert!(!is_there(&mut media).await);
    }
}
