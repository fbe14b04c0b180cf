//! What holds for routing in all of the organization.

use axum::{Json, http::StatusCode};
use eyeline_contact_center::{Command, Object, OrganizationRouting};
use eyeline_genesys::routing::{ContactCenterSettings, RoutingSettings};

use crate::{caller::Caller, permission::Rule, refused::Refused, request::Body, routes::Routes};

const EDIT: Rule = Rule::Any(&["routing:settings:edit"]);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/routing/settings", Rule::SignedIn, show)
        .put("/api/v2/routing/settings", EDIT, set)
        .get("/api/v2/routing/settings/contactcenter", Rule::SignedIn, show_contact_center)
        .patch("/api/v2/routing/settings/contactcenter", EDIT, set_contact_center)
}

async fn show(caller: Caller) -> Result<Json<RoutingSettings>, Refused> {
    let routing = known(&caller).await?;
    Ok(Json(RoutingSettings { reset_agent_score_on_presence_change: Some(routing.includes_presence) }))
}

async fn set(caller: Caller, Body(wanted): Body<RoutingSettings>) -> Result<Json<RoutingSettings>, Refused> {
    let includes_presence = wanted.reset_agent_score_on_presence_change.unwrap_or_default();
    change(&caller, |routing| routing.includes_presence = includes_presence).await?;
    show(caller).await
}

async fn show_contact_center(caller: Caller) -> Result<Json<ContactCenterSettings>, Refused> {
    let routing = known(&caller).await?;
    Ok(Json(ContactCenterSettings { remove_skills_from_blind_transfer: Some(routing.strips_skills) }))
}

async fn set_contact_center(
    caller: Caller,
    Body(wanted): Body<ContactCenterSettings>,
) -> Result<StatusCode, Refused> {
    if let Some(strips_skills) = wanted.remove_skills_from_blind_transfer {
        change(&caller, |routing| routing.strips_skills = strips_skills).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn known(caller: &Caller) -> Result<OrganizationRouting, Refused> {
    caller.organization.read(|core| core.configuration().routing.clone()).await
}

/// Changes some of it; the rest stays.
pub(super) async fn change(
    caller: &Caller,
    change: impl FnOnce(&mut OrganizationRouting),
) -> Result<(), Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut routing = known(caller).await?;
    change(&mut routing);
    caller.organization.send(Command::Configure(Object::Routing(routing))).await.map(drop)
}
