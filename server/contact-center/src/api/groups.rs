//! Groups of people, who may be members of queues together.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
};
use eyeline_contact_center::{ChangeGroup, Command, Configuration, Group, Object, ObjectKey, User};
use eyeline_genesys::{
    EntityListing,
    group::{self as wire, GroupKind, GroupMembersUpdate, Visibility},
    user,
};
use eyeline_model::{GroupId, UserId};
use serde_json::{Value, json};

use crate::{
    api::users,
    caller::Caller,
    draw::draw,
    listing::Page,
    logins,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    service::Shared,
    view,
};

const GROUPS: &str = "/api/v2/groups";
const GROUP: &str = "/api/v2/groups/{group_id}";
const MEMBERS: &str = "/api/v2/groups/{group_id}/members";
/// Who changes a group's people. The vendor names no permission: there they are the group's owners.
const EDIT: &str = "directory:group:edit";
/// People of one request.
const LIMIT: usize = 50;
const NAME_CHARACTERS: usize = 200;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(GROUPS, Rule::SignedIn, list)
        .post(GROUPS, Rule::Any(&["directory:group:add"]), create)
        .get(GROUP, Rule::SignedIn, show)
        .put(GROUP, Rule::Any(&[EDIT]), update)
        .delete(GROUP, Rule::Any(&["directory:group:delete"]), remove)
        .get(MEMBERS, Rule::SignedIn, members)
        .get("/api/v2/groups/{group_id}/individuals", Rule::SignedIn, individuals)
        // The handlers ask for a permission.
        .post(MEMBERS, Rule::SignedIn, add_members)
        .delete(MEMBERS, Rule::SignedIn, remove_members)
}

async fn list(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::Group>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let shown = caller.organization.read(move |core| {
        let wanted: BTreeSet<&str> = params.list("id").collect();
        let is_wanted = |group: &&Group| wanted.is_empty() || wanted.contains(group.id.to_string().as_str());
        let mut groups: Vec<_> = core.configuration().groups.values().filter(is_wanted).collect();
        groups.sort_by_key(|group| group.name.to_lowercase());
        if is_descending(&params) {
            groups.reverse();
        }
        let sizes = core.configuration().sizes_of_groups();
        page.show(groups, |group| {
            view::group::group(group, sizes.get(&group.id).copied().unwrap_or_default())
        })
    });
    shown.await.map(Json)
}

fn is_descending(params: &Params) -> bool {
    params.has("sortOrder", "desc") || params.has("sortOrder", "descending")
}

