//! One room in which somebody is: a task around the core, its event streams and its media.

use std::{collections::HashMap, sync::Arc, time::Duration};

use eyeline_conference::{
    CallId, CallKind, Command, Departure, Effect, Enter, Event, Participant, Permissions, Refusal, Request,
    Role, Room as Policy, Settings, TicketId, Token,
};
use eyeline_edge::Edge;
use eyeline_media::{Answer, LayerChoice, LegId, LegOptions, PartyId, Presentation, View};
use eyeline_model::{Core as _, Outcome, ParticipantId, Timestamp};
use eyeline_pexip::{
    event::{Event as StreamEvent, OnStage},
    sink::EventName,
};
use eyeline_shell::{Statement, Store, StoreError};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::{
    refused::Refused,
    rooms::{Profile, Room},
    sink::Sink,
    view,
};

/// Events that an event stream may be behind. One that is further behind is ended; its client opens another and
/// is told everything anew.
const STREAM_CAPACITY: usize = 512;
/// Media events that may wait for the task. Later ones are lost, and counted.
const MEDIA_CAPACITY: usize = 1_024;

/// Event streams that a participant may have open. The oldest gives way: a client that comes back has not always
/// noticed that its old stream is gone.
const STREAMS_EACH: usize = 4;

type Reply<T> = oneshot::Sender<Result<T, Refused>>;

/// What is asked of a meeting.
pub(crate) enum Message {
    Enter(Enter, Reply<Entered>),
    Request(Token, Request, Reply<ParticipantId>),
    Refresh(Token, Reply<Refreshed>),
    Watch(Token, Reply<Watched>),
    Unwatch {
        participant: ParticipantId,
        session: u32,
    },
    Call {
        token: Token,
        participant: ParticipantId,
        kind: CallKind,
        offer: String,
        reply: Reply<(CallId, String)>,
    },
    Update {
        token: Token,
        participant: ParticipantId,
        call: CallId,
        offer: String,
        reply: Reply<String>,
    },
    Answer {
        token: Token,
        participant: ParticipantId,
        call: CallId,
        answer: Answer,
        reply: Reply<()>,
    },
    Layers {
        token: Token,
        participant: ParticipantId,
        call: CallId,
        choices: Vec<LayerChoice>,
        reply: Reply<()>,
    },
    Look(Token, Box<dyn FnOnce(&Policy) + Send>, Reply<()>),
    Configure(Profile),
    Close,
}

/// Somebody has come in.
pub(crate) struct Entered {
    pub(crate) participant: Participant,
    pub(crate) settings: Settings,
}

/// A token was renewed.
pub(crate) struct Refreshed {
    pub(crate) token: Token,
    pub(crate) role: Role,
}

/// An event stream was opened.
pub(crate) struct Watched {
    events: mpsc::Receiver<StreamEvent>,
    participant: ParticipantId,
    session: u32,
}

/// An event stream, from the client's side.
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

/// The way to a meeting; cheap to clone.
#[derive(Clone)]
pub(crate) struct Handle {
    mailbox: mpsc::Sender<Message>,
}

impl Handle {
    /// Messages that may wait. A full mailbox makes requests wait.
    pub(crate) const CAPACITY: usize = 256;

    pub(crate) fn new(mailbox: mpsc::Sender<Message>) -> Self {
        Self { mailbox }
    }

