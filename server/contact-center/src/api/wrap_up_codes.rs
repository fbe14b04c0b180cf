//! The labels chosen in after-call work: the organization's, and each queue's.

use axum::{Json, extract::OriginalUri};
use eyeline_contact_center::{Command, Configuration, Object, WrapUpCode};
use eyeline_genesys::{EntityListing, EntityRef, wrapup as wire};
use eyeline_model::{QueueId, WrapUpCodeId};

use crate::{
    caller::Caller,
    draw::draw,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let view = Rule::All(&["routing:wrapupCode:view"]);
    routes
        .get("/api/v2/routing/wrapupcodes", view, list)
        .post("/api/v2/routing/wrapupcodes", Rule::All(&["routing:wrapupCode:add"]), create)
        .get("/api/v2/routing/wrapupcodes/{code_id}", view, show)
        .get("/api/v2/routing/queues/{queue_id}/wrapupcodes", Rule::All(&["routing:queue:view"]), of_queue)
}

async fn list(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::WrapupCode>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        let named = |code: &&WrapUpCode| params.look_for(&code.name);
        let mut codes: Vec<_> = configuration.wrap_up_codes.values().filter(named).collect();
        codes.sort_by(|a, b| a.name.cmp(&b.name));
        page.show(codes, |code| view(code, configuration))
    });
    shown.await.map(Json)
}

async fn show(caller: Caller, At(id): At<WrapUpCodeId>) -> Result<Json<wire::WrapupCode>, Refused> {
    let shown = caller.organization.read(move |core| {
        core.configuration().wrap_up_codes.get(&id).map(|code| view(code, core.configuration()))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn create(
    caller: Caller,
    Body(wanted): Body<wire::WrapupCode>,
) -> Result<Json<wire::WrapupCode>, Refused> {
    let name = wanted.name.trim().to_owned();
    if name.is_empty() {
        return Err(Refused::invalid("name", "A name is required."));
    }
    let code = WrapUpCode { id: draw::<WrapUpCodeId>(), name };
    caller.organization.send(Command::Configure(Object::WrapUpCode(code.clone()))).await?;
    show(caller, At(code.id)).await
}

async fn of_queue(
    caller: Caller,
    At(queue): At<QueueId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::WrapupCode>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let codes = caller.organization.read(move |core| codes_of(core.configuration(), queue)).await?;
    codes.map(|codes| Json(page.cut(codes))).ok_or(Refused(Reason::NotFound))
}

/// The codes that a queue's agents choose from; none if there is no such queue.
pub(super) fn codes_of(configuration: &Configuration, queue: QueueId) -> Option<Vec<wire::WrapupCode>> {
    let allowed = &configuration.queues.get(&queue)?.wrap_up_codes;
    let codes = configuration.wrap_up_codes.values();
    let mut codes: Vec<_> = codes.filter(|code| allowed.is_empty() || allowed.contains(&code.id)).collect();
    codes.sort_by(|a, b| a.name.cmp(&b.name));
    Some(codes.into_iter().map(|code| view(code, configuration)).collect())
}

fn view(code: &WrapUpCode, configuration: &Configuration) -> wire::WrapupCode {
    let organization = &configuration.organization;
    wire::WrapupCode {
        id: Some(code.id.to_string()),
        name: code.name.clone(),
        division: Some(EntityRef::to(organization.id.to_string()).named(organization.name.as_str())),
        self_uri: Some(format!("/api/v2/routing/wrapupcodes/{}", code.id)),
        ..wire::WrapupCode::default()
    }
}
