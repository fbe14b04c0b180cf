//! The management API's rooms.

use axum::{
    Json, Router,
    extract::{
        FromRequestParts, Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_pexip::management::{Conference as Configured, ConferenceChange, Meta, Page};
use eyeline_shell::{StoreError, fingerprint};
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde::Deserialize;
use serde_json::json;

use super::body::Body;
use crate::{
    Conference,
    meeting::Message,
    refused::Refused,
    rooms::{NotWritten, Profile, Room, RoomNumber},
    view::management::{self, Invalid},
};

/// Rooms on a page, unless fewer are asked for.
const PAGE: usize = 100;

pub(super) fn routes() -> Router<Conference> {
    let rooms = get(list).post(create);
    let room = get(read).patch(change).put(change).delete(remove);
    Router::new()
        .route("/api/admin/configuration/v1/conference/", rooms.clone())
        .route("/api/admin/configuration/v1/conference", rooms)
        .route("/api/admin/configuration/v1/conference/{number}/", room.clone())
        .route("/api/admin/configuration/v1/conference/{number}", room)
}

/// Somebody who may configure rooms.
pub(super) struct Administrator;

/// Why a room is not configured.
#[derive(Debug)]
pub(super) enum NotConfigured {
    Unauthorized,
    NotFound,
    Unreadable,
    Invalid(Invalid),
    Taken { field: &'static str, reason: String },
    Store(StoreError),
}

impl From<StoreError> for NotConfigured {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NotWritten> for NotConfigured {
    fn from(error: NotWritten) -> Self {
        let reason = error.to_string();
        match error {
            NotWritten::NameTaken => Self::Taken { field: "name", reason },
            NotWritten::AliasTaken => Self::Taken { field: "aliases", reason },
            NotWritten::Gone => Self::NotFound,
            NotWritten::Store(error) => Self::Store(error),
        }
    }
}

/// A body is all that can be refused here in the clients' words.
impl From<Refused> for NotConfigured {
    fn from(_: Refused) -> Self {
        Self::Unreadable
    }
}

impl IntoResponse for NotConfigured {
    fn into_response(self) -> Response {
        let bad_field = |field: &str, reason: &str| {
            let body = json!({ "conference": { field: [reason] } });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        };
        match self {
            Self::Unauthorized => {
                let challenge = HeaderValue::from_static(r#"Basic realm="conference""#);
                let body = Json(json!({ "error": "Authentication required." }));
                (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, challenge)], body).into_response()
            }
            Self::NotFound => (StatusCode::NOT_FOUND, Json(json!({ "error": "Not found." }))).into_response(),
            Self::Unreadable => {
                let body = json!({ "error": "The request cannot be read." });
                (StatusCode::BAD_REQUEST, Json(body)).into_response()
            }
            Self::Invalid(Invalid { field, reason }) => bad_field(field, reason),
            Self::Taken { field, reason } => bad_field(field, &reason),
            Self::Store(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "rooms cannot be read or written");
                let body = json!({ "error": "The store does not answer." });
                (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
            }
        }
    }
}

impl FromRequestParts<Conference> for Administrator {
    type Rejection = NotConfigured;

    async fn from_request_parts(parts: &mut Parts, conference: &Conference) -> Result<Self, NotConfigured> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.strip_prefix("Basic ")).unwrap_or_default();
        let login = &conference.inner.config.management;
        let expected = STANDARD.encode(format!("{}:{}", login.user, login.password));
        // Fingerprints are compared, so that the time it takes tells nothing about the password.
        if fingerprint(shown) == fingerprint(&expected) { Ok(Self) } else { Err(NotConfigured::Unauthorized) }
    }
}

#[derive(Deserialize)]
struct Wanted {
    name: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
}

async fn list(
    _: Administrator,
    State(conference): State<Conference>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Page<Configured>>, NotConfigured> {
    let Query(Wanted { name, limit, offset }) = wanted.map_err(|_| NotConfigured::Unreadable)?;
    let (limit, offset) = (limit.unwrap_or(PAGE).clamp(1, PAGE), offset.unwrap_or(0));
    let (rooms, total_count) = conference.inner.rooms.list(name.as_deref(), limit, offset).await?;
    let page =
        |offset: usize| format!("/api/admin/configuration/v1/conference/?limit={limit}&offset={offset}");
    let next = (offset + rooms.len() < total_count).then(|| page(offset + limit));
    let previous = (offset > 0).then(|| page(offset.saturating_sub(limit)));
    let meta = Meta { limit, total_count, offset, next, previous };
    Ok(Json(Page { meta, objects: rooms.iter().map(management::conference).collect() }))
}

async fn create(
    _: Administrator,
    State(conference): State<Conference>,
    body: Result<Body<ConferenceChange>, Refused>,
) -> Result<Response, NotConfigured> {
    let Body(wanted) = body?;
    let profile = management::changed(Profile::default(), wanted).map_err(NotConfigured::Invalid)?;
    let room = conference.inner.rooms.create(profile).await?;
    tracing::info!(room = room.number.0, "room {} was made", room.number.0);
    Ok((StatusCode::CREATED, [(header::LOCATION, management::resource_uri(&room))]).into_response())
}

async fn read(
    _: Administrator,
    State(conference): State<Conference>,
    number: Result<Path<i64>, PathRejection>,
) -> Result<Json<Configured>, NotConfigured> {
    Ok(Json(management::conference(&room(&conference, number).await?)))
}

async fn change(
    _: Administrator,
    State(conference): State<Conference>,
    number: Result<Path<i64>, PathRejection>,
    body: Result<Body<ConferenceChange>, Refused>,
) -> Result<Response, NotConfigured> {
    let Body(wanted) = body?;
    let Room { number, profile } = room(&conference, number).await?;
    let profile = management::changed(profile, wanted).map_err(NotConfigured::Invalid)?;
    let room = Room { number, profile };
    conference.inner.rooms.update(&room).await?;
    if let Some(meeting) = conference.inner.meetings.find(number) {
        meeting.tell(Message::Configure(room.profile.clone())).await;
    }
    Ok((StatusCode::ACCEPTED, Json(management::conference(&room))).into_response())
}

async fn remove(
    _: Administrator,
    State(conference): State<Conference>,
    number: Result<Path<i64>, PathRejection>,
) -> Result<StatusCode, NotConfigured> {
    let room = room(&conference, number).await?;
    conference.inner.rooms.remove(room.number).await?;
    if let Some(meeting) = conference.inner.meetings.find(room.number) {
        meeting.tell(Message::Close).await;
    }
    tracing::info!(room = room.number.0, "room {} was removed", room.number.0);
    Ok(StatusCode::NO_CONTENT)
}

async fn room(
    conference: &Conference,
    number: Result<Path<i64>, PathRejection>,
) -> Result<Room, NotConfigured> {
    let Path(number) = number.map_err(|_| NotConfigured::NotFound)?;
    conference.inner.rooms.by_number(RoomNumber(number)).await?.ok_or(NotConfigured::NotFound)
}
