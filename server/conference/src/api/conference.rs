//! What is asked of, or done to, a room as a whole.

use std::collections::BTreeMap;

use axum::extract::{Path, rejection::PathRejection};
use eyeline_conference::{HostRequest, Message, Request, Speech};
use eyeline_pexip::conference::{ConferenceStatus, NewMessage, TransformLayout};
use http::StatusCode;
use serde::Deserialize;

use super::{Answer, Caller, body::Body, success};
use crate::{refused::Refused, view};

/// The arrangements that clients may ask for; our own pages arrange for themselves.
const LAYOUTS: [&str; 5] = ["1:0", "1:7", "1:21", "2:21", "4:0"];

#[derive(Deserialize)]
pub(super) struct Act {
    verb: String,
}

pub(super) async fn status(caller: Caller) -> Answer<ConferenceStatus> {
    success(caller.look(|room, _| view::conference_status(room)).await?)
}

/// There is none: clients look as they look.
pub(super) async fn theme() -> StatusCode {
    StatusCode::NO_CONTENT
}

pub(super) async fn available_layouts(caller: Caller) -> Answer<[&'static str; 5]> {
    caller.request(Request::Look).await?;
    success(LAYOUTS)
}

pub(super) async fn layout_svgs(caller: Caller) -> Answer<BTreeMap<String, String>> {
    caller.request(Request::Look).await?;
    success(BTreeMap::new())
}

pub(super) async fn message(
    caller: Caller,
    Body(NewMessage { media_type, payload }): Body<NewMessage>,
) -> Answer<bool> {
    let speech = Speech { media_type, payload: payload.into() };
    caller.request(Request::Say(Message { to: None, speech })).await?;
    success(true)
}

pub(super) async fn transform_layout(
    caller: Caller,
    Body(TransformLayout { transforms }): Body<TransformLayout>,
) -> Answer<bool> {
    if let Some(layout) = transforms.layout {
        if !LAYOUTS.contains(&layout.as_str()) {
            return Err(Refused::BadRequest);
        }
        caller.request(Request::AsHost(HostRequest::Arrange { layout })).await?;
    } else {
        caller.request(Request::Look).await?;
    }
    success(true)
}

/// The verbs without a body.
pub(super) async fn act(caller: Caller, path: Result<Path<Act>, PathRejection>) -> Answer<bool> {
    let Path(Act { verb }) = path.map_err(|_| Refused::BadRequest)?;
    let request = match verb.as_str() {
        "lock" => HostRequest::Lock(true),
        "unlock" => HostRequest::Lock(false),
        "start_conference" => HostRequest::Start,
        "muteguests" => HostRequest::MuteGuests(true),
        "unmuteguests" => HostRequest::MuteGuests(false),
        "clearallbuzz" => HostRequest::ClearBuzzes,
        "disconnect" => HostRequest::End,
        _ => return Err(Refused::BadRequest),
    };
    caller.request(Request::AsHost(request)).await?;
    success(true)
}
