//! One room in which somebody is: a task around the core, its event streams and its media.
//!
//! Start reading at [`Meeting::run`].

mod audience;
mod calls;
mod entrance;
mod handle;
mod media;
mod media_events;
mod message;
mod news;
mod report;

use std::{collections::HashMap, sync::Arc, time::Duration};

use eyeline_conference::{
    CallId, Command, Departure, Effect, Event, Refusal, Request, Room as Policy, Token,
};
use eyeline_edge::{Command as Order, Edge};
use eyeline_model::{Core as _, Outcome, ParticipantId, Timestamp};
use eyeline_pexip::event::{Event as StreamEvent, Track};
use eyeline_shell::{Store, StoreError};
use tokio::sync::mpsc;

use crate::{
    refused::Refused,
    rooms::{Room, Rooms},
    sink::Sink,
    used_tickets::UsedTickets,
    view,
};
use audience::{Audience, Stream};
use media::{Media, Must};
use message::{Look, Refreshed, answer};

pub(crate) use handle::Handle;
pub(crate) use message::{Entered, Message};

/// Media orders that a busy worker did not take are repeated this often.
const CATCH_UP_EVERY: Duration = Duration::from_millis(50);

/// One room in which somebody is.
pub(crate) struct Meeting {
    room: Room,
    rooms: Rooms,
    used_tickets: UsedTickets,
    sink: Sink,
    messages: mpsc::Receiver<Message>,
    policy: Policy,
    media: Media,
    media_events: mpsc::Receiver<eyeline_edge::Event>,
    audience: Audience,
    /// Whose media are on which line, for streams yet to be opened.
    tracks: HashMap<CallId, Vec<Track>>,
    /// Who was heard last, for streams yet to be opened.
    speaker: Option<ParticipantId>,
    /// Who is seen, as clients know.
    told_seen: Vec<ParticipantId>,
    /// The room was removed: whoever comes now comes to nothing.
    closed: bool,
    /// The latest moment that the core has seen.
    last: Timestamp,
}

impl Meeting {
    pub(crate) fn new(
        room: Room,
        edge: Arc<Edge>,
        store: Store,
        sink: Sink,
        mailbox: mpsc::WeakSender<Message>,
        messages: mpsc::Receiver<Message>,
    ) -> Self {
        let policy = Policy::new(room.profile.settings.clone(), []);
        let (media, media_events) = Media::new(edge);
        Self {
            used_tickets: UsedTickets::new(store.clone(), room.number),
            rooms: Rooms::new(store),
            room,
            sink,
            messages,
            policy,
            media,
            media_events,
            audience: Audience::new(mailbox),
            tracks: HashMap::new(),
            speaker: None,
            told_seen: Vec::new(),
            closed: false,
            last: eyeline_shell::now(),
        }
    }

    /// Goes on until everybody has gone, or nobody can reach it any more.
    pub(crate) async fn run(mut self) {
        if let Err(error) = self.prepare().await {
            // Better nobody comes in than somebody by a used link; the next one to come begins anew.
            return tracing::error!(error = &error as &dyn std::error::Error, "a room could not be read");
        }
        loop {
            if self.closed || self.policy.is_idle() && self.messages.is_empty() {
                self.messages.close();
                // Whoever came in this very moment is told that it is over, and comes again.
                return;
            }
            tokio::select! {
                message = self.messages.recv() => match message {
                    Some(message) => self.take(message).await,
                    None => return,
                },
                Some(event) = self.media_events.recv() => self.media_happened(event),
                () = until(self.policy.wake_at()) => {}
                () = tokio::time::sleep(CATCH_UP_EVERY), if self.media.is_behind() => {}
            }
            self.wake();
            self.media.catch_up();
        }
    }

    /// Reads the room as it is now: it may have been changed since somebody asked for it, and whoever changes it
    /// from now on finds this meeting.
    async fn prepare(&mut self) -> Result<(), StoreError> {
        let now = self.now();
        let used = self.used_tickets.read(now).await?;
        match self.rooms.by_number(self.room.number).await? {
            Some(room) => self.room = room,
            None => self.closed = true,
        }
        self.policy = Policy::new(self.room.profile.settings.clone(), used);
        Ok(())
    }

    /// The present moment; it never goes back, whatever the machine's clock does.
    fn now(&mut self) -> Timestamp {
        self.last = self.last.max(eyeline_shell::now());
        self.last
    }

