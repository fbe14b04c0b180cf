//! Notification channels and what they are subscribed to.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use eyeline_genesys::{
    EntityListing,
    notification::{AvailableTopic, Channel, ChannelTopic, TopicState},
    topic::{QueueTopic, Topic, UserTopic},
};

use crate::{
    caller::Caller,
    notification::{
        channel::Owner,
        channels::{Change, NotSubscribed, Shown, TOPICS},
        subscriptions,
    },
    origin::Origin,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    service::Shared,
    view::word,
};

const CHANNELS: &str = "/api/v2/notifications/channels";
const CHANNEL: &str = "/api/v2/notifications/channels/{channel_id}";
const SUBSCRIPTIONS: &str = "/api/v2/notifications/channels/{channel_id}/subscriptions";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/notifications/availabletopics", Rule::SignedIn, available)
        .get(CHANNELS, Rule::SignedIn, list)
        .post(CHANNELS, Rule::SignedIn, open)
        .head(CHANNEL, Rule::SignedIn, verify)
        .get(SUBSCRIPTIONS, Rule::SignedIn, subscriptions)
        .put(SUBSCRIPTIONS, Rule::SignedIn, replace)
        .post(SUBSCRIPTIONS, Rule::SignedIn, add)
        .delete(SUBSCRIPTIONS, Rule::SignedIn, remove)
}

fn owner(caller: &Caller) -> Owner {
    Owner { organization: caller.organization.id, client: caller.token.client, user: caller.user() }
}

fn view(channel: Shown, origin: &Origin) -> Channel {
    let connect_uri = format!("{}/channels/{}", origin.websocket(), channel.id);
    Channel { id: channel.id, connect_uri, expires: Some(word::time(channel.expires)) }
}

/// Python's SDK sends `null` here and JavaScript's nothing: the body is not even looked at.
async fn open(
    State(service): State<Shared>,
    caller: Caller,
    origin: Result<Origin, std::convert::Infallible>,
) -> Json<Channel> {
    let Ok(origin) = origin;
    Json(view(service.channels.open(owner(&caller), &caller.token), &origin))
}

async fn list(State(service): State<Shared>, caller: Caller, origin: Origin) -> Json<EntityListing<Channel>> {
    let channels = service.channels.of(&owner(&caller)).into_iter();
    Json(EntityListing::whole(channels.map(|channel| view(channel, &origin)).collect()))
}

async fn verify(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<String>,
) -> Result<StatusCode, Refused> {
    let known = service.channels.subscriptions(&id, &owner(&caller));
    known.map(|_| StatusCode::OK).ok_or(Refused(Reason::NotFound))
}

async fn subscriptions(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<String>,
) -> Result<Json<EntityListing<ChannelTopic>>, Refused> {
    let names = service.channels.subscriptions(&id, &owner(&caller)).ok_or(Reason::NotFound)?;
    Ok(Json(EntityListing::whole(names.into_iter().map(permitted).collect())))
}

async fn replace(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<String>,
    params: Params,
    Body(wanted): Body<Vec<ChannelTopic>>,
) -> Result<Json<EntityListing<ChannelTopic>>, Refused> {
    subscribe(&service, &caller, &id, wanted, &params, Change::Replace)
}

async fn add(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<String>,
    params: Params,
    Body(wanted): Body<Vec<ChannelTopic>>,
) -> Result<Json<EntityListing<ChannelTopic>>, Refused> {
    subscribe(&service, &caller, &id, wanted, &params, Change::Add)
}

async fn remove(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<String>,
) -> Result<StatusCode, Refused> {
    service.channels.subscribe(&id, &owner(&caller), Change::Replace([].into()))?;
    Ok(StatusCode::OK)
}

/// Subscribes to all of `wanted` or to none, unless errors are to be ignored.
fn subscribe(
    service: &Shared,
    caller: &Caller,
    id: &str,
    wanted: Vec<ChannelTopic>,
    params: &Params,
    change: fn(BTreeMap<String, Vec<Topic>>) -> Change,
) -> Result<Json<EntityListing<ChannelTopic>>, Refused> {
    let ignores_errors = params.parse("ignoreErrors")?.unwrap_or(false);
    let wanted = wanted.into_iter().map(|topic| topic.id);
    let checked = subscriptions::check(wanted, caller.user(), &caller.roles);
    if !ignores_errors && let Some((topic, reason)) = checked.rejected.first() {
        return Err(match *reason {
            "invalid topic" => Refused(Reason::Malformed(format!("{topic} is no topic."))),
            _ => Refused(Reason::NotAuthorized),
        });
    }
    let names = service.channels.subscribe(id, &owner(caller), change(checked.permitted))?;
    let rejected = checked.rejected.into_iter().map(|(id, reason)| ChannelTopic {
        id,
        state: Some(TopicState::Rejected),
        rejection_reason: Some(reason.to_owned()),
        ..ChannelTopic::default()
    });
    Ok(Json(EntityListing::whole(names.into_iter().map(permitted).chain(rejected).collect())))
}

impl From<NotSubscribed> for Refused {
    fn from(why: NotSubscribed) -> Self {
        match why {
            NotSubscribed::Unknown => Self(Reason::NotFound),
            NotSubscribed::TooMany => {
                Self::invalid("topics", format!("At most {TOPICS} topics on one channel."))
            }
        }
    }
}

fn permitted(id: String) -> ChannelTopic {
    let self_uri = Some(format!("/api/v2/notifications/availabletopics/{id}"));
    ChannelTopic { id, state: Some(TopicState::Permitted), self_uri, ..ChannelTopic::default() }
}

async fn available() -> Json<EntityListing<AvailableTopic>> {
    let id = || "{id}".to_owned();
    let users = UserTopic::ALL.into_iter().map(|(about, _)| Topic::User { id: id(), about });
    let queues = QueueTopic::ALL.into_iter().map(|(about, _)| Topic::Queue { id: id(), about });
    let topics = users.chain(queues).map(|topic| {
        let permission = subscriptions::permission(&topic);
        AvailableTopic {
            id: topic.to_string(),
            description: String::new(),
            requires_permissions: permission.map(str::to_owned).into_iter().collect(),
            requires_current_user_or_permission: matches!(topic, Topic::User { .. }) && permission.is_some(),
            visibility: "Public".to_owned(),
            transports: vec!["Websocket".to_owned()],
            topic_parameters: vec!["id".to_owned()],
        }
    });
    Json(EntityListing::whole(topics.collect()))
}
