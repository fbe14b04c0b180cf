//! The contact center as the shell runs it: how its facts become rows and notices.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eyeline_contact_center::{
    Agent, Configuration, ContactCenter, Effect, Event, Object, ObjectKey, Organization,
};
use eyeline_conversation::{Conversation, DisconnectReason, Message, Party, SessionKey};
use eyeline_model::{ConversationId, Media, MessageId, OrganizationId, QueueId, Timestamp, UserId};
use eyeline_shell::{Cipher, Job, Record, Stamped, Statement, Store, StoreError, System};
use uuid::Uuid;

use crate::{
    messages::{self, Line, Move, MoveDirection, Stored},
    rows::Rows,
};

/// One organization's contact center.
pub(crate) struct ContactCenterSystem {
    pub(crate) rows: Rows,
}

/// What others hear of a commit: how things are after it.
#[derive(Clone, Debug)]
pub(crate) enum Notice {
    /// The configuration is another one.
    Configuration(Arc<Configuration>),
    /// A conversation has changed.
    Conversation(Arc<Conversation>),
    /// A message was accepted.
    Message { conversation: Arc<Conversation>, stored: Arc<Stored> },
    /// An agent came into a chat or left it.
    Moved { conversation: Arc<Conversation>, moved: Arc<Move> },
    /// Somebody's presence has changed.
    Presence(Agent),
    /// The ACD sees somebody differently.
    RoutingStatus(Agent),
    /// A line has become long, or is that no more.
    Depth { queue: QueueId, media: Media, depth: usize, is_raised: bool },
    /// Somebody joined a queue or left it.
    Membership { queue: QueueId, user: UserId, joined: bool },
}

impl System for ContactCenterSystem {
    type Core = ContactCenter;
    type Notice = Notice;

    const NAME: &'static str = "contact-center";

    fn cipher(&self) -> &Cipher {
        &self.rows.cipher
    }

    fn organization(&self) -> OrganizationId {
        self.rows.organization
    }

    async fn rebuild(&self, store: &Store, _: Timestamp) -> Result<ContactCenter, StoreError> {
        let snapshot = self.rows.snapshot(store).await?;
        let organization =
            Organization { id: self.rows.organization, name: String::new(), utilization: Default::default() };
        Ok(ContactCenter::rebuild(rand::random(), organization, snapshot))
    }

    fn record(&self, event: &Event) -> Record {
        Record {
            kind: kind(event),
            subject: subject(event),
            body: serde_json::to_vec(event).expect("an event is JSON"),
        }
    }

    fn writes(&self, core: &ContactCenter, events: &[Stamped<Event>]) -> Vec<Statement> {
        let changed = Changed::by(events);
        let mut statements = Vec::new();
        for key in &changed.objects {
            statements.push(match core.configuration().get(*key) {
                Some(object) => self.rows.put_object(&object),
                None => self.rows.remove_object(*key),
            });
        }
        for user in &changed.agents {
            statements.push(match core.agent(*user) {
                Some(agent) => self.rows.put_agent(agent),
                None => self.rows.remove_agent(*user),
            });
        }
        for id in &changed.conversations {
            if let Some((conversation, is_open)) = changed.now(core, *id) {
                statements.push(self.rows.put_conversation(conversation, is_open));
            }
        }
        for stamped in events {
            statements.extend(self.chat_rows(core, &changed, stamped));
        }
        statements
    }

    fn notices(&self, core: &ContactCenter, events: &[Stamped<Event>]) -> Vec<Notice> {
        let changed = Changed::by(events);
        let mut notices = Vec::new();
        if !changed.objects.is_empty() {
            notices.push(Notice::Configuration(Arc::new(core.configuration().clone())));
        }
        let conversations: BTreeMap<ConversationId, Arc<Conversation>> = changed
            .conversations
            .iter()
            .filter_map(|id| Some((*id, Arc::new(changed.now(core, *id)?.0.clone()))))
            .collect();
        notices.extend(conversations.values().cloned().map(Notice::Conversation));
        for stamped in events {
            notices.extend(notice(core, &conversations, stamped));
        }
        notices
    }

    fn job(&self, now: Timestamp, effect: &Effect) -> Job {
        let (id, kind) = match effect {
            Effect::PerformFlowTask(task) => (task.id, format!("flow.{}", task.task.name())),
            Effect::CancelFlowTask(id) => (*id, "flow.cancel".to_owned()),
        };
        Job {
            // One late answer keeps no other waiting.
            subject: format!("{}/{}", id.communication, id.effect),
            kind,
            revision: i64::try_from(id.effect.0).expect("a run asks for less than that"),
            due: now,
            body: serde_json::to_vec(effect).expect("an effect is JSON"),
        }
    }
}

