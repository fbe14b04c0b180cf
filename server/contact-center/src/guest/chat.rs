//! A guest's side of a chat: what they say and do in it.
//!
//! Decides: whether words go into the chat that goes on, or begin another.
//! Invariant: however many browsers speak at once, a session has one chat that goes on.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_contact_center::{
    Command, MarkMessage, NewMessage, ReceiveMessage, Refusal, SessionOf, SetAttributes, StartChat,
};
use eyeline_conversation::{Conversation, Customer, MessageStatus};
use eyeline_genesys::{
    guest::{Body, code},
    normalized::{
        EventType, MessageDirection, MessageKind, NormalizedMessage, PresenceKind, ReceiptStatus, TypingKind,
    },
};
use eyeline_model::{ConversationId, DeploymentId, Media, Pii};
use eyeline_shell::{LoopError, now};
use tracing::{error, info};
use uuid::Uuid;

use crate::{
    config::AfterDisconnect,
    draw::draw,
    guest::{
        answer::{No, Reply},
        frame,
        session::GuestSession,
        words::{content, custom_attributes, message_id},
    },
    notification::publisher::{Typing, typing},
    organization::Organization,
    service::Shared,
    view::message,
};

/// The chats of one messenger.
pub(crate) struct Chats {
    pub(crate) service: Shared,
    pub(crate) organization: Arc<Organization>,
    pub(crate) deployment: DeploymentId,
}

impl Chats {
    /// Whether the session's chat is over and must not be gone on with.
    pub(crate) async fn is_read_only(&self, session: &GuestSession) -> Result<bool, No> {
        if self.service.config.after_disconnect == AfterDisconnect::Send {
            return Ok(false);
        }
        let Some(id) = session.conversation else { return Ok(false) };
        Ok(self.chat(id).await?.is_none())
    }

    /// A conversation whose chat goes on.
    async fn chat(&self, id: ConversationId) -> Result<Option<Conversation>, No> {
        let goes_on = |conversation: &&Conversation| {
            let customer = conversation.customer().and_then(|customer| customer.session_on(Media::Message));
            customer.is_some_and(|session| session.stage.is_live())
        };
        let found = self.organization.read(move |core| core.conversation(id).filter(goes_on).cloned()).await;
        found.map_err(|_| No(code::INTERNAL, "the service is stopping"))
    }

    /// A message of a guest, of whichever kind.
    pub(crate) async fn on_message(
        &self,
        session: GuestSession,
        message: NormalizedMessage,
        tracing_id: Option<String>,
    ) -> Result<Reply, No> {
        match message.kind {
            MessageKind::Text | MessageKind::Structured => self.say(session, message, tracing_id).await,
            MessageKind::Event => self.happen(session, message, tracing_id).await,
            MessageKind::Receipt => self.receipt(session, &message).await,
            MessageKind::Message | MessageKind::Unknown => Err(No(code::BAD_REQUEST, "unknown message type")),
        }
    }

    /// The guest says something: in the chat that goes on, or in a new one.
    async fn say(
        &self,
        session: GuestSession,
        message: NormalizedMessage,
        tracing_id: Option<String>,
    ) -> Result<Reply, No> {
        let attributes = custom_attributes(&message)?;
        let content = content(&message)?;
        if !self.service.guests.may_speak(session.id, now()) {
            return Err(No(code::TOO_MANY_REQUESTS, ""));
        }
        let id = message_id(session.id, tracing_id.as_deref());
        let new = NewMessage { id, content: Pii::new(content) };
        let turn = self.service.guests.turn(session.id);
        let turn = turn.lock().await;
        let session = GuestSession::find(&self.service.store, session.id).await?;
        let session = session.ok_or(No(code::SESSION_NOT_FOUND, "session not found"))?;
        self.receive(&session, new, attributes).await?;
        drop(turn);
        let accepted = NormalizedMessage {
            id: Some(id.to_string()),
            direction: Some(MessageDirection::Inbound),
            channel: Some(message::guest_channel(id, now())),
            ..message
        };
        self.service.guests.tell(session.id, &frame::echo(accepted, tracing_id));
        Ok(Reply::Told)
    }

