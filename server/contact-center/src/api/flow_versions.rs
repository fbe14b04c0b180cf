//! The versions of a flow: saving one, and reading what they hold.

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use eyeline_genesys::{
    EntityListing,
    flow::{self as wire, CONFIGURATION_LIMIT, Configuration},
};
use eyeline_model::FlowId;
use eyeline_shell::{Statement, now};

use crate::{
    api::flows::{author, found, free},
    caller::Caller,
    drafts::{Draft, Written},
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    rows::Rows,
    service::Shared,
    view,
};

const VERSIONS: &str = "/api/v2/flows/{flow_id}/versions";
const VIEW: Rule = Rule::Any(&["architect:flow:view"]);
/// A file in JSON is longer than by itself.
const BODY_LIMIT: usize = 2 * CONFIGURATION_LIMIT;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(VERSIONS, VIEW, list)
        .post(VERSIONS, Rule::Any(&["architect:flow:edit"]), save)
        .get("/api/v2/flows/{flow_id}/versions/{version_id}", VIEW, show)
        .get("/api/v2/flows/{flow_id}/versions/{version_id}/configuration", VIEW, configuration)
}

/// `3.0`, and `3` as well.
pub(super) fn number(id: &str) -> Option<u32> {
    id.strip_suffix(".0").unwrap_or(id).parse().ok()
}

async fn list(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<FlowId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::FlowVersion>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let draft = found(&service, &caller, id).await?;
    let listed = caller.organization.read(move |core| {
        let newest_first = draft.versions.iter().rev().collect();
        page.show(newest_first, |version| view::flow::version(&draft, version, core.configuration()))
    });
    listed.await.map(Json)
}

/// Whoever saves takes the flow in hand.
async fn save(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<FlowId>,
    Body(saved): Body<Configuration, BODY_LIMIT>,
) -> Result<Json<wire::FlowVersion>, Refused> {
    let substitutions = saved.substitutions.iter().map(|(name, value)| name.len() + value.len());
    if saved.configuration.len() + substitutions.sum::<usize>() > CONFIGURATION_LIMIT {
        return Err(Refused(Reason::TooLarge { limit_bytes: CONFIGURATION_LIMIT }));
    }
    if saved.configuration.trim().is_empty() {
        return Err(Refused::invalid("configuration", "The YAML of a flow is required."));
    }
    let organization = &caller.organization;
    let _turn = organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, id).await?;
    draft.lock = Some(author(&caller));
    let published = organization.read(move |core| core.configuration().flows.get(&id).cloned()).await?;
    let written = Written { text: saved.configuration.into(), substitutions: saved.substitutions };
    let published = published.map(|flow| flow.published.version);
    let statements = new_version(&mut draft, &caller, published, &written);
    service.store.commit(statements).await?;
    let shown = organization.read(move |core| {
        let newest = draft.versions.last()?;
        Some(view::flow::version(&draft, newest, core.configuration()))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::Internal))
}

/// Counts a new version, and says how it is kept.
pub(super) fn new_version(
    draft: &mut Draft,
    caller: &Caller,
    published: Option<u32>,
    written: &Written,
) -> Vec<Statement> {
    let rows = &caller.organization.rows;
    let dropped = draft.add_version(now(), author(caller), published);
    let mut statements = vec![rows.put_draft(draft), rows.add_written(draft.id, draft.counted, written)];
    statements.extend(dropped.map(|dropped| Rows::remove_written(draft.id, dropped)));
    statements
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At((id, version)): At<(FlowId, String)>,
) -> Result<Json<wire::FlowVersion>, Refused> {
    let draft = found(&service, &caller, id).await?;
    let shown = caller.organization.read(move |core| {
        let version = draft.version(number(&version)?)?;
        Some(view::flow::version(&draft, version, core.configuration()))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn configuration(
    State(service): State<Shared>,
    caller: Caller,
    At((id, version)): At<(FlowId, String)>,
) -> Result<Json<Configuration>, Refused> {
    let number = number(&version).ok_or(Reason::NotFound)?;
    let written = caller.organization.rows.written(&service.store, id, number).await?;
    let Written { text, substitutions } = written.ok_or(Reason::NotFound)?;
    Ok(Json(Configuration { configuration: text.to_string(), substitutions }))
}