impl ContactCenterSystem {
    /// The lines of a chat, and the link between a guest and their new conversation.
    fn chat_rows(
        &self,
        core: &ContactCenter,
        changed: &Changed<'_>,
        stamped: &Stamped<Event>,
    ) -> Vec<Statement> {
        let conversation = stamped.event.conversation().and_then(|id| changed.now(core, id));
        let Some((conversation, _)) = conversation else { return Vec::new() };
        match &stamped.event {
            Event::ConversationStarted { conversation: id } => guest_session(conversation)
                .map_or_else(Vec::new, |session| link_guest(session, *id, stamped.at)),
            Event::Messaged { session, message, content } => {
                let line = Line::Said(stored(core, conversation, *session, message, content));
                vec![line.insert(self.rows.organization, &self.rows.cipher)]
            }
            Event::MessageAdvanced { message, status, .. } => vec![messages::advance(*message, *status)],
            _ => moved(core, conversation, stamped)
                .map(|moved| Line::Moved(moved).insert(self.rows.organization, &self.rows.cipher))
                .into_iter()
                .collect(),
        }
    }
}

/// Which rows a batch of events changes.
struct Changed<'a> {
    objects: BTreeSet<ObjectKey>,
    agents: BTreeSet<UserId>,
    conversations: BTreeSet<ConversationId>,
    closed: BTreeMap<ConversationId, &'a Conversation>,
}

impl<'a> Changed<'a> {
    fn by(events: &'a [Stamped<Event>]) -> Self {
        let events = events.iter().map(|stamped| &stamped.event);
        Self {
            objects: events.clone().filter_map(Event::object).collect(),
            agents: events.clone().filter_map(Event::agent).collect(),
            conversations: events.clone().filter_map(Event::conversation).collect(),
            closed: events
                .filter_map(|event| match event {
                    Event::ConversationClosed { conversation } => Some((conversation.id, &**conversation)),
                    _ => None,
                })
                .collect(),
        }
    }

    /// A conversation as it is after the batch, and whether it is still open.
    fn now<'b>(&self, core: &'b ContactCenter, id: ConversationId) -> Option<(&'b Conversation, bool)>
    where
        'a: 'b,
    {
        let closed = self.closed.get(&id).map(|conversation| (*conversation, false));
        closed.or_else(|| core.conversation(id).map(|conversation| (conversation, true)))
    }
}

fn notice(
    core: &ContactCenter,
    conversations: &BTreeMap<ConversationId, Arc<Conversation>>,
    stamped: &Stamped<Event>,
) -> Option<Notice> {
    match &stamped.event {
        Event::PresenceChanged { user, .. } => core.agent(*user).copied().map(Notice::Presence),
        Event::RoutingStatusChanged { user, .. } => core.agent(*user).copied().map(Notice::RoutingStatus),
        &Event::DepthAlerted { queue, media, depth, is_raised } => {
            Some(Notice::Depth { queue, media, depth, is_raised })
        }
        Event::Configured(Object::Membership(membership)) => Some(Notice::Membership {
            queue: membership.queue,
            user: membership.user,
            joined: membership.joined,
        }),
        Event::Removed(ObjectKey::Membership { queue, user }) => {
            Some(Notice::Membership { queue: *queue, user: *user, joined: false })
        }
        Event::Messaged { session, message, content } => {
            let conversation = conversations.get(&session.conversation)?.clone();
            let stored = Arc::new(stored(core, &conversation, *session, message, content));
            Some(Notice::Message { conversation, stored })
        }
        event => {
            let conversation = conversations.get(&event.conversation()?)?.clone();
            let moved = moved(core, &conversation, stamped)?;
            Some(Notice::Moved { conversation, moved: Arc::new(moved) })
        }
    }
}

/// The move that an event is to the customer: an agent answers their chat, or it ends and not by their own doing.
fn moved(core: &ContactCenter, conversation: &Conversation, stamped: &Stamped<Event>) -> Option<Move> {
    let (session, direction, agent) = match &stamped.event {
        Event::Answered { session, media: Media::Message, agent, .. } => {
            (session, MoveDirection::In, Some(*agent))
        }
        Event::Disconnected { session, media: Media::Message, reason, .. }
            if *reason != DisconnectReason::Client && is_customer(conversation, session) =>
        {
            (session, MoveDirection::Out, None)
        }
        _ => return None,
    };
    guest_session(conversation)?;
    let id = MessageId(session.communication.0);
    let nickname = agent.and_then(|agent| nickname(core, agent));
    Some(Move { conversation: conversation.id, id, at: stamped.at, direction, nickname })
}

