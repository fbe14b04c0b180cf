//! What people say of themselves.

use axum::{Json, extract::OriginalUri};
use eyeline_contact_center::{Command, SetPresence};
use eyeline_genesys::{
    EntityListing,
    presence::{PresenceDefinition, SystemPresence, UserPresence},
};
use eyeline_model::UserId;

use crate::{
    caller::Caller,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    view::{presence, word},
};

const DEFINITIONS: &str = "/api/v2/presence/definitions";
const OLDER_DEFINITIONS: &str = "/api/v2/presencedefinitions";

pub(super) fn routes(routes: Routes) -> Routes {
    let view = Rule::All(&["presence:presenceDefinition:view"]);
    routes
        .get(DEFINITIONS, view, definitions)
        .get("/api/v2/presence/definitions/{definition_id}", view, definition)
        .get(OLDER_DEFINITIONS, Rule::SignedIn, older_definitions)
        .get("/api/v2/users/{user_id}/presences/{source_id}", Rule::SignedIn, show)
        .patch("/api/v2/users/{user_id}/presences/{source_id}", Rule::SignedIn, change)
}

async fn definitions() -> Json<EntityListing<PresenceDefinition>> {
    let all = SystemPresence::ALL.map(|system| presence::definition(system, DEFINITIONS)).to_vec();
    let total = Some(all.len() as u64);
    let self_uri = Some(DEFINITIONS.to_owned());
    Json(EntityListing { total, self_uri, ..EntityListing::whole(all) })
}

async fn definition(At(id): At<String>) -> Result<Json<PresenceDefinition>, Refused> {
    let system = presence::of_id(&id).ok_or(Reason::NotFound)?;
    Ok(Json(presence::definition(system, DEFINITIONS)))
}

async fn older_definitions(
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<PresenceDefinition>>, Refused> {
    let all = SystemPresence::ALL.map(|system| presence::definition(system, OLDER_DEFINITIONS));
    Ok(Json(Page::of(&uri, &params)?.cut(all.to_vec())))
}

async fn show(
    caller: Caller,
    At((user, source)): At<(UserId, String)>,
) -> Result<Json<UserPresence>, Refused> {
    own_source(&source)?;
    let agent = caller.organization.read(move |core| core.agent(user).copied()).await?;
    Ok(Json(presence::user(&agent.ok_or(Reason::NotFound)?)))
}

async fn change(
    caller: Caller,
    At((user, source)): At<(UserId, String)>,
    Body(wanted): Body<UserPresence>,
) -> Result<Json<UserPresence>, Refused> {
    own_source(&source)?;
    caller
        .organization
        .read(move |core| core.agent(user).is_some())
        .await?
        .then_some(())
        .ok_or(Reason::NotFound)?;
    caller.require_self_or(user, "presence:userPresence:edit")?;
    let wanted = wanted.presence_definition.unwrap_or_default();
    let by_id = wanted.id.as_deref().map(|id| {
        presence::of_id(id)
            .ok_or_else(|| Refused::invalid("presenceDefinition.id", "There is no such definition."))
    });
    let system = by_id.transpose()?.or(wanted.system_presence);
    let system = system.ok_or_else(|| Refused::invalid("presenceDefinition", "An id is required."))?;
    let set = SetPresence { user, presence: word::presence(system) };
    caller.organization.send(Command::SetPresence(set)).await?;
    show(caller, At((user, source))).await
}

/// Ours is the only source of presences.
fn own_source(source: &str) -> Result<(), Refused> {
    if source.eq_ignore_ascii_case("purecloud") { Ok(()) } else { Err(Refused(Reason::NotFound)) }
}
