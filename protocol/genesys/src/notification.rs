//! Notification channels, their subscriptions and what travels on their websockets.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::skip_serializing_none;

use crate::DateTime;

/// The topic of what a channel says about itself.
pub const CHANNEL_METADATA: &str = "channel.metadata";
/// The text of a heartbeat, sent every 30 seconds.
pub const HEARTBEAT: &str = "WebSocket Heartbeat";

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    pub id: String,
    pub connect_uri: String,
    pub expires: Option<DateTime>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelTopic {
    pub id: String,
    pub state: Option<TopicState>,
    pub rejection_reason: Option<String>,
    pub missing_permissions: Option<Vec<String>>,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TopicState {
    Permitted,
    Rejected,
}

/// What can be subscribed to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AvailableTopic {
    pub id: String,
    pub description: String,
    pub requires_permissions: Vec<String>,
    pub requires_current_user_or_permission: bool,
    pub visibility: String,
    pub transports: Vec<String>,
    pub topic_parameters: Vec<String>,
}

/// One event on a channel.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub topic_name: String,
    pub version: Option<String>,
    pub event_body: Value,
    pub metadata: Option<EventMetadata>,
    /// Ours, beyond the vendor's shape: the event's number on its channel, to resume from with
    /// `?lastSequence=`. What a channel says about itself has none.
    pub sequence: Option<u64>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EventMetadata {
    #[serde(rename = "CorrelationId")]
    pub correlation_id: String,
}

/// What a client may say on a channel's websocket.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "lowercase")]
pub enum SocketRequest {
    Ping,
    Subscribe(SocketTopics),
    Unsubscribe(SocketTopics),
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SocketTopics {
    pub topics: Vec<String>,
    pub correlation_id: Option<String>,
}

/// The answer to [`SocketRequest::Subscribe`].
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SocketReply {
    pub result: String,
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<SocketFailure>,
    pub correlation_id: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SocketFailure {
    pub topic: String,
    pub reason: String,
}

/// The body of `v2.system.*` events.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemMessage {
    pub channel_id: Option<String>,
    pub system_topic_type: Option<String>,
    pub organization_id: Option<String>,
    pub user_id: Option<String>,
    pub reason: Option<String>,
    pub message: Option<String>,
}

/// The body of `v2.routing.queues.{id}.depth`, which is ours.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueDepthEvent {
    pub queue_id: String,
    /// `message` or `callback`.
    pub media_type: String,
    /// How many are not answered yet.
    pub depth: usize,
    /// Whether the line is long now.
    pub is_raised: bool,
}

/// The body of `v2.routing.queues.{id}.users`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueMemberEvent {
    pub id: String,
    pub user: UserReference,
    pub queue_id: String,
    pub joined: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserReference {
    pub id: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_subscription_in_the_socket_is_read() {
        let text = r#"{"message":"subscribe","topics":["v2.users.4a.presence"],"correlationId":"7"}"#;
        let SocketRequest::Subscribe(asked) = serde_json::from_str(text).unwrap() else {
            panic!("another request")
        };
        assert_eq!((asked.topics.len(), asked.correlation_id.as_deref()), (1, Some("7")));
    }

    fn requests() -> impl Strategy<Value = SocketRequest> {
        let topics = || {
            (proptest::collection::vec("\\PC*", 0..4), proptest::option::of("\\PC*"))
                .prop_map(|(topics, correlation_id)| SocketTopics { topics, correlation_id })
        };
        prop_oneof![
            Just(SocketRequest::Ping),
            topics().prop_map(SocketRequest::Subscribe),
            topics().prop_map(SocketRequest::Unsubscribe),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_itself(request in requests()) {
            let printed = serde_json::to_string(&request).unwrap();
            prop_assert_eq!(serde_json::from_str::<SocketRequest>(&printed).unwrap(), request);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            drop(serde_json::from_str::<SocketRequest>(&text));
        }
    }
}
