//! `/api/eyeline/v1/escalations/{code}`: what the customer's page asks after its escalation, and wants of it.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, FromRequestParts, Path, State},
    http::request::Parts,
    response::{
        IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use eyeline_engagement::{Command, Escalation, RoomState, Wish};
use eyeline_model::{EscalationId, Pii, RoomId};
use eyeline_pexip::client::TicketRole;
use futures::Stream;
use serde::Deserialize;
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        watch,
    },
    time::{Instant, timeout, timeout_at},
};
use tracing::warn;

use super::{
    Api, parse,
    refused::{Reason, Refused},
    view::{EscalationView, RoomView},
};
use crate::{engine::Engine, failure::Failure};

/// How long an answer waits for a room that is being opened, rather than tell of a meeting without one.
const ROOM_PATIENCE: Duration = Duration::from_secs(2);
/// How often a page that listens is told all again, also when nothing has changed.
const REFRESH: Duration = Duration::from_secs(8);
/// Characters of a telephone number.
const TELEPHONE: usize = 40;

/// Who asks: whoever knows the code. Where they ask from counts only when they do not.
pub(crate) struct Asker {
    code: String,
    address: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let Path(code) = Path::from_request_parts(parts, state).await.map_err(|_| Reason::NotFound)?;
        let address = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await;
        let address = address.map_or_else(|_| String::new(), |ConnectInfo(address)| address.ip().to_string());
        Ok(Self { code, address })
    }
}

/// `GET /api/eyeline/v1/escalations/{code}`.
pub(crate) async fn get(State(api): State<Api>, asker: Asker) -> Result<Response, Refused> {
    let escalation = find(&api, &asker).await?;
    show(&api, escalation).await
}

/// `POST …/voice`: without pictures, at the same place in line.
pub(crate) async fn voice(State(api): State<Api>, asker: Asker) -> Result<Response, Refused> {
    wish(&api, &asker, Wish::Voice).await
}

/// `POST …/wait`: go on waiting.
pub(crate) async fn wait(State(api): State<Api>, asker: Asker) -> Result<Response, Refused> {
    wish(&api, &asker, Wish::Wait).await
}

/// `POST …/leave`: leave the line or the meeting.
pub(crate) async fn leave(State(api): State<Api>, asker: Asker) -> Result<Response, Refused> {
    wish(&api, &asker, Wish::Leave).await
}

/// `POST …/call-back`: keep my place and call me back.
pub(crate) async fn call_back(
    State(api): State<Api>,
    asker: Asker,
    body: Bytes,
) -> Result<Response, Refused> {
    #[derive(Default, Deserialize)]
    struct Body {
        #[serde(alias = "phoneNumber", alias = "_customer_number")]
        phone: Option<String>,
    }
    let body: Option<Body> = if body.is_empty() { None } else { parse(&body)? };
    let phone =
        body.unwrap_or_default().phone.map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty());
    let diallable = |phone: &String| {
        phone.len() <= TELEPHONE
            && phone.chars().any(|c| c.is_ascii_digit())
            && phone.chars().all(|c| c.is_ascii_digit() || "+-() ./".contains(c))
    };
    if phone.as_ref().is_some_and(|phone| !diallable(phone)) {
        return Err(Refused::invalid("phone", "This is no telephone number."));
    }
    wish(&api, &asker, Wish::CallBack(phone.map(Pii::new))).await
}

/// `GET …/events`: the escalation at once, on every change, and now and then.
pub(crate) async fn events(State(api): State<Api>, asker: Asker) -> Result<Response, Refused> {
    // Listening begins before looking, so that nothing is missed in between.
    let notices = api.engine.handle.subscribe();
    let escalation = find(&api, &asker).await?;
    let place = api.listeners.clone().try_acquire_owned().map_err(|_| Reason::Unavailable)?;
    let follower = Follower {
        engine: api.engine.clone(),
        notices,
        open: api.open.clone(),
        id: escalation.id,
        room: None,
    };
    let stream = follower.follow(Arc::new(escalation), place);
    let mut response = Sse::new(stream).keep_alive(KeepAlive::default()).into_response();
    // Proxies that gather an answer before they pass it on would gather this one for ever.
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    Ok(response)
}

/// `GET …/room`: sends a browser into the room, as a link in a message does.
pub(crate) async fn enter(State(api): State<Api>, asker: Asker) -> Result<Redirect, Refused> {
    let escalation = with_open_room(&api.engine, find(&api, &asker).await?).await;
    let room = open_room(&escalation).ok_or_else(|| Refused::wrong_stage(escalation.stage.name()))?;
    let RoomView { alias, ticket, .. } = guest_room(&api.engine, room, &escalation).await?;
    // In the fragment, which no server and no log gets to see.
    let link = form_urlencoded::Serializer::new(String::new())
        .append_pair("alias", &alias)
        .append_pair("ticket", &ticket)
        .append_pair("name", escalation.customer.name.reveal())
        .finish();
    Ok(Redirect::to(&format!("{}/room/#{link}", api.public_url)))
}

