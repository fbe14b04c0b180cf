//! One customer's way from a chat to a face-to-face call.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{
    CommunicationId, ConversationId, Duration, EscalationId, Ids, LanguageId, Outcome, ParticipantId, Pii,
    QueueId, SkillId, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::{
    Adviser, CallbackAnswer, CallbackState, Effect, Ended, Estimate, Event, Fact, Link, Meeting, Note,
    Observation, Offers, Parting, Place, Policy, Presence, Reason, Refusal, Request, Room, RoomNews,
    RoomState, Seen, Sighting, Stage, Task, Waiting, Wish, reference,
};

/// Legs in a room beyond this number are not followed; a meeting has two, and a few while somebody reloads.
const LEGS: usize = 32;
/// Estimates are rounded up to this, so that "about three minutes" does not flicker.
const ESTIMATE_STEP_S: i64 = 10;

/// How adviser and customer want to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallMedia {
    /// With pictures.
    Video,
    /// Without.
    Voice,
}

impl CallMedia {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Voice => "voice",
        }
    }
}

/// Who asks for a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The customer's participant in the conversation.
    pub participant: ParticipantId,
    /// What the adviser reads.
    pub name: Pii<String>,
    /// Where the customer can be called back.
    pub telephone: Option<Pii<String>>,
    /// What the customer's page wants the adviser to know.
    pub attributes: BTreeMap<String, Pii<String>>,
}

/// Where the customer waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The contact center's queue.
    pub id: QueueId,
    /// What the customer reads.
    pub name: String,
}

/// By whom the customer can be advised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// What the adviser must know.
    pub skills: Vec<SkillId>,
    /// What the adviser must speak.
    pub language: Option<LanguageId>,
    /// Who is asked first: the agent of the chat.
    pub preferred: Vec<UserId>,
    /// The script the adviser's screen shows.
    pub script: Option<String>,
}

/// How urgent a callback is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// In turn.
    InTurn,
    /// Before everybody who waits in turn: the customer had already been served.
    Front,
}

/// An escalation of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Which.
    pub id: EscalationId,
    /// The secret by which the customer's page asks after it.
    pub code: Pii<String>,
    /// What the customer can read out on the telephone.
    pub reference: String,
    /// The conversation it came out of.
    pub conversation: ConversationId,
    /// Who asked.
    pub customer: Customer,
    /// Where the customer waits.
    pub queue: Queue,
    /// By whom the customer can be advised.
    pub routing: Routing,
    /// How they want to meet.
    pub media: CallMedia,
    /// Whether the customer has left the page and waits to be called.
    pub call_back: bool,
    /// When it began.
    pub requested_at: Timestamp,
    /// Which of its callbacks is the current one; the first is 1.
    pub attempt: u32,
    /// The number of its latest task. Numbers start at the time of the request, so that those of two
    /// escalations of one conversation differ.
    pub revision: i64,
    /// Callback sessions that no longer matter: of advisers who declined, were lost, or served before.
    pub past: BTreeSet<CommunicationId>,
    /// Where it stands.
    pub stage: Stage,
}

/// What one command may use, and what comes of it.
pub(crate) struct Turn<'a> {
    pub(crate) now: Timestamp,
    pub(crate) policy: &'a Policy,
    pub(crate) ids: &'a mut Ids,
    pub(crate) outcome: &'a mut Outcome<Event, Effect>,
}

impl Escalation {
    /// Begins an escalation: the customer is in line from now on.
    pub(crate) fn begin(request: Request, earlier: Option<&Self>, turn: &mut Turn<'_>) -> Self {
        let id: EscalationId = turn.ids.next();
        let mut past: BTreeSet<_> = request.past.into_iter().collect();
        past.extend(earlier.iter().flat_map(|earlier| &earlier.past));
        let revision = earlier.map_or(0, |earlier| earlier.revision).max(turn.now.as_millis());
        let mut escalation = Self {
            id,
            code: request.code,
            reference: reference::of(id),
            conversation: request.conversation,
            customer: request.customer,
            queue: request.queue,
            routing: request.routing,
            media: request.media,
            call_back: false,
            requested_at: turn.now,
            attempt: 1,
            revision,
            past,
            stage: Stage::Waiting(Waiting::begin(turn, None)),
        };
        escalation.note(Fact::Requested { conversation: escalation.conversation }, turn);
        escalation.ask(Task::CreateCallback { attempt: 1 }, turn);
        escalation
    }

