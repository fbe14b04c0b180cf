//! Media calls.

use axum::extract::Path;
use eyeline_conference::{CallId, CallKind, Request};
use eyeline_media::LayerChoice;
use eyeline_model::ParticipantId;
use eyeline_pexip::call::{Ack, CallAnswer, Layers, NewCall, NewCandidate, Present, Update};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Answer, Caller,
    body::{Body, OptionalBody},
    success,
};
use crate::{meeting::Message, refused::Refused};

#[derive(Deserialize)]
pub(super) struct OfParticipant {
    participant: Uuid,
}

#[derive(Deserialize)]
pub(super) struct OfCall {
    participant: Uuid,
    call: Uuid,
}

impl OfCall {
    fn ids(&self) -> (ParticipantId, CallId) {
        (ParticipantId(self.participant), CallId(self.call.as_u128()))
    }
}

pub(super) async fn create(
    Caller { meeting, token }: Caller,
    path: Result<Path<OfParticipant>, axum::extract::rejection::PathRejection>,
    Body(NewCall { sdp: offer, present }): Body<NewCall>,
) -> Answer<CallAnswer> {
    let Path(OfParticipant { participant }) = path.map_err(|_| Refused::BadRequest)?;
    let kind = match present {
        None | Some(Present::Main) => CallKind::Main,
        Some(Present::Send) => CallKind::SendScreen,
        Some(Present::Receive) => CallKind::ReceiveScreen,
    };
    let participant = ParticipantId(participant);
    let call = |reply| Message::Call { token, participant, kind, offer, reply };
    let (call, sdp) = meeting.ask(call).await?;
    success(CallAnswer { call_uuid: Uuid::from_u128(call.0).to_string(), sdp })
}

type OfCallPath = Result<Path<OfCall>, axum::extract::rejection::PathRejection>;

fn ids(path: OfCallPath) -> Result<(ParticipantId, CallId), Refused> {
    path.map(|Path(of)| of.ids()).map_err(|_| Refused::BadRequest)
}

pub(super) async fn ack(
    Caller { meeting, token }: Caller,
    path: OfCallPath,
    OptionalBody(Ack { sdp, offer_ignored }): OptionalBody<Ack>,
) -> Answer<bool> {
    let (participant, call) = ids(path)?;
    let answer = match sdp {
        _ if offer_ignored == Some(true) => eyeline_media::Answer::Ignored,
        Some(sdp) if !sdp.is_empty() => eyeline_media::Answer::Accepted(sdp),
        _ => eyeline_media::Answer::Acknowledged,
    };
    meeting.ask(|reply| Message::Answer { token, participant, call, answer, reply }).await?;
    success(true)
}

/// We are ICE-lite: clients find us, and their own candidates are learnt from their checks (RFC 8445 §7.3.1.3).
pub(super) async fn new_candidate(
    caller: Caller,
    path: OfCallPath,
    Body(NewCandidate { .. }): Body<NewCandidate>,
) -> Answer<()> {
    let (participant, call) = ids(path)?;
    caller.request(Request::UseCall { participant, call }).await?;
    success(())
}

pub(super) async fn update(
    Caller { meeting, token }: Caller,
    path: OfCallPath,
    Body(Update { sdp: offer }): Body<Update>,
) -> Answer<CallAnswer> {
    let (participant, call) = ids(path)?;
    let sdp = meeting.ask(|reply| Message::Update { token, participant, call, offer, reply }).await?;
    success(CallAnswer { call_uuid: Uuid::from_u128(call.0).to_string(), sdp })
}

pub(super) async fn layers(
    Caller { meeting, token }: Caller,
    path: OfCallPath,
    Body(Layers { layers }): Body<Layers>,
) -> Answer<()> {
    let (participant, call) = ids(path)?;
    let choices = layers.into_iter().map(|choice| LayerChoice { mid: choice.mid, rid: choice.rid }).collect();
    meeting.ask(|reply| Message::Layers { token, participant, call, choices, reply }).await?;
    success(())
}

/// What the client measured; the node measures for itself.
pub(super) async fn statistics(caller: Caller, path: OfCallPath) -> Answer<()> {
    let (participant, call) = ids(path)?;
    caller.request(Request::UseCall { participant, call }).await?;
    success(())
}

pub(super) async fn disconnect(caller: Caller, path: OfCallPath) -> Answer<()> {
    let (participant, call) = ids(path)?;
    caller.request(Request::HangUp { participant, call }).await?;
    success(())
}
