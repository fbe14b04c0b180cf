//! The room.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{Core, Duration, Outcome as CoreOutcome, ParticipantId, Timestamp};

use crate::{
    Call, CallId, CallKind, CallType, Command, Connection, Departure, Effect, Enter, Event, HostRequest,
    Message, Participant, Permissions, Refusal, Request, Role, Settings, Stage, TicketId, Token,
    entry::{self, Entry, PinAttempts},
    participant::Spoke,
};

/// How long a client may go without refreshing its token.
pub const TOKEN_LIFE: Duration = Duration::from_secs(120);
/// How long the token before the present one is still good: requests may be on their way.
pub const TOKEN_GRACE: Duration = Duration::from_secs(30);
/// Somebody of whom nothing comes for this long is lost.
pub const LOST_AFTER: Duration = Duration::from_secs(3);
/// An empty room is over after this long: time enough for the last one to reload their page.
pub const EMPTY_ROOM_LINGERS: Duration = Duration::from_secs(5);

/// The longest message, in bytes: everybody gets a copy.
pub const LONGEST_MESSAGE: usize = 16 * 1024;
/// Messages of one participant that are let pass in [`MESSAGES_WINDOW`].
const MESSAGES: u32 = 30;
const MESSAGES_WINDOW: Duration = Duration::from_secs(10);

type Outcome = CoreOutcome<Event, Effect>;

