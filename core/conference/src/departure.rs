//! Going: one participant, or everybody at once.

use eyeline_model::{Duration, ParticipantId, Timestamp};

use crate::{
    Effect, Event, Settings,
    room::{Activity, Outcome, Room},
};

/// An empty room is over after this long: time enough for the last one to reload their page.
pub const EMPTY_ROOM_LINGERS: Duration = Duration::from_secs(5);

/// Why somebody is no longer there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Departure {
    /// They left.
    Left,
    /// Their client has not been heard of for too long.
    Expired,
    /// Put out by a host.
    Removed,
    /// A host ended it for everybody, or the room was deleted.
    Ended,
    /// The same person came back on another page.
    Replaced,
}

impl Room {
    pub(crate) fn depart(
        &mut self,
        now: Timestamp,
        id: ParticipantId,
        reason: Departure,
        outcome: &mut Outcome,
    ) {
        let Some(participant) = self.participants.remove(&id) else { return };
        outcome.effects.extend(participant.calls.iter().map(|call| Effect::HangUp { call: call.id }));
        if reason != Departure::Left {
            let session = participant.session;
            outcome.effects.push(Effect::Dismiss { participant: id, session, reason });
        }
        self.vacate_floor(id, outcome);
        outcome.events.push(Event::Left { participant: Box::new(participant), reason });
        if self.participants.is_empty() {
            self.activity = Activity::Empty { since: now };
        }
    }

    pub(crate) fn expire(&mut self, now: Timestamp, outcome: &mut Outcome) {
        let expired: Vec<ParticipantId> =
            self.participants.values().filter(|one| one.expires_at <= now).map(|one| one.id).collect();
        for id in expired {
            self.depart(now, id, Departure::Expired, outcome);
        }
    }

    pub(crate) fn close(&mut self, now: Timestamp, outcome: &mut Outcome) {
        let everybody: Vec<ParticipantId> = self.participants.keys().copied().collect();
        for id in everybody {
            self.depart(now, id, Departure::Ended, outcome);
        }
        self.end(outcome);
    }

    /// When an empty room is over.
    pub(crate) fn ends_at(&self) -> Option<Timestamp> {
        match self.activity {
            Activity::Empty { since } => Some(since + EMPTY_ROOM_LINGERS),
            Activity::Idle | Activity::Running => None,
        }
    }

    pub(crate) fn end(&mut self, outcome: &mut Outcome) {
        if self.activity == Activity::Idle {
            return;
        }
        outcome.events.push(Event::Ended { started_at: self.started_at });
        // The next meeting in this room begins like the first.
        self.begin_anew(self.settings.clone());
    }

    pub(crate) fn begin_anew(&mut self, settings: Settings) {
        let used_tickets = std::mem::take(&mut self.used_tickets);
        let attempts = std::mem::take(&mut self.attempts);
        *self = Self { attempts, sessions: self.sessions, ..Self::new(settings, used_tickets) };
    }
}
