//! A channel's websocket: heartbeats, pings, subscribing in place, and the events.

use axum::{
    Router,
    body::Bytes,
    extract::{
        State,
        ws::{
            CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection,
        },
    },
    response::Response,
    routing::get,
};
use eyeline_genesys::notification::{
    CHANNEL_METADATA, Event, HEARTBEAT, SocketFailure, SocketReply, SocketRequest, SocketTopics,
};
use metrics::gauge;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, interval_at, timeout};

use crate::{
    notification::{
        channel::{Closing, Connection, Owner, Resumed, frame},
        channels::{Change, NotSubscribed, TOPICS},
        subscriptions,
    },
    refused::Refused,
    request::{At, Params},
    service::Shared,
};

/// Bytes of one message from a client.
const MESSAGE_LIMIT: usize = 128 * 1_024;
/// How long a client may take to accept one message before it counts as gone.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a client may leave pings unanswered before it counts as gone.
pub(crate) const SILENCE: Duration = Duration::from_secs(95);

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/channels/{channel_id}", get(open))
}

async fn open(
    State(service): State<Shared>,
    At(id): At<String>,
    params: Params,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refused> {
    let last_sequence = params.parse("lastSequence")?;
    Ok(upgrade?
        .max_frame_size(MESSAGE_LIMIT)
        .max_message_size(MESSAGE_LIMIT)
        .on_upgrade(move |socket| serve(service, id, last_sequence, socket)))
}

async fn serve(service: Shared, id: String, last_sequence: Option<u64>, mut socket: WebSocket) {
    let Some(connection) = service.channels.connect(&id, last_sequence) else {
        if say(&mut socket, text(&reply("404", None, None))).await {
            close(&mut socket, Closing::ChannelGone).await;
        }
        return;
    };
    gauge!("eyeline_notification_sockets").increment(1);
    converse(&service, &id, connection, &mut socket).await;
    gauge!("eyeline_notification_sockets").decrement(1);
}

/// Goes on until the client leaves, or we have a reason to close.
async fn converse(service: &Shared, id: &str, mut connection: Connection, socket: &mut WebSocket) {
    if !say_resumed(socket, connection.resumed).await {
        return;
    }
    let period = service.config.heartbeat;
    let mut heartbeat = interval_at(Instant::now() + period, period);
    let mut heard = Instant::now();
    loop {
        let frame = tokio::select! {
            event = connection.events.recv() => match event {
                Some(event) => event,
                None => {
                    let reason = connection.closing.get().copied().unwrap_or(Closing::ChannelGone);
                    return close(socket, reason).await;
                }
            },
            _ = heartbeat.tick() => {
                if heard.elapsed() > SILENCE || !ping(socket).await {
                    return;
                }
                metadata(json!({"message": HEARTBEAT}))
            }
            received = socket.recv() => {
                heard = Instant::now();
                match received {
                    Some(Ok(Message::Text(text))) => answer(service, id, &text).await,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => continue,
                }
            }
        };
        if !say(socket, frame).await {
            return;
        }
    }
}

async fn say_resumed(socket: &mut WebSocket, resumed: Resumed) -> bool {
    let body = match resumed {
        Resumed::NotAsked => return true,
        Resumed::Replayed(count) => json!({"message": "Resumed", "replayed": count}),
        Resumed::TooOld => json!({"message": "Resume Failed", "reason": "too.old"}),
    };
    say(socket, metadata(body)).await
}

async fn answer(service: &Shared, id: &str, request: &str) -> Utf8Bytes {
    match serde_json::from_str(request) {
        Ok(SocketRequest::Ping) => metadata(json!({"message": "pong"})),
        Ok(SocketRequest::Subscribe(topics)) => text(&subscribe(service, id, topics).await),
        Ok(SocketRequest::Unsubscribe(topics)) => text(&unsubscribe(service, id, topics)),
        Err(error) => {
            let failure = SocketFailure { topic: String::new(), reason: error.to_string() };
            text(&refusal(vec![failure], None))
        }
    }
}

async fn subscribe(service: &Shared, id: &str, asked: SocketTopics) -> SocketReply {
    let correlation_id = asked.correlation_id;
    let Some(owner) = service.channels.owner(id) else { return reply("404", None, correlation_id) };
    let Ok(roles) = subscriptions::roles(service, &owner).await else {
        return reply("500", None, correlation_id);
    };
    let checked = subscriptions::check(asked.topics, owner.user, &roles);
    if !checked.rejected.is_empty() {
        let failures = checked.rejected.into_iter();
        let failures =
            failures.map(|(topic, reason)| SocketFailure { topic, reason: reason.to_owned() }).collect();
        return refusal(failures, correlation_id);
    }
    change(service, id, &owner, Change::Add(checked.permitted), correlation_id)
}

fn unsubscribe(service: &Shared, id: &str, asked: SocketTopics) -> SocketReply {
    match service.channels.owner(id) {
        Some(owner) => change(service, id, &owner, Change::Remove(asked.topics), asked.correlation_id),
        None => reply("404", None, asked.correlation_id),
    }
}

fn change(
    service: &Shared,
    id: &str,
    owner: &Owner,
    change: Change,
    correlation_id: Option<String>,
) -> SocketReply {
    let done = if matches!(change, Change::Remove(_)) { "unsubscribed" } else { "subscribed" };
    match service.channels.subscribe(id, owner, change) {
        Ok(_) => reply("200", Some(done), correlation_id),
        Err(NotSubscribed::Unknown) => reply("404", None, correlation_id),
        Err(NotSubscribed::TooMany) => {
            let reason = format!("more than {TOPICS} topics");
            refusal(vec![SocketFailure { topic: String::new(), reason }], correlation_id)
        }
    }
}

fn reply(result: &str, status: Option<&str>, correlation_id: Option<String>) -> SocketReply {
    SocketReply {
        result: result.to_owned(),
        status: status.map(str::to_owned),
        failures: Vec::new(),
        correlation_id,
    }
}

fn refusal(failures: Vec<SocketFailure>, correlation_id: Option<String>) -> SocketReply {
    SocketReply { failures, ..reply("400", Some("failed"), correlation_id) }
}

fn metadata(body: Value) -> Utf8Bytes {
    frame(&Event {
        topic_name: CHANNEL_METADATA.to_owned(),
        version: None,
        event_body: body,
        metadata: None,
        sequence: None,
    })
}

fn text(reply: &SocketReply) -> Utf8Bytes {
    serde_json::to_string(reply).expect("a reply is JSON").into()
}

/// Asks the client's end whether it is still there. False when it is gone, or does not read.
pub(crate) async fn ping(socket: &mut WebSocket) -> bool {
    matches!(timeout(PATIENCE, socket.send(Message::Ping(Bytes::new()))).await, Ok(Ok(())))
}

/// False when the client is gone, or does not read.
async fn say(socket: &mut WebSocket, frame: Utf8Bytes) -> bool {
    matches!(timeout(PATIENCE, socket.send(Message::Text(frame))).await, Ok(Ok(())))
}

async fn close(socket: &mut WebSocket, reason: Closing) {
    // RFC 6455 §7.4.1; 1008 is "violates policy", 1012 "service restart" in its registry.
    let (code, reason) = match reason {
        Closing::TooSlow => (1008, "too slow: events were not read as fast as they came"),
        Closing::Replaced => (1008, "another socket has taken the channel"),
        Closing::ChannelGone => (1008, "the channel is gone"),
        Closing::Restart => (1012, "reconnect"),
    };
    let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    drop(timeout(PATIENCE, socket.send(frame)).await);
}
