//! What is done to, or by, one participant.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use eyeline_conference::{HostRequest, Message, Request, Role, Speech};
use eyeline_model::ParticipantId;
use eyeline_pexip::{
    Envelope,
    conference::NewMessage,
    participant::{self as wire, NewRole, Participant},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Answer, Caller, InConference, body::Body, success};
use crate::{refused::Refused, view};

#[derive(Deserialize)]
pub(super) struct OfParticipant {
    participant: Uuid,
}

#[derive(Deserialize)]
pub(super) struct Act {
    participant: Uuid,
    verb: String,
}

/// The roster; those in the waiting room see only themselves.
pub(super) async fn list(
    caller: Caller,
    Path(InConference { alias }): Path<InConference>,
) -> Answer<Vec<Participant>> {
    let roster = caller.look(move |room, viewer| {
        let sees = |id| viewer.is_admitted() || viewer.id == id;
        let seen = room.participants().filter(|one| sees(one.id));
        seen.map(|one| view::participant(room, &alias, one)).collect::<Vec<_>>()
    });
    success(roster.await?)
}

/// The verbs without a body. Most are answered by a boolean, those of the floor by null.
pub(super) async fn act(caller: Caller, path: Result<Path<Act>, PathRejection>) -> Result<Response, Refused> {
    let Path(Act { participant, verb }) = path.map_err(|_| Refused::BadRequest)?;
    let participant = ParticipantId(participant);
    let request = match verb.as_str() {
        "mute" => Request::Mute { participant, muted: true },
        "unmute" => Request::Mute { participant, muted: false },
        "client_mute" => Request::ClientMute { participant, muted: true },
        "client_unmute" => Request::ClientMute { participant, muted: false },
        // As PexRTC has them; the standard client holds by muting.
        "hold" => Request::Hold { participant, held: true },
        "resume" => Request::Hold { participant, held: false },
        "video_muted" => Request::VideoMute { participant, muted: true },
        "video_unmuted" => Request::VideoMute { participant, muted: false },
        "buzz" => Request::Buzz { participant, raised: true },
        "clearbuzz" => Request::Buzz { participant, raised: false },
        "unlock" => Request::AsHost(HostRequest::Admit { participant }),
        "disconnect" => Request::AsHost(HostRequest::Remove { participant }),
        "take_floor" => Request::TakeFloor { participant },
        "release_floor" => Request::ReleaseFloor { participant },
        _ => return Err(Refused::BadRequest),
    };
    let answers_null = matches!(request, Request::TakeFloor { .. } | Request::ReleaseFloor { .. });
    caller.request(request).await?;
    if answers_null {
        return Ok(Json(Envelope::success(())).into_response());
    }
    Ok(Json(Envelope::success(true)).into_response())
}

pub(super) async fn message(
    caller: Caller,
    path: Result<Path<OfParticipant>, PathRejection>,
    Body(NewMessage { media_type, payload }): Body<NewMessage>,
) -> Answer<bool> {
    let Path(OfParticipant { participant }) = path.map_err(|_| Refused::BadRequest)?;
    let speech = Speech { media_type, payload: payload.into() };
    caller.request(Request::Say(Message { to: Some(ParticipantId(participant)), speech })).await?;
    success(true)
}

pub(super) async fn role(
    caller: Caller,
    path: Result<Path<OfParticipant>, PathRejection>,
    Body(NewRole { role }): Body<NewRole>,
) -> Answer<bool> {
    let Path(OfParticipant { participant }) = path.map_err(|_| Refused::BadRequest)?;
    let role = match role {
        wire::Role::Chair => Role::Host,
        wire::Role::Guest => Role::Guest,
    };
    let participant = ParticipantId(participant);
    caller.request(Request::AsHost(HostRequest::SetRole { participant, role })).await?;
    success(true)
}
