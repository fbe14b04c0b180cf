//! What the ACD sees of people.

use axum::Json;
use eyeline_contact_center::{Command, Presence, SetPresence};
use eyeline_genesys::presence::{RoutingStatus, RoutingStatusKind};
use eyeline_model::UserId;

use crate::{
    caller::Caller,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
    view::presence,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v2/users/{user_id}/routingstatus", Rule::SignedIn, show).put(
        "/api/v2/users/{user_id}/routingstatus",
        Rule::SignedIn,
        change,
    )
}

async fn show(caller: Caller, At(user): At<UserId>) -> Result<Json<RoutingStatus>, Refused> {
    let agent = caller.organization.read(move |core| core.agent(user).copied()).await?;
    Ok(Json(presence::routing_status(&agent.ok_or(Reason::NotFound)?)))
}

/// The ACD sees for itself who is busy. A person can only say that they are back, or off.
async fn change(
    caller: Caller,
    At(user): At<UserId>,
    Body(wanted): Body<RoutingStatus>,
) -> Result<Json<RoutingStatus>, Refused> {
    let agent =
        caller.organization.read(move |core| core.agent(user).copied()).await?.ok_or(Reason::NotFound)?;
    caller.require_self_or(user, "presence:userPresence:edit")?;
    match wanted.status {
        Some(RoutingStatusKind::Idle) => {
            caller.organization.send(Command::BecomeResponsive(user)).await?;
        }
        Some(RoutingStatusKind::OffQueue) if agent.is_on_queue() => {
            let set = SetPresence { user, presence: Presence::Available };
            caller.organization.send(Command::SetPresence(set)).await?;
        }
        Some(RoutingStatusKind::OffQueue) => {}
        _ => return Err(Refused::invalid("status", "Only IDLE and OFF_QUEUE can be set.")),
    }
    show(caller, At(user)).await
}