    /// The meeting has ended; ask for another.
    pub(crate) fn is_over(&self) -> bool {
        self.mailbox.is_closed()
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask<T>(&self, message: impl FnOnce(Reply<T>) -> Message) -> Result<T, Refused> {
        let (reply, answer) = oneshot::channel();
        self.mailbox.send(message(reply)).await.map_err(|_| Refused::Ended)?;
        answer.await.unwrap_or(Err(Refused::Ended))
    }

    /// Tells, without an answer.
    pub(crate) async fn tell(&self, message: Message) {
        // A meeting that has ended has nothing left to be told.
        drop(self.mailbox.send(message).await);
    }

    /// Asks for an event stream.
    pub(crate) async fn watch(&self, token: Token) -> Result<Stream, Refused> {
        let Watched { events, participant, session } = self.ask(|reply| Message::Watch(token, reply)).await?;
        Ok(Stream { events, participant, session, mailbox: self.mailbox.downgrade() })
    }
}

/// An event stream, from our side.
struct Watcher {
    participant: ParticipantId,
    session: u32,
    events: mpsc::Sender<StreamEvent>,
}

/// One room in which somebody is.
pub(crate) struct Meeting {
    room: Room,
    /// The name by which it is known to those in it.
    alias: String,
    edge: Arc<Edge>,
    store: Store,
    sink: Sink,
    messages: mpsc::Receiver<Message>,
    policy: Policy,
    /// `None` when the edge had no room for it yet.
    media: Option<eyeline_edge::Room>,
    media_events: mpsc::Receiver<eyeline_edge::Event>,
    media_sender: mpsc::Sender<eyeline_edge::Event>,
    watchers: Vec<Watcher>,
    /// Whose media are on which line, for streams yet to be opened.
    tracks: HashMap<CallId, Vec<eyeline_pexip::event::Track>>,
    started_at: Timestamp,
}

impl Meeting {
    pub(crate) fn new(
        room: Room,
        edge: Arc<Edge>,
        store: Store,
        sink: Sink,
        messages: mpsc::Receiver<Message>,
    ) -> Self {
        let (media_sender, media_events) = mpsc::channel(MEDIA_CAPACITY);
        let alias = room.profile.aliases.first().map_or(&room.profile.name, |alias| &alias.alias).clone();
        let policy = Policy::new(room.profile.settings.clone(), []);
        Self {
            room,
            alias,
            edge,
            store,
            sink,
            messages,
            policy,
            media: None,
            media_events,
            media_sender,
            watchers: Vec::new(),
            tracks: HashMap::new(),
            started_at: eyeline_shell::now(),
        }
    }

    /// Goes on until everybody has gone, or nobody can reach it any more.
    pub(crate) async fn run(mut self) {
        match self.used_tickets().await {
            Ok(used) => self.policy = Policy::new(self.room.profile.settings.clone(), used),
            Err(error) => {
                // Better nobody comes in than somebody by a used link; the next one to come begins anew.
                tracing::error!(error = &error as &dyn std::error::Error, "used links could not be read");
                return;
            }
        }
        loop {
            let due = self.policy.wake_at();
            tokio::select! {
                message = self.messages.recv() => match message {
                    Some(message) => self.take(message).await,
                    None => return,
                },
                Some(event) = self.media_events.recv() => self.media_happened(event),
                () = until(due) => {}
            }
            self.wake();
            if self.policy.is_idle() && self.messages.is_empty() {
                self.messages.close();
                // Whoever came in this very moment is told that it is over, and comes again.
                return;
            }
        }
    }

    async fn used_tickets(&self) -> Result<Vec<TicketId>, StoreError> {
        let number = self.room.number.0;
        // A link that has expired is refused by itself.
        let expired = Statement::new("DELETE FROM room_tickets_used WHERE expires_at < $1");
        self.store.commit(vec![expired.bind(eyeline_shell::now())]).await?;
        let rows = self
            .store
            .query(Statement::new("SELECT ticket FROM room_tickets_used WHERE room_id = $1").bind(number))
            .await?;
        rows.iter().map(|row| Ok(TicketId(row.text("ticket")?.to_owned()))).collect()
    }

    /// Does what has become due, before anything else is decided.
    fn wake(&mut self) {
        let now = eyeline_shell::now();
        if self.policy.wake_at().is_some_and(|due| due <= now) {
            let outcome = self.policy.wake(now);
            self.carry_out(now, outcome);
        }
    }

