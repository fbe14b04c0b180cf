//! Calls: offers and answers between clients and the media edge.

use eyeline_conference::{CallId, CallKind, Command, Request, Token};
use eyeline_edge::Command as Order;
use eyeline_media::{LegId, LegOptions, PartyId, Presentation, SdpError, View};
use eyeline_model::{Core as _, ParticipantId, Timestamp};
use uuid::Uuid;

use super::{
    Meeting, media,
    message::{Reply, answer},
};
use crate::refused::Refused;

impl Meeting {
    pub(super) fn call(
        &mut self,
        now: Timestamp,
        token: Token,
        participant: ParticipantId,
        kind: CallKind,
        offer: String,
        reply: Reply<(CallId, String)>,
    ) {
        let call = CallId(Uuid::new_v4().as_u128());
        let request = Request::Call { participant, call, kind };
        let outcome = match self.policy.handle(now, Command::Request { token, request }) {
            Ok(outcome) => outcome,
            Err(refusal) => return answer(reply, Err(refusal.into())),
        };
        // A leg that is being replaced goes before the new one comes.
        self.carry_out(now, outcome);
        let permissions = self.policy.call_permissions(call).expect("the call has just been made");
        let options = LegOptions {
            party: PartyId(participant.0.as_u128()),
            view: self.view_of(participant, kind),
            presentation: match kind {
                CallKind::Main => Presentation::None,
                CallKind::SendScreen => Presentation::Send,
                CallKind::ReceiveScreen => Presentation::Receive,
            },
            permissions: media::permissions(permissions),
        };
        let leg = LegId(call.0);
        let events = self.media.events();
        let reply_with_call = move |result: Result<String, _>| {
            if result.is_err() {
                // A leg that did not come about is over.
                drop(events.try_send(eyeline_edge::Event::Media(eyeline_media::Event::Closed(leg))));
            }
            answer(reply, result.map(|sdp| (call, sdp)).map_err(Refused::from));
        };
        let joined = self.media.ask(Order::Join { leg, options, offer, reply: Box::new(reply_with_call) });
        if let Err(busy) = joined {
            tracing::warn!("a client's call was not taken: {busy}");
            self.decide(now, Command::MediaEnded(call));
        }
    }

    fn view_of(&self, participant: ParticipantId, kind: CallKind) -> View {
        let multistream = self.policy.participant(participant).is_some_and(|one| one.multistream);
        if multistream && kind == CallKind::Main { View::Multistream } else { View::Switched }
    }

    /// The leg of a call that the token's holder may use.
    pub(super) fn use_call(
        &mut self,
        now: Timestamp,
        token: Token,
        participant: ParticipantId,
        call: CallId,
    ) -> Result<LegId, Refused> {
        self.request(now, token, Request::UseCall { participant, call })?;
        Ok(LegId(call.0))
    }

    /// Has the edge negotiate on a leg, and passes on what comes of it.
    pub(super) fn negotiate<T: Send + 'static>(
        &mut self,
        leg: Result<LegId, Refused>,
        reply: Reply<T>,
        order: impl FnOnce(LegId, eyeline_edge::Reply<Result<T, SdpError>>) -> Order,
    ) {
        let leg = match leg {
            Ok(leg) => leg,
            Err(refused) => return answer(reply, Err(refused)),
        };
        let reply = Box::new(move |result: Result<T, _>| answer(reply, result.map_err(Refused::from)));
        if let Err(busy) = self.media.ask(order(leg, reply)) {
            tracing::warn!("a client's offer or answer was not taken: {busy}");
        }
    }
}
