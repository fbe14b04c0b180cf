//! Watches the conversations that wait or meet, by the contact center's notifications.
//!
//! A notification channel may miss events: while it is being opened, while its socket is down, or because the
//! process was. So every time it stands again, each live escalation's conversation is read once by REST.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use eyeline_engagement::{CallbackState, Command, Engagement, Stage};
use eyeline_genesys::{
    client::Conversation,
    notification::{Channel, Event},
};
use eyeline_model::QueueId;
use eyeline_shell::{ConnectError, WebSocket};
use futures::{SinkExt as _, StreamExt as _};
use tokio::{sync::Notify, time::timeout};
use tokio_tungstenite::tungstenite::Message;
use tracing::{info, warn};

use crate::{engine::Engine, failure::Failure, observe::observation};

/// Topics that a channel takes.
const TOPICS: usize = 1_000;
/// How often the channel is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);
/// Silence that means that it is not.
const SILENCE: Duration = Duration::from_secs(45);
/// The first pause before a channel is opened again; it doubles each time, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why the watch was interrupted.
#[derive(Debug, thiserror::Error)]
enum Interruption {
    #[error(transparent)]
    Api(#[from] Failure),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("the channel's socket has failed")]
    Socket(#[from] tokio_tungstenite::tungstenite::Error),
    #[error("the channel is silent")]
    Silent,
    #[error("news could not be committed")]
    NotCommitted,
    #[error("the channel has ended: {0}")]
    Ended(String),
}

/// The queues whose conversations are watched.
#[derive(Default)]
pub(crate) struct Watched {
    queues: Mutex<BTreeSet<QueueId>>,
    more: Notify,
}

impl Watched {
    /// Watches `queue` from now on, too.
    pub(crate) fn add(&self, queue: QueueId) {
        let mut queues = self.queues.lock().expect("no panic while held");
        if queues.len() >= TOPICS {
            // Found out by the looks at the line instead: seconds later, not never.
            warn!(queue.id = %queue, "queue {queue} is not watched: a channel takes {TOPICS} topics");
        } else if queues.insert(queue) {
            self.more.notify_one();
        }
    }

    fn topics(&self) -> Vec<String> {
        let queues = self.queues.lock().expect("no panic while held");
        queues.iter().map(|queue| format!("v2.routing.queues.{queue}.conversations")).collect()
    }
}

/// Watches until the task is dropped.
pub(crate) async fn watch(engine: Arc<Engine>, watched: Arc<Watched>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let mut stood = false;
        let Err(interruption) = watch_once(&engine, &watched, &mut stood).await;
        if stood {
            pause = FIRST_PAUSE;
        }
        warn!(
            error = &interruption as &dyn std::error::Error,
            pause_ms = pause.as_millis(),
            "watch interrupted"
        );
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn watch_once(
    engine: &Arc<Engine>,
    watched: &Watched,
    stood: &mut bool,
) -> Result<std::convert::Infallible, Interruption> {
    let channel: Channel = engine.contact_center.ask(|caller| caller.open_channel()).await?;
    let mut socket = engine.contact_center.connector().websocket(&channel.connect_uri).await?;
    subscribe(engine, watched, &channel).await?;
    *stood = true;
    info!("watching the contact center's conversations");
    // Beside the reading, so that events do not queue up meanwhile.
    let looking = tokio::spawn(look_at_all(engine.clone()));
    let mut ping = tokio::time::interval(PING);
    let interruption = loop {
        tokio::select! {
            next = timeout(SILENCE, socket.next()) => {
                if let Err(interruption) = take(engine, next).await {
                    break interruption;
                }
            }
            () = watched.more.notified() => {
                subscribe(engine, watched, &channel).await?;
                tokio::spawn(look_at_all(engine.clone()));
            }
            _ = ping.tick() => {
                if let Err(error) = send_ping(&mut socket).await {
                    break error.into();
                }
            }
        }
    };
    looking.abort();
    Err(interruption)
}

async fn look_at_all(engine: Arc<Engine>) {
    engine.look_at_all().await;
}

async fn subscribe(engine: &Engine, watched: &Watched, channel: &Channel) -> Result<(), Interruption> {
    let topics = watched.topics();
    Ok(engine.contact_center.tell(|caller| caller.subscribe(&channel.id, &topics)).await?)
}

async fn send_ping(socket: &mut WebSocket) -> Result<(), tokio_tungstenite::tungstenite::Error> {
    socket.send(Message::text(r#"{"message":"ping"}"#)).await
}

type Next = Option<Result<Message, tokio_tungstenite::tungstenite::Error>>;

async fn take(
    engine: &Arc<Engine>,
    next: Result<Next, tokio::time::error::Elapsed>,
) -> Result<(), Interruption> {
    let message = match next {
        Err(_) => return Err(Interruption::Silent),
        Ok(None) => return Err(Interruption::Ended("closed".to_owned())),
        Ok(Some(message)) => message?,
    };
    let Message::Text(text) = message else { return Ok(()) };
    // Answers to our own pings and whatever a vendor adds are not events of a topic.
    let Ok(event) = serde_json::from_str::<Event>(&text) else { return Ok(()) };
    if let Some(what) = event.topic_name.strip_prefix("v2.system.") {
        return Err(Interruption::Ended(what.to_owned()));
    }
    if event.topic_name.starts_with("v2.routing.queues.") {
        return observe(engine, event).await;
    }
    Ok(())
}

async fn observe(engine: &Arc<Engine>, event: Event) -> Result<(), Interruption> {
    let conversation = serde_json::from_value::<Conversation>(event.event_body);
    let Some(observation) = conversation.ok().and_then(|conversation| observation(&conversation, None))
    else {
        warn!(topic = %event.topic_name, "an event of {} cannot be read", event.topic_name);
        return Ok(());
    };
    // Most of what a queue tells is of chats that have nothing to do with a call.
    if observation.callback == CallbackState::None && observation.customer_is_here {
        return Ok(());
    }
    let conversation = observation.conversation;
    let over = observation.callback == CallbackState::Over;
    if !engine.tell(Command::Observed(observation)).await {
        // Watching anew looks at everything again.
        return Err(Interruption::NotCommitted);
    }
    let waits = move |core: &Engagement| {
        let escalation = core.by_conversation(conversation);
        escalation.is_some_and(|escalation| matches!(escalation.stage, Stage::Waiting(_)))
    };
    if over && engine.handle.read(waits).await == Some(true) {
        // Perhaps the end of an earlier callback, perhaps of the current one: only a look can tell.
        let engine = engine.clone();
        tokio::spawn(async move { engine.look_again(conversation).await });
    }
    Ok(())
}
