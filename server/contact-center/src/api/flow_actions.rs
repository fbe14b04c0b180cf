//! Taking a flow in hand, giving it back, and publishing it.

use axum::{Json, extract::State};
use eyeline_contact_center::{CheckedFlow, Command, ContactCenter, Flow, PublishedFlow};
use eyeline_flow::{Report, Severity};
use eyeline_genesys::flow::{self as wire, ActionName};
use eyeline_model::FlowId;
use eyeline_shell::{Statement, now};
use tokio::sync::MutexGuard;
use tracing::info;

use crate::{
    api::{
        flow_versions::{new_version, number},
        flows::{author, done, found, free, shown, unpublish},
    },
    caller::Caller,
    drafts::{Draft, Version, Written},
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

/// A flow that is about to change. Nobody else changes anything meanwhile.
struct Edit<'a> {
    service: &'a Shared,
    caller: &'a Caller,
    draft: Draft,
    _turn: MutexGuard<'a, ()>,
}

impl<'a> Edit<'a> {
    /// Waits for the turn, and finds a flow that the caller may change.
    async fn begin(service: &'a Shared, caller: &'a Caller, params: &Params) -> Result<Self, Refused> {
        let turn = caller.organization.turn_to_edit().await;
        let draft = free(service, caller, flow_of(params)?).await?;
        Ok(Self { service, caller, draft, _turn: turn })
    }

    /// Keeps what has changed, and what follows from it.
    async fn put(&self, further: impl IntoIterator<Item = Statement>) -> Result<(), Refused> {
        let mut statements = vec![self.caller.organization.rows.put_draft(&self.draft)];
        statements.extend(further);
        Ok(self.service.store.commit(statements).await?)
    }

    async fn shown(self) -> Result<Json<wire::Flow>, Refused> {
        shown(self.caller, self.draft).await
    }
}

async fn check_out(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let mut edit = Edit::begin(&service, &caller, &params).await?;
    edit.draft.lock = Some(author(&caller));
    edit.put([]).await?;
    edit.shown().await
}

async fn check_in(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Operation>, Refused> {
    let mut edit = Edit::begin(&service, &caller, &params).await?;
    if edit.draft.versions.is_empty() {
        return Err(Refused(Reason::Conflict("The flow has no version to check in.".into())));
    }
    edit.draft.check_in(now());
    edit.put([]).await?;
    Ok(Json(done(&caller, ActionName::CheckIn)))
}

async fn revert(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let mut edit = Edit::begin(&service, &caller, &params).await?;
    let (dropped, id) = (edit.draft.revert(), edit.draft.id);
    edit.put(dropped.into_iter().map(|version| Rows::remove_written(id, version))).await?;
    edit.shown().await
}

/// Takes a flow out of whoever's hand; what they have saved stays.
async fn unlock(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let turn = caller.organization.turn_to_edit().await;
    let draft = Draft { lock: None, ..found(&service, &caller, flow_of(&params)?).await? };
    let edit = Edit { service: &service, caller: &caller, draft, _turn: turn };
    edit.put([]).await?;
    edit.shown().await
}

async fn deactivate(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Flow>, Refused> {
    let mut edit = Edit::begin(&service, &caller, &params).await?;
    unpublish(&caller, edit.draft.id).await?;
    edit.draft.publish(now(), None);
    edit.put([]).await?;
    edit.shown().await
}

/// Whoever comes from now on is led by this version; whoever is led by another already, goes on in that.
async fn publish(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Operation>, Refused> {
    let organization = &caller.organization;
    let draft = free(&service, &caller, flow_of(&params)?).await?;
    let mut version = wanted(&draft, &caller, params.text("version"))?.number;
    let written = organization.rows.written(&service.store, draft.id, version).await?;
    let written = written.ok_or(Reason::NotFound)?;
    // Others go on with their work meanwhile.
    let (mut checked, report) = checked(&service, &caller, &draft, version, written.clone()).await?;
    let mut edit = Edit::begin(&service, &caller, &params).await?;
    if edit.draft.version(version).is_none() || edit.draft.name != draft.name {
        return Err(Refused(Reason::Conflict("The flow was changed at the same time.".into())));
    }
    let id = draft.id;
    let published = organization.read(move |core| core.configuration().flows.get(&id).cloned()).await?;
    if let Some(published) = published.map(|flow| flow.published).filter(|it| is_ahead(it, &checked)) {
        // The core counts up, so what is old comes again as a new version.
        let again = new_version(&mut edit.draft, &caller, Some(published.version), &written);
        version = edit.draft.counted;
        checked = checked.numbered(version);
        service.store.commit(again).await?;
    }
    organization.send(Command::Publish(Box::new(checked))).await?;
    info!(flow.id = %id, version, "version {version} of flow {} is published", draft.name);
    edit.draft.check_in(now());
    edit.draft.publish(now(), Some(version));
    edit.put([]).await?;
    let error_details = report.problems.iter().map(view::flow::warning).collect();
    Ok(Json(wire::Operation { error_details, ..done(&caller, ActionName::Publish) }))
}

/// Whether what is published is newer; or the same, and of its data actions something else was known.
fn is_ahead(published: &PublishedFlow, checked: &CheckedFlow) -> bool {
    let wanted = &checked.flow().published;
    published.version > wanted.version || (published.version == wanted.version && published != wanted)
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

/// Refuses a version that is not sound, names what is not there, or calls itself; returns it compiled, and what its
/// author should know all the same. A large one takes long to compile, and keeps nobody else waiting for that.
async fn checked(
    service: &Shared,
    caller: &Caller,
    draft: &Draft,
    version: u32,
    written: Written,
) -> Result<(CheckedFlow, Report), Refused> {
    let actions = service.config.data_actions.clone();
    let flow = Flow {
        id: draft.id,
        name: draft.name.clone(),
        kind: draft.kind,
        published: written.published(version, actions.contracts()),
        earlier: Vec::new(),
    };
    let configuration = caller.organization.read(|core| core.configuration().clone()).await?;
    let compile = move || {
        let checked = flow.check().map_err(|report| unsound(&report))?;
        let missing = flow_references::missing(checked.code(), &configuration, &actions);
        Ok::<_, Refused>((checked, missing))
    };
    let (checked, missing) = tokio::task::spawn_blocking(compile).await.expect("compiling does not panic")?;
    let look = move |core: &ContactCenter| (core.recursion(checked.flow(), checked.code()), checked);
    let (recursion, checked) = caller.organization.read(look).await?;
    let mut report = checked.warnings().clone();
    report.problems.extend(missing.into_iter().chain(recursion));
    report.problems.sort_by_key(|problem| problem.at);
    if report.has_errors() { Err(unsound(&report)) } else { Ok((checked, report)) }
}

fn unsound(report: &Report) -> Refused {
    let errors = report.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let plural = if errors == 1 { "" } else { "s" };
    let summary = format!("The flow cannot be published: {errors} error{plural}.");
    Refused(Reason::Unsound { summary, problems: view::flow::problems(report) })
}
