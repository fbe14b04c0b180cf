//! What an agent does with a session: accept, decline, hold, mute, end, wrap up; and what is known of a participant.

use std::collections::BTreeMap;

use axum::{Json, http::StatusCode};
use eyeline_contact_center::{Answer, Command, SessionOf, SetAttributes, SetHold, SetMute};
use eyeline_conversation::{Conversation, Participant, Session, Stage};
use eyeline_genesys::{
    conversation::{ParticipantAttributes, State},
    media::MediaParticipantRequest,
};
use eyeline_model::{CommunicationId, ConversationId, Media, ParticipantId};

use crate::{
    api::wrap_ups,
    caller::Caller,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
};

const DISCONNECT: &str = "conversation:communication:disconnect";
const EDIT_ATTRIBUTES: &str = "conversation:participant:attributesedit";

pub(super) fn routes(routes: Routes) -> Routes {
    let change = Rule::Any(&["conversation:participant:wrapup", "conversation:call:record", DISCONNECT]);
    routes
        .patch("/api/v2/conversations/{conversation_id}/participants/{participant_id}", change, on_any)
        .patch("/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}", change, on_callback)
        .patch("/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}", change, on_message)
        .patch(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/communications/{communication_id}",
            Rule::SignedIn,
            on_communication,
        )
        .patch(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/communications/{communication_id}",
            Rule::SignedIn,
            on_communication,
        )
        .patch(
            "/api/v2/conversations/{conversation_id}/participants/{participant_id}/attributes",
            Rule::SignedIn,
            attributes,
        )
        .patch(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/attributes",
            Rule::SignedIn,
            attributes,
        )
        .patch(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/attributes",
            Rule::SignedIn,
            attributes,
        )
}

type Ids = (ConversationId, ParticipantId);

async fn on_any(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<MediaParticipantRequest>,
) -> Result<StatusCode, Refused> {
    change(&caller, ids, |_| true, &wanted).await
}

async fn on_callback(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<MediaParticipantRequest>,
) -> Result<StatusCode, Refused> {
    change(&caller, ids, |session| session.media() == Media::Callback, &wanted).await
}

async fn on_message(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<MediaParticipantRequest>,
) -> Result<StatusCode, Refused> {
    change(&caller, ids, |session| session.media() == Media::Message, &wanted).await
}

async fn on_communication(
    caller: Caller,
    At((conversation, participant, communication)): At<(ConversationId, ParticipantId, CommunicationId)>,
    Body(wanted): Body<MediaParticipantRequest>,
) -> Result<StatusCode, Refused> {
    change(&caller, (conversation, participant), |session| session.id == communication, &wanted).await
}

/// Changes the sessions of a participant that `concerns` picks. A step that is done already is not refused: clients
/// repeat themselves.
async fn change(
    caller: &Caller,
    (conversation, participant): Ids,
    concerns: impl Fn(&Session) -> bool,
    wanted: &MediaParticipantRequest,
) -> Result<StatusCode, Refused> {
    let conversation = caller.organization.live(conversation).await?;
    let participant = conversation.participant(participant).ok_or(Reason::NotFound)?;
    let sessions: Vec<_> = participant.sessions.iter().filter(|session| concerns(session)).collect();
    let last = *sessions.last().ok_or(Reason::NotFound)?;
    may_change(caller, participant, wanted)?;
    match wanted.state {
        None => {}
        Some(State::Connected) => accept(caller, &conversation, participant, last).await?,
        Some(State::Disconnected | State::Terminated) => {
            for session in sessions.iter().filter(|session| session.stage.is_live()) {
                caller.organization.send(Command::Disconnect(of(&conversation, session))).await?;
            }
        }
        Some(_) => return Err(Refused::invalid("state", "state must be connected or disconnected.")),
    }
    if let Some(held) = wanted.held {
        caller
            .organization
            .send(Command::SetHold(SetHold { session: of(&conversation, last), held }))
            .await?;
    }
    if let Some(muted) = wanted.muted {
        caller
            .organization
            .send(Command::SetMute(SetMute { session: of(&conversation, last), muted }))
            .await?;
    }
    if let Some(wrapup) = &wanted.wrapup {
        wrap_ups::write(caller, of(&conversation, last), wrapup).await?;
    }
    if wanted.wrapup_skipped == Some(true) {
        caller.organization.send(Command::FinishAfterCallWork(of(&conversation, last))).await?;
    }
    Ok(StatusCode::ACCEPTED)
}

/// A session is its own agent's. Others may end it, if they have the permission, and nothing else.
fn may_change(
    caller: &Caller,
    participant: &Participant,
    wanted: &MediaParticipantRequest,
) -> Result<(), Refused> {
    if participant.agent().is_some() && participant.agent() == caller.user() {
        return Ok(());
    }
    let ends = MediaParticipantRequest { state: wanted.state, ..MediaParticipantRequest::default() };
    let only_ends = *wanted == ends && matches!(wanted.state, Some(State::Disconnected | State::Terminated));
    if only_ends { caller.require(DISCONNECT) } else { Err(Refused(Reason::NotAuthorized)) }
}

async fn accept(
    caller: &Caller,
    conversation: &Conversation,
    participant: &Participant,
    session: &Session,
) -> Result<(), Refused> {
    let agent = participant.agent().ok_or(Reason::NotAuthorized)?;
    if matches!(session.stage, Stage::Connected { .. }) {
        return Ok(());
    }
    let answer = Answer { conversation: conversation.id, communication: session.id, agent };
    caller.organization.send(Command::Answer(answer)).await.map(drop)
}

fn of(conversation: &Conversation, session: &Session) -> SessionOf {
    SessionOf { conversation: conversation.id, communication: session.id }
}

async fn attributes(
    caller: Caller,
    At((conversation, participant)): At<Ids>,
    Body(wanted): Body<ParticipantAttributes>,
) -> Result<Json<BTreeMap<&'static str, BTreeMap<String, String>>>, Refused> {
    let known = caller.organization.live(conversation).await?;
    known.participant(participant).ok_or(Reason::NotFound)?;
    caller.require_part_or(&known, EDIT_ATTRIBUTES)?;
    let attributes =
        wanted.attributes.into_iter().map(|(name, value)| (name, value.map(Into::into))).collect();
    let set = SetAttributes { conversation, participant, attributes };
    caller.organization.send(Command::SetAttributes(set)).await?;
    let after = caller.organization.live(conversation).await?;
    let attributes = after.participant(participant).map(crate::view::conversation::attributes);
    Ok(Json(BTreeMap::from([("attributes", attributes.unwrap_or_default())])))
}
