//! `POST /api/eyeline/v1/eventsink`: the conference tells what happens in the rooms.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_engagement::{Command, Link, Person, Role, RoomNews};
use eyeline_pexip::client::{Connection, SinkEvent, SinkParticipant, SinkRole};
use eyeline_shell::Login;

use super::{
    Api,
    refused::{Reason, Refused},
};

/// Characters of the conference's name for a leg.
const LEG: usize = 64;

pub(crate) async fn post(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refused> {
    if !is_from(&api.event_sink, &headers) {
        return Err(Refused(Reason::NotAuthenticated));
    }
    let events = SinkEvent::read(&body).map_err(|error| Refused(Reason::Malformed(error.to_string())))?;
    for command in events.into_iter().filter_map(command) {
        if !api.engine.tell(command).await {
            // The conference tells it again.
            return Err(Refused(Reason::Unavailable));
        }
    }
    Ok(StatusCode::OK)
}

fn command(event: SinkEvent) -> Option<Command> {
    match event {
        SinkEvent::Started => Some(Command::RoomsLost),
        SinkEvent::Participant(participant) => {
            let role = match participant.role {
                SinkRole::Chair => Role::Host,
                SinkRole::Guest => Role::Guest,
                SinkRole::Unknown => return None,
            };
            let link = match participant.connection {
                Connection::Good => Link::Good,
                Connection::Lost => Link::Lost,
            };
            let leg = leg(&participant)?;
            news(&participant, RoomNews::Leg { leg, person: Person { role, link } })
        }
        SinkEvent::ParticipantLeft(participant) => {
            let leg = leg(&participant)?;
            news(&participant, RoomNews::LegLeft { leg })
        }
    }
}

fn leg(participant: &SinkParticipant) -> Option<String> {
    (participant.uuid.len() <= LEG).then(|| participant.uuid.clone())
}

/// Rooms that bear no tag of ours are somebody else's.
fn news(participant: &SinkParticipant, news: RoomNews) -> Option<Command> {
    let escalation = participant.service_tag.parse().ok()?;
    Some(Command::Room { escalation, room: participant.conference.parse().ok()?, news })
}

fn is_from(login: &Login, headers: &HeaderMap) -> bool {
    let expected = format!("Basic {}", STANDARD.encode(format!("{}:{}", login.user, login.password)));
    let shown = headers.get(header::AUTHORIZATION).map(header::HeaderValue::as_bytes).unwrap_or_default();
    // Fingerprints are compared, so that the time it takes tells nothing of the password.
    eyeline_shell::fingerprint(&expected) == eyeline_shell::fingerprint(&String::from_utf8_lossy(shown))
}
