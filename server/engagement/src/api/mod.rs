//! Engagement's routes.
//!
//! The customer's page and the desk may be served from elsewhere, so every route answers other origins; none
//! of them looks at cookies.

mod asked;
mod create;
mod escalation;
mod event_sink;
mod limit;
mod refused;
mod room;
mod routing;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, Method, header},
    response::Response,
    routing::{any, get, post},
};
use eyeline_genesys::client::Caller;
use eyeline_model::OrganizationId;
use eyeline_shell::Login;
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, watch};
use tower_http::cors::{Any, CorsLayer};

use crate::{engine::Engine, watch::Watched};
use limit::Limit;
use refused::{Reason, Refused};

/// Everything below these is ours to answer, also that it is not there.
const PLACES: [&str; 2] = ["/api/eyeline", "/api/genesys"];
/// A request that is longer is refused.
const BODY_BYTES: usize = 64 * 1024;
/// Pages that listen at once; one more is told to come back later.
const LISTENERS: usize = 20_000;

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Api {
    engine: Arc<Engine>,
    watched: Arc<Watched>,
    organization: OrganizationId,
    public_url: Arc<str>,
    event_sink: Arc<Login>,
    limits: Arc<Limits>,
    listeners: Arc<Semaphore>,
    /// Closed when engagement stops.
    open: watch::Receiver<()>,
}

/// Requests a minute: for a call in one conversation or with one token, about one escalation, with unknown codes
/// from one address, for a room with one token.
struct Limits {
    create: Limit,
    escalation: Limit,
    unknown: Limit,
    room: Limit,
}

impl Api {
    pub(crate) fn new(
        engine: Arc<Engine>,
        watched: Arc<Watched>,
        config: &crate::Config,
        open: watch::Receiver<()>,
    ) -> Self {
        Self {
            engine,
            watched,
            organization: config.organization,
            public_url: config.public_url.trim_end_matches('/').into(),
            event_sink: Arc::new(config.event_sink.clone()),
            limits: Arc::new(Limits {
                create: Limit::new(60),
                escalation: Limit::new(120),
                unknown: Limit::new(60),
                room: Limit::new(120),
            }),
            listeners: Arc::new(Semaphore::new(LISTENERS)),
            open,
        }
    }

    pub(crate) fn router(self) -> Router {
        let cors = CorsLayer::new()
            .allow_origin(Any)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE]);
        let places = PLACES.into_iter().fold(Router::new(), |router, place| {
            router
                .route(place, any(unknown))
                .route(&format!("{place}/"), any(unknown))
                .route(&format!("{place}/{{*path}}"), any(unknown))
        });
        places
            .route("/create", post(create::by_guest))
            .route("/api/genesys/callback/{tenant}", post(create::by_guest_of_tenant))
            .route("/api/genesys/callback/tenant/{tenant}", post(create::by_user))
            .route("/api/eyeline/v1/escalations/{code}", get(escalation::get))
            .route("/api/eyeline/v1/escalations/{code}/events", get(escalation::events))
            .route("/api/eyeline/v1/escalations/{code}/room", get(escalation::enter))
            .route("/api/eyeline/v1/escalations/{code}/voice", post(escalation::voice))
            .route("/api/eyeline/v1/escalations/{code}/call-back", post(escalation::call_back))
            .route("/api/eyeline/v1/escalations/{code}/wait", post(escalation::wait))
            .route("/api/eyeline/v1/escalations/{code}/leave", post(escalation::leave))
            .route("/api/eyeline/v1/conversations/{id}/room", get(room::get))
            .route("/api/eyeline/v1/eventsink", post(event_sink::post))
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .layer(axum::middleware::map_response(in_our_shape))
            .layer(cors)
            .with_state(self)
    }

    /// Another tenant's requests are none of ours.
    fn own_tenant(&self, tenant: &str) -> Result<(), Refused> {
        if tenant == self.organization.to_string() { Ok(()) } else { Err(Refused(Reason::NotFound)) }
    }
}

async fn unknown() -> Refused {
    Refused(Reason::NotFound)
}

/// The framework's own refusals, as our clients read them. They are the ones that are not JSON.
async fn in_our_shape(response: Response) -> Response {
    use axum::{http::StatusCode, response::IntoResponse as _};
    let kind = response.headers().get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind == "application/json") {
        return response;
    }
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refused(Reason::TooLarge { limit_bytes: BODY_BYTES }).into_response()
        }
        StatusCode::METHOD_NOT_ALLOWED => Refused(Reason::MethodNotAllowed).into_response(),
        // Only a path can be that bad: we read everything else ourselves.
        StatusCode::BAD_REQUEST => Refused(Reason::NotFound).into_response(),
        _ => response,
    }
}

/// The token of the `Authorization` header, and who shows it.
fn bearer(headers: &HeaderMap) -> Result<(String, Caller), Refused> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = shown.and_then(|shown| shown.split_once(' ')).ok_or(Reason::NotAuthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refused(Reason::NotAuthenticated));
    }
    let token = token.trim();
    let caller = Caller::bearer(token).map_err(|_| Reason::BadCredentials)?;
    Ok((token.to_owned(), caller))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| Refused(Reason::Malformed(error.to_string())))
}
