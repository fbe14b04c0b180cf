//! Queues.

use axum::{Json, extract::OriginalUri};
use eyeline_acd::ScoringMethod;
use eyeline_contact_center::{AfterCallWorkMode, Command, MediaSettings, Object, Queue, ServiceLevel};
use eyeline_genesys::{
    EntityListing,
    routing::{self as wire, AcwPrompt, AcwSettings},
};
use eyeline_model::{Duration, Media, QueueId};

use crate::{
    api::queue_routing,
    caller::Caller,
    draw::draw,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    view,
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/routing/queues", Rule::Any(&["routing:queue:view"]), list)
        .post("/api/v2/routing/queues", Rule::Any(&["routing:queue:add"]), create)
        .get("/api/v2/routing/queues/divisionviews", Rule::All(&["routing:queue:search"]), list)
        .get("/api/v2/routing/queues/me", Rule::SignedIn, mine)
        .get("/api/v2/routing/queues/{queue_id}", Rule::All(&["routing:queue:view"]), show)
        .put("/api/v2/routing/queues/{queue_id}", Rule::Any(&["routing:queue:edit"]), replace)
}

async fn list(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::Queue>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        let wanted: Vec<&str> = params.list("id").collect();
        let is_wanted = |queue: &&Queue| {
            let is_listed = wanted.is_empty() || wanted.contains(&queue.id.to_string().as_str());
            is_listed && params.look_for(&queue.name)
        };
        let mut queues: Vec<_> = configuration.queues.values().filter(is_wanted).collect();
        queues.sort_by(|a, b| a.name.cmp(&b.name));
        page.show(queues, |queue| view::queue::queue(queue, configuration, None))
    });
    shown.await.map(Json)
}

async fn mine(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::Queue>>, Refused> {
    super::user_queues::of_user(&caller, caller.require_user()?, &uri, &params).await
}

async fn show(caller: Caller, At(id): At<QueueId>) -> Result<Json<wire::Queue>, Refused> {
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.queues.get(&id).map(|queue| view::queue::queue(queue, configuration, None))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn create(caller: Caller, Body(wanted): Body<wire::Queue>) -> Result<Json<wire::Queue>, Refused> {
    let id = draw::<QueueId>();
    let queue = changed(Queue::new(id, ""), wanted)?;
    caller.organization.send(Command::Configure(Object::Queue(queue))).await?;
    show(caller, At(id)).await
}

async fn replace(
    caller: Caller,
    At(id): At<QueueId>,
    Body(wanted): Body<wire::Queue>,
) -> Result<Json<wire::Queue>, Refused> {
    let turn = caller.organization.turn_to_edit().await;
    let known = caller.organization.read(move |core| core.configuration().queues.get(&id).cloned()).await?;
    let queue = changed(known.ok_or(Reason::NotFound)?, wanted)?;
    caller.organization.send(Command::Configure(Object::Queue(queue))).await?;
    drop(turn);
    show(caller, At(id)).await
}

/// `queue` with everything that `wanted` says; what it does not say stays.
fn changed(mut queue: Queue, wanted: wire::Queue) -> Result<Queue, Refused> {
    if let Some(name) = &wanted.name {
        name.trim().clone_into(&mut queue.name);
    }
    if queue.name.is_empty() {
        return Err(Refused::invalid("name", "A name is required."));
    }
    if let Some(description) = &wanted.description {
        queue.description.clone_from(description);
    }
    queue_routing::change(&mut queue, &wanted)?;
    let media = wanted.media_settings.unwrap_or_default();
    for (medium, settings) in [(Media::Message, media.message), (Media::Callback, media.callback)] {
        if let Some(settings) = settings {
            queue.media[medium] = media_settings(queue.media[medium], &settings)?;
        }
    }
    if let Some(scoring) = wanted.scoring_method {
        queue.scoring = match scoring {
            wire::ScoringMethod::TimestampAndPriority => ScoringMethod::TimestampAndPriority,
            wire::ScoringMethod::PriorityOnly => ScoringMethod::PriorityOnly,
        };
    }
    if let Some(settings) = wanted.acw_settings {
        queue.after_call_work = after_call_work(&settings)?;
    }
    Ok(queue)
}

fn media_settings(now: MediaSettings, wanted: &wire::MediaSettings) -> Result<MediaSettings, Refused> {
    let alerting_timeout = match wanted.alerting_timeout_seconds.map(i32::try_from) {
        None => now.alerting_timeout,
        Some(Ok(seconds)) => Duration::from_secs(seconds.into()),
        Some(Err(_)) => return Err(Refused::invalid("alertingTimeoutSeconds", "This is out of range.")),
    };
    let service_level = match &wanted.service_level {
        None => now.service_level,
        Some(level) if (0.0..=1.0).contains(&level.percentage) => ServiceLevel {
            percent: (level.percentage * 100.0).round() as u8,
            within: Duration::from_millis(level.duration_ms),
        },
        Some(_) => return Err(Refused::invalid("serviceLevel.percentage", "percentage must be 0.0 to 1.0.")),
    };
    let auto_answer = wanted.enable_auto_answer.unwrap_or(now.auto_answer);
    Ok(MediaSettings { alerting_timeout, auto_answer, service_level })
}

fn after_call_work(settings: &AcwSettings) -> Result<AfterCallWorkMode, Refused> {
    let timeout = settings.timeout_ms.map(Duration::from_millis);
    let limited =
        || timeout.ok_or_else(|| Refused::invalid("acwSettings.timeoutMs", "timeoutMs is required."));
    Ok(match settings.wrapup_prompt {
        None | Some(AcwPrompt::Optional) => AfterCallWorkMode::Optional,
        Some(AcwPrompt::Mandatory) => AfterCallWorkMode::Mandatory,
        Some(AcwPrompt::MandatoryTimeout) => AfterCallWorkMode::MandatoryTimeout(limited()?),
        Some(AcwPrompt::MandatoryForcedTimeout) => AfterCallWorkMode::MandatoryForcedTimeout(limited()?),
        Some(AcwPrompt::AgentRequested) => AfterCallWorkMode::AgentRequested(limited()?),
    })
}
