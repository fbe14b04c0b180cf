//! Flows, as their authors list, name and remove them.

use std::cmp::Ordering;

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
};
use eyeline_contact_center::{Command, Configuration, Flow, Object, ObjectKey};
use eyeline_flow::FlowKind;
use eyeline_genesys::{
    EntityListing,
    flow::{self as wire, ActionName, ActionStatus, DescribeFlow},
};
use eyeline_model::FlowId;
use uuid::Uuid;

use crate::{
    caller::Caller,
    drafts::{Author, Draft},
    draw::draw,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    service::Shared,
    view,
};

const FLOWS: &str = "/api/v2/flows";
const FLOW: &str = "/api/v2/flows/{flow_id}";

pub(super) fn routes(routes: Routes) -> Routes {
    let remove = Rule::Any(&["architect:flow:delete"]);
    routes
        .get(FLOWS, Rule::Any(&["architect:flow:view"]), list)
        .post(FLOWS, Rule::Any(&["architect:flow:add"]), create)
        .delete(FLOWS, remove, remove_all)
        .get(FLOW, Rule::Any(&["architect:flow:view"]), show)
        .put(FLOW, Rule::Any(&["architect:flow:edit"]), describe)
        .delete(FLOW, remove, remove_one)
}

/// A flow of the caller's organization.
pub(super) async fn found(service: &Shared, caller: &Caller, id: FlowId) -> Result<Draft, Refused> {
    let found = caller.organization.rows.draft(&service.store, id).await?;
    found.ok_or(Refused(Reason::NotFound))
}

/// A flow that the caller may change now.
pub(super) async fn free(service: &Shared, caller: &Caller, id: FlowId) -> Result<Draft, Refused> {
    let draft = found(service, caller, id).await?;
    match draft.lock {
        Some(holder) if draft.is_locked_for(author(caller)) => {
            let holder = view::flow::author(holder, &caller.organization.configuration());
            let name = holder.name.or(holder.id).unwrap_or_default();
            Err(Refused(Reason::Conflict(format!("The flow is locked by {name}."))))
        }
        _ => Ok(draft),
    }
}

/// As whom the caller works on flows.
pub(super) fn author(caller: &Caller) -> Author {
    caller.user().map_or(Author::Client(caller.token.client), Author::User)
}

pub(super) async fn shown(caller: &Caller, draft: Draft) -> Result<Json<wire::Flow>, Refused> {
    caller.organization.read(move |core| Json(view::flow::flow(&draft, core.configuration()))).await
}

/// What has been done to a flow, at once.
pub(super) fn done(caller: &Caller, action: ActionName) -> wire::Operation {
    let author = author(caller);
    let by = view::flow::author(author, &caller.organization.configuration());
    let (user, client) = match author {
        Author::User(_) => (Some(by), None),
        Author::Client(_) => (None, Some(by)),
    };
    wire::Operation {
        id: draw::<Uuid>().to_string(),
        complete: true,
        user,
        client,
        action_name: action,
        action_status: ActionStatus::Success,
        error_details: Vec::new(),
    }
}

async fn list(
    State(service): State<Shared>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::Flow>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let order = Order::of(&params)?;
    let mut drafts = caller.organization.rows.drafts(&service.store).await?;
    let listed = caller.organization.read(move |core| {
        let configuration = core.configuration();
        drafts.retain(|draft| is_wanted(draft, &params, configuration));
        drafts.sort_by(|one, other| order.compare(one, other));
        page.show(drafts, |draft| view::flow::flow(&draft, configuration))
    });
    listed.await.map(Json)
}

fn is_wanted(draft: &Draft, params: &Params, configuration: &Configuration) -> bool {
    let is_any = |name: &str, value: &str| params.list(name).next().is_none() || params.has(name, value);
    let has =
        |text: &str, wanted: &str| text.to_lowercase().contains(&wanted.trim_matches('*').to_lowercase());
    let description = draft.description.as_deref().unwrap_or_default();
    let published = configuration.flows.get(&draft.id).map(|flow| format!("{}.0", flow.published.version));
    let held_by = |wanted: &str| match draft.lock {
        Some(Author::User(id)) => id.to_string() == wanted,
        Some(Author::Client(id)) => id.to_string() == wanted,
        None => false,
    };
    is_any("type", draft.kind.key())
        && is_any("id", &draft.id.to_string())
        && params.look_for(&draft.name)
        && params.text("description").is_none_or(|wanted| has(description, wanted))
        && params
            .text("nameOrDescription")
            .is_none_or(|wanted| has(&draft.name, wanted) || has(description, wanted))
        && params.text("publishVersionId").is_none_or(|wanted| published.as_deref() == Some(wanted))
        && params.text("lockedBy").is_none_or(held_by)
        && params.text("lockedByClientId").is_none_or(held_by)
}

/// How a list of flows is sorted.
struct Order {
    key: fn(&Draft) -> String,
    is_descending: bool,
}

