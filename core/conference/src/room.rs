//! One room: its state, and the door through which everything is asked of it.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{Core, Outcome as CoreOutcome, ParticipantId, Timestamp};

use crate::{
    Command, Departure, Effect, Event, Participant, Refusal, Request, Role, Settings, TicketId, Token,
    entry::PinAttempts,
};

pub(crate) type Outcome = CoreOutcome<Event, Effect>;

/// One room.
#[derive(Clone, Debug)]
pub struct Room {
    pub(crate) settings: Settings,
    pub(crate) participants: BTreeMap<ParticipantId, Participant>,
    pub(crate) locked: bool,
    pub(crate) guests_muted: bool,
    /// Waiting guests may come in: a host is or was here, or said so.
    pub(crate) open_to_guests: bool,
    pub(crate) floor: Option<ParticipantId>,
    pub(crate) layout: Option<String>,
    pub(crate) used_tickets: BTreeSet<TicketId>,
    /// Whoever was put out does not come back by their seat.
    pub(crate) revoked_seats: BTreeSet<ParticipantId>,
    /// What hosts have made of somebody; it counts more than what their seat says.
    pub(crate) given_roles: BTreeMap<ParticipantId, Role>,
    /// Visits so far.
    pub(crate) sessions: u32,
    /// When the first participant came.
    pub(crate) started_at: Timestamp,
    pub(crate) attempts: PinAttempts,
    pub(crate) activity: Activity,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Activity {
    Idle,
    Running,
    Empty { since: Timestamp },
}

impl Room {
    /// An empty room. `used_tickets` are those used before a restart.
    pub fn new(settings: Settings, used_tickets: impl IntoIterator<Item = TicketId>) -> Self {
        Self {
            guests_muted: settings.mute_all_guests,
            open_to_guests: !settings.waits_for_host(),
            settings,
            participants: BTreeMap::new(),
            locked: false,
            floor: None,
            layout: None,
            used_tickets: used_tickets.into_iter().collect(),
            revoked_seats: BTreeSet::new(),
            given_roles: BTreeMap::new(),
            sessions: 0,
            started_at: Timestamp(0),
            attempts: PinAttempts::default(),
            activity: Activity::Idle,
        }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Everybody, waiting or in the room, in the order of their ids.
    pub fn participants(&self) -> impl Iterator<Item = &Participant> {
        self.participants.values()
    }

    /// Somebody.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.get(&id)
    }

    /// Whether newly come guests wait.
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Whether guests are muted as they come.
    pub fn are_guests_muted(&self) -> bool {
        self.guests_muted
    }

    /// Whether guests need not wait for a host.
    pub fn is_started(&self) -> bool {
        self.open_to_guests
    }

    /// When the first participant came; of no meaning while the room is idle.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// How the pictures were last asked to be arranged.
    pub fn layout(&self) -> Option<&str> {
        self.layout.as_deref()
    }

    /// Nobody is here, nobody is expected back, and nobody is guessing PINs: the room may be forgotten.
    pub fn is_idle(&self) -> bool {
        self.activity == Activity::Idle && self.attempts.oldest_counts_until().is_none()
    }

    fn request(&mut self, now: Timestamp, token: &Token, request: Request) -> Result<Outcome, Refusal> {
        let by = self.holder(now, token).ok_or(Refusal::InvalidToken)?.id;
        let mut outcome = Outcome::default();
        self.decide(now, by, token, request, &mut outcome)?;
        self.signalled(now, by, &mut outcome);
        Ok(outcome)
    }

