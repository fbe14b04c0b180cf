//! The waiting room: guests wait there until a host comes, lets them in, or unlocks the room.

use eyeline_model::ParticipantId;

use crate::{
    Event, Role, Stage,
    room::{Outcome, Room},
};

impl Room {
    /// Where somebody who comes now begins.
    pub(crate) fn first_stage(&self, role: Role) -> Stage {
        let must_wait = role == Role::Guest && (self.locked || !self.open_to_guests);
        if must_wait { Stage::Waiting } else { Stage::Admitted }
    }

    pub(crate) fn open_to_guests(&mut self, outcome: &mut Outcome) {
        if std::mem::replace(&mut self.open_to_guests, true) {
            return;
        }
        outcome.events.push(Event::ConferenceChanged);
        if !self.locked {
            self.admit_all(outcome);
        }
    }

    pub(crate) fn lock(&mut self, locked: bool, outcome: &mut Outcome) {
        if std::mem::replace(&mut self.locked, locked) == locked {
            return;
        }
        outcome.events.push(Event::ConferenceChanged);
        if !locked && self.open_to_guests {
            self.admit_all(outcome);
        }
    }

    pub(crate) fn admit_all(&mut self, outcome: &mut Outcome) {
        let waiting: Vec<ParticipantId> =
            self.participants.values().filter(|one| !one.is_admitted()).map(|one| one.id).collect();
        for id in waiting {
            self.admit(id, outcome);
        }
    }

    pub(crate) fn admit(&mut self, id: ParticipantId, outcome: &mut Outcome) {
        let Some(participant) = self.participants.get_mut(&id) else { return };
        if std::mem::replace(&mut participant.stage, Stage::Admitted) == Stage::Waiting {
            outcome.events.push(Event::Admitted(id));
            self.permit(id, outcome);
        }
    }
}
