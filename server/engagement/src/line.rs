//! Asks the contact center how the waiting customers move up.

use std::{sync::Arc, time::Duration};

use eyeline_engagement::{Command, Engagement, Escalation, Estimate, Place, Stage};
use eyeline_genesys::client::Estimates;
use eyeline_model::{ConversationId, EscalationId, QueueId};
use futures::StreamExt as _;
use http::StatusCode;
use tokio::{sync::broadcast::error::RecvError, task::JoinSet};
use tracing::debug;

use crate::engine::Engine;

/// How old a place in line may become.
const ROUND: Duration = Duration::from_secs(5);
/// Questions under way at once.
const AT_ONCE: usize = 8;

/// A longer estimate is a mistake, and would not be believed.
const LONGEST_ESTIMATE_S: i64 = 7 * 24 * 3_600;

/// A customer in line.
struct InLine {
    escalation: EscalationId,
    conversation: ConversationId,
    queue: QueueId,
    attempt: u32,
}

impl InLine {
    fn of(escalation: &Escalation) -> Option<Self> {
        let Stage::Waiting(waiting) = &escalation.stage else { return None };
        (waiting.place != Place::Requested).then_some(Self {
            escalation: escalation.id,
            conversation: escalation.conversation,
            queue: escalation.queue.id,
            attempt: escalation.attempt,
        })
    }
}

/// Asks for everybody in line, again and again, until the task is dropped.
pub(crate) async fn watch(engine: Arc<Engine>) {
    loop {
        let started = tokio::time::Instant::now();
        let everybody = |core: &Engagement| core.live().filter_map(InLine::of).collect::<Vec<_>>();
        let Some(waiting) = engine.handle.read(everybody).await else { return };
        let pauses: Vec<Duration> = futures::stream::iter(waiting)
            .map(|customer| ask(engine.clone(), customer))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        // A contact center that limits its clients is not asked again before it wants to be.
        let pause = pauses.into_iter().fold(ROUND, Duration::max);
        tokio::time::sleep_until(started + pause).await;
    }
}

/// Asks for whoever has just come into the line, so that they need not wait for the next round.
pub(crate) async fn welcome(engine: Arc<Engine>) {
    let mut notices = engine.handle.subscribe();
    let mut asking = JoinSet::new();
    loop {
        match notices.recv().await {
            Ok(changed) => {
                let came = |escalation: &Escalation| match &escalation.stage {
                    Stage::Waiting(waiting) => matches!(waiting.place, Place::Queued { .. }),
                    _ => false,
                };
                let came = changed.iter().filter(|escalation| came(escalation));
                for customer in came.filter_map(|escalation| InLine::of(escalation)) {
                    if asking.len() >= AT_ONCE {
                        asking.join_next().await;
                    }
                    asking.spawn(ask(engine.clone(), customer));
                }
            }
            // The next round makes up for those that were missed.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Asks for one customer; returns how long to wait before the next round.
async fn ask(engine: Arc<Engine>, customer: InLine) -> Duration {
    let InLine { escalation, conversation, queue, attempt } = customer;
    let asked = engine.contact_center.ask::<Estimates>(|caller| caller.estimate(queue, conversation)).await;
    let estimates = match asked {
        Ok(estimates) => estimates,
        // Some contact centers know no place of a conversation that does not wait.
        Err(failure) if failure.status() == Some(StatusCode::NOT_FOUND) => Estimates { results: Vec::new() },
        Err(failure) => {
            debug!(queue.id = %queue, %failure, "queue {queue} gives no estimate");
            return failure.retry_after().unwrap_or_default();
        }
    };
    let best = estimates.best();
    let seconds = best.and_then(|best| best.estimated_wait_time_seconds);
    let position = best.and_then(|best| best.position_in_queue);
    let wait =
        seconds.map(|seconds| eyeline_model::Duration::from_secs(seconds.clamp(0, LONGEST_ESTIMATE_S)));
    let estimate = Estimate { position, wait };
    engine.tell(Command::Estimated { escalation, attempt, estimate }).await;
    if position.is_none() {
        // Not in line any more: an adviser is being asked, or something was missed.
        engine.look_again(conversation).await;
    }
    Duration::ZERO
}
