//! All channels of this process, and who of them listens to what.
//!
//! Decides: which channel gets which event, and which has to go when there are too many.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard},
};

use eyeline_genesys::{notification::SystemMessage, topic::Topic};
use eyeline_model::{Duration, OrganizationId, Timestamp};
use eyeline_shell::{Secret, now};
use metrics::gauge;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    draw::draw,
    notification::channel::{Channel, Closing, Connection, Owner},
    oauth::token::Token,
};

/// Channels of one user and client. One more evicts the oldest, one without a socket first.
const CHANNELS: usize = 20;
/// Topics of one channel.
pub(crate) const TOPICS: usize = 1_000;
/// How long a channel lasts after it was last subscribed.
const LIFETIME: Duration = Duration::from_secs(24 * 3_600);
/// A channel as REST shows it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) expires: Timestamp,
}

/// What is to become of a channel's subscriptions. Each stands for some topics.
pub(crate) enum Change {
    Replace(BTreeMap<String, Vec<Topic>>),
    Add(BTreeMap<String, Vec<Topic>>),
    Remove(Vec<String>),
}

/// Why a channel's subscriptions are what they were.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotSubscribed {
    /// There is no such channel of this owner.
    Unknown,
    /// They would be more than [`TOPICS`].
    TooMany,
}

#[derive(Default)]
struct State {
    opened: u64,
    channels: HashMap<String, Channel>,
    listeners: HashMap<(OrganizationId, Topic), HashSet<String>>,
}

/// All channels of this process.
#[derive(Default)]
pub(crate) struct Channels {
    state: Mutex<State>,
}

impl Channels {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while held")
    }

    /// Opens a channel without topics.
    pub(crate) fn open(&self, owner: Owner, token: &Token) -> Shown {
        let mut state = self.state();
        state.forget_expired(now());
        state.make_room(&owner);
        let id = format!("streaming-{}", Secret::draw().reveal());
        let expires = now() + LIFETIME;
        state.opened += 1;
        let number = state.opened;
        let channel = Channel::new(owner, token.fingerprint.clone(), number, expires);
        state.channels.insert(id.clone(), channel);
        gauge!("eyeline_notification_channels").set(state.channels.len() as f64);
        Shown { id, expires }
    }

    /// The channels of one owner, oldest first.
    pub(crate) fn of(&self, owner: &Owner) -> Vec<Shown> {
        let state = self.state();
        let mut owned: Vec<_> =
            state.channels.iter().filter(|(_, channel)| channel.owner == *owner).collect();
        owned.sort_by_key(|(_, channel)| channel.number);
        owned.into_iter().map(|(id, channel)| Shown { id: id.clone(), expires: channel.expires }).collect()
    }

    /// What a channel is subscribed to; none if there is no such channel of this owner.
    pub(crate) fn subscriptions(&self, id: &str, owner: &Owner) -> Option<Vec<String>> {
        let state = self.state();
        let channel = state.live(id, now()).filter(|channel| channel.owner == *owner)?;
        Some(channel.subscriptions.keys().cloned().collect())
    }

    /// Whose channel it is, while it lives.
    pub(crate) fn owner(&self, id: &str) -> Option<Owner> {
        self.state().live(id, now()).map(|channel| channel.owner.clone())
    }

    /// Changes a channel's subscriptions and extends its life; returns what it is subscribed to now.
    pub(crate) fn subscribe(
        &self,
        id: &str,
        owner: &Owner,
        change: Change,
    ) -> Result<Vec<String>, NotSubscribed> {
        let mut state = self.state();
        let channel = state.live(id, now()).filter(|channel| channel.owner == *owner);
        let mut wanted = channel.ok_or(NotSubscribed::Unknown)?.subscriptions.clone();
        match change {
            Change::Replace(all) => wanted = all,
            Change::Add(more) => wanted.extend(more),
            Change::Remove(names) => wanted.retain(|name, _| !names.contains(name)),
        }
        if wanted.len() > TOPICS {
            return Err(NotSubscribed::TooMany);
        }
        let names = wanted.keys().cloned().collect();
        state.listen(id, wanted);
        Ok(names)
    }

    /// Gives a channel's events to a new socket; one that had them before is closed. None for a dead channel.
    pub(crate) fn connect(&self, id: &str, last_sequence: Option<u64>) -> Option<Connection> {
        let mut state = self.state();
        state.live(id, now())?;
        state.channels.get_mut(id).map(|channel| channel.connect(last_sequence))
    }

    /// Sends `body` to every channel of the organization that listens to `topic`. The body is made only if one does.
    pub(crate) fn publish(&self, organization: OrganizationId, topic: Topic, body: impl FnOnce() -> Value) {
        let key = (organization, topic);
        if !self.state().listeners.contains_key(&key) {
            return;
        }
        // Made while nobody is kept waiting.
        let body = body();
        let correlation_id = draw::<Uuid>().to_string();
        let mut state = self.state();
        let State { channels, listeners, .. } = &mut *state;
        for id in listeners.get(&key).into_iter().flatten() {
            if let Some(channel) = channels.get_mut(id) {
                channel.push(&key.1, body.clone(), &correlation_id);
            }
        }
    }

    /// Tells the channels of a revoked token, and ends them.
    pub(crate) fn token_revoked(&self, token: &Token) {
        let mut state = self.state();
        let of_token = |(_, channel): &(&String, &Channel)| channel.token == token.fingerprint;
        let revoked: Vec<String> = state.channels.iter().filter(of_token).map(|(id, _)| id.clone()).collect();
        for id in revoked {
            if let Some(channel) = state.channels.get_mut(&id) {
                let user = channel.owner.user.map(|user| user.to_string());
                let message = SystemMessage {
                    channel_id: Some(id.clone()),
                    system_topic_type: Some("token_revoked".to_owned()),
                    organization_id: Some(channel.owner.organization.to_string()),
                    user_id: user.clone(),
                    reason: Some("user_tokens_revoked".to_owned()),
                    message: None,
                };
                let name = format!("token_revoked.{}", user.unwrap_or_default());
                channel.push_system(name, &message);
            }
            state.remove(&id);
        }
    }

    /// Tells an organization's sockets, or all, to come back within a minute, and lets go of them. What was kept for
    /// them is dropped if `is_lost`: we do not know what they missed.
    pub(crate) fn restart(&self, organization: Option<OrganizationId>, is_lost: bool) {
        let mut state = self.state();
        let concerned =
            |channel: &&mut Channel| organization.is_none_or(|id| id == channel.owner.organization);
        for channel in state.channels.values_mut().filter(concerned) {
            let message = SystemMessage {
                message: Some("The socket is about to close.".to_owned()),
                ..SystemMessage::default()
            };
            channel.push_system("socket_closing".to_owned(), &message);
            if is_lost {
                channel.forget();
            }
            channel.close(Closing::Restart);
        }
    }
}