async fn find(api: &Api, asker: &Asker) -> Result<Escalation, Refused> {
    let wanted = asker.code.clone();
    let found = api.engine.handle.read(move |core| core.by_code(&wanted).cloned()).await;
    let Some(escalation) = found.ok_or(Reason::Unavailable)? else {
        api.limits.unknown.count(&asker.address)?;
        return Err(Refused(Reason::NotFound));
    };
    api.limits.escalation.count(&escalation.id.to_string())?;
    Ok(escalation)
}

async fn wish(api: &Api, asker: &Asker, wish: Wish) -> Result<Response, Refused> {
    let id = find(api, asker).await?.id;
    let command = Command::Wish { escalation: id, wish };
    let committed =
        api.engine.handle.send_and_view(command, move |core| core.escalation(id).cloned()).await?;
    show(api, committed.view.ok_or(Reason::NotFound)?).await
}

async fn show(api: &Api, escalation: Escalation) -> Result<Response, Refused> {
    let escalation = with_open_room(&api.engine, escalation).await;
    let room = match open_room(&escalation) {
        Some(room) => Some(guest_room(&api.engine, room, &escalation).await?),
        None => None,
    };
    Ok(Json(EscalationView::new(&escalation, room)).into_response())
}

/// Waits a little for a room that is being opened.
async fn with_open_room(engine: &Engine, escalation: Escalation) -> Escalation {
    let mut notices = engine.handle.subscribe();
    let until = Instant::now() + ROOM_PATIENCE;
    let id = escalation.id;
    let read = engine.handle.read(move |core| core.escalation(id).cloned());
    let mut latest = read.await.flatten().unwrap_or(escalation);
    while is_opening(&latest) {
        match timeout_at(until, notices.recv()).await {
            Ok(Ok(changed)) => {
                if let Some(changed) = changed.iter().rev().find(|changed| changed.id == id) {
                    latest = Escalation::clone(changed);
                }
            }
            Ok(Err(_)) | Err(_) => break,
        }
    }
    latest
}

fn is_opening(escalation: &Escalation) -> bool {
    let meeting = escalation.stage.meeting();
    meeting.is_some_and(|meeting| matches!(meeting.room.state, RoomState::Opening { .. }))
}

pub(crate) fn open_room(escalation: &Escalation) -> Option<RoomId> {
    let meeting = escalation.stage.meeting()?;
    (meeting.room.state == RoomState::Open).then_some(meeting.room.id)
}

async fn guest_room(engine: &Engine, room: RoomId, escalation: &Escalation) -> Result<RoomView, Failure> {
    let ticket = engine.conference.ticket(room, TicketRole::Guest, escalation.customer.name.reveal()).await?;
    Ok(RoomView { alias: room.to_string(), ticket, node: String::new() })
}

/// One page that listens to one escalation.
struct Follower {
    engine: Arc<Engine>,
    notices: Receiver<Arc<[Arc<Escalation>]>>,
    /// Closed when engagement stops; the page comes back to its successor.
    open: watch::Receiver<()>,
    id: EscalationId,
    /// The way into the room, once it has been asked for.
    room: Option<(RoomId, RoomView)>,
}

impl Follower {
    fn follow(
        mut self,
        first: Arc<Escalation>,
        place: tokio::sync::OwnedSemaphorePermit,
    ) -> impl Stream<Item = Result<Event, Infallible>> {
        async_stream::stream! {
            let _place = place;
            let mut latest = first;
            let mut told = String::new();
            let mut refresh = false;
            loop {
                if let Some(data) = self.tell(&latest).await
                    && (refresh || data != told)
                {
                    yield Ok(Event::default().event("escalation").data(&data));
                    told = data;
                }
                refresh = match timeout(REFRESH, self.next()).await {
                    Ok(Some(changed)) => {
                        latest = changed;
                        false
                    }
                    Ok(None) => break,
                    Err(_) => true,
                };
            }
        }
    }

    /// The escalation as it is after the next change; `None` once the system stops or has forgotten it.
    async fn next(&mut self) -> Option<Arc<Escalation>> {
        loop {
            let notice = tokio::select! {
                notice = self.notices.recv() => notice,
                _ = self.open.changed() => return None,
            };
            match notice {
                Ok(changed) => {
                    if let Some(changed) = changed.iter().rev().find(|changed| changed.id == self.id) {
                        return Some(changed.clone());
                    }
                }
                Err(RecvError::Lagged(_)) => {
                    let id = self.id;
                    return self
                        .engine
                        .handle
                        .read(move |core| core.escalation(id).cloned())
                        .await?
                        .map(Arc::new);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// What the page is told; `None` while the room is being opened, for there is nothing to enter yet.
    async fn tell(&mut self, escalation: &Escalation) -> Option<String> {
        let opened = open_room(escalation);
        if let Some(room) = opened.filter(|room| self.room.as_ref().is_none_or(|(known, _)| known != room)) {
            match guest_room(&self.engine, room, escalation).await {
                Ok(view) => self.room = Some((room, view)),
                Err(failure) => {
                    warn!(escalation.id = %escalation.id, %failure, "no ticket into room {room} yet");
                    return None;
                }
            }
        }
        if is_opening(escalation) {
            return None;
        }
        let room = self.room.as_ref().filter(|(room, _)| opened == Some(*room)).map(|(_, view)| view.clone());
        let view = EscalationView::new(escalation, room);
        Some(serde_json::to_string(&view).expect("a view is plain data"))
    }
}
