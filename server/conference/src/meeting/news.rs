//! What clients are told over their event streams.

use eyeline_conference::{Event, Participant};
use eyeline_model::ParticipantId;
use eyeline_pexip::{
    event::{Event as StreamEvent, OnStage},
    participant::Participant as WireParticipant,
};

use super::Meeting;
use crate::view;

impl Meeting {
    /// All that somebody may know, as if it happened just now.
    pub(super) fn everything(&self, viewer: ParticipantId) -> Vec<StreamEvent> {
        let mut events = vec![StreamEvent::ParticipantSyncBegin];
        for subject in self.policy.participants().filter(|subject| self.sees(viewer, subject.id)) {
            events.push(StreamEvent::ParticipantCreate(Box::new(self.participant(subject))));
        }
        events.push(StreamEvent::ParticipantSyncEnd);
        events.push(StreamEvent::ConferenceUpdate(view::conference_status(&self.policy)));
        let is_inside = self.is_inside(viewer);
        events.push(StreamEvent::Layout(view::layout(&self.policy, self.seen().filter(|_| is_inside))));
        events.push(StreamEvent::Stage(if is_inside { self.stage() } else { Vec::new() }));
        let presenter = self.policy.presenter().filter(|presenter| is_inside && presenter.id != viewer);
        if let Some(presenter) = presenter {
            events.push(StreamEvent::PresentationStart(view::presentation(presenter)));
        }
        let viewer = self.policy.participant(viewer).filter(|viewer| viewer.multistream);
        let calls = viewer.into_iter().flat_map(|viewer| &viewer.calls);
        for tracks in calls.filter_map(|call| self.tracks.get(&call.id)) {
            events.push(StreamEvent::Multistream { tracks: tracks.clone() });
        }
        events
    }

    /// Tells clients what has happened.
    pub(super) fn publish(&mut self, event: Event) {
        match event {
            Event::Joined(id) => self.tell_of(id, |one| StreamEvent::ParticipantCreate(Box::new(one))),
            Event::Changed(id) => self.tell_of(id, |one| StreamEvent::ParticipantUpdate(Box::new(one))),
            Event::Admitted(id) => {
                for event in self.everything(id) {
                    self.audience.tell(event, |viewer| viewer == id);
                }
                self.tell_of(id, |one| StreamEvent::ParticipantUpdate(Box::new(one)));
            }
            Event::Left { participant, .. } => {
                let admitted = self.admitted();
                let gone = StreamEvent::ParticipantDelete { uuid: participant.id.to_string() };
                self.audience.tell(gone, |viewer| admitted.contains(&viewer));
                self.audience.forget(participant.id);
            }
            Event::ConferenceChanged => {
                let status = StreamEvent::ConferenceUpdate(view::conference_status(&self.policy));
                self.audience.tell(status, |_| true);
            }
            Event::Said { from, message } => {
                let Some(speaker) = self.policy.participant(from) else { return };
                let received = StreamEvent::MessageReceived(view::message(speaker, &message));
                let admitted = self.admitted();
                self.audience.tell(received, |viewer| {
                    let is_addressed = message.to.is_none_or(|to| to == viewer);
                    viewer != from && is_addressed && admitted.contains(&viewer)
                });
            }
            Event::FloorTaken(id) => {
                let Some(presenter) = self.policy.participant(id) else { return };
                let start = StreamEvent::PresentationStart(view::presentation(presenter));
                let admitted = self.admitted();
                self.audience.tell(start, |viewer| viewer != id && admitted.contains(&viewer));
            }
            Event::FloorReleased => {
                let admitted = self.admitted();
                self.audience.tell(StreamEvent::PresentationStop, |viewer| admitted.contains(&viewer));
            }
            Event::Arranged => self.tell_layout(),
            Event::Started | Event::Ended { .. } | Event::TicketUsed { .. } => {}
        }
    }

    /// Tells who is seen, if that has changed.
    pub(super) fn publish_layout(&mut self) {
        let seen: Vec<ParticipantId> = self.seen().collect();
        if seen != self.told_seen {
            self.told_seen = seen;
            self.tell_layout();
        }
    }

    fn tell_layout(&mut self) {
        let layout = StreamEvent::Layout(view::layout(&self.policy, self.seen()));
        let admitted = self.admitted();
        self.audience.tell(layout, |viewer| admitted.contains(&viewer));
    }

    /// Who is seen, in order.
    fn seen(&self) -> impl Iterator<Item = ParticipantId> {
        self.policy.participants().filter(|one| one.is_admitted() && one.has_media()).map(|one| one.id)
    }

    /// Who speaks, as far as they are still here.
    pub(super) fn stage(&self) -> Vec<OnStage> {
        let speaker = self.speaker.filter(|speaker| self.is_inside(*speaker));
        let on_stage =
            |id: ParticipantId| OnStage { participant_uuid: id.to_string(), stage_index: 0, vad: 100 };
        speaker.map(on_stage).into_iter().collect()
    }

    fn tell_of(&mut self, id: ParticipantId, event: impl FnOnce(WireParticipant) -> StreamEvent) {
        let Some(subject) = self.policy.participant(id) else { return };
        let event = event(self.participant(subject));
        let admitted = self.admitted();
        self.audience.tell(event, |viewer| viewer == id || admitted.contains(&viewer));
    }

    fn participant(&self, subject: &Participant) -> WireParticipant {
        view::participant(&self.policy, self.room.profile.address(), subject)
    }

    /// Those in the waiting room see only themselves.
    fn sees(&self, viewer: ParticipantId, subject: ParticipantId) -> bool {
        viewer == subject || self.is_inside(viewer)
    }

    fn is_inside(&self, id: ParticipantId) -> bool {
        self.policy.participant(id).is_some_and(Participant::is_admitted)
    }

    pub(super) fn admitted(&self) -> Vec<ParticipantId> {
        self.policy.participants().filter(|one| one.is_admitted()).map(|one| one.id).collect()
    }
}
