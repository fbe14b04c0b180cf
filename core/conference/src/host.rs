//! What only hosts may ask for.

use eyeline_model::{ParticipantId, Timestamp};

use crate::{
    Departure, Effect, Event, HostRequest, Refusal, Role,
    room::{Outcome, Room},
};

impl Room {
    pub(crate) fn decide_for_host(
        &mut self,
        now: Timestamp,
        request: HostRequest,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        match request {
            HostRequest::ClearBuzzes => self.clear_buzzes(outcome),
            HostRequest::Admit { participant } => {
                self.one(participant)?;
                self.admit(participant, outcome);
            }
            HostRequest::Remove { participant } => {
                self.one(participant)?;
                self.revoked_seats.insert(participant);
                self.depart(now, participant, Departure::Removed, outcome);
            }
            HostRequest::SetRole { participant, role } => self.set_role(participant, role, outcome)?,
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

    fn set_role(&mut self, id: ParticipantId, role: Role, outcome: &mut Outcome) -> Result<(), Refusal> {
        self.one(id)?.role = role;
        self.given_roles.insert(id, role);
        if role == Role::Host {
            // Hosts do not wait.
            self.admit(id, outcome);
        }
        outcome.events.push(Event::Changed(id));
        self.review_floor(outcome);
        outcome.effects.push(Effect::Renew { participant: id });
        Ok(())
    }

    fn clear_buzzes(&mut self, outcome: &mut Outcome) {
        for participant in self.participants.values_mut() {
            if participant.raised_hand_at.take().is_some() {
                outcome.events.push(Event::Changed(participant.id));
            }
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
}