/// One room.
#[derive(Clone, Debug)]
pub struct Room {
    settings: Settings,
    participants: BTreeMap<ParticipantId, Participant>,
    locked: bool,
    guests_muted: bool,
    /// Waiting guests may come in: a host is or was here, or said so.
    open_to_guests: bool,
    floor: Option<ParticipantId>,
    layout: Option<String>,
    used_tickets: BTreeSet<TicketId>,
    /// Whoever was put out does not come back by their seat.
    revoked_seats: BTreeSet<ParticipantId>,
    attempts: PinAttempts,
    activity: Activity,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Activity {
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

    /// Whose token it is.
    pub fn holder(&self, now: Timestamp, token: &Token) -> Option<&Participant> {
        self.participants.values().find(|participant| {
            let is_previous =
                participant.previous_token.as_ref().is_some_and(|(old, until)| old == token && now < *until);
            participant.token == *token || is_previous
        })
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

    /// Who shares a screen.
    pub fn presenter(&self) -> Option<&Participant> {
        self.participants.get(&self.floor?)
    }

    /// How the pictures were last asked to be arranged.
    pub fn layout(&self) -> Option<&str> {
        self.layout.as_deref()
    }

    /// What a call may carry just now.
    pub fn call_permissions(&self, call: CallId) -> Option<Permissions> {
        let participant = self.participants.get(&self.owner(call)?)?;
        let kind = participant.calls.iter().find(|one| one.id == call)?.kind;
        Some(self.permissions(participant.id, kind))
    }

    /// Nobody is here, nobody is expected back, and nobody is guessing PINs: the room may be forgotten.
    pub fn is_idle(&self) -> bool {
        self.activity == Activity::Idle && self.attempts.oldest_counts_until().is_none()
    }

    fn enter(&mut self, now: Timestamp, enter: Enter) -> Result<Outcome, Refusal> {
        let entry = entry::prove(now, &self.settings, &mut self.attempts, enter.credential.clone())?;
        if let Some((ticket, _)) = &entry.ticket
            && self.used_tickets.contains(ticket)
        {
            return Err(Refusal::TicketUsed);
        }
        if let Some(participant) = entry.returns_as {
            if self.revoked_seats.contains(&participant) {
                return Err(Refusal::SeatRevoked);
            }
            if self.participants.contains_key(&participant) {
                return Ok(self.return_to_seat(now, participant, enter));
            }
        }
        let limit = self.settings.participant_limit.map_or(usize::MAX, |limit| limit as usize);
        if self.participants.len() >= limit {
            return Err(Refusal::Full);
        }
        Ok(self.take_seat(now, entry, enter))
    }

    fn take_seat(&mut self, now: Timestamp, entry: Entry, enter: Enter) -> Outcome {
        let mut outcome = Outcome::default();
        if self.activity == Activity::Idle {
            outcome.events.push(Event::Started);
        }
        self.activity = Activity::Running;
        if let Some((ticket, expires_at)) = entry.ticket {
            self.used_tickets.insert(ticket.clone());
            outcome.events.push(Event::TicketUsed { ticket, expires_at });
        }
        let id = entry.returns_as.unwrap_or(enter.participant);
        let must_wait = entry.role == Role::Guest && (self.locked || !self.open_to_guests);
        self.participants.insert(
            id,
            Participant {
                id,
                name: entry.name.unwrap_or(enter.name),
                role: entry.role,
                stage: if must_wait { Stage::Waiting } else { Stage::Admitted },
                joined_at: now,
                multistream: enter.multistream,
                call_tag: enter.call_tag,
                calls: Vec::new(),
                is_muted: entry.role == Role::Guest && self.guests_muted,
                is_client_muted: false,
                is_on_hold: false,
                is_video_muted: false,
                raised_hand_at: None,
                connection: Connection::Good,
                session: 0,
                token: enter.token,
                previous_token: None,
                expires_at: now + TOKEN_LIFE,
                signalled_at: now,
                watching: 0,
                spoke: Spoke { since: now, messages: 0 },
            },
        );
        outcome.events.push(Event::Joined(id));
        if entry.role == Role::Host {
            self.open_to_guests(&mut outcome);
        }
        outcome
    }

    /// The page was reloaded: the same participant, on new legs, at once.
    fn return_to_seat(&mut self, now: Timestamp, id: ParticipantId, enter: Enter) -> Outcome {
        let mut outcome = Outcome::default();
        if self.floor == Some(id) {
            self.floor = None;
            outcome.events.push(Event::FloorReleased);
        }
        let participant = self.participants.get_mut(&id).expect("the caller has looked");
        outcome.effects.push(Effect::Dismiss {
            participant: id,
            session: participant.session,
            reason: Departure::Replaced,
        });
        participant.session += 1;
        participant.token = enter.token;
        let calls = participant.calls.drain(..);
        outcome.effects.extend(calls.map(|call| Effect::HangUp { call: call.id }));
        participant.previous_token = None;
        participant.multistream = enter.multistream;
        participant.is_client_muted = false;
        participant.connection = Connection::Good;
        participant.expires_at = now + TOKEN_LIFE;
        participant.signalled_at = now;
        participant.watching = 0;
        outcome.events.push(Event::Changed(id));
        outcome
    }

    fn open_to_guests(&mut self, outcome: &mut Outcome) {
        if std::mem::replace(&mut self.open_to_guests, true) {
            return;
        }
        outcome.events.push(Event::ConferenceChanged);
        if !self.locked {
            self.admit_all(outcome);
        }
    }

    fn admit_all(&mut self, outcome: &mut Outcome) {
        let waiting: Vec<ParticipantId> =
            self.participants.values().filter(|one| !one.is_admitted()).map(|one| one.id).collect();
        for id in waiting {
            self.admit(id, outcome);
        }
    }

    fn admit(&mut self, id: ParticipantId, outcome: &mut Outcome) {
        let Some(participant) = self.participants.get_mut(&id) else { return };
        if std::mem::replace(&mut participant.stage, Stage::Admitted) == Stage::Waiting {
            outcome.events.push(Event::Admitted(id));
            self.permit(id, outcome);
        }
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
                // The media may have ended before the client says so.
                if self.known_call(participant, call).is_ok() {
                    self.end_call(call, outcome);
                    outcome.effects.push(Effect::HangUp { call });
                }
            }
            Request::Mute { participant, muted } => {
                self.themselves_or_host(by, participant)?;
                self.one(participant)?.is_muted = muted;
                self.changed(participant, outcome);
            }
            Request::ClientMute { participant, muted } => {
                self.themselves_or_host(by, participant)?;
                self.one(participant)?.is_client_muted = muted;
                self.changed(participant, outcome);
            }
            Request::Hold { participant, held } => {
                self.themselves_or_host(by, participant)?;
                self.one(participant)?.is_on_hold = held;
                self.changed(participant, outcome);
            }
            Request::VideoMute { participant, muted } => {
                self.themselves_or_host(by, participant)?;
                self.one(participant)?.is_video_muted = muted;
                self.changed(participant, outcome);
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

    fn decide_for_host(
        &mut self,
        now: Timestamp,
        request: HostRequest,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        match request {
            HostRequest::ClearBuzzes => {
                for participant in self.participants.values_mut() {
                    if participant.raised_hand_at.take().is_some() {
                        outcome.events.push(Event::Changed(participant.id));
                    }
                }
            }
            HostRequest::Admit { participant } => {
                self.one(participant)?;
                self.admit(participant, outcome);
            }
            HostRequest::Remove { participant } => {
                self.one(participant)?;
                self.revoked_seats.insert(participant);
                self.depart(now, participant, Departure::Removed, outcome);
            }
            HostRequest::SetRole { participant, role } => {
                self.one(participant)?.role = role;
                outcome.events.push(Event::Changed(participant));
                outcome.effects.push(Effect::Renew { participant });
            }
            HostRequest::Lock(locked) => self.lock(locked, outcome),
            HostRequest::Start => {
                self.open_to_guests(outcome);
                self.admit_all(outcome);
            }
            HostRequest::MuteGuests(muted) => self.mute_guests(muted, outcome),
            HostRequest::Arrange { layout } => {
                self.layout = Some(layout);
                outcome.events.push(Event::Arranged);
            }
            HostRequest::End => self.close(now, outcome),
        }
        Ok(())
    }

    fn one(&mut self, id: ParticipantId) -> Result<&mut Participant, Refusal> {
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

    fn known_call(&self, participant: ParticipantId, call: CallId) -> Result<(), Refusal> {
        let owner = self.participants.get(&participant).ok_or(Refusal::NoParticipant)?;
        if owner.calls.iter().any(|one| one.id == call) { Ok(()) } else { Err(Refusal::NoCall) }
    }

    fn refresh(
        &mut self,
        now: Timestamp,
        by: ParticipantId,
        shown: &Token,
        fresh: Token,
    ) -> Result<(), Refusal> {
        let participant = self.one(by)?;
        participant.expires_at = now + TOKEN_LIFE;
        // A refresh whose answer was lost comes again with the old token; it gets a new one all the same.
        participant.token = fresh;
        participant.previous_token = Some((shown.clone(), now + TOKEN_GRACE));
        Ok(())
    }

    fn call(
        &mut self,
        id: ParticipantId,
        call: CallId,
        kind: CallKind,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        let participant = self.one(id)?;
        // A second call of a kind is the client starting over.
        let stale = participant.calls.extract_if(.., |one| one.kind == kind);
        outcome.effects.extend(stale.map(|one| Effect::HangUp { call: one.id }));
        participant.calls.push(Call { id: call, kind, connected: false, silent: false });
        outcome.events.push(Event::Changed(id));
        Ok(())
    }

    fn end_call(&mut self, call: CallId, outcome: &mut Outcome) {
        let Some(id) = self.owner(call) else { return };
        let Some(participant) = self.participants.get_mut(&id) else { return };
        participant.calls.retain(|one| one.id != call);
        outcome.events.push(Event::Changed(id));
        let was_presenting = self.floor == Some(id);
        if was_presenting && !self.participants[&id].has_media() {
            self.release_floor(id, outcome);
        }
    }

    fn owner(&self, call: CallId) -> Option<ParticipantId> {
        self.participants.values().find(|one| one.calls.iter().any(|each| each.id == call)).map(|one| one.id)
    }

    fn take_floor(&mut self, id: ParticipantId, outcome: &mut Outcome) -> Result<(), Refusal> {
        let may_guests = self.settings.guests_can_present && self.settings.call_type == CallType::Video;
        let participant = self.one(id)?;
        if !participant.is_admitted() || !(participant.is_host() || may_guests) {
            return Err(Refusal::NotAllowed);
        }
        let before = self.floor.replace(id);
        if before != Some(id) {
            for changed in before.into_iter().chain([id]) {
                self.changed(changed, outcome);
            }
            outcome.events.push(Event::FloorTaken(id));
        }
        Ok(())
    }

    fn release_floor(&mut self, id: ParticipantId, outcome: &mut Outcome) {
        if self.floor == Some(id) {
            self.floor = None;
            self.changed(id, outcome);
            outcome.events.push(Event::FloorReleased);
        }
    }

    fn say(
        &mut self,
        now: Timestamp,
        from: ParticipantId,
        message: Message,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        if !self.settings.chat_enabled {
            return Err(Refusal::NoChat);
        }
        if message.speech.media_type.len() + message.speech.payload.reveal().len() > LONGEST_MESSAGE {
            return Err(Refusal::MessageTooLong);
        }
        if !self.one(from)?.is_admitted() {
            return Err(Refusal::NotAllowed);
        }
        if let Some(to) = message.to {
            self.one(to)?;
        }
        let spoke = &mut self.one(from)?.spoke;
        if now - spoke.since >= MESSAGES_WINDOW {
            *spoke = Spoke { since: now, messages: 0 };
        }
        if spoke.messages >= MESSAGES {
            return Err(Refusal::TooManyMessages);
        }
        spoke.messages += 1;
        outcome.events.push(Event::Said { from, message });
        Ok(())
    }

    fn lock(&mut self, locked: bool, outcome: &mut Outcome) {
        if std::mem::replace(&mut self.locked, locked) == locked {
            return;
        }
        outcome.events.push(Event::ConferenceChanged);
        if !locked && self.open_to_guests {
            self.admit_all(outcome);
        }
    }

    fn mute_guests(&mut self, muted: bool, outcome: &mut Outcome) {
        self.guests_muted = muted;
        outcome.events.push(Event::ConferenceChanged);
        let guests: Vec<ParticipantId> =
            self.participants.values().filter(|one| !one.is_host()).map(|one| one.id).collect();
        for id in guests {
            if let Some(guest) = self.participants.get_mut(&id) {
                guest.is_muted = muted;
            }
            self.changed(id, outcome);
        }
    }

    fn close(&mut self, now: Timestamp, outcome: &mut Outcome) {
        let everybody: Vec<ParticipantId> = self.participants.keys().copied().collect();
        for id in everybody {
            self.depart(now, id, Departure::Ended, outcome);
        }
        self.end(outcome);
    }

    fn depart(&mut self, now: Timestamp, id: ParticipantId, reason: Departure, outcome: &mut Outcome) {
        let Some(participant) = self.participants.remove(&id) else { return };
        outcome.effects.extend(participant.calls.iter().map(|call| Effect::HangUp { call: call.id }));
        if reason != Departure::Left {
            let session = participant.session;
            outcome.effects.push(Effect::Dismiss { participant: id, session, reason });
        }
        if self.floor == Some(id) {
            self.floor = None;
            outcome.events.push(Event::FloorReleased);
        }
        outcome.events.push(Event::Left { participant: Box::new(participant), reason });
        if self.participants.is_empty() {
            self.activity = Activity::Empty { since: now };
        }
    }

    fn end(&mut self, outcome: &mut Outcome) {
        if self.activity == Activity::Idle {
            return;
        }
        // The next meeting in this room begins like the first.
        self.begin_anew(self.settings.clone());
        outcome.events.push(Event::Ended);
    }

    fn begin_anew(&mut self, settings: Settings) {
        let used_tickets = std::mem::take(&mut self.used_tickets);
        let attempts = std::mem::take(&mut self.attempts);
        *self = Self { attempts, ..Self::new(settings, used_tickets) };
    }

    fn changed(&self, id: ParticipantId, outcome: &mut Outcome) {
        outcome.events.push(Event::Changed(id));
        self.permit(id, outcome);
    }

    fn permit(&self, id: ParticipantId, outcome: &mut Outcome) {
        let Some(participant) = self.participants.get(&id) else { return };
        for call in &participant.calls {
            let permissions = self.permissions(id, call.kind);
            outcome.effects.push(Effect::Permit { call: call.id, permissions });
        }
    }

    fn permissions(&self, id: ParticipantId, kind: CallKind) -> Permissions {
        let Some(participant) = self.participants.get(&id) else {
            return Permissions { receive: false, audio: false, video: false, slides: false };
        };
        let present = participant.is_admitted() && !participant.is_on_hold;
        let is_main = kind == CallKind::Main;
        Permissions {
            receive: present && kind != CallKind::SendScreen,
            audio: present && is_main && !participant.is_muted,
            video: present
                && is_main
                && !participant.is_video_muted
                && self.settings.call_type != CallType::Audio,
            slides: present && kind != CallKind::ReceiveScreen && self.floor == Some(id),
        }
    }

    fn signalled(&mut self, now: Timestamp, by: ParticipantId, outcome: &mut Outcome) {
        if let Some(participant) = self.participants.get_mut(&by) {
            participant.signalled_at = now;
            Self::found(participant, outcome);
        }
    }

    fn found(participant: &mut Participant, outcome: &mut Outcome) {
        if matches!(participant.connection, Connection::Lost { .. }) {
            participant.connection = Connection::Good;
            outcome.events.push(Event::Changed(participant.id));
        }
    }

    fn media(
        &mut self,
        now: Timestamp,
        call: CallId,
        becomes: impl FnOnce(&mut Call),
        outcome: &mut Outcome,
    ) {
        let Some(id) = self.owner(call) else { return };
        let Some(participant) = self.participants.get_mut(&id) else { return };
        let Some(one) = participant.calls.iter_mut().find(|one| one.id == call) else { return };
        let before = *one;
        becomes(one);
        let now_connected = one.connected && !before.connected;
        if !participant.has_gone_quiet() {
            Self::found(participant, outcome);
        }
        if now_connected {
            outcome.events.push(Event::Changed(id));
        }
        self.look_for_the_lost(now, outcome);
    }

    fn look_for_the_lost(&mut self, now: Timestamp, outcome: &mut Outcome) {
        for participant in self.participants.values_mut() {
            let is_due = participant.connection == Connection::Good
                && participant.has_gone_quiet()
                && now - participant.signalled_at >= LOST_AFTER;
            if is_due {
                participant.connection = Connection::Lost { since: now };
                outcome.events.push(Event::Changed(participant.id));
            }
        }
    }

    fn configure(&mut self, settings: Settings, outcome: &mut Outcome) {
        if self.activity == Activity::Idle {
            return self.begin_anew(settings);
        }
        self.settings = settings;
        outcome.events.push(Event::ConferenceChanged);
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
            Command::Unwatch { participant, session } => {
                let participant = self.participants.get_mut(&participant);
                if let Some(participant) = participant.filter(|one| one.session == session) {
                    participant.watching = participant.watching.saturating_sub(1);
                    participant.signalled_at = now;
                }
            }
            Command::MediaConnected(call) => {
                self.media(now, call, |one| (one.connected, one.silent) = (true, false), &mut outcome);
            }
            Command::MediaSilent(call) => self.media(now, call, |one| one.silent = true, &mut outcome),
            Command::MediaHeard(call) => self.media(now, call, |one| one.silent = false, &mut outcome),
            Command::MediaEnded(call) => {
                if let Some(id) = self.owner(call) {
                    self.signalled(now, id, &mut outcome);
                }
                self.end_call(call, &mut outcome);
            }
            Command::Configure(settings) => self.configure(settings, &mut outcome),
            Command::Close => self.close(now, &mut outcome),
        }
        Ok(outcome)
    }

    fn wake_at(&self) -> Option<Timestamp> {
        let expiries = self.participants.values().map(|one| one.expires_at);
        let losses = self
            .participants
            .values()
            .filter(|one| one.connection == Connection::Good && one.has_gone_quiet())
            .map(|one| one.signalled_at + LOST_AFTER);
        let end = match self.activity {
            Activity::Empty { since } => Some(since + EMPTY_ROOM_LINGERS),
            Activity::Idle | Activity::Running => None,
        };
        expiries.chain(losses).chain(end).chain(self.attempts.oldest_counts_until()).min()
    }

    fn wake(&mut self, now: Timestamp) -> Outcome {
        let mut outcome = Outcome::default();
        self.attempts.forget(now);
        let expired: Vec<ParticipantId> =
            self.participants.values().filter(|one| one.expires_at <= now).map(|one| one.id).collect();
        for id in expired {
            self.depart(now, id, Departure::Expired, &mut outcome);
        }
        self.look_for_the_lost(now, &mut outcome);
        if let Activity::Empty { since } = self.activity
            && now - since >= EMPTY_ROOM_LINGERS
        {
            self.end(&mut outcome);
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
