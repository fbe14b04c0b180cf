//! The queues of one user, and joining them.

use axum::{Json, extract::OriginalUri, http::Uri};
use eyeline_contact_center::{Command, Membership, Object};
use eyeline_genesys::{
    EntityListing,
    routing::{self as wire},
};
use eyeline_model::{QueueId, UserId};

use crate::{
    api::queue_members::{check_count, membership},
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
        let members = configuration
            .queues_of(user)
            .filter(|member| joined.is_none_or(|joined| member.joined == joined));
        let queues = members.filter_map(|member| configuration.queues.get(&member.queue));
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
    for membership in wanted {
        let queue = membership.id.as_deref().and_then(|id| id.parse().ok());
        let queue = queue.ok_or_else(|| Refused::invalid("id", "A queue's id is required."))?;
        join(&caller, user, queue, &membership).await?;
    }
    of_user(&caller, user, &uri, &params).await
}

async fn join_one(
    caller: Caller,
    At((user, queue)): At<(UserId, QueueId)>,
    Body(wanted): Body<wire::Membership>,
) -> Result<Json<wire::Queue>, Refused> {
    join(&caller, user, queue, &wanted).await?;
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.queues.get(&queue).map(|queue| view::queue::queue(queue, configuration, Some(user)))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

/// Joins or leaves a queue that the user belongs to, or moves to another ring, for which one must manage members.
pub(super) async fn join(
    caller: &Caller,
    user: UserId,
    queue: QueueId,
    wanted: &wire::Membership,
) -> Result<(), Refused> {
    const MANAGE: &str = "routing:queueMember:manage";
    let _turn = caller.organization.turn_to_edit().await;
    let known = membership(caller, queue, user).await?.ok_or(Reason::NotFound)?;
    caller.require_self_or(user, MANAGE)?;
    if wanted.joined.is_none() && wanted.ring_number.is_none() {
        return Err(Refused::invalid("joined", "joined is required."));
    }
    let joined = wanted.joined.unwrap_or(known.joined);
    let ring = wanted.ring_number.unwrap_or(known.ring);
    if ring != known.ring {
        caller.require(MANAGE)?;
    }
    let membership = Membership { joined, ring, ..known };
    if membership != known {
        caller.organization.send(Command::Configure(Object::Membership(membership))).await?;
    }
    Ok(())
}
