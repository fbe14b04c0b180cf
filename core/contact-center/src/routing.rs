//! Changing what a waiting conversation asks for.

use eyeline_acd::{CannotOffer, Work};
use eyeline_conversation::{SessionKey, Stage};
use eyeline_model::{Media, RoutingRequest};

use crate::{ChangeRouting, ContactCenter, Event, ObjectKey, Refusal, SetLabel};

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
        self.ask_for(key, media, request, events);
        Ok(())
    }

    /// Says which kind of work a conversation is, wherever it waits.
    pub(crate) fn set_label(&mut self, set: SetLabel, events: &mut Vec<Event>) -> Result<(), Refusal> {
        let SetLabel { conversation: id, label } = set;
        let conversation = self.known_conversation(id)?;
        label.map_or(Ok(()), |label| self.known(ObjectKey::Label(label)))?;
        let waiting = Media::ALL.into_iter().filter_map(|media| {
            let (participant, session, entry) = conversation.queue_entry(media)?;
            let request = RoutingRequest { label, ..entry.request.clone() };
            Some((conversation.key(participant, session), media, request))
        });
        let waiting: Vec<_> = waiting.collect();
        if waiting.is_empty() {
            return Err(Refusal::NotWaiting(Media::Message));
        }
        // What rings takes up what it took up when it began to ring.
        let rings = |media| {
            conversation.live_on(media).any(|(_, session)| matches!(session.stage, Stage::Alerting { .. }))
        };
        if waiting.iter().any(|(_, media, _)| rings(*media)) {
            return Err(Refusal::CannotOffer(CannotOffer::Ringing));
        }
        for (key, media, request) in waiting {
            self.ask_for(key, media, request, events);
        }
        Ok(())
    }

    /// What waits asks for something else in the same queue.
    fn ask_for(&mut self, key: SessionKey, media: Media, request: RoutingRequest, events: &mut Vec<Event>) {
        let work = Work { conversation: key.conversation, media };
        // A callback that waits for its time is not with the ACD yet.
        if self.acd.search(work).is_some() {
            self.acd.change_request(work, request.clone());
        }
        if let Some(entry) = self.conversation_mut(key.conversation).queue_entry_mut(media) {
            entry.request = request.clone();
        }
        events.push(Event::RoutingChanged { session: key, media, request });
    }
}