impl Order {
    fn of(params: &Params) -> Result<Self, Refused> {
        let key = match params.text("sortBy").map(str::to_lowercase).as_deref() {
            None | Some("id") => |draft: &Draft| draft.id.to_string(),
            Some("name") => |draft: &Draft| draft.name.to_lowercase(),
            Some("type") => |draft: &Draft| draft.kind.key().to_lowercase(),
            Some("description") => |draft: &Draft| draft.description.clone().unwrap_or_default(),
            Some(_) => {
                return Err(Refused::invalid("sortBy", "sortBy must be id, name, type or description."));
            }
        };
        let is_descending = params.has("sortOrder", "desc") || params.has("sortOrder", "descending");
        Ok(Self { key, is_descending })
    }

    fn compare(&self, one: &Draft, other: &Draft) -> Ordering {
        let order = (self.key)(one).cmp(&(self.key)(other)).then_with(|| one.id.cmp(&other.id));
        if self.is_descending { order.reverse() } else { order }
    }
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<FlowId>,
) -> Result<Json<wire::Flow>, Refused> {
    shown(&caller, found(&service, &caller, id).await?).await
}

/// A new flow without versions, in its author's hand.
async fn create(
    State(service): State<Shared>,
    caller: Caller,
    Body(wanted): Body<DescribeFlow>,
) -> Result<Json<wire::Flow>, Refused> {
    let kind = wanted.kind.as_deref().unwrap_or_default();
    let kind = FlowKind::ALL.into_iter().find(|known| known.key().eq_ignore_ascii_case(kind));
    let kinds = FlowKind::ALL.map(FlowKind::key).join(", ").to_uppercase();
    let kind = kind.ok_or_else(|| Refused::invalid("type", format!("The type must be one of {kinds}.")))?;
    let mut draft = Draft::new(draw(), kind, name(&wanted)?, author(&caller));
    draft.description = wanted.description;
    // In turn, for whoever renames a flow looks first whether the name is free.
    let _turn = caller.organization.turn_to_edit().await;
    let rows = &caller.organization.rows;
    if service.store.change(vec![rows.add_draft(&draft)]).await? == [0] {
        return Err(name_is_taken());
    }
    shown(&caller, draft).await
}

fn name(wanted: &DescribeFlow) -> Result<String, Refused> {
    let name = wanted.name.as_deref().unwrap_or_default().trim();
    if (1..=NAME_CHARACTERS).contains(&name.chars().count()) {
        return Ok(name.to_owned());
    }
    Err(Refused::invalid("name", format!("A name of 1 to {NAME_CHARACTERS} characters is required.")))
}

const NAME_CHARACTERS: usize = 200;

fn name_is_taken() -> Refused {
    Refused(Reason::Conflict("There is a flow of this type and name already.".into()))
}

/// Other flows go on in it by its name, so a published one is told of it as well.
async fn describe(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<FlowId>,
    Body(wanted): Body<DescribeFlow>,
) -> Result<Json<wire::Flow>, Refused> {
    let organization = &caller.organization;
    let _turn = organization.turn_to_edit().await;
    let mut draft = free(&service, &caller, id).await?;
    draft.name = name(&wanted)?;
    draft.description = wanted.description;
    let same = |other: &Draft| {
        other.id != id && other.kind == draft.kind && other.name.to_lowercase() == draft.name.to_lowercase()
    };
    if organization.rows.drafts(&service.store).await?.iter().any(same) {
        return Err(name_is_taken());
    }
    let published = organization.read(move |core| core.configuration().flows.get(&id).cloned()).await?;
    if let Some(published) = published.filter(|published| published.name != draft.name) {
        let named = Flow { name: draft.name.clone(), ..published };
        organization.send(Command::Configure(Object::Flow(named))).await?;
    }
    service.store.commit(vec![organization.rows.put_draft(&draft)]).await?;
    shown(&caller, draft).await
}

async fn remove_one(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<FlowId>,
) -> Result<StatusCode, Refused> {
    remove(&service, &caller, &[id]).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_all(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::Operation>, Refused> {
    let ids: Result<Vec<FlowId>, _> = params.list("id").map(str::parse).collect();
    let ids = ids.ok().filter(|ids| !ids.is_empty());
    let ids = ids.ok_or_else(|| Refused::invalid("id", "Ids of flows are required."))?;
    remove(&service, &caller, &ids).await?;
    Ok(Json(done(&caller, ActionName::Delete)))
}

/// Nothing is removed if one of them is not there or in somebody's hand; those in use stay.
async fn remove(service: &Shared, caller: &Caller, ids: &[FlowId]) -> Result<(), Refused> {
    let organization = &caller.organization;
    let _turn = organization.turn_to_edit().await;
    for id in ids {
        free(service, caller, *id).await?;
    }
    for id in ids {
        unpublish(caller, *id).await?;
        service.store.commit(organization.rows.remove_draft(*id)).await?;
    }
    Ok(())
}

/// Nobody is led through the flow any more; refused while somebody could be.
pub(super) async fn unpublish(caller: &Caller, id: FlowId) -> Result<(), Refused> {
    let key = ObjectKey::Flow(id);
    if caller.organization.read(move |core| core.configuration().has(key)).await? {
        caller.organization.send(Command::Remove(key)).await?;
    }
    Ok(())
}
