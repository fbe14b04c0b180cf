//! Changing what a waiting conversation asks for.

use eyeline_acd::Work;

use crate::{ChangeRouting, ContactCenter, Event, Refusal};

impl ContactCenter {
    pub(crate) fn change_routing(
        &mut self,
        change: ChangeRouting,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let ChangeRouting { conversation: id, media, priority, skills, language } = change;
        let conversation = self.known_conversation(id)?;
        let (participant, session, entry) =
            conversation.queue_entry(media).ok_or(Refusal::NotWaiting(media))?;
        let key = conversation.key(participant, session);
        let mut request = entry.request.clone();
        request.priority = priority.unwrap_or(request.priority);
        request.language = language.unwrap_or(request.language);
        if let Some(skills) = skills {
            request.skills = skills.into_iter().collect();
        }
        self.check_request(&request)?;
        let work = Work { conversation: id, media };
        // A callback that waits for its time is not with the ACD yet.
        if self.acd.search(work).is_some() {
            self.acd.change_request(work, request.clone());
        }
        if let Some(entry) = self.conversation_mut(id).queue_entry_mut(media) {
            entry.request = request.clone();
        }
        events.push(Event::RoutingChanged { session: key, media, request });
        Ok(())
    }
}
