//! Who belongs to a queue.

use axum::{Json, extract::OriginalUri, http::StatusCode};
use eyeline_contact_center::{ChangeMembers, Command, ContactCenter, Member, Membership, ObjectKey};
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
    let by = params.text("memberBy").map(str::to_owned);
    if by.as_deref().is_some_and(|by| ![BY_USER, BY_GROUP].contains(&by)) {
        return Err(Refused::invalid("memberBy", "memberBy must be user or group."));
    }
    let expand: Vec<String> = params.list("expand").map(str::to_owned).collect();
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        let mut members = configuration.everybody_in(configuration.queues.get(&queue)?);
        members.retain(|member| {
            joined.is_none_or(|joined| member.membership.joined == joined)
                && by.as_deref().is_none_or(|by| by == belongs_by(*member))
        });
        Some(members.into_iter().filter_map(|member| view(core, member, &expand)).collect::<Vec<_>>())
    });
    shown.await?.map(|members| Json(page.cut(members))).ok_or(Refused(Reason::NotFound))
}

/// The vendor's words for how somebody belongs to a queue. Whoever does so in both ways is a member by themselves.
const BY_USER: &str = "user";
const BY_GROUP: &str = "group";

const fn belongs_by(member: Member) -> &'static str {
    if member.by_user { BY_USER } else { BY_GROUP }
}

fn view(core: &ContactCenter, of: Member, expand: &[String]) -> Option<wire::QueueMember> {
    let (configuration, member) = (core.configuration(), of.membership);
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
        member_by: Some(belongs_by(of).to_owned()),
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
    let mut change = ChangeMembers::default();
    for member in members {
        let user = user_id(&member)?;
        if removes {
            change.removed.push((queue, user));
            continue;
        }
        // Whoever belongs to it already keeps their ring.
        let new = membership(&caller, queue, user).await?.unwrap_or(Membership::new(queue, user));
        let ring = member.ring_number.unwrap_or(new.ring);
        change.put.push(Membership { ring, joined: true, ..new });
    }
    caller.organization.send(Command::ChangeMembers(change)).await?;
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
    let wanted = members.iter().map(|member| Ok((user_id(member)?, queue, member)));
    join(&caller, wanted.collect::<Result<_, Refused>>()?).await?;
    list(caller, At(queue), uri, params).await
}

async fn change_one(
    caller: Caller,
    At((queue, user)): At<(QueueId, UserId)>,
    Body(member): Body<wire::Membership>,
) -> Result<StatusCode, Refused> {
    join(&caller, vec![(user, queue, &member)]).await?;
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

async fn membership(caller: &Caller, queue: QueueId, user: UserId) -> Result<Option<Membership>, Refused> {
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
