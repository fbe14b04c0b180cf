//! The queues of one user, and joining them.

use std::collections::BTreeMap;

use axum::{Json, extract::OriginalUri, http::Uri};
use eyeline_contact_center::{ChangeMembers, Command, ContactCenter, Membership, Queue};
use eyeline_genesys::{
    EntityListing,
    routing::{self as wire},
};
use eyeline_model::{QueueId, UserId};

use crate::{
    api::queue_members::check_count,
    caller::Caller,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    view,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let join = Rule::Any(&["routing:queue:join", "routing:queueMember:manage"]);
    routes
        .get("/api/v2/users/{user_id}/queues", Rule::Any(&["routing:queue:view"]), list)
        .patch("/api/v2/users/{user_id}/queues", join, join_several)
        .patch("/api/v2/users/{user_id}/queues/{queue_id}", join, join_one)
}

async fn list(
    caller: Caller,
    At(user): At<UserId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::Queue>>, Refused> {
    of_user(&caller, user, &uri, &params).await
}

/// The queues that a user belongs to.
pub(super) async fn of_user(
    caller: &Caller,
    user: UserId,
    uri: &Uri,
    params: &Params,
) -> Result<Json<EntityListing<wire::Queue>>, Refused> {
    let page = Page::of(uri, params)?;
    let joined: Option<bool> = params.parse("joined")?;
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.users.get(&user)?;
        let is_wanted = |queue: &&Queue| {
            let member = configuration.member(queue, user);
            member.is_some_and(|of| joined.is_none_or(|joined| of.membership.joined == joined))
        };
        let queues = configuration.queues.values().filter(is_wanted);
        Some(queues.map(|queue| view::queue::queue(queue, configuration, Some(user))).collect::<Vec<_>>())
    });
    shown.await?.map(|queues| Json(page.cut(queues))).ok_or(Refused(Reason::NotFound))
}

async fn join_several(
    caller: Caller,
    At(user): At<UserId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
    Body(wanted): Body<Vec<wire::Membership>>,
) -> Result<Json<EntityListing<wire::Queue>>, Refused> {
    check_count(&wanted)?;
    let queue = |membership: &wire::Membership| membership.id.as_deref().and_then(|id| id.parse().ok());
    let wanted = wanted.iter().map(|wanted| {
        let queue = queue(wanted).ok_or_else(|| Refused::invalid("id", "A queue's id is required."))?;
        Ok((user, queue, wanted))
    });
    join(&caller, wanted.collect::<Result<_, Refused>>()?).await?;
    of_user(&caller, user, &uri, &params).await
}

async fn join_one(
    caller: Caller,
    At((user, queue)): At<(UserId, QueueId)>,
    Body(wanted): Body<wire::Membership>,
) -> Result<Json<wire::Queue>, Refused> {
    join(&caller, vec![(user, queue, &wanted)]).await?;
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.queues.get(&queue).map(|queue| view::queue::queue(queue, configuration, Some(user)))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

/// Has users join or leave queues that they belong to, or move to another ring, for which one must manage members: all
/// of it or, if one of it cannot be, nothing.
pub(super) async fn join(
    caller: &Caller,
    wanted: Vec<(UserId, QueueId, &wire::Membership)>,
) -> Result<(), Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut put = BTreeMap::new();
    for (user, queue, wanted) in wanted {
        let known = match put.get(&(queue, user)) {
            Some(known) => *known,
            None => known(caller, queue, user).await?,
        };
        put.insert((queue, user), changed(caller, known, wanted)?);
    }
    let change = ChangeMembers { put: put.into_values().collect(), removed: Vec::new() };
    caller.organization.send(Command::ChangeMembers(change)).await?;
    Ok(())
}

fn changed(caller: &Caller, known: Membership, wanted: &wire::Membership) -> Result<Membership, Refused> {
    const MANAGE: &str = "routing:queueMember:manage";
    caller.require_self_or(known.user, MANAGE)?;
    if wanted.joined.is_none() && wanted.ring_number.is_none() {
        return Err(Refused::invalid("joined", "joined is required."));
    }
    let joined = wanted.joined.unwrap_or(known.joined);
    let ring = wanted.ring_number.unwrap_or(known.ring);
    if ring != known.ring {
        caller.require(MANAGE)?;
    }
    Ok(Membership { joined, ring, ..known })
}

/// How a user belongs to a queue by themselves.
async fn known(caller: &Caller, queue: QueueId, user: UserId) -> Result<Membership, Refused> {
    let find = move |core: &ContactCenter| {
        let configuration = core.configuration();
        let own = configuration.memberships.get(&queue).and_then(|members| members.get(&user));
        let through = |queue: &Queue| configuration.member(queue, user).is_some();
        own.copied().ok_or_else(|| match configuration.queues.get(&queue).is_some_and(through) {
            true => Reason::Conflict("The user belongs to the queue through a group.".into()),
            false => Reason::NotFound,
        })
    };
    Ok(caller.organization.read(find).await??)
}