    async fn take(&mut self, message: Message) {
        self.wake();
        let now = eyeline_shell::now();
        match message {
            Message::Enter(enter, reply) => answer(reply, self.enter(now, enter).await),
            Message::Request(token, request, reply) => answer(reply, self.request(now, token, request)),
            Message::Refresh(token, reply) => answer(reply, self.refresh(now, token)),
            Message::Watch(token, reply) => {
                let watched = self.watch(now, token);
                // Whoever did not wait for the stream will not close it either.
                if let Err(Ok(Watched { participant, session, .. })) = reply.send(watched) {
                    self.decide(now, Command::Unwatch { participant, session });
                }
            }
            Message::Unwatch { participant, session } => {
                self.decide(now, Command::Unwatch { participant, session });
            }
            Message::Call { token, participant, kind, offer, reply } => {
                self.call(now, token, participant, kind, offer, reply);
            }
            Message::Update { token, participant, call, offer, reply } => {
                match self.use_call(now, token, participant, call) {
                    Ok(leg) => {
                        self.negotiate(reply, |reply| eyeline_edge::Command::Update { leg, offer, reply })
                    }
                    Err(refused) => answer(reply, Err(refused)),
                }
            }
            Message::Answer { token, participant, call, answer: sdp, reply } => {
                match self.use_call(now, token, participant, call) {
                    Ok(leg) => {
                        self.negotiate(reply, |reply| eyeline_edge::Command::Answer {
                            leg,
                            answer: sdp,
                            reply,
                        });
                    }
                    Err(refused) => answer(reply, Err(refused)),
                }
            }
            Message::Layers { token, participant, call, choices, reply } => {
                let chosen = self
                    .use_call(now, token, participant, call)
                    .and_then(|leg| self.command(eyeline_edge::Command::Choose { leg, choices }));
                answer(reply, chosen);
            }
            Message::Look(token, look, reply) => {
                let looked = self.request(now, token, Request::Look).map(|_| look(&self.policy));
                answer(reply, looked);
            }
            Message::Configure(profile) => {
                self.room.profile = profile;
                self.decide(now, Command::Configure(self.room.profile.settings.clone()));
            }
            Message::Close => self.decide(now, Command::Close),
        }
    }

    async fn enter(&mut self, now: Timestamp, enter: Enter) -> Result<Entered, Refused> {
        let token = enter.token.clone();
        let before = self.policy.clone();
        let outcome = self.policy.handle(now, Command::Enter(enter))?;
        if let Err(error) = self.keep_used_tickets(&outcome).await {
            // A link that may be used twice must not be used once.
            self.policy = before;
            return Err(error.into());
        }
        self.carry_out(now, outcome);
        let participant = self.policy.holder(now, &token).expect("whoever entered holds the token").clone();
        Ok(Entered { participant, settings: self.policy.settings().clone() })
    }

    async fn keep_used_tickets(&self, outcome: &Outcome<Event, Effect>) -> Result<(), StoreError> {
        let insert = |event: &Event| match event {
            Event::TicketUsed { ticket, expires_at } => Some(
                Statement::new(
                    "INSERT INTO room_tickets_used (ticket, room_id, expires_at) VALUES ($1, $2, $3)",
                )
                .bind(ticket.0.as_str())
                .bind(self.room.number.0)
                .bind(*expires_at),
            ),
            _ => None,
        };
        let used: Vec<Statement> = outcome.events.iter().filter_map(insert).collect();
        if used.is_empty() { Ok(()) } else { self.store.commit(used).await }
    }

    fn request(&mut self, now: Timestamp, token: Token, request: Request) -> Result<ParticipantId, Refused> {
        let by = self.policy.holder(now, &token).ok_or(Refusal::InvalidToken)?.id;
        let outcome = self.policy.handle(now, Command::Request { token, request })?;
        self.carry_out(now, outcome);
        Ok(by)
    }