    async fn receive(
        &self,
        session: &GuestSession,
        message: NewMessage,
        attributes: BTreeMap<String, String>,
    ) -> Result<(), No> {
        if let Some(conversation) = session.conversation {
            let receive = ReceiveMessage { conversation, message: message.clone() };
            match self.organization.handle.send(Command::ReceiveMessage(receive)).await {
                // A repeat of a message that was kept is as good as the first.
                Ok(_) | Err(LoopError::Refused(Refusal::MessageExists(_))) => {
                    return self.describe(conversation, attributes).await;
                }
                Err(LoopError::Refused(_))
                    if self.service.config.after_disconnect == AfterDisconnect::Send => {}
                Err(LoopError::Refused(_)) => return Err(No(code::FORBIDDEN, "the session is read-only")),
                Err(_) => return Err(No(code::INTERNAL, "the message could not be kept")),
            }
        }
        self.start(session, Some(message), attributes).await
    }

    /// What the page has come to know about the guest since.
    async fn describe(
        &self,
        conversation: ConversationId,
        attributes: BTreeMap<String, String>,
    ) -> Result<(), No> {
        if attributes.is_empty() {
            return Ok(());
        }
        let Some(known) = self.chat(conversation).await? else { return Ok(()) };
        let Some(customer) = known.customer() else { return Ok(()) };
        let is_new = |(name, value): &(&String, &String)| {
            customer.attributes.get(*name).is_none_or(|known| known.reveal() != *value)
        };
        let changed = attributes.iter().filter(is_new);
        let changed: BTreeMap<_, _> =
            changed.map(|(name, value)| (name.clone(), Some(value.clone().into()))).collect();
        if !changed.is_empty() {
            let set = SetAttributes { conversation, participant: customer.id, attributes: changed };
            // Refused when there are too many: the message counts all the same.
            drop(self.organization.handle.send(Command::SetAttributes(set)).await);
        }
        Ok(())
    }

    async fn start(
        &self,
        session: &GuestSession,
        message: Option<NewMessage>,
        attributes: BTreeMap<String, String>,
    ) -> Result<(), No> {
        let conversation = draw::<ConversationId>();
        let name = attributes.get("name").filter(|name| !name.is_empty());
        let chat = StartChat {
            conversation,
            deployment: self.deployment,
            customer: Customer {
                name: Some(name.map_or("Guest", String::as_str).into()),
                address: Some(session.id.to_string().into()),
            },
            attributes: attributes.into_iter().map(|(name, value)| (name, value.into())).collect(),
            language: None,
            message,
        };
        self.organization.handle.send(Command::StartChat(chat)).await.map_err(|error| {
            error!(?error, "a chat could not be started");
            No(code::INTERNAL, "the chat could not be started")
        })?;
        info!(conversation.id = %conversation, "conversation {conversation} started by a guest");
        Ok(())
    }

    /// Something beside words: typing, coming, going.
    async fn happen(
        &self,
        session: GuestSession,
        message: NormalizedMessage,
        tracing_id: Option<String>,
    ) -> Result<Reply, No> {
        let attributes = custom_attributes(&message)?;
        let event = message.events.first().ok_or(No(code::BAD_REQUEST, "the event is missing"))?;
        match (event.event_type, event.presence, event.typing) {
            (EventType::Typing, _, Some(mark)) => {
                if mark.kind == TypingKind::On {
                    self.typing(&session).await?;
                }
                return Ok(Reply::Told);
            }
            (EventType::Presence, Some(presence), _) => match presence.kind {
                PresenceKind::Join => self.arrive(&session, attributes).await?,
                PresenceKind::Disconnect => self.hang_up(&session).await?,
                PresenceKind::Clear => {
                    self.clear(session.id).await?;
                    self.service.guests.tell(session.id, &frame::event(Body::SessionClearedEvent {}));
                }
                PresenceKind::SignIn | PresenceKind::SessionExpired => {
                    return Err(No(code::FORBIDDEN, "the deployment does not offer this"));
                }
            },
            _ => return Err(No(code::BAD_REQUEST, "unknown event")),
        }
        let id = message_id(session.id, tracing_id.as_deref());
        let seen = NormalizedMessage {
            id: Some(id.to_string()),
            direction: Some(MessageDirection::Inbound),
            channel: Some(message::guest_channel(id, now())),
            ..message
        };
        self.service.guests.tell(session.id, &frame::echo(seen, tracing_id));
        Ok(Reply::Told)
    }

