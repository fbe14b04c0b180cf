//! The kinds of work of which agents do only so much at once.

use axum::{Json, extract::OriginalUri, http::StatusCode};
use eyeline_contact_center::{Command, Label, Object, ObjectKey, SetLabel};
use eyeline_genesys::{EntityListing, routing as wire};
use eyeline_model::{ConversationId, LabelId};

use crate::{
    api::{
        routing_settings,
        utilization::{MANAGE, VIEW, label_limits},
    },
    caller::Caller,
    draw::draw,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let one = "/api/v2/routing/utilization/labels/{label_id}";
    routes
        .get("/api/v2/routing/utilization/labels", VIEW, list)
        .post("/api/v2/routing/utilization/labels", MANAGE, create)
        .get(one, VIEW, show)
        .put(one, MANAGE, rename)
        .delete(one, MANAGE, remove)
        .patch(
            "/api/v2/conversations/{conversation_id}/utilizationlabel",
            Rule::Any(&["conversation:utilizationLabel:edit"]),
            set,
        )
}

async fn list(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::UtilizationLabel>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let shown = caller.organization.read(move |core| {
        let named = |label: &&Label| params.look_for(&label.name);
        let mut labels: Vec<_> = core.configuration().labels.values().filter(named).collect();
        labels.sort_by(|a, b| a.name.cmp(&b.name));
        page.show(labels, view)
    });
    shown.await.map(Json)
}

async fn show(caller: Caller, At(id): At<LabelId>) -> Result<Json<wire::UtilizationLabel>, Refused> {
    let found = caller.organization.read(move |core| core.configuration().labels.get(&id).map(view));
    found.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

/// A new label, maybe with the organization's limit for it.
async fn create(
    caller: Caller,
    Body(wanted): Body<wire::UtilizationLabel>,
) -> Result<Json<wire::UtilizationLabel>, Refused> {
    let label = Label { id: draw::<LabelId>(), name: name(&wanted)? };
    let limit = wanted.utilization.map(|limit| [(label.id.to_string(), limit)].into());
    let limit = wire::Utilization { label_utilizations: limit, ..wire::Utilization::default() };
    let limit = label_limits(&limit)?;
    caller.organization.send(Command::Configure(Object::Label(label.clone()))).await?;
    if let Some(limit) = limit {
        routing_settings::change(&caller, |routing| routing.label_limits.extend(limit)).await?;
    }
    Ok(Json(view(&label)))
}

async fn rename(
    caller: Caller,
    At(id): At<LabelId>,
    Body(wanted): Body<wire::UtilizationLabel>,
) -> Result<Json<wire::UtilizationLabel>, Refused> {
    let label = Label { id, name: name(&wanted)? };
    let _turn = caller.organization.turn_to_edit().await;
    let known = caller.organization.read(move |core| core.configuration().labels.contains_key(&id));
    if !known.await? {
        return Err(Refused(Reason::NotFound));
    }
    caller.organization.send(Command::Configure(Object::Label(label.clone()))).await?;
    Ok(Json(view(&label)))
}

/// Limits for it go too; refused while something waits that is of this kind.
async fn remove(caller: Caller, At(id): At<LabelId>) -> Result<StatusCode, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let known = caller.organization.read(move |core| core.configuration().labels.contains_key(&id));
    if !known.await? {
        return Err(Refused(Reason::NotFound));
    }
    caller.organization.send(Command::Remove(ObjectKey::Label(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says which kind of work a waiting conversation is; none without a label.
async fn set(
    caller: Caller,
    At(conversation): At<ConversationId>,
    Body(wanted): Body<wire::ConversationLabel>,
) -> Result<Json<&'static str>, Refused> {
    let label = wanted.utilization_label_id.map(|id| id.parse()).transpose();
    let label = label.map_err(|_| Refused::invalid("utilizationLabelId", "This is not a label's id."))?;
    caller.organization.send(Command::SetLabel(SetLabel { conversation, label })).await?;
    Ok(Json(""))
}

fn name(wanted: &wire::UtilizationLabel) -> Result<String, Refused> {
    let name = wanted.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or_else(|| Refused::invalid("name", "A name is required."))
}

fn view(label: &Label) -> wire::UtilizationLabel {
    wire::UtilizationLabel {
        id: Some(label.id.to_string()),
        name: Some(label.name.clone()),
        utilization: None,
        self_uri: Some(format!("/api/v2/routing/utilization/labels/{}", label.id)),
    }
}