    fn refresh(&mut self, now: Timestamp, token: Token) -> Result<Refreshed, Refused> {
        let fresh = Token(eyeline_shell::Secret::draw().reveal().to_owned());
        let by = self.request(now, token, Request::Refresh { fresh: fresh.clone() })?;
        let role = self.policy.participant(by).ok_or(Refusal::InvalidToken)?.role;
        Ok(Refreshed { token: fresh, role })
    }

    /// Opens an event stream, and tells it everything from the beginning.
    fn watch(&mut self, now: Timestamp, token: Token) -> Result<Watched, Refused> {
        let participant = self.request(now, token, Request::Watch)?;
        let session = self.policy.participant(participant).ok_or(Refusal::InvalidToken)?.session;
        let (sender, events) = mpsc::channel(STREAM_CAPACITY);
        for event in self.everything(participant) {
            // A roster that does not fit is cut off; the next event ends the stream, and its client tries again.
            drop(sender.try_send(event));
        }
        let theirs = |watcher: &Watcher| watcher.participant == participant;
        if self.watchers.iter().filter(|watcher| theirs(watcher)).count() >= STREAMS_EACH
            && let Some(oldest) = self.watchers.iter().position(theirs)
        {
            self.watchers.remove(oldest);
        }
        self.watchers.push(Watcher { participant, session, events: sender });
        Ok(Watched { events, participant, session })
    }

    /// All that somebody may know, as if it happened just now.
    fn everything(&self, viewer: ParticipantId) -> Vec<StreamEvent> {
        let mut events = vec![StreamEvent::ParticipantSyncBegin];
        for subject in self.policy.participants().filter(|subject| self.sees(viewer, subject.id)) {
            events.push(StreamEvent::ParticipantCreate(Box::new(self.participant(subject))));
        }
        events.push(StreamEvent::ParticipantSyncEnd);
        events.push(StreamEvent::ConferenceUpdate(view::conference_status(&self.policy)));
        events.push(StreamEvent::Layout(view::layout(&self.policy)));
        events.push(StreamEvent::Stage(Vec::new()));
        if let Some(presenter) = self.policy.presenter().filter(|presenter| presenter.id != viewer) {
            events.push(StreamEvent::PresentationStart(view::presentation(presenter)));
        }
        let viewer = self.policy.participant(viewer).filter(|viewer| viewer.multistream);
        let calls = viewer.into_iter().flat_map(|viewer| &viewer.calls);
        for tracks in calls.filter_map(|call| self.tracks.get(&call.id)) {
            events.push(StreamEvent::Multistream { tracks: tracks.clone() });
        }
        events
    }

    fn participant(&self, subject: &Participant) -> eyeline_pexip::participant::Participant {
        view::participant(&self.policy, &self.alias, subject)
    }

    /// Those in the waiting room see only themselves.
    fn sees(&self, viewer: ParticipantId, subject: ParticipantId) -> bool {
        viewer == subject || self.policy.participant(viewer).is_some_and(Participant::is_admitted)
    }

    fn call(
        &mut self,
        now: Timestamp,
        token: Token,
        participant: ParticipantId,
        kind: CallKind,
        offer: String,
        reply: Reply<(CallId, String)>,
    ) {
        let call = CallId(Uuid::new_v4().as_u128());
        let request = Request::Call { participant, call, kind };
        let outcome = match self.policy.handle(now, Command::Request { token, request }) {
            Ok(outcome) => outcome,
            Err(refusal) => return answer(reply, Err(refusal.into())),
        };
        // A leg that is being replaced goes before the new one comes.
        self.carry_out(now, outcome);
        let permissions = self.policy.call_permissions(call).expect("the call has just been made");
        let options = LegOptions {
            party: PartyId(participant.0.as_u128()),
            view: self.view_of(participant, kind),
            presentation: match kind {
                CallKind::Main => Presentation::None,
                CallKind::SendScreen => Presentation::Send,
                CallKind::ReceiveScreen => Presentation::Receive,
            },
            permissions: media_permissions(permissions),
        };
        let leg = LegId(call.0);
        let events = self.media_sender.clone();
        let reply_with_call = move |result: Result<String, _>| {
            if result.is_err() {
                // A leg that did not come about is over.
                drop(events.try_send(eyeline_edge::Event::Media(eyeline_media::Event::Closed(leg))));
            }
            answer(reply, result.map(|sdp| (call, sdp)).map_err(Refused::from));
        };
        let joined = self.command(eyeline_edge::Command::Join {
            leg,
            options,
            offer,
            reply: Box::new(reply_with_call),
        });
        if joined.is_err() {
            self.decide(now, Command::MediaEnded(call));
        }
    }