    /// Does what has become due, before anything else is decided.
    fn wake(&mut self) {
        let now = self.now();
        if self.policy.wake_at().is_some_and(|due| due <= now) {
            let outcome = self.policy.wake(now);
            self.carry_out(now, outcome);
        }
    }

    async fn take(&mut self, message: Message) {
        self.wake();
        let now = self.now();
        match message {
            Message::Enter(enter, reply) => self.enter(now, enter, reply).await,
            Message::Request(token, request, reply) => answer(reply, self.request(now, token, request)),
            Message::Refresh(token, reply) => answer(reply, self.refresh(now, token)),
            Message::Watch(token, reply) => answer(reply, self.watch(now, token)),
            Message::Unwatch { participant, session } => {
                self.decide(now, Command::Unwatch { participant, session });
            }
            Message::Call { token, participant, kind, offer, reply } => {
                self.call(now, token, participant, kind, offer, reply);
            }
            Message::Update { token, participant, call, offer, reply } => {
                let leg = self.use_call(now, token, participant, call);
                self.negotiate(leg, reply, |leg, reply| Order::Update { leg, offer, reply });
            }
            Message::Answer { token, participant, call, answer, reply } => {
                let leg = self.use_call(now, token, participant, call);
                self.negotiate(leg, reply, |leg, reply| Order::Answer { leg, answer, reply });
            }
            Message::Layers { token, participant, call, choices, reply } => {
                let leg = self.use_call(now, token, participant, call);
                let chosen = leg.and_then(|leg| Ok(self.media.ask(Order::Choose { leg, choices })?));
                answer(reply, chosen);
            }
            Message::Look(token, look, reply) => {
                answer(reply, self.look(now, token, look));
            }
            Message::Configure(profile) => {
                self.room.profile = profile;
                self.decide(now, Command::Configure(self.room.profile.settings.clone()));
            }
            Message::Close => {
                self.closed = true;
                self.decide(now, Command::Close);
            }
        }
    }

    fn request(&mut self, now: Timestamp, token: Token, request: Request) -> Result<ParticipantId, Refused> {
        let by = self.policy.holder(now, &token).ok_or(Refusal::InvalidToken)?.id;
        let outcome = self.policy.handle(now, Command::Request { token, request })?;
        self.carry_out(now, outcome);
        Ok(by)
    }

    fn look(&mut self, now: Timestamp, token: Token, look: Look) -> Result<(), Refused> {
        let by = self.request(now, token, Request::Look)?;
        let viewer = self.policy.participant(by).ok_or(Refusal::InvalidToken)?;
        look(&self.policy, viewer);
        Ok(())
    }

    fn refresh(&mut self, now: Timestamp, token: Token) -> Result<Refreshed, Refused> {
        let fresh = Token(eyeline_shell::Secret::draw().reveal().to_owned());
        let by = self.request(now, token, Request::Refresh { fresh: fresh.clone() })?;
        let role = self.policy.participant(by).ok_or(Refusal::InvalidToken)?.role;
        Ok(Refreshed { token: fresh, role })
    }

    /// Opens an event stream, and tells it everything from the beginning.
    fn watch(&mut self, now: Timestamp, token: Token) -> Result<Stream, Refused> {
        let participant = self.request(now, token, Request::Watch)?;
        let session = self.policy.participant(participant).ok_or(Refusal::InvalidToken)?.session;
        let first = self.everything(participant);
        Ok(self.audience.open(participant, session, first))
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
        if outcome.events.is_empty() {
            return;
        }
        for event in outcome.events {
            self.report(now, &event);
            self.publish(event);
        }
        self.publish_layout();
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Permit { call, permissions } => {
                self.media.tell(Must::Permit(call, permissions));
            }
            Effect::HangUp { call } => {
                self.tracks.remove(&call);
                self.media.tell(Must::Leave(call));
            }
            Effect::Dismiss { participant, session, reason } => self.dismiss(participant, session, reason),
            Effect::Renew { participant } => {
                self.audience.tell(StreamEvent::RefreshToken, |viewer| viewer == participant);
            }
        }
    }

    fn dismiss(&mut self, participant: ParticipantId, session: u32, reason: Departure) {
        let reason = view::departure(reason).to_owned();
        self.audience.dismiss(participant, session, &StreamEvent::Disconnect { reason });
    }
}

impl Drop for Meeting {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.report_broken();
        }
    }
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

#[cfg(test)]
mod tests;
