//! From committed notices to topics and guests.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use eyeline_contact_center::{Agent, Command, Configuration, MarkMessage};
use eyeline_conversation::{Conversation, Direction, MessageStatus};
use eyeline_genesys::{
    media::MediaConversation,
    notification::{QueueDepthEvent, QueueMemberEvent, UserReference},
    topic::{QueueTopic, Topic, UserTopic},
};
use eyeline_model::{Media, QueueId, UserId};
use eyeline_shell::{Handle, now};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tracing::{error, warn};

use crate::{
    guest,
    organization::Organization,
    service::Shared,
    system::{ContactCenterSystem, Notice, guest_session},
    view::{conversation::View, message, presence, word},
};

/// Publishes an organization's notices until its loop ends.
pub(crate) async fn publish(
    service: Shared,
    organization: Arc<Organization>,
    mut notices: Receiver<Arc<[Notice]>>,
) {
    loop {
        match notices.recv().await {
            Ok(batch) => {
                for notice in batch.iter() {
                    // A bug in one event must not silence all that come after it.
                    let told = catch_unwind(AssertUnwindSafe(|| one(&service, &organization, notice)));
                    if told.is_err() {
                        error!(organization.id = %organization.id, "a notice could not be published");
                    }
                }
            }
            Err(RecvError::Lagged(missed)) => {
                // Listeners cannot know what they missed: they come back and read anew.
                warn!(organization.id = %organization.id, missed, "{missed} commits were published to nobody");
                catch_up(&service, &organization).await;
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Commits were missed: what they changed of the configuration is read again, and whoever listens comes back.
async fn catch_up(service: &Shared, organization: &Organization) {
    let configuration = organization.handle.read(|core| Arc::new(core.configuration().clone())).await;
    if let Some(configuration) = configuration {
        organization.set_configuration(configuration);
    }
    service.channels.restart(Some(organization.id), true);
    service.guests.restart();
}

fn one(service: &Shared, organization: &Arc<Organization>, notice: &Notice) {
    match notice {
        Notice::Configuration(configuration) => organization.set_configuration(configuration.clone()),
        Notice::Conversation(conversation) => changed(service, organization, conversation),
        Notice::Message { conversation, stored } if stored.message.direction == Direction::Outbound => {
            let Some(session) = guest_session(conversation) else { return };
            let body = message::normalized(stored);
            if service.guests.tell(session, &guest::frame::message(body)) {
                delivered(organization.handle.clone(), conversation, stored.message.id);
            }
        }
        // The guest who wrote it had it echoed.
        Notice::Message { .. } => {}
        Notice::Moved { conversation, moved } => {
            if let Some(session) = guest_session(conversation) {
                service.guests.tell(session, &guest::frame::message(message::moved(moved)));
            }
        }
        Notice::Presence(agent) => {
            user_topic(service, organization, agent.user, UserTopic::Presence, || {
                json(&presence::event(agent))
            });
        }
        Notice::Depth { queue, media, depth, is_raised } => {
            let body = QueueDepthEvent {
                queue_id: queue.to_string(),
                media_type: word::media_type(*media).to_owned(),
                depth: *depth,
                is_raised: *is_raised,
            };
            queue_topic(service, organization, *queue, QueueTopic::Depth, || json(&body));
        }
        Notice::RoutingStatus(agent) => routing_status(service, organization, agent),
        Notice::Membership { queue, user, joined } => {
            let body = QueueMemberEvent {
                id: user.to_string(),
                user: UserReference { id: user.to_string() },
                queue_id: queue.to_string(),
                joined: *joined,
            };
            queue_topic(service, organization, *queue, QueueTopic::Users, || json(&body));
        }
    }
}

/// A conversation concerns its agents, and the queues it waits in or is worked on for.
fn changed(service: &Shared, organization: &Organization, conversation: &Conversation) {
    let configuration = organization.configuration();
    let view = View::event(conversation, &configuration);
    let mut users: Vec<UserId> = conversation.participants.iter().filter_map(|one| one.agent()).collect();
    let mut queues: Vec<QueueId> = conversation.participants.iter().filter_map(|one| one.queue()).collect();
    users.sort_unstable();
    users.dedup();
    queues.sort_unstable();
    queues.dedup();
    for user in users {
        user_topic(service, organization, user, UserTopic::Conversations, || {
            json(&view.conversation_event())
        });
        for media in Media::ALL {
            let about = match media {
                Media::Message => UserTopic::Messages,
                Media::Callback => UserTopic::Callbacks,
            };
            if is_on(conversation, user, media) {
                user_topic(service, organization, user, about, || json(&view.media(media)));
            }
        }
    }
    for queue in queues {
        queue_topic(service, organization, queue, QueueTopic::Conversations, || {
            json(&view.conversation_event())
        });
        for media in Media::ALL {
            let about = match media {
                Media::Message => QueueTopic::Messages,
                Media::Callback => QueueTopic::Callbacks,
            };
            if conversation.sessions().any(|(_, session)| session.media() == media) {
                queue_topic(service, organization, queue, about, || json(&view.media(media)));
            }
        }
    }
}

fn is_on(conversation: &Conversation, user: UserId, media: Media) -> bool {
    conversation.participants_of(user).any(|participant| participant.session_on(media).is_some())
}

/// Tells a conversation's agents that the customer is typing. It is not kept: a moment later it is no longer true.
pub(crate) fn typing(
    service: &Shared,
    organization: &Organization,
    conversation: &Conversation,
    detail: Typing<'_>,
) {
    let Typing { configuration, id } = detail;
    let view = View::event(conversation, configuration);
    for (participant, _) in conversation.live_on(Media::Message) {
        let Some(user) = participant.agent() else { continue };
        user_topic(service, organization, user, UserTopic::Messages, || {
            let mut body: MediaConversation = view.media(Media::Message);
            let customer = conversation.customer().map(|customer| customer.id.to_string());
            for seen in &mut body.participants {
                if Some(&seen.id) == customer.as_ref() {
                    seen.messages.get_or_insert_default().push(message::typing_detail(id, now()));
                }
            }
            json(&body)
        });
    }
}

/// What [`typing`] needs beside the conversation.
pub(crate) struct Typing<'a> {
    pub(crate) configuration: &'a Configuration,
    /// The id of the passing message that says so.
    pub(crate) id: eyeline_model::MessageId,
}

fn routing_status(service: &Shared, organization: &Organization, agent: &Agent) {
    user_topic(service, organization, agent.user, UserTopic::RoutingStatus, || {
        json(&presence::routing_status_event(agent))
    });
}

fn user_topic(
    service: &Shared,
    organization: &Organization,
    user: UserId,
    about: UserTopic,
    body: impl FnOnce() -> Value,
) {
    service.channels.publish(organization.id, Topic::User { id: user.to_string(), about }, body);
}

fn queue_topic(
    service: &Shared,
    organization: &Organization,
    queue: QueueId,
    about: QueueTopic,
    body: impl FnOnce() -> Value,
) {
    service.channels.publish(organization.id, Topic::Queue { id: queue.to_string(), about }, body);
}

fn delivered(
    handle: Handle<ContactCenterSystem>,
    conversation: &Conversation,
    message: eyeline_model::MessageId,
) {
    let mark = MarkMessage { conversation: conversation.id, message, status: MessageStatus::Delivered };
    // The publisher must not wait for the loop that it serves.
    tokio::spawn(async move { drop(handle.send(Command::MarkMessage(mark)).await) });
}

fn json<T: Serialize>(body: &T) -> Value {
    serde_json::to_value(body).expect("an event is JSON")
}

#[cfg(test)]
mod tests {
    use eyeline_shell::{Keyring, Outbox, Store};
    use tokio::sync::broadcast;
    use uuid::Uuid;

    use super::*;
    use crate::Config;

    #[tokio::test]
    async fn whoever_missed_commits_reads_the_configuration_again_and_sends_guests_to_do_so_too() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::sqlite(&folder.path().join("eyeline.db")).await.unwrap();
        let keyring = Keyring::new([7; 32]);
        crate::seed(&store, &keyring, "Harbour Bank").await.unwrap();
        let outbox = Outbox::new(store.clone());
        let center = crate::start(store, &keyring, outbox, Config::default()).await.unwrap();
        let organization = center.service.organizations().next().unwrap().clone();
        let mut outdated = Configuration::clone(&organization.configuration());
        let known = std::mem::take(&mut outdated.deployments);
        organization.set_configuration(Arc::new(outdated));
        let (_, mut frames) = center.service.guests.connect(Uuid::from_u128(1));

        let (sender, notices) = broadcast::channel::<Arc<[Notice]>>(1);
        for _ in 0..2 {
            sender.send(Arc::new([])).unwrap();
        }
        drop(sender);
        publish(center.service.clone(), organization.clone(), notices).await;
        assert_eq!(organization.configuration().deployments, known);
        assert!(frames.recv().await.is_none());
    }
}