    fn view_of(&self, participant: ParticipantId, kind: CallKind) -> View {
        let multistream = self.policy.participant(participant).is_some_and(|one| one.multistream);
        if multistream && kind == CallKind::Main { View::Multistream } else { View::Switched }
    }

    fn use_call(
        &mut self,
        now: Timestamp,
        token: Token,
        participant: ParticipantId,
        call: CallId,
    ) -> Result<LegId, Refused> {
        self.request(now, token, Request::UseCall { participant, call })?;
        Ok(LegId(call.0))
    }

    fn negotiate<T: Send + 'static>(
        &mut self,
        reply: Reply<T>,
        command: impl FnOnce(eyeline_edge::Reply<Result<T, eyeline_media::SdpError>>) -> eyeline_edge::Command,
    ) {
        let reply = Box::new(move |result: Result<T, _>| answer(reply, result.map_err(Refused::from)));
        // A reply that is never called tells the client that the room has ended; it begins anew.
        drop(self.command(command(reply)));
    }

    /// Has the media do something, opening a room on the edge if there is none.
    fn command(&mut self, command: eyeline_edge::Command) -> Result<(), Refused> {
        let media = match self.media.take() {
            Some(media) => media,
            None => {
                let events = self.media_sender.clone();
                self.edge.open_room(move |event| {
                    if events.try_send(event).is_err() {
                        metrics::counter!("conference_media_events_lost_total").increment(1);
                    }
                })?
            }
        };
        Ok(self.media.insert(media).send(command)?)
    }

    fn media_happened(&mut self, event: eyeline_edge::Event) {
        self.wake();
        let now = eyeline_shell::now();
        let call = |leg: LegId| CallId(leg.0);
        match event {
            eyeline_edge::Event::Media(event) => match event {
                eyeline_media::Event::Connected(leg) => self.decide(now, Command::MediaConnected(call(leg))),
                eyeline_media::Event::Silent(leg) => self.decide(now, Command::MediaSilent(call(leg))),
                eyeline_media::Event::Heard(leg) => self.decide(now, Command::MediaHeard(call(leg))),
                eyeline_media::Event::Closed(leg) => self.media_ended(now, call(leg), "The media have ended"),
                eyeline_media::Event::Offer { leg, sdp } => {
                    self.tell_caller(call(leg), StreamEvent::NewOffer { sdp });
                }
                eyeline_media::Event::Tracks { leg, tracks } => {
                    let tracks = view::tracks(&tracks);
                    self.tracks.insert(call(leg), tracks.clone());
                    self.tell_caller(call(leg), StreamEvent::Multistream { tracks });
                }
                eyeline_media::Event::Speaker(party) => self.speaks(party),
            },
            eyeline_edge::Event::Failed => {
                self.media = None;
                let calls = self.policy.participants().flat_map(|one| one.calls.iter().map(|call| call.id));
                for call in calls.collect::<Vec<_>>() {
                    self.media_ended(now, call, "The media have failed");
                }
            }
        }
    }

