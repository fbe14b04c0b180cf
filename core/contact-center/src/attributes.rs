//! What is known about a participant.

use eyeline_conversation::Attributes;

use crate::{ContactCenter, Event, Refusal, SetAttributes};

/// The most attributes of one participant; more are refused.
const ATTRIBUTES_LIMIT: usize = 200;

impl ContactCenter {
    pub(crate) fn set_attributes(
        &mut self,
        set: SetAttributes,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let SetAttributes { conversation: id, participant, attributes: changes } = set;
        let found = self.known_conversation(id)?.participant(participant);
        let mut attributes = found.ok_or(Refusal::UnknownParticipant(participant))?.attributes.clone();
        for (name, value) in changes {
            match value {
                Some(value) => drop(attributes.insert(name, value)),
                None => drop(attributes.remove(&name)),
            }
        }
        check_attributes(&attributes)?;
        if let Some(participant) = self.conversation_mut(id).participant_mut(participant) {
            participant.attributes.clone_from(&attributes);
        }
        events.push(Event::AttributesChanged { conversation: id, participant, attributes });
        Ok(())
    }
}

/// Refuses to know too much.
pub(crate) fn check_attributes(attributes: &Attributes) -> Result<(), Refusal> {
    if attributes.len() > ATTRIBUTES_LIMIT { Err(Refusal::OutOfRange("attributes")) } else { Ok(()) }
}
