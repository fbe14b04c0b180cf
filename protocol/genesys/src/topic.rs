//! Names of notification topics: parsed once, so that nobody compares strings.

use std::{fmt, str::FromStr};

/// A topic that is served.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Topic {
    /// `v2.users.{id}.…`
    User { id: String, about: UserTopic },
    /// `v2.routing.queues.{id}.…`
    Queue { id: String, about: QueueTopic },
    /// `v2.system.…`: every channel hears it, subscribed or not.
    System { name: String },
    /// `channel.metadata`: likewise.
    ChannelMetadata,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum UserTopic {
    Conversations,
    Callbacks,
    Messages,
    Calls,
    Presence,
    RoutingStatus,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum QueueTopic {
    Conversations,
    Callbacks,
    Messages,
    Calls,
    Users,
    /// Ours: the line has become long, or is that no more.
    Depth,
}

impl UserTopic {
    /// Every one, with its name after `v2.users.{id}.`.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Conversations, "conversations"),
        (Self::Callbacks, "conversations.callbacks"),
        (Self::Messages, "conversations.messages"),
        (Self::Calls, "conversations.calls"),
        (Self::Presence, "presence"),
        (Self::RoutingStatus, "routingStatus"),
    ];

    /// The topic's name after `v2.users.{id}.`.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(topic, _)| topic)
    }
}

impl QueueTopic {
    /// Every one, with its name after `v2.routing.queues.{id}.`.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Conversations, "conversations"),
        (Self::Callbacks, "conversations.callbacks"),
        (Self::Messages, "conversations.messages"),
        (Self::Calls, "conversations.calls"),
        (Self::Users, "users"),
        (Self::Depth, "depth"),
    ];

    /// The topic's name after `v2.routing.queues.{id}.`.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(topic, _)| topic)
    }
}

/// The name is no topic that is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownTopic;

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User { id, about } => write!(f, "v2.users.{id}.{}", about.name()),
            Self::Queue { id, about } => write!(f, "v2.routing.queues.{id}.{}", about.name()),
            Self::System { name } => write!(f, "v2.system.{name}"),
            Self::ChannelMetadata => f.write_str(crate::notification::CHANNEL_METADATA),
        }
    }
}

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == crate::notification::CHANNEL_METADATA {
            return Ok(Self::ChannelMetadata);
        }
        if let Some(name) = text.strip_prefix("v2.system.").filter(|name| !name.is_empty()) {
            return Ok(Self::System { name: name.to_owned() });
        }
        if let Some((id, name)) = text.strip_prefix("v2.users.").and_then(|rest| rest.split_once('.')) {
            let about = UserTopic::parse(name).ok_or(UnknownTopic)?;
            return Ok(Self::User { id: known_id(id)?, about });
        }
        let rest = text.strip_prefix("v2.routing.queues.").and_then(|rest| rest.split_once('.'));
        let (id, name) = rest.ok_or(UnknownTopic)?;
        Ok(Self::Queue { id: known_id(id)?, about: QueueTopic::parse(name).ok_or(UnknownTopic)? })
    }
}

fn known_id(id: &str) -> Result<String, UnknownTopic> {
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if plain { Ok(id.to_ascii_lowercase()) } else { Err(UnknownTopic) }
}

/// The topics behind one subscription: a plain name is one, `v2.users.ID?presence&routingStatus` is several.
pub fn expand(subscription: &str) -> Result<Vec<Topic>, UnknownTopic> {
    let Some((base, names)) = subscription.split_once('?') else {
        return Ok(vec![subscription.parse()?]);
    };
    names.split('&').map(|name| format!("{base}.{name}").parse()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_combined_subscription_stands_for_each_of_its_topics() {
        let topics = expand("v2.users.4a?presence&routingStatus&conversations.callbacks").unwrap();
        let names: Vec<String> = topics.iter().map(Topic::to_string).collect();
        assert_eq!(
            names,
            ["v2.users.4a.presence", "v2.users.4a.routingStatus", "v2.users.4a.conversations.callbacks"]
        );
    }

    #[test]
    fn what_is_not_served_is_refused() {
        for name in
            ["", "v2.users..presence", "v2.users.4a.geolocation", "v2.users.4a?", "v1.users.4a.presence"]
        {
            assert_eq!(expand(name), Err(UnknownTopic), "{name}");
        }
    }

    fn topics() -> impl Strategy<Value = Topic> {
        let id = "[0-9a-f-]{1,36}";
        prop_oneof![
            (id, 0..UserTopic::ALL.len()).prop_map(|(id, n)| Topic::User { id, about: UserTopic::ALL[n].0 }),
            (id, 0..QueueTopic::ALL.len())
                .prop_map(|(id, n)| Topic::Queue { id, about: QueueTopic::ALL[n].0 }),
            "[a-z_]{1,20}".prop_map(|name| Topic::System { name }),
            Just(Topic::ChannelMetadata),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_itself(topic in topics()) {
            prop_assert_eq!(topic.to_string().parse(), Ok(topic));
        }

        #[test]
        fn no_name_makes_it_panic(text in ".*") {
            drop(expand(&text));
        }
    }
}
