//! Who belongs to a queue.

use axum::{Json, extract::OriginalUri, http::StatusCode};
use eyeline_contact_center::{Command, ContactCenter, Membership, Object, ObjectKey};
use eyeline_genesys::{
    EntityListing,
    routing::{self as wire},
    user::User,
};
use eyeline_model::{QueueId, UserId};

use crate::{
    api::user_queues::join,
    caller::Caller,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    view::{
        presence,
        user::{Person, user},
    },
};

/// Members of one request.
const LIMIT: usize = 100;

pub(super) fn routes(routes: Routes) -> Routes {
    let view = Rule::Any(&[
        "routing:queue:view",
        "routing:queue:edit",
        "routing:queue:readonly",
        "routing:queueMember:manage",
    ]);
    let manage = Rule::Any(&["routing:queue:edit", "routing:queueMember:manage"]);
    routes
        .get("/api/v2/routing/queues/{queue_id}/members", view, list)
        .post("/api/v2/routing/queues/{queue_id}/members", manage, add)
        .patch("/api/v2/routing/queues/{queue_id}/members", manage, change_several)
        .patch("/api/v2/routing/queues/{queue_id}/members/{member_id}", manage, change_one)
        .delete("/api/v2/routing/queues/{queue_id}/members/{member_id}", manage, remove)
}

async fn list(
    caller: Caller,
    At(queue): At<QueueId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::QueueMember>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let joined: Option<bool> = params.parse("joined")?;
    let expand: Vec<String> = params.list("expand").map(str::to_owned).collect();
    let shown = caller.organization.read(move |core| {
        core.configuration().queues.get(&queue)?;
        let members = core.configuration().members(queue);
        let members = members.filter(|member| joined.is_none_or(|joined| member.joined == joined));
        Some(members.filter_map(|member| view(core, *member, &expand)).collect::<Vec<_>>())
    });
    shown.await?.map(|members| Json(page.cut(members))).ok_or(Refused(Reason::NotFound))
}

fn view(core: &ContactCenter, member: Membership, expand: &[String]) -> Option<wire::QueueMember> {
    let configuration = core.configuration();
    let known = configuration.users.get(&member.user)?;
    let agent = core.agent(member.user);
    let wants = |name: &str| expand.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    let shown: User = user(Person { user: known, agent, login: None, configuration }, &wants);
    Some(wire::QueueMember {
        id: member.user.to_string(),
        name: shown.name.clone(),
        user: Some(shown),
        ring_number: Some(member.ring),
        joined: Some(member.joined),
        member_by: Some("user".to_owned()),
        routing_status: agent.filter(|_| wants("routingStatus")).map(presence::routing_status),
        self_uri: Some(format!("/api/v2/routing/queues/{}/members/{}", member.queue, member.user)),
    })
}

async fn add(
    caller: Caller,
    At(queue): At<QueueId>,
    params: Params,
    Body(members): Body<Vec<wire::Membership>>,
) -> Result<StatusCode, Refused> {
    known(&caller, queue).await?;
    check_count(&members)?;
    let _turn = caller.organization.turn_to_edit().await;
    let removes = params.parse("delete")?.unwrap_or(false);
    for member in members {
        let user = user_id(&member)?;
        let command = if removes {
            Command::Remove(ObjectKey::Membership { queue, user })
        } else {
            // Whoever belongs to it already keeps their ring.
            let known = membership(&caller, queue, user).await?;
            let new = known.unwrap_or(Membership::new(queue, user));
            let ring = member.ring_number.unwrap_or(new.ring);
            Command::Configure(Object::Membership(Membership { ring, joined: true, ..new }))
        };
        caller.organization.send(command).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn change_several(
    caller: Caller,
    At(queue): At<QueueId>,
    uri: OriginalUri,
    params: Params,
    Body(members): Body<Vec<wire::Membership>>,
) -> Result<Json<EntityListing<wire::QueueMember>>, Refused> {
    known(&caller, queue).await?;
    check_count(&members)?;
    for member in &members {
        join(&caller, user_id(member)?, queue, member).await?;
    }
    list(caller, At(queue), uri, params).await
}

async fn change_one(
    caller: Caller,
    At((queue, user)): At<(QueueId, UserId)>,
    Body(member): Body<wire::Membership>,
) -> Result<StatusCode, Refused> {
    join(&caller, user, queue, &member).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn remove(caller: Caller, At((queue, user)): At<(QueueId, UserId)>) -> Result<StatusCode, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let key = ObjectKey::Membership { queue, user };
    let is_known = caller.organization.read(move |core| core.configuration().has(key)).await?;
    is_known.then_some(()).ok_or(Reason::NotFound)?;
    caller.organization.send(Command::Remove(key)).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn check_count(members: &[wire::Membership]) -> Result<(), Refused> {
    if members.len() > LIMIT {
        return Err(Refused::invalid("body", format!("At most {LIMIT} members at once.")));
    }
    Ok(())
}

pub(super) async fn membership(
    caller: &Caller,
    queue: QueueId,
    user: UserId,
) -> Result<Option<Membership>, Refused> {
    let find = move |core: &ContactCenter| core.configuration().memberships.get(&queue)?.get(&user).copied();
    caller.organization.read(find).await
}

async fn known(caller: &Caller, queue: QueueId) -> Result<(), Refused> {
    let is_known = caller.organization.read(move |core| core.configuration().queues.contains_key(&queue));
    if is_known.await? { Ok(()) } else { Err(Refused(Reason::NotFound)) }
}

fn user_id(member: &wire::Membership) -> Result<UserId, Refused> {
    let id = member.id.as_deref().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Refused::invalid("id", "A user's id is required."))
}
