//! Taking a seat, and coming back to it.

use eyeline_model::{ParticipantId, Timestamp};

use crate::{
    Connection, Departure, Effect, Enter, Event, Participant, Refusal, Role, TOKEN_LIFE,
    chat::Spoke,
    entry::{self, Entry},
    room::{Activity, Outcome, Room},
    token::Tokens,
};

impl Room {
    pub(crate) fn enter(&mut self, now: Timestamp, enter: Enter) -> Result<Outcome, Refusal> {
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
            self.started_at = now;
            outcome.events.push(Event::Started);
        }
        self.activity = Activity::Running;
        if let Some((ticket, expires_at)) = &entry.ticket {
            self.used_tickets.insert(ticket.clone());
            outcome.events.push(Event::TicketUsed { ticket: ticket.clone(), expires_at: *expires_at });
        }
        let newcomer = self.newcomer(now, entry, enter);
        let (id, is_host) = (newcomer.id, newcomer.is_host());
        self.participants.insert(id, newcomer);
        outcome.events.push(Event::Joined(id));
        if is_host {
            self.open_to_guests(&mut outcome);
        }
        outcome
    }

    /// Never the same twice: what an earlier visit leaves undone must not be taken for something of a later one.
    fn next_session(&mut self) -> u32 {
        let session = self.sessions;
        self.sessions = session.wrapping_add(1);
        session
    }

    fn newcomer(&mut self, now: Timestamp, entry: Entry, enter: Enter) -> Participant {
        let id = entry.returns_as.unwrap_or(enter.participant);
        // A seat says what its holder was when it was given; a host may have decided otherwise since.
        let role = self.given_roles.get(&id).copied().unwrap_or(entry.role);
        let session = self.next_session();
        Participant {
            id,
            name: entry.name.unwrap_or(enter.name),
            role,
            stage: self.first_stage(role),
            joined_at: now,
            multistream: enter.multistream,
            call_tag: enter.call_tag,
            calls: Vec::new(),
            is_muted: role == Role::Guest && self.guests_muted,
            is_client_muted: false,
            is_on_hold: false,
            is_video_muted: false,
            raised_hand_at: None,
            connection: Connection::Good,
            session,
            tokens: Tokens::first(enter.token),
            expires_at: now + TOKEN_LIFE,
            signalled_at: now,
            watching: 0,
            spoke: Spoke::nothing(now),
        }
    }

    /// The page was reloaded: the same participant, on new legs, at once.
    fn return_to_seat(&mut self, now: Timestamp, id: ParticipantId, enter: Enter) -> Outcome {
        let mut outcome = Outcome::default();
        self.vacate_floor(id, &mut outcome);
        let session = self.next_session();
        let participant = self.participants.get_mut(&id).expect("the caller has looked");
        outcome.effects.push(Effect::Dismiss {
            participant: id,
            session: participant.session,
            reason: Departure::Replaced,
        });
        let calls = participant.calls.drain(..);
        outcome.effects.extend(calls.map(|call| Effect::HangUp { call: call.id }));
        participant.session = session;
        participant.tokens = Tokens::first(enter.token);
        participant.multistream = enter.multistream;
        participant.is_client_muted = false;
        participant.connection = Connection::Good;
        participant.expires_at = now + TOKEN_LIFE;
        participant.signalled_at = now;
        participant.watching = 0;
        outcome.events.push(Event::Changed(id));
        outcome
    }
}
