//! The HTTP border. One noun, one file; refusals become answers in `refused.rs` alone.

mod body;
mod calls;
mod conference;
mod events;
mod management;
mod participants;
mod tickets;
mod token;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRequestParts, Path},
    routing::{get, post},
};
use eyeline_conference::{Participant, Refusal, Request, Room, Token};
use eyeline_pexip::Envelope;
use http::{HeaderName, Method, header, request::Parts};
use serde::{Deserialize, Serialize};
use tower_http::cors::{Any, CorsLayer};

use crate::{
    Conference,
    meeting::{Handle, Message},
    refused::Refused,
    rooms,
};

/// The longest body: a session description with everything that goes with it.
const BODY_BYTES: usize = 512 * 1024;

type Answer<T> = Result<Json<Envelope<T>>, Refused>;

pub(crate) fn router(conference: Conference) -> Router {
    let client = Router::new()
        .route("/status", get(async || Json(Envelope::success("OK"))))
        .nest("/conferences/{alias}", conference_routes())
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(cors());
    Router::new()
        .nest("/api/client/v2", client)
        .merge(management::routes())
        .merge(tickets::routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .with_state(conference)
}

fn conference_routes() -> Router<Conference> {
    let participant = "/participants/{participant}";
    let call = "/participants/{participant}/calls/{call}";
    Router::new()
        .route("/request_token", post(token::request))
        .route("/refresh_token", post(token::refresh))
        .route("/release_token", post(token::release))
        .route("/events", get(events::stream))
        .route("/conference_status", get(conference::status))
        .route("/participants", get(participants::list))
        .route("/theme/", get(conference::theme))
        .route("/theme", get(conference::theme))
        .route("/available_layouts", get(conference::available_layouts))
        .route("/layout_svgs", get(conference::layout_svgs))
        .route("/message", post(conference::message))
        .route("/transform_layout", post(conference::transform_layout))
        .route("/{verb}", post(conference::act))
        .route(&format!("{participant}/message"), post(participants::message))
        .route(&format!("{participant}/role"), post(participants::role))
        .route(&format!("{participant}/calls"), post(calls::create))
        .route(&format!("{participant}/{{verb}}"), post(participants::act))
        .route(&format!("{call}/ack"), post(calls::ack))
        .route(&format!("{call}/new_candidate"), post(calls::new_candidate))
        .route(&format!("{call}/update"), post(calls::update))
        .route(&format!("{call}/layers"), post(calls::layers))
        .route(&format!("{call}/statistics"), post(calls::statistics))
        .route(&format!("{call}/disconnect"), post(calls::disconnect))
}

async fn unknown() -> Refused {
    Refused::BadRequest
}

/// Widgets run on other origins. Tokens are headers, not cookies, so any origin may ask.
fn cors() -> CorsLayer {
    let headers = [
        HeaderName::from_static("token"),
        HeaderName::from_static("pin"),
        header::CONTENT_TYPE,
        header::AUTHORIZATION,
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::OPTIONS])
        .allow_headers(headers)
        .max_age(std::time::Duration::from_secs(600))
}

fn success<T>(result: T) -> Answer<T> {
    Ok(Json(Envelope::success(result)))
}

/// A client that shows its token: by header, or where a URL is all it has, by query.
struct Caller {
    meeting: Handle,
    token: Token,
}

#[derive(Deserialize)]
struct InConference {
    alias: String,
}

impl FromRequestParts<Conference> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, conference: &Conference) -> Result<Self, Refused> {
        let token = shown_token(parts).ok_or(Refusal::InvalidToken)?;
        let room = room(parts, conference).await?.ok_or(Refusal::InvalidToken)?;
        let meeting = conference.inner.meetings.find(room.number);
        let meeting = meeting.ok_or(Refusal::InvalidToken)?;
        Ok(Self { meeting, token })
    }
}

fn shown_token(parts: &Parts) -> Option<Token> {
    let header = parts.headers.get("token").and_then(|value| value.to_str().ok());
    let query = || {
        let pairs = parts.uri.query()?.split('&');
        pairs
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == "token")
            .map(|(_, value)| value)
    };
    header.or_else(query).filter(|token| !token.is_empty()).map(|token| Token(token.to_owned()))
}

async fn room(parts: &mut Parts, conference: &Conference) -> Result<Option<rooms::Room>, Refused> {
    let Ok(Path(InConference { alias })) = Path::<InConference>::from_request_parts(parts, conference).await
    else {
        return Err(Refused::BadRequest);
    };
    Ok(conference.inner.rooms.by_alias(&alias).await?)
}

impl Caller {
    /// Asks for something of which only the success is of interest.
    async fn request(&self, request: Request) -> Result<(), Refused> {
        let token = self.token.clone();
        self.meeting.ask(|reply| Message::Request(token, request, reply)).await.map(drop)
    }

    /// Looks at the room as it is just now.
    async fn look<T: Serialize + Send + 'static>(
        &self,
        look: impl FnOnce(&Room, &Participant) -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let (show, shown) = tokio::sync::oneshot::channel();
        let token = self.token.clone();
        let look = Box::new(move |room: &Room, viewer: &Participant| drop(show.send(look(room, viewer))));
        self.meeting.ask(|reply| Message::Look(token, look, reply)).await?;
        shown.await.map_err(|_| Refused::Ended)
    }
}
