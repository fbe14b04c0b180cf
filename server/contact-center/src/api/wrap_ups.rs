//! What an agent says a session was about.

use axum::{Json, extract::State, http::StatusCode};
use eyeline_contact_center::{Command, SessionOf, WrapUpSession};
use eyeline_genesys::wrapup::{Wrapup, WrapupCode};
use eyeline_model::{CommunicationId, ConversationId, ParticipantId};

use crate::{
    api::{conversations::readable, wrap_up_codes},
    caller::Caller,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, OptionalBody},
    routes::Routes,
    service::Shared,
    view::conversation::View,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Rule::Any(&["conversation:participant:wrapup"]);
    routes
        .get(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/communications/{communication_id}/wrapup",
            Rule::SignedIn,
            show,
        )
        .post(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/communications/{communication_id}/wrapup",
            write,
            post,
        )
        .get(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/communications/{communication_id}/wrapup",
            Rule::SignedIn,
            show,
        )
        .post(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/communications/{communication_id}/wrapup",
            write,
            post,
        )
        .get("/api/v2/conversations/{conversation_id}/participants/{participant_id}/wrapup", Rule::SignedIn, show_last)
        .get(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/wrapup",
            Rule::SignedIn,
            show_last,
        )
        .get(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/wrapup",
            Rule::SignedIn,
            show_last,
        )
        .get(
            "/api/v2/conversations/{conversation_id}/participants/{participant_id}/wrapupcodes",
            Rule::SignedIn,
            codes,
        )
        .get(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/wrapupcodes",
            Rule::SignedIn,
            codes,
        )
        .get(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/wrapupcodes",
            Rule::SignedIn,
            codes,
        )
}

type Ids = (ConversationId, ParticipantId, CommunicationId);

async fn post(
    caller: Caller,
    At((conversation, participant, communication)): At<Ids>,
    OptionalBody(wrapup): OptionalBody<Wrapup>,
) -> Result<StatusCode, Refused> {
    let known = caller.organization.live(conversation).await?;
    let (found, _) = known.session(communication).ok_or(Reason::NotFound)?;
    if found.id != participant {
        return Err(Refused(Reason::NotFound));
    }
    if found.agent().is_none() || found.agent() != caller.user() {
        return Err(Refused(Reason::NotAuthorized));
    }
    let session = SessionOf { conversation, communication };
    match wrapup {
        Some(wrapup) => write(&caller, session, &wrapup).await?,
        None => caller.organization.send(Command::FinishAfterCallWork(session)).await.map(drop)?,
    }
    Ok(StatusCode::ACCEPTED)
}

/// Writes a wrap-up down. Whoever asks was checked before.
pub(super) async fn write(caller: &Caller, session: SessionOf, wrapup: &Wrapup) -> Result<(), Refused> {
    let code = wrapup.code.as_deref().and_then(|code| code.parse().ok());
    let wrap_up = WrapUpSession {
        session,
        code: code.ok_or_else(|| Refused::invalid("code", "A wrap-up code's id is required."))?,
        notes: wrapup.notes.clone().filter(|notes| !notes.is_empty()).map(Into::into),
        provisional: wrapup.provisional.unwrap_or(false),
    };
    caller.organization.send(Command::WrapUp(wrap_up)).await.map(drop)
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At((conversation, participant, communication)): At<Ids>,
) -> Result<Json<Wrapup>, Refused> {
    let known = readable(&service, &caller, conversation).await?;
    let (found, session) = known.session(communication).ok_or(Reason::NotFound)?;
    if found.id != participant {
        return Err(Refused(Reason::NotFound));
    }
    let configuration = caller.organization.configuration();
    let wrapup = View::rest(&known, &configuration).wrapup(session);
    wrapup.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn show_last(
    State(service): State<Shared>,
    caller: Caller,
    At((conversation, participant)): At<(ConversationId, ParticipantId)>,
) -> Result<Json<Wrapup>, Refused> {
    let known = readable(&service, &caller, conversation).await?;
    let found = known.participant(participant).ok_or(Reason::NotFound)?;
    let configuration = caller.organization.configuration();
    let view = View::rest(&known, &configuration);
    let wrapup = found.sessions.iter().rev().find_map(|session| view.wrapup(session));
    wrapup.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn codes(
    State(service): State<Shared>,
    caller: Caller,
    At((conversation, participant)): At<(ConversationId, ParticipantId)>,
) -> Result<Json<Vec<WrapupCode>>, Refused> {
    let known = readable(&service, &caller, conversation).await?;
    let queue = known.participant(participant).and_then(|participant| participant.queue());
    let queue = queue.ok_or(Reason::NotFound)?;
    let configuration = caller.organization.configuration();
    wrap_up_codes::codes_of(&configuration, queue).map(Json).ok_or(Refused(Reason::NotFound))
}