impl State {
    fn live(&self, id: &str, now: Timestamp) -> Option<&Channel> {
        self.channels.get(id).filter(|channel| channel.expires > now)
    }

    fn forget_expired(&mut self, now: Timestamp) {
        let expired = |(_, channel): &(&String, &Channel)| channel.expires <= now;
        let expired: Vec<String> = self.channels.iter().filter(expired).map(|(id, _)| id.clone()).collect();
        for id in expired {
            self.remove(&id);
        }
    }

    fn make_room(&mut self, owner: &Owner) {
        let owned = self.channels.iter().filter(|(_, channel)| channel.owner == *owner);
        let mut owned: Vec<_> =
            owned.map(|(id, channel)| (channel.has_socket(), channel.number, id.clone())).collect();
        owned.sort();
        let surplus = (owned.len() + 1).saturating_sub(CHANNELS);
        for (_, _, id) in owned.into_iter().take(surplus) {
            if let Some(channel) = self.channels.get_mut(&id) {
                let message = SystemMessage {
                    channel_id: Some(id.clone()),
                    system_topic_type: Some("no_longer_subscribed".to_owned()),
                    reason: Some("another_channel_subscribed".to_owned()),
                    ..SystemMessage::default()
                };
                channel.push_system(format!("no_longer_subscribed.{id}"), &message);
            }
            self.remove(&id);
        }
    }

    fn remove(&mut self, id: &str) {
        self.unlisten(id);
        if let Some(mut channel) = self.channels.remove(id) {
            channel.close(Closing::ChannelGone);
        }
    }

    fn listen(&mut self, id: &str, wanted: BTreeMap<String, Vec<Topic>>) {
        self.unlisten(id);
        let Some(channel) = self.channels.get_mut(id) else { return };
        for topic in wanted.values().flatten() {
            let listeners = self.listeners.entry((channel.owner.organization, topic.clone())).or_default();
            listeners.insert(id.to_owned());
        }
        channel.expires = now() + LIFETIME;
        channel.subscriptions = wanted;
    }

    fn unlisten(&mut self, id: &str) {
        let Some(channel) = self.channels.get(id) else { return };
        for topic in channel.subscriptions.values().flatten() {
            let key = (channel.owner.organization, topic.clone());
            if let Some(listeners) = self.listeners.get_mut(&key) {
                listeners.remove(id);
                if listeners.is_empty() {
                    self.listeners.remove(&key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use eyeline_genesys::topic::UserTopic;

    use super::*;
    use crate::notification::channel::{REPLAY, Resumed, SOCKET_QUEUE};

    #[test]
    fn a_client_that_does_not_read_is_let_go_and_finds_everything_when_it_comes_back() {
        let channels = Channels::default();
        let organization = OrganizationId(Uuid::from_u128(1));
        let owner = Owner { organization, client: Uuid::from_u128(2), user: None };
        let token = Token {
            fingerprint: Vec::new(),
            client: owner.client,
            client_name: String::new(),
            user: None,
            requests_per_minute: None,
        };
        let channel = channels.open(owner.clone(), &token).id;
        let topic = Topic::User { id: "a".to_owned(), about: UserTopic::Presence };
        let subscription = Change::Add([(topic.to_string(), vec![topic.clone()])].into());
        assert_eq!(channels.subscribe(&channel, &owner, subscription), Ok(vec![topic.to_string()]));
        let slow = channels.connect(&channel, None).unwrap();
        let events = SOCKET_QUEUE + 1;
        for number in 0..events {
            channels.publish(organization, topic.clone(), || number.into());
        }
        assert_eq!(slow.closing.get(), Some(&Closing::TooSlow));
        let again = channels.connect(&channel, Some(0)).unwrap();
        assert_eq!(again.resumed, Resumed::Replayed(events));
        for _ in events..=REPLAY {
            channels.publish(organization, topic.clone(), || 0.into());
        }
        assert_eq!(channels.connect(&channel, Some(0)).unwrap().resumed, Resumed::TooOld);
    }
}
