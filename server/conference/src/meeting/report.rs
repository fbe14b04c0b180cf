//! What the event sink is told.

use eyeline_conference::{Departure, Event, Participant};
use eyeline_model::Timestamp;
use eyeline_pexip::sink::EventName;

use super::Meeting;
use crate::view;

impl Meeting {
    /// Tells the event sink what has happened.
    pub(super) fn report(&self, now: Timestamp, event: &Event) {
        match event {
            Event::Started => self.report_conference(EventName::ConferenceStarted, self.policy.started_at()),
            Event::Joined(id) => {
                metrics::gauge!("conference_participants").increment(1);
                self.report_present(EventName::ParticipantConnected, self.policy.participant(*id));
            }
            Event::Changed(id) | Event::Admitted(id) => {
                self.report_present(EventName::ParticipantUpdated, self.policy.participant(*id));
            }
            Event::Left { participant, reason } => {
                metrics::gauge!("conference_participants").decrement(1);
                let gone = Some((now, view::departure(*reason)));
                self.report_participant(EventName::ParticipantDisconnected, participant, gone);
            }
            Event::ConferenceChanged => {
                self.report_conference(EventName::ConferenceUpdated, self.policy.started_at());
            }
            Event::Ended { started_at } => self.report_conference(EventName::ConferenceEnded, *started_at),
            Event::Said { .. }
            | Event::FloorTaken(_)
            | Event::FloorReleased
            | Event::Arranged
            | Event::TicketUsed { .. } => {}
        }
    }

    /// Tells that nobody is inside any more, though nobody has left. Who comes back by their seat joins again.
    pub(super) fn report_broken(&self) {
        for participant in self.policy.participants() {
            let participant = Box::new(participant.clone());
            self.report(self.last, &Event::Left { participant, reason: Departure::Expired });
        }
    }

    /// Somebody who has changed may be gone by the end of the same turn; that is told by itself.
    fn report_present(&self, name: EventName, subject: Option<&Participant>) {
        if let Some(subject) = subject {
            self.report_participant(name, subject, None);
        }
    }

    fn report_participant(&self, name: EventName, subject: &Participant, gone: Option<(Timestamp, &str)>) {
        let profile = &self.room.profile;
        let report = view::participant_report(profile, profile.address(), &self.policy, subject, gone);
        self.sink.tell(name, &report);
    }

    fn report_conference(&self, name: EventName, started_at: Timestamp) {
        self.sink.tell(name, &view::conference_report(&self.room.profile, &self.policy, started_at));
    }
}
