//! Taking a flow in hand, giving it back, and publishing it.

use axum::{Json, extract::State};
use eyeline_contact_center::{Command, Configuration, Flow, Object};
use eyeline_flow::{Publication, Report, Severity};
use eyeline_genesys::flow::{self as wire, ActionName};
use eyeline_model::FlowId;
use eyeline_shell::now;
use tracing::info;

use crate::{
    api::{
        flow_versions::{new_version, number},
        flows::{author, done, found, free, shown, unpublish},
    },
    caller::Caller,
    drafts::{Draft, Version},
    flow_references,
    permission::Rule,
    refused::{Reason, Refused},
    request::Params,
    routes::Routes,
    rows::Rows,
    service::Shared,
    view,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let edit = Rule::Any(&["architect:flow:edit"]);
    routes
        .post("/api/v2/flows/actions/checkout", edit, check_out)
        .post(
            "/api/v2/flows/actions/checkin",
            Rule::Any(&["architect:flow:edit", "architect:flow:unlock"]),
            check_in,
        )
        .post("/api/v2/flows/actions/revert", edit, revert)
        .post("/api/v2/flows/actions/unlock", Rule::Any(&["architect:flow:unlock"]), unlock)
        .post(
            "/api/v2/flows/actions/publish",
            Rule::Any(&["architect:flow:publish", "architect:flow:unlock"]),
            publish,
        )
        .post("/api/v2/flows/actions/deactivate", Rule::Any(&["architect:flow:publish"]), deactivate)
}

fn flow_of(params: &Params) -> Result<FlowId, Refused> {
    params.parse("flow")?.ok_or_else(|| Refused::invalid("flow", "The id of a flow is required."))
}

async fn put(service: &Shared, caller: &Caller, draft: &Draft) -> Result<(), Refused> {
    Ok(service.store.commit(vec![caller.organization.rows.put_draft(draft)]).await?)
}

async fn check_out(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, flow_of(&params)?).await?;
    draft.lock = Some(author(&caller));
    put(&service, &caller, &draft).await?;
    shown(&caller, draft).await
}

async fn check_in(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Operation>, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, flow_of(&params)?).await?;
    if draft.versions.is_empty() {
        return Err(Refused(Reason::Conflict("The flow has no version to check in.".into())));
    }
    draft.check_in(now());
    put(&service, &caller, &draft).await?;
    Ok(Json(done(&caller, ActionName::CheckIn)))
}

async fn revert(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, flow_of(&params)?).await?;
    let dropped = draft.revert();
    let mut statements = vec![caller.organization.rows.put_draft(&draft)];
    statements.extend(dropped.into_iter().map(|version| Rows::remove_written(draft.id, version)));
    service.store.commit(statements).await?;
    shown(&caller, draft).await
}

/// Takes a flow out of whoever's hand; what they have saved stays.
async fn unlock(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut draft = found(&service, &caller, flow_of(&params)?).await?;
    draft.lock = None;
    put(&service, &caller, &draft).await?;
    shown(&caller, draft).await
}

async fn deactivate(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, flow_of(&params)?).await?;
    unpublish(&caller, draft.id).await?;
    draft.publish(now(), None);
    put(&service, &caller, &draft).await?;
    shown(&caller, draft).await
}

/// Whoever comes from now on is led by this version; whoever is led by another already, goes on in that.
async fn publish(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Operation>, Refused> {
    let organization = &caller.organization;
    let _turn = organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, flow_of(&params)?).await?;
    let configuration = organization.read(|core| core.configuration().clone()).await?;
    let mut version = wanted(&draft, &caller, params.text("version"))?.number;
    let written = organization.rows.written(&service.store, draft.id, version).await?;
    let written = written.ok_or(Reason::NotFound)?;
    let published = configuration.flows.get(&draft.id).map(|flow| flow.published.version);
    let mut again = Vec::new();
    if published.is_some_and(|published| published > version) {
        // The core counts up, so what is old comes again as a new version.
        again = new_version(&mut draft, &caller, published, &written);
        version = draft.counted;
    }
    let flow = Flow {
        id: draft.id,
        name: draft.name.clone(),
        kind: draft.kind,
        published: written.published(version),
        earlier: Vec::new(),
    };
    let report = checked(&flow, &configuration)?;
    if !again.is_empty() {
        service.store.commit(again).await?;
    }
    organization.send(Command::Configure(Object::Flow(flow))).await?;
    info!(flow.id = %draft.id, version, "version {version} of flow {} is published", draft.name);
    draft.check_in(now());
    draft.publish(now(), Some(version));
    put(&service, &caller, &draft).await?;
    let error_details = report.problems.iter().map(view::flow::warning).collect();
    Ok(Json(wire::Operation { error_details, ..done(&caller, ActionName::Publish) }))
}

/// The version that is to be published: the newest that was checked in, or that the caller has in hand.
fn wanted<'a>(draft: &'a Draft, caller: &Caller, id: Option<&str>) -> Result<&'a Version, Refused> {
    if let Some(id) = id {
        let found = number(id).and_then(|number| draft.version(number));
        return found.ok_or_else(|| Refused::invalid("version", "The flow has no such version."));
    }
    let in_hand = draft.versions.last().filter(|_| draft.lock == Some(author(caller)));
    let nothing = || Refused(Reason::Conflict("The flow has no version that is checked in.".into()));
    in_hand.or_else(|| draft.checked_in()).ok_or_else(nothing)
}

/// Refuses a flow that is not sound, or names what is not there; returns what its author should know all the same.
fn checked(flow: &Flow, configuration: &Configuration) -> Result<Report, Refused> {
    let Publication { flow: compiled, mut report } = flow.compile().map_err(|report| unsound(&report))?;
    report.problems.extend(flow_references::missing(&compiled, configuration));
    report.problems.sort_by_key(|problem| problem.at);
    if report.has_errors() { Err(unsound(&report)) } else { Ok(report) }
}

fn unsound(report: &Report) -> Refused {
    let errors = report.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let plural = if errors == 1 { "" } else { "s" };
    let summary = format!("The flow cannot be published: {errors} error{plural}.");
    Refused(Reason::Unsound { summary, problems: view::flow::problems(report) })
}
