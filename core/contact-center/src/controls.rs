//! What a participant does during a session: hold and mute.

use eyeline_model::Timestamp;

use crate::{ContactCenter, Event, Refusal, SetHold, SetMute};

impl ContactCenter {
    pub(crate) fn set_hold(
        &mut self,
        now: Timestamp,
        set: SetHold,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let (key, session) = self.known_person_session(set.session)?;
        let changed = session.is_held() != set.held;
        self.session_mut(key).hold(now, set.held)?;
        if changed {
            events.push(Event::HoldChanged { session: key, held: set.held });
        }
        Ok(())
    }

    pub(crate) fn set_mute(&mut self, set: SetMute, events: &mut Vec<Event>) -> Result<(), Refusal> {
        let (key, session) = self.known_person_session(set.session)?;
        let changed = session.is_muted() != set.muted;
        self.session_mut(key).mute(set.muted)?;
        if changed {
            events.push(Event::MuteChanged { session: key, muted: set.muted });
        }
        Ok(())
    }
}
