//! The floor: who shares a screen. One at a time; whoever takes it last has it.

use eyeline_model::ParticipantId;

use crate::{
    CallType, Event, Participant, Refusal, Settings,
    room::{Outcome, Room},
};

impl Room {
    /// Who shares a screen.
    pub fn presenter(&self) -> Option<&Participant> {
        self.participants.get(&self.floor?)
    }

    pub(crate) fn take_floor(&mut self, id: ParticipantId, outcome: &mut Outcome) -> Result<(), Refusal> {
        self.one(id)?;
        if !self.may_present(id) {
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

    fn may_present(&self, id: ParticipantId) -> bool {
        let Settings { call_type, guests_can_present, .. } = self.settings;
        let may = |one: &Participant| one.is_admitted() && (one.is_host() || guests_can_present);
        call_type == CallType::Video && self.participants.get(&id).is_some_and(may)
    }

    /// Takes the floor from whoever may no longer have it.
    pub(crate) fn review_floor(&mut self, outcome: &mut Outcome) {
        if let Some(id) = self.floor.filter(|id| !self.may_present(*id)) {
            self.release_floor(id, outcome);
        }
    }

    pub(crate) fn release_floor(&mut self, id: ParticipantId, outcome: &mut Outcome) {
        if self.floor == Some(id) {
            self.floor = None;
            self.changed(id, outcome);
            outcome.events.push(Event::FloorReleased);
        }
    }

    /// Takes the floor from somebody who is on their way out.
    pub(crate) fn vacate_floor(&mut self, id: ParticipantId, outcome: &mut Outcome) {
        if self.floor == Some(id) {
            self.floor = None;
            outcome.events.push(Event::FloorReleased);
        }
    }
}
