//! How long a wait will be, and how many come first.

use axum::Json;
use eyeline_acd::Formula;
use eyeline_genesys::routing::{self as wire, EstimatedWaitTime, Intent, Prediction};
use eyeline_model::{ConversationId, Media, QueueId};
use eyeline_shell::now;

use crate::{
    caller::Caller,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Params},
    routes::Routes,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let view = Rule::All(&["routing:queue:view"]);
    routes.get("/api/v2/routing/queues/{queue_id}/estimatedwaittime", view, of_every_medium).get(
        "/api/v2/routing/queues/{queue_id}/mediatypes/{media_type}/estimatedwaittime",
        view,
        of_one_medium,
    )
}

async fn of_every_medium(
    caller: Caller,
    At(queue): At<QueueId>,
    params: Params,
) -> Result<Json<EstimatedWaitTime>, Refused> {
    estimate(&caller, queue, &Media::ALL, params.parse("conversationId")?).await
}

async fn of_one_medium(
    caller: Caller,
    At((queue, media)): At<(QueueId, String)>,
    params: Params,
) -> Result<Json<EstimatedWaitTime>, Refused> {
    let media = match media.to_ascii_lowercase().as_str() {
        "callback" => Media::Callback,
        "message" => Media::Message,
        _ => return Err(Refused::invalid("mediaType", "mediaType must be callback or message.")),
    };
    estimate(&caller, queue, &[media], params.parse("conversationId")?).await
}

async fn estimate(
    caller: &Caller,
    queue: QueueId,
    media: &[Media],
    conversation: Option<ConversationId>,
) -> Result<Json<EstimatedWaitTime>, Refused> {
    let media = media.to_vec();
    let results = caller.organization.read(move |core| {
        core.configuration().queues.get(&queue)?;
        let one = |media: Media| {
            // A conversation that does not wait here is told what a new one would be.
            let waiting = conversation.filter(|id| core.position(*id, media).is_some());
            let estimate = core.estimated_wait(now(), queue, media, waiting)?;
            let position = waiting.and_then(|id| core.position(id, media));
            Some(Prediction {
                intent: Some(intent(media)),
                formula: match estimate.formula {
                    Formula::Simple => wire::Formula::Simple,
                    Formula::Abandon => wire::Formula::Abandon,
                },
                estimated_wait_time_seconds: estimate.wait.as_secs(),
                position_in_queue: position.and_then(|position| u32::try_from(position).ok()),
            })
        };
        Some(media.into_iter().filter_map(one).collect::<Vec<_>>())
    });
    results.await?.map(|results| Json(EstimatedWaitTime { results })).ok_or(Refused(Reason::NotFound))
}

fn intent(media: Media) -> Intent {
    match media {
        Media::Message => Intent::Message,
        Media::Callback => Intent::Callback,
    }
}
