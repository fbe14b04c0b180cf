//! How much one user does at once.

use axum::{Json, http::StatusCode};
use eyeline_contact_center::{Command, SetLabelLimits, SetUtilization};
use eyeline_genesys::routing::{self as wire, UtilizationLevel};
use eyeline_model::UserId;

use crate::{
    api::utilization::{self, VIEW},
    caller::Caller,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/api/v2/routing/users/{user_id}/utilization";
    let manage = Rule::Any(&["routing:utilization:manage"]);
    routes.get(path, VIEW, show).put(path, manage, set).delete(path, manage, reset)
}

/// What holds for the user, and whether it is their own or the organization's.
async fn show(caller: Caller, At(user): At<UserId>) -> Result<Json<wire::Utilization>, Refused> {
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        let user = configuration.users.get(&user)?;
        let is_own = user.utilization.is_some() || user.label_limits.is_some();
        let rule = user.utilization.as_ref().unwrap_or(&configuration.organization.utilization);
        let limits = user.label_limits.as_ref().unwrap_or(&configuration.routing.label_limits);
        let level = if is_own { UtilizationLevel::Agent } else { UtilizationLevel::Organization };
        Some(wire::Utilization { level: Some(level), ..utilization::view(rule, limits, configuration) })
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

/// Media of which nothing is said do what they do in the organization now. Labels of which nothing is said stay.
async fn set(
    caller: Caller,
    At(user): At<UserId>,
    Body(wanted): Body<wire::Utilization>,
) -> Result<Json<wire::Utilization>, Refused> {
    let rule = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.users.contains_key(&user).then(|| configuration.organization.utilization.clone())
    });
    let own = utilization::read(&wanted, rule.await?.ok_or(Reason::NotFound)?)?;
    if let Some(limits) = utilization::label_limits(&wanted)? {
        let limits = SetLabelLimits { user, limits: Some(limits) };
        caller.organization.send(Command::SetLabelLimits(limits)).await?;
    }
    let own = SetUtilization { user, utilization: Some(own) };
    caller.organization.send(Command::SetUtilization(own)).await?;
    show(caller, At(user)).await
}

async fn reset(caller: Caller, At(user): At<UserId>) -> Result<StatusCode, Refused> {
    let known = caller.organization.read(move |core| core.configuration().users.contains_key(&user));
    if !known.await? {
        return Err(Refused(Reason::NotFound));
    }
    caller.organization.send(Command::SetLabelLimits(SetLabelLimits { user, limits: None })).await?;
    caller.organization.send(Command::SetUtilization(SetUtilization { user, utilization: None })).await?;
    Ok(StatusCode::NO_CONTENT)
}
