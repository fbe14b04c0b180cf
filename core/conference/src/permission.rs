//! What a call may carry: the waiting room, hold, mutes and the floor, as the media have to know them.

use eyeline_model::ParticipantId;

use crate::{
    CallId, CallKind, CallType, Effect, Event,
    room::{Outcome, Room},
};

/// What a call may carry just now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permissions {
    /// It receives what others send.
    pub receive: bool,
    /// Others hear it.
    pub audio: bool,
    /// Others see it.
    pub video: bool,
    /// Others see its shared screen.
    pub slides: bool,
}

impl Room {
    /// What a call may carry just now.
    pub fn call_permissions(&self, call: CallId) -> Option<Permissions> {
        let participant = self.participants.get(&self.owner(call)?)?;
        let kind = participant.calls.iter().find(|one| one.id == call)?.kind;
        Some(self.permissions(participant.id, kind))
    }

    /// Tells of somebody that they have changed, their calls included.
    pub(crate) fn changed(&self, id: ParticipantId, outcome: &mut Outcome) {
        outcome.events.push(Event::Changed(id));
        self.permit(id, outcome);
    }

    pub(crate) fn permit(&self, id: ParticipantId, outcome: &mut Outcome) {
        let Some(participant) = self.participants.get(&id) else { return };
        for call in &participant.calls {
            let permissions = self.permissions(id, call.kind);
            outcome.effects.push(Effect::Permit { call: call.id, permissions });
        }
    }

    fn permissions(&self, id: ParticipantId, kind: CallKind) -> Permissions {
        let Some(participant) = self.participants.get(&id) else {
            return Permissions { receive: false, audio: false, video: false, slides: false };
        };
        let present = participant.is_admitted() && !participant.is_on_hold;
        let is_main = kind == CallKind::Main;
        Permissions {
            receive: present && kind != CallKind::SendScreen,
            audio: present && is_main && !participant.is_muted,
            video: present
                && is_main
                && !participant.is_video_muted
                && self.settings.call_type != CallType::Audio,
            slides: present && kind != CallKind::ReceiveScreen && self.floor == Some(id),
        }
    }
}
