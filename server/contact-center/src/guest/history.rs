//! `GET /api/v2/webmessaging/messages`: what a guest has said and heard, latest first.

use axum::{
    Json, Router,
    extract::{OriginalUri, State},
    http::{HeaderMap, header},
    routing::get,
};
use eyeline_genesys::{EntityListing, normalized::NormalizedMessage};

use crate::{
    guest::session::GuestSession,
    listing::Page,
    messages,
    refused::{Reason, Refused},
    request::Params,
    service::Shared,
    view::message,
};

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/api/v2/webmessaging/messages", get(list))
}

async fn list(
    State(service): State<Shared>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    params: Params,
) -> Result<Json<EntityListing<NormalizedMessage>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let jwt = header.and_then(|value| value.split_once(' ')).map(|(_, jwt)| jwt.trim());
    let claims = service.signer.check(jwt.ok_or(Reason::NotAuthenticated)?).ok_or(Reason::BadCredentials)?;
    let id = claims.data.session_id.parse().map_err(|_| Reason::BadCredentials)?;
    let session = GuestSession::find(&service.store, id).await?.ok_or(Reason::BadCredentials)?;
    let count = service.count_guest_request(session.id);
    if count.is_exceeded() {
        return Err(Refused(Reason::TooManyRequests { retry_after_s: count.reset_s }));
    }
    let organization = service.organization(session.organization).ok_or(Reason::BadCredentials)?;
    let range = page.offset()..page.offset() + page.size();
    let (lines, total) = messages::of_guest(&service.store, &organization.cipher, session.id, range).await?;
    Ok(Json(page.listing(lines.iter().map(message::line).collect(), total)))
}