    /// When it ended; `None` while it goes on.
    pub(crate) const fn ended_at(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::Ended(ended) => Some(ended.at),
            _ => None,
        }
    }

    /// Whether it is over.
    pub const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Ended(_))
    }

    /// How urgent its current callback is.
    pub const fn priority(&self) -> Priority {
        if self.attempt > 1 { Priority::Front } else { Priority::InTurn }
    }

    /// When [`Escalation::wake`] must be called, if nothing happens before.
    pub(crate) fn deadline(&self, policy: &Policy) -> Option<Timestamp> {
        match &self.stage {
            Stage::Ended(ended) => Some(ended.at + policy.keep),
            // The customer is away and waits for the telephone: nobody is missed in a room.
            _ if self.call_back => None,
            Stage::Waiting(waiting) => match waiting.offers {
                Offers::At(at) => Some(at),
                Offers::Due => None,
            },
            Stage::Meeting(meeting) => match (meeting.room.state, meeting.presence) {
                (RoomState::Opening { until }, _) | (RoomState::Open, Presence::Expected { until }) => {
                    Some(until)
                }
                (RoomState::Open, Presence::Gone { since }) => Some(since + policy.settle),
                (RoomState::Open, Presence::Here) => None,
            },
            Stage::Interrupted { until, .. } => Some(*until),
        }
    }

    /// Does what is due. An ended escalation is forgotten by its owner instead.
    pub(crate) fn wake(&mut self, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Waiting(waiting) => {
                waiting.offers = Offers::Due;
                self.note(Fact::OffersDue, turn);
            }
            Stage::Meeting(Meeting { room: Room { state: RoomState::Opening { .. }, .. }, .. }) => {
                self.fail(turn)
            }
            Stage::Meeting(Meeting { presence: Presence::Gone { .. }, .. }) => self.interrupt(turn),
            Stage::Meeting(_) | Stage::Interrupted { .. } => self.requeue(turn),
            Stage::Ended(_) => {}
        }
    }

    /// Does what the customer wants.
    pub(crate) fn wish(&mut self, wish: Wish, turn: &mut Turn<'_>) -> Result<(), Refusal> {
        match (wish, &mut self.stage) {
            (Wish::Leave, Stage::Ended(_)) => {}
            (Wish::Leave, _) => self.leave(turn),
            (_, Stage::Ended(_)) => return Err(Refusal::WrongStage { found: "ended" }),
            (Wish::Voice, _) if self.media == CallMedia::Voice => {}
            (Wish::Voice, _) => {
                self.media = CallMedia::Voice;
                self.note(Fact::VoiceChosen, turn);
                self.ask(Task::SetAttributes, turn);
            }
            (Wish::CallBack(telephone), Stage::Waiting(_)) => return self.call_back(telephone, turn),
            (Wish::Wait, Stage::Waiting(waiting)) => {
                waiting.offers = Offers::At(turn.now + turn.policy.offers_after);
                self.note(Fact::WentOnWaiting, turn);
                if std::mem::take(&mut self.call_back) {
                    self.ask(Task::SetAttributes, turn);
                }
            }
            (Wish::CallBack(_) | Wish::Wait, stage) => {
                return Err(Refusal::WrongStage { found: stage.name() });
            }
        }
        Ok(())
    }

    fn call_back(&mut self, telephone: Option<Pii<String>>, turn: &mut Turn<'_>) -> Result<(), Refusal> {
        let telephone = telephone.or_else(|| self.customer.telephone.clone()).ok_or(Refusal::NoTelephone)?;
        let telephone = Some(telephone);
        if self.call_back && self.customer.telephone == telephone {
            return Ok(());
        }
        self.call_back = true;
        self.customer.telephone = telephone;
        self.note(Fact::CallBackChosen, turn);
        self.ask(Task::SetAttributes, turn);
        Ok(())
    }

    fn leave(&mut self, turn: &mut Turn<'_>) {
        match self.stage.meeting() {
            Some(meeting) => {
                let participant = meeting.adviser.participant;
                self.ask(Task::DisconnectAdviser { participant }, turn);
            }
            None => self.ask(Task::CancelCallback, turn),
        }
        self.end(Reason::CustomerLeft, turn);
    }

    /// Takes the contact center's answer to the callback `attempt`.
    pub(crate) fn answered(&mut self, attempt: u32, answer: CallbackAnswer, turn: &mut Turn<'_>) {
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        if attempt != self.attempt || waiting.place != Place::Requested {
            return;
        }
        match answer {
            CallbackAnswer::Placed => {
                waiting.place = Place::Queued { since: turn.now };
                self.note(Fact::Queued, turn);
            }
            CallbackAnswer::Refused => self.end(Reason::Failed, turn),
        }
    }

    /// Takes an estimate of the place in line.
    pub(crate) fn estimated(&mut self, attempt: u32, estimate: Estimate, turn: &mut Turn<'_>) {
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        let Some(position) = estimate.position.filter(|_| attempt == self.attempt) else { return };
        let (since, position) = match waiting.place {
            Place::Requested => return,
            Place::Queued { since } => (since, position),
            // Somebody more urgent has come: the customer is not told to go back.
            Place::Known { since, position: before, .. } => (since, position.min(before)),
        };
        let wait = estimate.wait.map(rounded);
        let place = Place::Known { since, position, wait };
        if waiting.place != place {
            waiting.place = place;
            self.note(Fact::Moved { position, wait }, turn);
        }
    }

    /// Compares the conversation as the contact center shows it with what is believed.
    ///
    /// What is shown may be older than what is known, so only what cannot be undone is believed of it: a
    /// session that has connected or is over, and never that one is missing.
    pub(crate) fn observe(&mut self, observation: &Observation, turn: &mut Turn<'_>) {
        for seen in &observation.seen {
            if !self.past.contains(&seen.adviser.session) {
                self.sight(seen, turn);
            }
        }
        match &self.stage {
            Stage::Ended(_) => {}
            _ if !observation.customer_is_here => self.leave(turn),
            Stage::Waiting(waiting) if waiting.was_lost(observation) => self.end(Reason::Failed, turn),
            _ => {}
        }
    }

    fn sight(&mut self, seen: &Seen, turn: &mut Turn<'_>) {
        match (&mut self.stage, seen.sighting) {
            (Stage::Waiting(_), Sighting::Connected) => self.accept(seen.adviser.clone(), turn),
            (Stage::Waiting(waiting), Sighting::Over(Parting::Unanswered)) => {
                waiting.note = Some(Note::NextAdviser);
                self.past.insert(seen.adviser.session);
                self.note(Fact::PassedOn, turn);
            }
            (Stage::Waiting(_), Sighting::Over(Parting::HandedOn)) => {
                self.past.insert(seen.adviser.session);
            }
            // Accepted and gone before they could meet: the callback is used up.
            (Stage::Waiting(_), Sighting::Over(_)) => {
                self.past.insert(seen.adviser.session);
                self.wait_again(turn);
            }
            (Stage::Meeting(meeting) | Stage::Interrupted { meeting, .. }, Sighting::Over(parting))
                if meeting.adviser.session == seen.adviser.session =>
            {
                match parting {
                    Parting::Dropped => self.requeue(turn),
                    Parting::HandedOn => self.wait_for_next(turn),
                    Parting::HungUp | Parting::Unanswered => {
                        let met = meeting.started_at.is_some();
                        let reason =
                            if self.call_back && !met { Reason::CalledBack } else { Reason::AdviserLeft };
                        self.end(reason, turn);
                    }
                }
            }
            _ => {}
        }
    }

    fn accept(&mut self, adviser: Adviser, turn: &mut Turn<'_>) {
        let until = turn.now + turn.policy.room_within;
        let room = Room { id: turn.ids.next(), state: RoomState::Opening { until } };
        self.note(Fact::Accepted { adviser: adviser.clone() }, turn);
        self.stage = Stage::Meeting(Meeting {
            adviser,
            room,
            accepted_at: turn.now,
            started_at: None,
            presence: Presence::Expected { until },
            legs: BTreeMap::new(),
        });
        self.ask(Task::OpenRoom { room: room.id }, turn);
    }

    /// Takes news of the room; news of an earlier room come too late to matter.
    pub(crate) fn room(&mut self, room: eyeline_model::RoomId, news: RoomNews, turn: &mut Turn<'_>) {
        let Some(meeting) = self.stage.meeting_mut().filter(|meeting| meeting.room.id == room) else {
            return;
        };
        match news {
            RoomNews::Opened => {
                if matches!(meeting.room.state, RoomState::Opening { .. }) {
                    meeting.room.state = RoomState::Open;
                    if let Presence::Expected { until } = &mut meeting.presence {
                        *until = turn.now + turn.policy.join_within;
                    }
                    self.note(Fact::RoomOpened { room }, turn);
                }
            }
            // An adviser who calls back needs no room.
            RoomNews::Refused if self.call_back => {}
            RoomNews::Refused => self.fail(turn),
            RoomNews::Leg { leg, person } => {
                let known = meeting.legs.contains_key(&leg);
                if (known || meeting.legs.len() < LEGS) && meeting.legs.insert(leg, person) != Some(person) {
                    self.roster_changed(turn);
                }
            }
            RoomNews::LegLeft { leg } => {
                if meeting.legs.remove(&leg).is_some() {
                    self.roster_changed(turn);
                }
            }
        }
    }

    fn roster_changed(&mut self, turn: &mut Turn<'_>) {
        self.note(Fact::RosterChanged, turn);
        let Some(meeting) = self.stage.meeting_mut() else { return };
        let link = meeting.adviser_link();
        meeting.presence = match (link, meeting.presence) {
            (Some(Link::Good), _) => Presence::Here,
            (None, Presence::Here) => Presence::Gone { since: turn.now },
            (None | Some(Link::Lost), before) => before,
        };
        let customer_is_here = meeting.customer_is_here();
        if customer_is_here {
            self.call_back = false;
        }
        if customer_is_here && link == Some(Link::Good) && meeting.started_at.is_none() {
            meeting.started_at = Some(turn.now);
            self.note(Fact::Met, turn);
        }
        match (&self.stage, link) {
            (Stage::Meeting(_), Some(Link::Lost)) if !self.call_back => self.interrupt(turn),
            (Stage::Interrupted { .. }, Some(Link::Good)) => self.resume(turn),
            _ => {}
        }
    }

    fn interrupt(&mut self, turn: &mut Turn<'_>) {
        let Stage::Meeting(meeting) = &self.stage else { return };
        let until = turn.now + turn.policy.return_within;
        self.stage = Stage::Interrupted { meeting: meeting.clone(), until };
        self.note(Fact::Interrupted, turn);
    }

    fn resume(&mut self, turn: &mut Turn<'_>) {
        let Stage::Interrupted { meeting, .. } = &self.stage else { return };
        self.stage = Stage::Meeting(meeting.clone());
        self.note(Fact::Resumed, turn);
    }

    /// Gives the adviser up and puts the customer first in line.
    fn requeue(&mut self, turn: &mut Turn<'_>) {
        let Some(meeting) = self.stage.meeting() else { return };
        let (room, adviser) = (meeting.room.id, meeting.adviser.clone());
        self.past.insert(adviser.session);
        self.ask(Task::DisconnectAdviser { participant: adviser.participant }, turn);
        self.ask(Task::CloseRoom { room }, turn);
        self.wait_again(turn);
    }

    /// The callback goes on to another adviser, and with it the customer.
    fn wait_for_next(&mut self, turn: &mut Turn<'_>) {
        let Some(meeting) = self.stage.meeting() else { return };
        let room = meeting.room.id;
        self.past.insert(meeting.adviser.session);
        self.ask(Task::CloseRoom { room }, turn);
        let place = Place::Queued { since: turn.now };
        self.stage = Stage::Waiting(Waiting { place, ..Waiting::begin(turn, Some(Note::NextAdviser)) });
        self.note(Fact::HandedOn, turn);
    }

    fn wait_again(&mut self, turn: &mut Turn<'_>) {
        self.attempt += 1;
        // Whoever was lost is not asked first again.
        self.routing.preferred.clear();
        self.stage = Stage::Waiting(Waiting::begin(turn, Some(Note::AdviserLost)));
        self.note(Fact::Requeued { note: Note::AdviserLost }, turn);
        self.ask(Task::CreateCallback { attempt: self.attempt }, turn);
    }

    /// Gives everything up, because the room cannot be had.
    fn fail(&mut self, turn: &mut Turn<'_>) {
        if let Some(meeting) = self.stage.meeting() {
            let participant = meeting.adviser.participant;
            self.ask(Task::DisconnectAdviser { participant }, turn);
        }
        self.end(Reason::Failed, turn);
    }

    fn end(&mut self, reason: Reason, turn: &mut Turn<'_>) {
        let mut duration = Duration::ZERO;
        if let Some(meeting) = self.stage.meeting() {
            duration = meeting.started_at.map_or(Duration::ZERO, |started| turn.now - started);
            let room = meeting.room.id;
            self.past.insert(meeting.adviser.session);
            self.ask(Task::CloseRoom { room }, turn);
        }
        self.stage = Stage::Ended(Ended { at: turn.now, reason, duration });
        self.note(Fact::Ended { reason }, turn);
    }

    /// The system was started again around this escalation.
    pub(crate) fn restarted(&mut self, rooms_lost: bool, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Waiting(waiting) => waiting.note = Some(Note::Restarted),
            Stage::Meeting(_) | Stage::Interrupted { .. } => return self.come_back(rooms_lost, turn),
            Stage::Ended(_) => return,
        }
        self.note(Fact::Restarted, turn);
    }

    /// Gives everybody in a meeting time to come back to the room.
    pub(crate) fn come_back(&mut self, rooms_lost: bool, turn: &mut Turn<'_>) {
        let rejoin_until = turn.now + turn.policy.rejoin_within;
        let room_until = turn.now + turn.policy.room_within;
        let Some(meeting) = self.stage.meeting_mut() else { return };
        if let RoomState::Opening { until } = &mut meeting.room.state {
            *until = room_until;
        }
        if rooms_lost {
            meeting.legs.clear();
        }
        if rooms_lost || meeting.presence != Presence::Here {
            meeting.presence = Presence::Expected { until: rejoin_until };
            self.stage = Stage::Meeting(meeting.clone());
        } else if let Stage::Interrupted { until, .. } = &mut self.stage {
            *until = rejoin_until;
        }
        self.note(Fact::Restarted, turn);
    }

    fn note(&self, fact: Fact, turn: &mut Turn<'_>) {
        turn.outcome.events.push(Event { escalation: self.id, fact });
    }

    fn ask(&mut self, task: Task, turn: &mut Turn<'_>) {
        self.revision += 1;
        turn.outcome.effects.push(Effect {
            escalation: self.id,
            conversation: self.conversation,
            revision: self.revision,
            task,
        });
    }
}

impl Waiting {
    fn begin(turn: &Turn<'_>, note: Option<Note>) -> Self {
        let offers = Offers::At(turn.now + turn.policy.offers_after);
        Self { since: turn.now, place: Place::Requested, offers, note }
    }

    /// Whether the contact center has ended the callback without any adviser having had it.
    fn was_lost(&self, observation: &Observation) -> bool {
        let placed_at = match self.place {
            Place::Requested => return false,
            Place::Queued { since } | Place::Known { since, .. } => since,
        };
        observation.callback == CallbackState::Over && observation.asked_at.is_some_and(|at| at > placed_at)
    }
}

fn rounded(wait: Duration) -> Duration {
    let steps = (wait.as_secs().max(0) + ESTIMATE_STEP_S - 1) / ESTIMATE_STEP_S;
    Duration::from_secs(steps * ESTIMATE_STEP_S)
}