    fn media_ended(&mut self, now: Timestamp, call: CallId, reason: &str) {
        let call_uuid = Uuid::from_u128(call.0).to_string();
        self.tracks.remove(&call);
        self.tell_caller(call, StreamEvent::CallDisconnected { call_uuid, reason: reason.to_owned() });
        self.decide(now, Command::MediaEnded(call));
    }

    fn tell_caller(&mut self, call: CallId, event: StreamEvent) {
        let caller = self.policy.participants().find(|one| one.calls.iter().any(|each| each.id == call));
        let Some(caller) = caller else { return };
        let is_ours = matches!(event, StreamEvent::NewOffer { .. } | StreamEvent::Multistream { .. });
        if caller.multistream || !is_ours {
            let id = caller.id;
            self.tell(event, |viewer| viewer == id);
        }
    }

    fn speaks(&mut self, party: PartyId) {
        let participant_uuid = Uuid::from_u128(party.0).to_string();
        let stage = vec![OnStage { participant_uuid, stage_index: 0, vad: 100 }];
        let admitted = self.admitted();
        self.tell(StreamEvent::Stage(stage), |viewer| admitted.contains(&viewer));
    }

    fn admitted(&self) -> Vec<ParticipantId> {
        self.policy.participants().filter(|one| one.is_admitted()).map(|one| one.id).collect()
    }

    /// Has something decided that cannot be refused.
    fn decide(&mut self, now: Timestamp, command: Command) {
        let outcome = self.policy.handle(now, command).expect("only clients' requests are refused");
        self.carry_out(now, outcome);
    }

    fn carry_out(&mut self, now: Timestamp, outcome: Outcome<Event, Effect>) {
        for effect in outcome.effects {
            self.perform(effect);
        }
        for event in outcome.events {
            self.report(now, &event);
            self.publish(event);
        }
    }

    fn perform(&mut self, effect: Effect) {
        // Should the worker be too busy, it notices by itself what matters: a leg without a client falls silent.
        match effect {
            Effect::Permit { call, permissions } => {
                let permissions = media_permissions(permissions);
                drop(self.command(eyeline_edge::Command::Permit { leg: LegId(call.0), permissions }));
            }
            Effect::HangUp { call } => {
                self.tracks.remove(&call);
                drop(self.command(eyeline_edge::Command::Leave { leg: LegId(call.0) }));
            }
            Effect::Dismiss { participant, session, reason } => self.dismiss(participant, session, reason),
            Effect::Renew { participant } => {
                self.tell(StreamEvent::RefreshToken, |viewer| viewer == participant)
            }
        }
    }

    fn dismiss(&mut self, participant: ParticipantId, session: u32, reason: Departure) {
        let reason = view::departure(reason).to_owned();
        let theirs = |one: &mut Watcher| one.participant == participant && one.session == session;
        for watcher in self.watchers.extract_if(.., theirs) {
            drop(watcher.events.try_send(StreamEvent::Disconnect { reason: reason.clone() }));
        }
    }

