//! `/v1`: a guest's websocket.
//!
//! Start reading at [`Guest::answer`].

use std::sync::Arc;

use axum::{
    Router,
    extract::{
        State,
        ws::{
            CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection,
        },
    },
    response::Response,
    routing::get,
};
use eyeline_genesys::{
    guest::{
        Action, Body, CloseSession, ConfigureSession, Frame, FrameKind, Request, SessionResponse, code, limit,
    },
    normalized::NormalizedMessage,
};
use eyeline_model::DeploymentId;
use eyeline_shell::{RateLimit, fingerprint, now};
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, timeout},
};
use uuid::Uuid;

use crate::{
    guest::{
        answer::{No, Reply},
        chat::Chats,
        frame,
        registry::{Outgoing, text},
        session::GuestSession,
    },
    notification::socket::{PATIENCE, SILENCE, ping},
    organization::Organization,
    refused::{Reason, Refused},
    request::Params,
    service::Shared,
    view::message,
};

/// Bytes of one frame from a guest: the longest message in the longest encoding, and what goes with it.
const FRAME_LIMIT: usize = 64 * 1_024;
/// Characters of a session token. Guests draw them; one that could be guessed is not taken.
const TOKEN_CHARACTERS: std::ops::RangeInclusive<usize> = 16..=128;

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/v1", get(open))
}

