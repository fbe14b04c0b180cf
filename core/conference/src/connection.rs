//! Whether anything comes from somebody.

use eyeline_model::{Duration, ParticipantId, Timestamp};

use crate::{
    Call, CallId, Event, Participant,
    room::{Outcome, Room},
};

/// Somebody of whom nothing comes for this long is lost.
pub const LOST_AFTER: Duration = Duration::from_secs(3);

/// Whether somebody can be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Connection {
    /// Media or signalling come.
    Good,
    /// Nothing has come for a while.
    Lost {
        /// Since when it is known.
        since: Timestamp,
    },
}

impl Participant {
    /// Whether nothing comes from them by any way that is open.
    fn has_gone_quiet(&self) -> bool {
        let mut connected = self.calls.iter().filter(|call| call.connected).peekable();
        if connected.peek().is_some() { connected.all(|call| call.silent) } else { self.watching == 0 }
    }

    /// When they will be lost if nothing comes from them before.
    pub(crate) fn is_lost_at(&self) -> Option<Timestamp> {
        let is_fading = self.connection == Connection::Good && self.has_gone_quiet();
        is_fading.then_some(self.signalled_at + LOST_AFTER)
    }

    fn found(&mut self, outcome: &mut Outcome) {
        if matches!(self.connection, Connection::Lost { .. }) {
            self.connection = Connection::Good;
            outcome.events.push(Event::Changed(self.id));
        }
    }
}

impl Room {
    pub(crate) fn signalled(&mut self, now: Timestamp, by: ParticipantId, outcome: &mut Outcome) {
        if let Some(participant) = self.participants.get_mut(&by) {
            participant.signalled_at = now;
            participant.found(outcome);
        }
    }

    pub(crate) fn unwatched(&mut self, now: Timestamp, id: ParticipantId, session: u32) {
        let participant = self.participants.get_mut(&id);
        if let Some(participant) = participant.filter(|one| one.session == session) {
            participant.watching = participant.watching.saturating_sub(1);
            participant.signalled_at = now;
        }
    }

    pub(crate) fn media(
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
            participant.found(outcome);
        }
        if now_connected {
            outcome.events.push(Event::Changed(id));
        }
        self.look_for_the_lost(now, outcome);
    }

    pub(crate) fn media_ended(&mut self, now: Timestamp, call: CallId, outcome: &mut Outcome) {
        if let Some(id) = self.owner(call) {
            self.signalled(now, id, outcome);
        }
        self.end_call(call, outcome);
    }

    pub(crate) fn look_for_the_lost(&mut self, now: Timestamp, outcome: &mut Outcome) {
        for participant in self.participants.values_mut() {
            if participant.is_lost_at().is_some_and(|due| due <= now) {
                participant.connection = Connection::Lost { since: now };
                outcome.events.push(Event::Changed(participant.id));
            }
        }
    }
}