    /// The guest opens the chat without a word; an agent is found all the same.
    async fn arrive(&self, session: &GuestSession, attributes: BTreeMap<String, String>) -> Result<(), No> {
        let turn = self.service.guests.turn(session.id);
        let _turn = turn.lock().await;
        let current = GuestSession::find(&self.service.store, session.id).await?;
        let current = current.ok_or(No(code::SESSION_NOT_FOUND, "session not found"))?;
        let goes_on = match current.conversation {
            Some(id) => self.chat(id).await?.is_some(),
            None => false,
        };
        if goes_on { Ok(()) } else { self.start(&current, None, attributes).await }
    }

    /// Ends the chat and forgets what was said, while none of the session's browsers can begin another; returns
    /// the session after it.
    pub(crate) async fn clear(&self, session: Uuid) -> Result<GuestSession, No> {
        let turn = self.service.guests.turn(session);
        let _turn = turn.lock().await;
        let current = GuestSession::find(&self.service.store, session).await?;
        let mut current = current.ok_or(No(code::SESSION_NOT_FOUND, "session not found"))?;
        self.hang_up(&current).await?;
        current.clear(&self.service.store).await?;
        Ok(current)
    }

    /// Ends the guest's side of the chat.
    async fn hang_up(&self, session: &GuestSession) -> Result<(), No> {
        let Some(id) = session.conversation else { return Ok(()) };
        let Some(conversation) = self.chat(id).await? else { return Ok(()) };
        let customer = conversation.customer().and_then(|customer| customer.session_on(Media::Message));
        let Some(chat) = customer else { return Ok(()) };
        let session = SessionOf { conversation: id, communication: chat.id };
        // Refused when the other side was faster: then it is over as well.
        drop(self.organization.handle.send(Command::Disconnect(session)).await);
        Ok(())
    }

    async fn typing(&self, session: &GuestSession) -> Result<(), No> {
        let Some(id) = session.conversation else { return Ok(()) };
        if let Some(conversation) = self.chat(id).await? {
            let configuration = self.organization.configuration();
            let mark = Typing { configuration: &configuration, id: draw() };
            typing(&self.service, &self.organization, &conversation, mark);
        }
        Ok(())
    }

    /// The guest has read a message.
    async fn receipt(&self, session: GuestSession, receipt: &NormalizedMessage) -> Result<Reply, No> {
        let status = match receipt.status {
            Some(ReceiptStatus::Delivered) => MessageStatus::Delivered,
            Some(ReceiptStatus::Read) => MessageStatus::Read,
            _ => return Err(No(code::BAD_REQUEST, "a receipt says Delivered or Read")),
        };
        let message = receipt.id.as_deref().and_then(|id| id.parse().ok());
        let message = message.ok_or(No(code::MISSING_PARAMETER, "the receipt names no message"))?;
        if let Some(conversation) = session.conversation {
            let mark = MarkMessage { conversation, message, status };
            // Refused when the chat is over, or the message long forgotten: nobody waits for it then.
            drop(self.organization.handle.send(Command::MarkMessage(mark)).await);
        }
        Ok(Reply::Told)
    }
}