    /// Tells clients what has happened.
    fn publish(&mut self, event: Event) {
        match event {
            Event::Joined(id) => self.tell_of(id, |one| StreamEvent::ParticipantCreate(Box::new(one))),
            Event::Changed(id) => self.tell_of(id, |one| StreamEvent::ParticipantUpdate(Box::new(one))),
            Event::Admitted(id) => {
                for event in self.everything(id) {
                    self.tell(event, |viewer| viewer == id);
                }
                self.tell_of(id, |one| StreamEvent::ParticipantUpdate(Box::new(one)));
            }
            Event::Left { participant, .. } => {
                let admitted = self.admitted();
                let gone = StreamEvent::ParticipantDelete { uuid: participant.id.to_string() };
                self.tell(gone, |viewer| admitted.contains(&viewer));
            }
            Event::ConferenceChanged => {
                self.tell(StreamEvent::ConferenceUpdate(view::conference_status(&self.policy)), |_| true);
            }
            Event::Said { from, message } => {
                let Some(speaker) = self.policy.participant(from) else { return };
                let received = StreamEvent::MessageReceived(view::message(speaker, &message));
                let admitted = self.admitted();
                self.tell(received, |viewer| {
                    let is_addressed = message.to.is_none_or(|to| to == viewer);
                    viewer != from && is_addressed && admitted.contains(&viewer)
                });
            }
            Event::FloorTaken(id) => {
                let Some(presenter) = self.policy.participant(id) else { return };
                let start = StreamEvent::PresentationStart(view::presentation(presenter));
                let admitted = self.admitted();
                self.tell(start, |viewer| viewer != id && admitted.contains(&viewer));
            }
            Event::FloorReleased => self.tell(StreamEvent::PresentationStop, |_| true),
            Event::Arranged => self.tell(StreamEvent::Layout(view::layout(&self.policy)), |_| true),
            Event::Started | Event::Ended | Event::TicketUsed { .. } => {}
        }
    }

    fn tell_of(
        &mut self,
        id: ParticipantId,
        event: impl FnOnce(eyeline_pexip::participant::Participant) -> StreamEvent,
    ) {
        let Some(subject) = self.policy.participant(id) else { return };
        let event = event(self.participant(subject));
        let admitted = self.admitted();
        self.tell(event, |viewer| viewer == id || admitted.contains(&viewer));
    }

    fn tell(&mut self, event: StreamEvent, to: impl Fn(ParticipantId) -> bool) {
        self.watchers
            .retain(|watcher| !to(watcher.participant) || watcher.events.try_send(event.clone()).is_ok());
    }

    /// Tells the event sink what has happened.
    fn report(&self, now: Timestamp, event: &Event) {
        let about = |name, id: ParticipantId| {
            if let Some(subject) = self.policy.participant(id) {
                let profile = &self.room.profile;
                self.sink
                    .tell(name, &view::participant_report(profile, &self.alias, &self.policy, subject, None));
            }
        };
        match event {
            Event::Started => self.report_conference(EventName::ConferenceStarted),
            Event::Joined(id) => {
                metrics::gauge!("conference_participants").increment(1);
                about(EventName::ParticipantConnected, *id);
            }
            Event::Changed(id) | Event::Admitted(id) => about(EventName::ParticipantUpdated, *id),
            Event::Left { participant, reason } => {
                metrics::gauge!("conference_participants").decrement(1);
                let gone = Some((now, view::departure(*reason)));
                let profile = &self.room.profile;
                let report = view::participant_report(profile, &self.alias, &self.policy, participant, gone);
                self.sink.tell(EventName::ParticipantDisconnected, &report);
            }
            Event::ConferenceChanged => self.report_conference(EventName::ConferenceUpdated),
            Event::Ended => self.report_conference(EventName::ConferenceEnded),
            Event::Said { .. }
            | Event::FloorTaken(_)
            | Event::FloorReleased
            | Event::Arranged
            | Event::TicketUsed { .. } => {}
        }
    }

    fn report_conference(&self, name: EventName) {
        self.sink.tell(name, &view::conference_report(&self.room.profile, &self.policy, self.started_at));
    }
}

fn media_permissions(permissions: Permissions) -> eyeline_media::Permissions {
    let Permissions { receive, audio, video, slides } = permissions;
    eyeline_media::Permissions { receive, audio, video, slides }
}

/// The asker may have gone; what was done holds all the same.
fn answer<T>(reply: Reply<T>, result: Result<T, Refused>) {
    drop(reply.send(result));
}

async fn until(due: Option<Timestamp>) {
    match due {
        None => std::future::pending().await,
        Some(due) => {
            let left = (due - eyeline_shell::now()).as_millis().max(0);
            tokio::time::sleep(Duration::from_millis(left.unsigned_abs())).await;
        }
    }
}