fn is_customer(conversation: &Conversation, session: &SessionKey) -> bool {
    let participant = conversation.participant(session.participant);
    participant.is_some_and(|participant| matches!(participant.party, Party::Customer(_)))
}

fn nickname(core: &ContactCenter, agent: UserId) -> Option<String> {
    core.configuration().users.get(&agent).map(|user| user.name.reveal().clone())
}

fn stored(
    core: &ContactCenter,
    conversation: &Conversation,
    session: SessionKey,
    message: &Message,
    content: &eyeline_model::Pii<eyeline_conversation::Content>,
) -> Stored {
    let author = conversation.participant(session.participant).and_then(|participant| participant.agent());
    Stored {
        conversation: conversation.id,
        message: message.clone(),
        content: content.clone(),
        author,
        nickname: author.and_then(|author| nickname(core, author)),
    }
}

/// The guest session whose conversation it is: the customer's address says so.
pub(crate) fn guest_session(conversation: &Conversation) -> Option<Uuid> {
    let Party::Customer(customer) = &conversation.customer()?.party else { return None };
    customer.address.as_ref()?.reveal().parse().ok()
}

/// In the transaction that starts the conversation, so that a guest who comes back after a crash finds it.
fn link_guest(session: Uuid, conversation: ConversationId, at: Timestamp) -> Vec<Statement> {
    let current = Statement::new("UPDATE guest_sessions SET conversation_id = $2 WHERE id = $1");
    let history = Statement::new(
        "INSERT INTO guest_conversations (conversation_id, session_id, started_at) VALUES ($1, $2, $3)",
    );
    vec![current.bind(session).bind(conversation), history.bind(conversation).bind(session).bind(at)]
}

fn subject(event: &Event) -> String {
    if let Some(conversation) = event.conversation() {
        return conversation.to_string();
    }
    if let Event::DepthAlerted { queue, .. } = event {
        return queue.to_string();
    }
    match event.object() {
        Some(ObjectKey::Organization | ObjectKey::Routing) => "organization".to_owned(),
        Some(ObjectKey::Label(id)) => id.to_string(),
        Some(ObjectKey::Skill(id)) => id.to_string(),
        Some(ObjectKey::Language(id)) => id.to_string(),
        Some(ObjectKey::WrapUpCode(id)) => id.to_string(),
        Some(ObjectKey::Queue(id) | ObjectKey::Membership { queue: id, .. }) => id.to_string(),
        Some(ObjectKey::Group(id)) => id.to_string(),
        Some(ObjectKey::Flow(id)) => id.to_string(),
        Some(ObjectKey::Deployment(id)) => id.to_string(),
        Some(ObjectKey::User(id)) => id.to_string(),
        None => event.agent().map(|user| user.to_string()).unwrap_or_default(),
    }
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Configured(_) => "configured",
        Event::Removed(_) => "removed",
        Event::PresenceChanged { .. } => "agent.presence_changed",
        Event::RoutingStatusChanged { .. } => "agent.routing_status_changed",
        Event::ConversationStarted { .. } => "conversation.started",
        Event::Messaged { .. } => "conversation.messaged",
        Event::MessageAdvanced { .. } => "conversation.message_advanced",
        Event::FlowStarted { .. } => "conversation.flow_started",
        Event::FlowWentOn { .. } => "conversation.flow_went_on",
        Event::FlowFaulted { .. } => "conversation.flow_faulted",
        Event::FlowEnded { .. } => "conversation.flow_ended",
        Event::CallbackScheduled { .. } => "conversation.callback_scheduled",
        Event::Queued { .. } => "conversation.queued",
        Event::RoutingChanged { .. } => "conversation.routing_changed",
        Event::SearchWentOn { .. } => "conversation.search_went_on",
        Event::FlowedOut { .. } => "conversation.flowed_out",
        Event::DepthAlerted { .. } => "queue.depth_alerted",
        Event::Offered { .. } => "conversation.offered",
        Event::Answered { .. } => "conversation.answered",
        Event::OfferEnded { .. } => "conversation.offer_ended",
        Event::HoldChanged { .. } => "conversation.hold_changed",
        Event::MuteChanged { .. } => "conversation.mute_changed",
        Event::Disconnected { .. } => "conversation.disconnected",
        Event::AfterCallWorkStarted { .. } => "conversation.after_call_work_started",
        Event::AfterCallWorkEnded { .. } => "conversation.after_call_work_ended",
        Event::AfterCallWorkAsked { .. } => "conversation.after_call_work_asked",
        Event::WrappedUp { .. } => "conversation.wrapped_up",
        Event::AttributesChanged { .. } => "conversation.attributes_changed",
        Event::ConversationEnded { .. } => "conversation.ended",
        Event::ConversationClosed { .. } => "conversation.closed",
    }
}
