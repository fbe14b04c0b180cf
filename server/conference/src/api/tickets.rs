//! One-time links into a room: our own extra beside the management API.

use axum::{
    Json, Router,
    extract::{Path, State, rejection::PathRejection},
    response::{IntoResponse, Response},
    routing::post,
};
use eyeline_conference::Role;
use eyeline_pexip::{
    management::{NewTicket, Ticket},
    token,
};
use http::StatusCode;

use super::{
    body::Body,
    management::{Administrator, NotConfigured},
};
use crate::{Conference, refused::Refused};

pub(super) fn routes() -> Router<Conference> {
    Router::new().route("/api/eyeline/v1/rooms/{alias}/tickets", post(mint))
}

async fn mint(
    _: Administrator,
    State(conference): State<Conference>,
    alias: Result<Path<String>, PathRejection>,
    body: Result<Body<NewTicket>, Refused>,
) -> Result<Response, NotConfigured> {
    let Path(alias) = alias.map_err(|_| NotConfigured::NotFound)?;
    let Body(NewTicket { role, display_name, ttl_s }) = body?;
    let room = conference.inner.rooms.by_alias(&alias).await?.ok_or(NotConfigured::NotFound)?;
    let role = match role {
        token::Role::Host => Role::Host,
        token::Role::Guest => Role::Guest,
    };
    let name = display_name.filter(|name| !name.is_empty()).map(Into::into);
    let minted = conference.inner.key.ticket(eyeline_shell::now(), room.number, role, name, ttl_s);
    let expires_at = jiff::Timestamp::from_millisecond(minted.expires_at.as_millis())
        .expect("a ticket's life is short enough for any calendar");
    let ticket = Ticket { ticket: minted.ticket, expires_at: expires_at.to_string() };
    Ok((StatusCode::CREATED, Json(ticket)).into_response())
}
