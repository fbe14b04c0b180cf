//! `GET /api/eyeline/v1/conversations/{id}/room`: the adviser's way into the room.

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use eyeline_engagement::Escalation;
use eyeline_model::{ConversationId, RoomId, UserId};
use eyeline_pexip::client::TicketRole;
use serde::Serialize;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, timeout_at},
};

use super::{
    Api, bearer,
    escalation::open_room,
    refused::{Reason, Refused},
    view::RoomView,
};

/// How long the answer waits for the room: the desk asks as soon as its agent has accepted.
const PATIENCE: Duration = Duration::from_secs(5);
/// When nothing has been heard of the acceptance by then, the conversation is looked at.
const LOOK_AFTER: Duration = Duration::from_millis(250);

#[derive(Serialize)]
struct AdviserRoom {
    room: RoomView,
    display_name: String,
    media: &'static str,
}

/// Answers once the room is open, 404 if it is not within some seconds or is not this agent's.
pub(crate) async fn get(
    State(api): State<Api>,
    Path(conversation): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (token, caller) = bearer(&headers)?;
    api.limits.room.count(&token)?;
    let conversation: ConversationId = conversation.parse().map_err(|_| Reason::NotFound)?;
    let me = api.engine.contact_center.who_is(&caller).await?.ok_or(Reason::BadCredentials)?;
    let user: UserId = me.id.parse().map_err(|_| Reason::NotAuthorized)?;
    let (escalation, room) = opened(&api, conversation, user).await.ok_or(Reason::NotFound)?;
    let adviser = escalation.stage.meeting().ok_or(Reason::NotFound)?.adviser.name.reveal().clone();
    let display_name = if adviser.is_empty() { me.name.unwrap_or_default() } else { adviser };
    let ticket = api.engine.conference.ticket(room, TicketRole::Host, &display_name).await?;
    let media = escalation.media.name();
    let room = RoomView { alias: room.to_string(), ticket, node: String::new() };
    Ok(Json(AdviserRoom { room, display_name, media }).into_response())
}

/// Waits until the room in which `user` is the adviser is open.
async fn opened(api: &Api, conversation: ConversationId, user: UserId) -> Option<(Escalation, RoomId)> {
    let mut notices = api.engine.handle.subscribe();
    // Without an escalation there is nothing to wait for.
    let mut latest = read(api, conversation).await?;
    let until = Instant::now() + PATIENCE;
    let mut look_at = Some(Instant::now() + LOOK_AFTER);
    loop {
        if let Some(room) = room_of(&latest, user) {
            return Some((latest, room));
        }
        match timeout_at(look_at.unwrap_or(until), notices.recv()).await {
            Ok(Ok(changed)) => {
                if let Some(changed) =
                    changed.iter().rev().find(|changed| changed.conversation == conversation)
                {
                    latest = Escalation::clone(changed);
                }
            }
            Ok(Err(RecvError::Lagged(_))) => latest = read(api, conversation).await?,
            Ok(Err(RecvError::Closed)) => return None,
            Err(_) => {
                look_at.take()?;
                api.engine.look_again(conversation).await;
                latest = read(api, conversation).await?;
                if latest.stage.meeting().is_some_and(|meeting| meeting.adviser.user != user) {
                    return None;
                }
            }
        }
    }
}

async fn read(api: &Api, conversation: ConversationId) -> Option<Escalation> {
    api.engine.handle.read(move |core| core.by_conversation(conversation).cloned()).await?
}

fn room_of(escalation: &Escalation, user: UserId) -> Option<RoomId> {
    let meeting = escalation.stage.meeting().filter(|meeting| meeting.adviser.user == user)?;
    open_room(escalation).filter(|room| *room == meeting.room.id)
}
