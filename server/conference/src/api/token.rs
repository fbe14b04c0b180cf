//! `request_token`, `refresh_token`, `release_token`.

use std::time::Duration;

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::HeaderMap,
};
use eyeline_conference::{Credential, Enter, Refusal, Request, TOKEN_LIFE, Token};
use eyeline_model::{ParticipantId, Pii, Timestamp};
use eyeline_pexip::token::{Granted, Refreshed, RequestToken, ServiceType};
use eyeline_shell::Secret;
use uuid::Uuid;

use super::{Answer, Caller, InConference, body::OptionalBody, success};
use crate::{
    Conference,
    key::Seat,
    meeting::{Entered, Message},
    refused::Refused,
    rooms::Room,
    view,
};

/// Names and marks are cut to this many characters.
const LONGEST_NAME: usize = 250;
/// A client that shows an unknown token asks again at once, for as long as its token would have lived.
const SLOW_ANSWER: Duration = Duration::from_millis(1_500);
/// A meeting may end in the very moment in which somebody comes.
const TRIES: usize = 3;

pub(super) async fn request(
    State(conference): State<Conference>,
    path: Result<Path<InConference>, PathRejection>,
    headers: HeaderMap,
    OptionalBody(request): OptionalBody<RequestToken>,
) -> Answer<Granted> {
    let Path(InConference { alias }) = path.map_err(|_| Refused::NoRoom)?;
    let room = conference.inner.rooms.by_alias(&alias).await?.ok_or(Refused::NoRoom)?;
    let pin = headers.get("pin").and_then(|pin| pin.to_str().ok());
    let now = eyeline_shell::now();
    let enter = enter(&conference, now, &room, pin, request)?;
    let token = enter.token.clone();
    let Entered { participant, settings } = come_in(&conference, &room, enter).await?;
    let seat = Seat {
        room: room.number,
        participant: participant.id,
        role: participant.role,
        name: participant.name.clone(),
    };
    success(Granted {
        token: token.0,
        expires: TOKEN_LIFE.as_secs().to_string(),
        participant_uuid: participant.id.to_string(),
        version: view::version(),
        role: view::token_role(participant.role),
        display_name: participant.name.reveal().clone(),
        current_service_type: view::service_type(participant.stage),
        service_type: ServiceType::Conference,
        conference_name: room.profile.name,
        call_type: view::call_type(settings.call_type),
        call_tag: participant.call_tag,
        chat_enabled: settings.chat_enabled,
        guests_can_present: settings.guests_can_present,
        fecc_enabled: false,
        rtmp_enabled: false,
        analytics_enabled: false,
        vp9_enabled: false,
        trickle_ice_enabled: true,
        seat: conference.inner.key.seat(now, seat),
        multistream: participant.multistream,
    })
}

fn enter(
    conference: &Conference,
    now: Timestamp,
    room: &Room,
    pin_header: Option<&str>,
    request: RequestToken,
) -> Result<Enter, Refused> {
    let key = &conference.inner.key;
    let seat = request.seat.as_deref().and_then(|seat| key.prove_seat(now, room.number, seat));
    let ticket = request.token.as_deref().filter(|token| !matches!(*token, "" | "none"));
    let cut = |text: String| text.chars().take(LONGEST_NAME).collect::<String>();
    let typed_name = cut(request.display_name.unwrap_or_default());
    let (credential, name) = match (seat, ticket) {
        (Some(seat), _) => {
            let credential = Credential::Seat { participant: seat.participant, role: seat.role };
            (credential, seat.name)
        }
        (None, Some(ticket)) => (key.prove_ticket(room.number, ticket)?, Pii::new(typed_name)),
        // A client that shows nothing else should not be asked for a PIN: it may have a ticket to fall back on.
        (None, None) if request.seat.is_some() => return Err(Refused::BadSeat),
        (None, None) => {
            let pin = pin_header.map(str::to_owned).or(request.pin);
            (Credential::Pin(pin), Pii::new(typed_name))
        }
    };
    Ok(Enter {
        credential,
        name,
        participant: ParticipantId(Uuid::new_v4()),
        token: Token(Secret::draw().reveal().to_owned()),
        multistream: request.multistream.unwrap_or(false),
        call_tag: request.call_tag.filter(|tag| !tag.is_empty()).map(cut),
    })
}

async fn come_in(conference: &Conference, room: &Room, enter: Enter) -> Result<Entered, Refused> {
    for _ in 0..TRIES {
        let Some(meeting) = conference.inner.meetings.join(room) else { break };
        let result = meeting.ask(|reply| Message::Enter(enter.clone(), reply)).await;
        if !matches!(result, Err(Refused::Ended)) {
            return result;
        }
    }
    // The node is being stopped, or the room removed, or its rows cannot be read.
    Err(Refused::Unavailable)
}

pub(super) async fn refresh(caller: Result<Caller, Refused>) -> Answer<Refreshed> {
    let refreshed = match caller {
        Ok(Caller { meeting, token }) => meeting.ask(|reply| Message::Refresh(token, reply)).await,
        Err(refused) => Err(refused),
    };
    if matches!(&refreshed, Err(Refused::ByPolicy(Refusal::InvalidToken) | Refused::Ended)) {
        tokio::time::sleep(SLOW_ANSWER).await;
    }
    let refreshed = refreshed?;
    success(Refreshed {
        token: refreshed.token.0,
        expires: TOKEN_LIFE.as_secs().to_string(),
        role: view::token_role(refreshed.role),
    })
}

/// Also by a beacon of a closing page, whose body is anything.
pub(super) async fn release(caller: Caller) -> Answer<bool> {
    caller.request(Request::Release).await?;
    success(true)
}