async fn open(
    State(service): State<Shared>,
    params: Params,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refused> {
    let deployment: DeploymentId = params.parse("deploymentId")?.ok_or(Reason::NotFound)?;
    let organization = service.organization_of(deployment).ok_or(Reason::NotFound)?;
    let upgrade = upgrade?.max_frame_size(FRAME_LIMIT).max_message_size(FRAME_LIMIT);
    Ok(upgrade.on_upgrade(move |socket| serve(service, organization, deployment, socket)))
}

async fn serve(
    service: Shared,
    organization: Arc<Organization>,
    deployment: DeploymentId,
    mut socket: WebSocket,
) {
    let chats = Chats { service, organization, deployment };
    let mut guest = Guest { chats, joined: None, pace: RateLimit::default() };
    guest.converse(&mut socket).await;
    guest.leave();
}

/// One browser of a guest.
struct Guest {
    chats: Chats,
    joined: Option<Joined>,
    pace: RateLimit<()>,
}

/// The session a browser has joined by showing its token.
struct Joined {
    token: Vec<u8>,
    session: Uuid,
    connection: u64,
    frames: mpsc::Receiver<Outgoing>,
}

impl Guest {
    async fn converse(&mut self, socket: &mut WebSocket) {
        let period = self.chats.service.config.heartbeat;
        let mut pings = interval_at(Instant::now() + period, period);
        let mut heard = Instant::now();
        loop {
            let incoming = tokio::select! {
                frame = next(&mut self.joined) => Incoming::Frame(frame),
                request = socket.recv() => Incoming::Request(request),
                _ = pings.tick() => Incoming::Tick,
            };
            if matches!(incoming, Incoming::Request(_)) {
                heard = Instant::now();
            }
            let keeps_on = match incoming {
                Incoming::Tick => heard.elapsed() < SILENCE && ping(socket).await,
                Incoming::Frame(Some(Outgoing::Frame(frame))) => say(socket, frame).await,
                Incoming::Frame(Some(Outgoing::Last(frame))) => {
                    say(socket, frame).await;
                    return close(socket, 1000, "").await;
                }
                Incoming::Frame(None) => return close(socket, 1012, "reconnect").await,
                Incoming::Request(Some(Ok(Message::Text(request)))) => match self.hear(&request).await {
                    Reply::Frame(frame) => say(socket, text(&frame)).await,
                    Reply::Told => true,
                    Reply::Close => return close(socket, 1000, "").await,
                },
                Incoming::Request(Some(Ok(Message::Close(_)) | Err(_)) | None) => return,
                Incoming::Request(Some(Ok(_))) => true,
            };
            if !keeps_on {
                return;
            }
        }
    }

    fn leave(&mut self) {
        if let Some(joined) = self.joined.take() {
            self.chats.service.guests.disconnect(joined.session, joined.connection);
        }
    }

    async fn hear(&mut self, request: &str) -> Reply {
        let count = self.pace.count(Instant::now().into_std(), (), limit::REQUESTS_PER_MINUTE);
        if count.is_exceeded() {
            let retry_after_s = u32::try_from(count.reset_s).unwrap_or(u32::MAX);
            return Reply::Frame(frame::too_many(retry_after_s, None));
        }
        let request: Request = match serde_json::from_str(request) {
            Ok(request) => request,
            Err(error) => {
                return Reply::Frame(frame::refusal(code::BAD_REQUEST, &error.to_string(), None));
            }
        };
        let tracing_id = request.tracing_id.clone();
        match self.answer(request).await {
            Ok(reply) => reply,
            Err(No(code::TOO_MANY_REQUESTS, _)) => Reply::Frame(frame::too_many(1, tracing_id)),
            Err(No(code, reason)) => Reply::Frame(frame::refusal(code, reason, tracing_id)),
        }
    }

    async fn answer(&mut self, request: Request) -> Result<Reply, No> {
        let Request { token, tracing_id, action } = request;
        match action {
            Action::Echo { message } => Ok(Reply::Frame(echo(message, tracing_id))),
            Action::ConfigureSession(wanted) => self.configure(&token, &wanted, tracing_id).await,
            Action::OnMessage { message } => {
                let session = self.session(&token).await?;
                self.chats.on_message(session, message, tracing_id).await
            }
            Action::GetJwt => {
                let session = self.session(&token).await?;
                let jwt =
                    self.chats.service.signer.sign(session.organization, session.id, session.conversation);
                Ok(Reply::Frame(frame::response(Body::JwtResponse(jwt), tracing_id)))
            }
            Action::CloseSession(CloseSession { close_all_connections }) => {
                let session = self.session(&token).await?;
                if !close_all_connections {
                    return Ok(Reply::Close);
                }
                self.chats.service.guests.close(session.id, None);
                Ok(Reply::Told)
            }
            Action::ConfigureAuthenticatedSession
            | Action::OnAttachment
            | Action::GetAttachment
            | Action::DeleteAttachment => Err(No(code::FORBIDDEN, "the deployment does not offer this")),
        }
    }

    /// The session that this browser has joined; it must show the same token all along.
    async fn session(&self, token: &str) -> Result<GuestSession, No> {
        let joined = self.joined.as_ref().filter(|joined| joined.token == fingerprint(token));
        let joined = joined.ok_or(No(code::SESSION_NOT_FOUND, "session not found"))?;
        let session = GuestSession::find(&self.chats.service.store, joined.session).await?;
        let session = session.ok_or(No(code::SESSION_NOT_FOUND, "session not found"))?;
        if session.is_expired() { Err(No(code::SESSION_EXPIRED, "session expired")) } else { Ok(session) }
    }

    async fn configure(
        &mut self,
        token: &str,
        wanted: &ConfigureSession,
        tracing_id: Option<String>,
    ) -> Result<Reply, No> {
        if wanted.deployment_id != self.chats.deployment.to_string() {
            return Err(No(code::BAD_REQUEST, "deploymentId is not the one that was connected to"));
        }
        if !TOKEN_CHARACTERS.contains(&token.len()) {
            return Err(No(code::BAD_REQUEST, "token must be 16 to 128 characters"));
        }
        let store = &self.chats.service.store;
        let known = GuestSession::of_token(store, token).await?;
        let is_new = known.is_none();
        let mut session = match known {
            Some(session) if session.deployment != self.chats.deployment => {
                return Err(No(code::SESSION_NOT_FOUND, "session not found"));
            }
            Some(session) if session.is_expired() => {
                return Err(No(code::SESSION_EXPIRED, "session expired"));
            }
            Some(session) => session,
            None => {
                let begun =
                    GuestSession::begin(store, self.chats.organization.id, self.chats.deployment, token)
                        .await;
                begun?
            }
        };
        let starts_anew = wanted.start_new == Some(true) && session.conversation.is_some();
        if starts_anew {
            session = self.chats.clear(session.id).await?;
        }
        if !is_new {
            session.extend(store).await?;
        }
        let read_only = self.chats.is_read_only(&session).await?;
        self.join(token, &session);
        let body = Body::SessionResponse(SessionResponse {
            connected: true,
            new_session: is_new || starts_anew,
            read_only,
            max_custom_data_bytes: limit::CUSTOM_ATTRIBUTES_BYTES,
            cleared_existing_session: starts_anew,
            duration_seconds: limit::SESSION_SECONDS,
            expiration_date: session.expires_at.as_millis() / 1_000,
            blocked_extensions: Vec::new(),
        });
        Ok(Reply::Frame(frame::response(body, tracing_id)))
    }

    fn join(&mut self, token: &str, session: &GuestSession) {
        self.leave();
        let (connection, frames) = self.chats.service.guests.connect(session.id);
        self.joined = Some(Joined { token: fingerprint(token), session: session.id, connection, frames });
    }
}

/// The next frame for a browser; it never comes before a session is joined.
async fn next(joined: &mut Option<Joined>) -> Option<Outgoing> {
    match joined {
        Some(joined) => joined.frames.recv().await,
        None => std::future::pending().await,
    }
}

/// What a browser's loop has to deal with next.
enum Incoming {
    Tick,
    Frame(Option<Outgoing>),
    Request(Option<Result<Message, axum::Error>>),
}

fn echo(message: Option<NormalizedMessage>, tracing_id: Option<String>) -> Frame {
    let text = message.and_then(|message| message.text).unwrap_or_default();
    let body = message::echoed(text, now());
    Frame { kind: FrameKind::Response, ..frame::echo(body, tracing_id) }
}

/// False when the browser is gone, or does not read.
async fn say(socket: &mut WebSocket, frame: Utf8Bytes) -> bool {
    matches!(timeout(PATIENCE, socket.send(Message::Text(frame))).await, Ok(Ok(())))
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    drop(timeout(PATIENCE, socket.send(frame)).await);
}
