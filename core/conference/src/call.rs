//! Media calls: one for sound and pictures, and with older clients one each to send and to see a shared screen.

use eyeline_model::ParticipantId;

use crate::{
    Effect, Event, Refusal,
    room::{Outcome, Room},
};

/// One media call of a participant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallId(pub u128);

/// What a call is for. Older clients share screens on calls of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallKind {
    /// Sound and pictures both ways.
    Main,
    /// Sends a shared screen only.
    SendScreen,
    /// Receives the shared screen only.
    ReceiveScreen,
}

/// A media call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// What it is for.
    pub kind: CallKind,
    /// Whether media has begun to flow.
    pub connected: bool,
    /// Whether nothing has come on it for a while.
    pub silent: bool,
}

impl Room {
    pub(crate) fn owner(&self, call: CallId) -> Option<ParticipantId> {
        self.participants.values().find(|one| one.calls.iter().any(|each| each.id == call)).map(|one| one.id)
    }

    pub(crate) fn known_call(&self, participant: ParticipantId, call: CallId) -> Result<(), Refusal> {
        let owner = self.participants.get(&participant).ok_or(Refusal::NoParticipant)?;
        if owner.calls.iter().any(|one| one.id == call) { Ok(()) } else { Err(Refusal::NoCall) }
    }

    pub(crate) fn call(
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

    pub(crate) fn hang_up(&mut self, participant: ParticipantId, call: CallId, outcome: &mut Outcome) {
        // The media may have ended before the client says so.
        if self.known_call(participant, call).is_ok() {
            self.end_call(call, outcome);
            outcome.effects.push(Effect::HangUp { call });
        }
    }

    pub(crate) fn end_call(&mut self, call: CallId, outcome: &mut Outcome) {
        let Some(id) = self.owner(call) else { return };
        let Some(participant) = self.participants.get_mut(&id) else { return };
        participant.calls.retain(|one| one.id != call);
        outcome.events.push(Event::Changed(id));
        let was_presenting = self.floor == Some(id);
        if was_presenting && !self.participants[&id].has_media() {
            self.release_floor(id, outcome);
        }
    }
}