async fn show(caller: Caller, At(id): At<GroupId>) -> Result<Json<wire::Group>, Refused> {
    let shown = caller.organization.read(move |core| {
        let size = core.configuration().people_of(id).count();
        core.configuration().groups.get(&id).map(|group| view::group::group(group, size))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn create(caller: Caller, Body(wanted): Body<wire::Group>) -> Result<Json<wire::Group>, Refused> {
    let id = draw();
    let turn = caller.organization.turn_to_edit().await;
    put(&caller, Group { id, name: String::new(), description: String::new() }, wanted).await?;
    drop(turn);
    show(caller, At(id)).await
}

async fn update(
    caller: Caller,
    At(id): At<GroupId>,
    Body(wanted): Body<wire::Group>,
) -> Result<Json<wire::Group>, Refused> {
    let turn = caller.organization.turn_to_edit().await;
    let known = caller.organization.read(move |core| core.configuration().groups.get(&id).cloned()).await?;
    put(&caller, known.ok_or(Reason::NotFound)?, wanted).await?;
    drop(turn);
    show(caller, At(id)).await
}

/// Keeps `group` with everything that `wanted` says; whoever asks has their turn to edit.
async fn put(caller: &Caller, group: Group, wanted: wire::Group) -> Result<(), Refused> {
    let group = changed(group, wanted)?;
    let (id, name) = (group.id, group.name.to_lowercase());
    let is_taken = caller.organization.read(move |core| {
        let mut groups = core.configuration().groups.values();
        groups.any(|other| other.id != id && other.name.to_lowercase() == name)
    });
    if is_taken.await? {
        return Err(Refused(Reason::Conflict("There is a group of this name already.".into())));
    }
    caller.organization.send(Command::Configure(Object::Group(group))).await.map(drop)
}

fn changed(group: Group, wanted: wire::Group) -> Result<Group, Refused> {
    if wanted.kind == Some(GroupKind::Social) {
        return Err(Refused::invalid("type", "Groups are official."));
    }
    if wanted.visibility.is_some_and(|visibility| visibility != Visibility::Public) {
        return Err(Refused::invalid("visibility", "Groups are public."));
    }
    if wanted.state.is_some_and(|state| state != user::UserState::Active) {
        return Err(Refused::invalid("state", "Groups are active, or removed."));
    }
    let name = wanted.name.map_or(group.name, |name| name.trim().to_owned());
    if !(1..=NAME_CHARACTERS).contains(&name.chars().count()) {
        return Err(Refused::invalid(
            "name",
            format!("A name of 1 to {NAME_CHARACTERS} characters is required."),
        ));
    }
    Ok(Group { id: group.id, name, description: wanted.description.unwrap_or(group.description) })
}

async fn remove(caller: Caller, At(id): At<GroupId>) -> Result<StatusCode, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    known(&caller, id).await?;
    caller.organization.send(Command::Remove(ObjectKey::Group(id))).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn known(caller: &Caller, id: GroupId) -> Result<(), Refused> {
    let key = ObjectKey::Group(id);
    let is_known = caller.organization.read(move |core| core.configuration().has(key)).await?;
    if is_known { Ok(()) } else { Err(Refused(Reason::NotFound)) }
}

async fn members(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<GroupId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<user::User>>, Refused> {
    let page = Page::of(&uri, &params)?;
    people(&service, &caller, id, params, Some(page)).await
}

/// Everybody at once; here nobody belongs to a group by a rule, so they are its members.
async fn individuals(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<GroupId>,
) -> Result<Json<EntityListing<user::User>>, Refused> {
    people(&service, &caller, id, Params::default(), None).await
}

async fn people(
    service: &Shared,
    caller: &Caller,
    id: GroupId,
    params: Params,
    page: Option<Page>,
) -> Result<Json<EntityListing<user::User>>, Refused> {
    let organization = &caller.organization;
    let logins = logins::all(&service.store, &organization.cipher, organization.id).await?;
    let shown = organization.read(move |core| {
        let people = sorted(core.configuration(), id, is_descending(&params))?;
        let view = |user: &User| users::view(core, user, logins.get(&user.id), &params);
        Some(match page {
            Some(page) => page.show(people, view),
            None => EntityListing::whole(people.into_iter().map(view).collect()),
        })
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

/// Who belongs to a group, by name; none if there is no such group.
fn sorted(configuration: &Configuration, group: GroupId, is_descending: bool) -> Option<Vec<&User>> {
    configuration.groups.get(&group)?;
    let mut people: Vec<_> = configuration.people_of(group).collect();
    people.sort_by_key(|user| user.name.reveal());
    if is_descending {
        people.reverse();
    }
    Some(people)
}

async fn add_members(
    caller: Caller,
    At(id): At<GroupId>,
    Body(wanted): Body<GroupMembersUpdate>,
) -> Result<Json<Value>, Refused> {
    change(&caller, id, wanted.member_ids.iter().map(String::as_str), true).await
}

async fn remove_members(caller: Caller, At(id): At<GroupId>, params: Params) -> Result<Json<Value>, Refused> {
    change(&caller, id, params.list("ids"), false).await
}

async fn change<'a>(
    caller: &Caller,
    group: GroupId,
    ids: impl Iterator<Item = &'a str>,
    belong: bool,
) -> Result<Json<Value>, Refused> {
    caller.require(EDIT)?;
    known(caller, group).await?;
    let field = if belong { "memberIds" } else { "ids" };
    let users: Result<BTreeSet<UserId>, _> = ids.map(str::parse).collect();
    let users = users.ok().filter(|users| (1..=LIMIT).contains(&users.len()));
    let users =
        users.ok_or_else(|| Refused::invalid(field, format!("1 to {LIMIT} ids of users are required.")))?;
    let _turn = caller.organization.turn_to_edit().await;
    caller.organization.send(Command::ChangeGroup(ChangeGroup { group, users, belong })).await?;
    Ok(Json(json!({})))
}
