//! What happens to the media of a meeting.

use eyeline_conference::{CallId, Command};
use eyeline_edge::Event as EdgeEvent;
use eyeline_media::{Event as MediaEvent, LegId, PartyId};
use eyeline_model::{ParticipantId, Timestamp};
use eyeline_pexip::event::{Event as StreamEvent, Track};
use uuid::Uuid;

use super::Meeting;
use crate::view;

impl Meeting {
    pub(super) fn media_happened(&mut self, event: EdgeEvent) {
        self.wake();
        let now = self.now();
        let call = |leg: LegId| CallId(leg.0);
        match event {
            EdgeEvent::Media(MediaEvent::Connected(leg)) => {
                self.decide(now, Command::MediaConnected(call(leg)));
            }
            EdgeEvent::Media(MediaEvent::Silent(leg)) => self.decide(now, Command::MediaSilent(call(leg))),
            EdgeEvent::Media(MediaEvent::Heard(leg)) => self.decide(now, Command::MediaHeard(call(leg))),
            EdgeEvent::Media(MediaEvent::Closed(leg)) => {
                self.media_ended(now, call(leg), "The media have ended");
            }
            EdgeEvent::Media(MediaEvent::Offer { leg, sdp }) => {
                self.tell_caller(call(leg), StreamEvent::NewOffer { sdp });
            }
            EdgeEvent::Media(MediaEvent::Tracks { leg, tracks }) => {
                self.assigned(call(leg), view::tracks(&tracks));
            }
            EdgeEvent::Media(MediaEvent::Speaker(party)) => self.speaks(party),
            EdgeEvent::Failed => {
                self.media.forget();
                let calls = self.policy.participants().flat_map(|one| one.calls.iter().map(|call| call.id));
                for call in calls.collect::<Vec<_>>() {
                    self.media_ended(now, call, "The media have failed");
                }
            }
        }
    }

    fn media_ended(&mut self, now: Timestamp, call: CallId, reason: &str) {
        let call_uuid = Uuid::from_u128(call.0).to_string();
        self.tracks.remove(&call);
        self.tell_caller(call, StreamEvent::CallDisconnected { call_uuid, reason: reason.to_owned() });
        self.decide(now, Command::MediaEnded(call));
    }

    fn assigned(&mut self, call: CallId, tracks: Vec<Track>) {
        // The call may have ended since.
        if self.policy.call_permissions(call).is_some() {
            self.tracks.insert(call, tracks.clone());
            self.tell_caller(call, StreamEvent::Multistream { tracks });
        }
    }

    fn tell_caller(&mut self, call: CallId, event: StreamEvent) {
        let caller = self.policy.participants().find(|one| one.calls.iter().any(|each| each.id == call));
        let Some(caller) = caller else { return };
        let is_ours = matches!(event, StreamEvent::NewOffer { .. } | StreamEvent::Multistream { .. });
        if caller.multistream || !is_ours {
            let id = caller.id;
            self.audience.tell(event, |viewer| viewer == id);
        }
    }

    fn speaks(&mut self, party: PartyId) {
        self.speaker = Some(ParticipantId(Uuid::from_u128(party.0)));
        let stage = StreamEvent::Stage(self.stage());
        let admitted = self.admitted();
        self.audience.tell(stage, |viewer| admitted.contains(&viewer));
    }
}