    fn decide(
        &mut self,
        now: Timestamp,
        by: ParticipantId,
        token: &Token,
        request: Request,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        match request {
            Request::Look => {}
            Request::Watch => self.one(by)?.watching += 1,
            Request::Refresh { fresh } => self.refresh(now, by, token, fresh)?,
            Request::Release => self.depart(now, by, Departure::Left, outcome),
            Request::Call { participant, call, kind } => {
                self.themselves(by, participant)?;
                self.call(participant, call, kind, outcome)?;
            }
            Request::UseCall { participant, call } => {
                self.themselves(by, participant)?;
                self.known_call(participant, call)?;
            }
            Request::HangUp { participant, call } => {
                self.themselves_or_host(by, participant)?;
                self.hang_up(participant, call, outcome);
            }
            Request::Mute { participant, muted } => {
                self.change(by, participant, |one| one.is_muted = muted, outcome)?;
            }
            Request::ClientMute { participant, muted } => {
                self.change(by, participant, |one| one.is_client_muted = muted, outcome)?;
            }
            Request::Hold { participant, held } => {
                self.change(by, participant, |one| one.is_on_hold = held, outcome)?;
            }
            Request::VideoMute { participant, muted } => {
                self.change(by, participant, |one| one.is_video_muted = muted, outcome)?;
            }
            Request::TakeFloor { participant } => {
                self.themselves_or_host(by, participant)?;
                self.take_floor(participant, outcome)?;
            }
            Request::ReleaseFloor { participant } => {
                self.themselves_or_host(by, participant)?;
                self.release_floor(participant, outcome);
            }
            Request::Buzz { participant, raised } => {
                self.themselves_or_host(by, participant)?;
                self.one(participant)?.raised_hand_at = raised.then_some(now);
                outcome.events.push(Event::Changed(participant));
            }
            Request::Say(message) => self.say(now, by, message, outcome)?,
            Request::AsHost(request) => {
                self.only_host(by)?;
                self.decide_for_host(now, request, outcome)?;
            }
        }
        Ok(())
    }

    /// Changes what somebody may do or says of themselves: by themselves, or by a host.
    fn change(
        &mut self,
        by: ParticipantId,
        whom: ParticipantId,
        becomes: impl FnOnce(&mut Participant),
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        self.themselves_or_host(by, whom)?;
        becomes(self.one(whom)?);
        self.changed(whom, outcome);
        Ok(())
    }

    pub(crate) fn one(&mut self, id: ParticipantId) -> Result<&mut Participant, Refusal> {
        self.participants.get_mut(&id).ok_or(Refusal::NoParticipant)
    }

    fn only_host(&self, by: ParticipantId) -> Result<(), Refusal> {
        let is_host = self.participants.get(&by).is_some_and(Participant::is_host);
        if is_host { Ok(()) } else { Err(Refusal::NotAllowed) }
    }

    fn themselves(&self, by: ParticipantId, whom: ParticipantId) -> Result<(), Refusal> {
        if by == whom { Ok(()) } else { Err(Refusal::NotAllowed) }
    }

    fn themselves_or_host(&self, by: ParticipantId, whom: ParticipantId) -> Result<(), Refusal> {
        self.themselves(by, whom).or_else(|_| self.only_host(by))
    }

    fn configure(&mut self, settings: Settings, outcome: &mut Outcome) {
        if self.activity == Activity::Idle {
            return self.begin_anew(settings);
        }
        self.settings = settings;
        outcome.events.push(Event::ConferenceChanged);
        if !self.settings.waits_for_host() {
            self.open_to_guests(outcome);
        }
        self.review_floor(outcome);
        // Which media there are may have changed.
        for id in self.participants.keys() {
            self.permit(*id, outcome);
        }
    }
}

impl Core for Room {
    type Command = Command;
    type Event = Event;
    type Effect = Effect;
    type Refusal = Refusal;

    fn handle(&mut self, now: Timestamp, command: Command) -> Result<Outcome, Refusal> {
        let mut outcome = Outcome::default();
        match command {
            Command::Enter(enter) => return self.enter(now, enter),
            Command::Request { token, request } => return self.request(now, &token, request),
            Command::Unwatch { participant, session } => self.unwatched(now, participant, session),
            Command::MediaConnected(call) => {
                self.media(now, call, |one| (one.connected, one.silent) = (true, false), &mut outcome);
            }
            Command::MediaSilent(call) => self.media(now, call, |one| one.silent = true, &mut outcome),
            Command::MediaHeard(call) => self.media(now, call, |one| one.silent = false, &mut outcome),
            Command::MediaEnded(call) => self.media_ended(now, call, &mut outcome),
            Command::Configure(settings) => self.configure(settings, &mut outcome),
            Command::Close => self.close(now, &mut outcome),
        }
        Ok(outcome)
    }

    fn wake_at(&self) -> Option<Timestamp> {
        let expiries = self.participants.values().map(|one| one.expires_at);
        let losses = self.participants.values().filter_map(Participant::is_lost_at);
        expiries.chain(losses).chain(self.ends_at()).chain(self.attempts.oldest_counts_until()).min()
    }

    fn wake(&mut self, now: Timestamp) -> Outcome {
        let mut outcome = Outcome::default();
        self.attempts.forget(now);
        self.expire(now, &mut outcome);
        self.look_for_the_lost(now, &mut outcome);
        if self.ends_at().is_some_and(|due| due <= now) {
            self.end(&mut outcome);
        }
        outcome
    }
}
