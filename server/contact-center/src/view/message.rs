//! Chat messages.

use eyeline_conversation::{Content, Conversation, Direction, Message, Session};
use eyeline_genesys::{
    EntityRef,
    conversation::{MessageDetails, MessengerType},
    message::MessageData,
    normalized::{
        self, ButtonKind, ButtonResponse, EventType, MessageChannel, MessageDirection, MessageEvent,
        MessageKind, MessageMetadata, MetadataContent, MetadataEvent, NormalizedMessage, OriginatingEntity,
        PresenceKind,
    },
};
use eyeline_model::{ConversationId, MessageId, Timestamp};

use crate::{
    draw::draw,
    messages::{Line, Move, MoveDirection, Stored},
    view::word,
};

/// How a list of messages points to them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pointer {
    /// By `messageId`.
    Id,
    /// By `message`: the flattened events.
    Reference,
}

/// The latest messages that were sent from `session`.
pub(crate) fn details(
    conversation: &Conversation,
    session: &Session,
    pointer: Pointer,
) -> Vec<MessageDetails> {
    let sent = conversation.messages.iter().filter(|message| message.sender == session.id);
    sent.map(|message| detail(conversation.id, message, pointer)).collect()
}

fn detail(conversation: ConversationId, message: &Message, pointer: Pointer) -> MessageDetails {
    let uri = uri(conversation, message.id);
    let is_reference = pointer == Pointer::Reference;
    MessageDetails {
        message_id: (!is_reference).then(|| message.id.to_string()),
        message: is_reference.then(|| EntityRef::to(message.id.to_string())),
        message_uri: (!is_reference).then_some(uri),
        message_status: Some(word::message_status(message.direction, message.status)),
        message_time: Some(word::time(message.at)),
        message_segment_count: Some(1),
        message_metadata: Some(MessageMetadata {
            kind: Some(MessageKind::Text),
            events: Vec::new(),
            content: Vec::new(),
        }),
    }
}

/// A message that only says that somebody is typing.
pub(crate) fn typing_detail(id: MessageId, at: Timestamp) -> MessageDetails {
    MessageDetails {
        message_id: None,
        message: Some(EntityRef::to(id.to_string())),
        message_uri: None,
        message_status: Some(eyeline_genesys::conversation::MessageStatus::Received),
        message_time: Some(word::time(at)),
        message_segment_count: Some(1),
        message_metadata: Some(MessageMetadata {
            kind: Some(MessageKind::Event),
            events: vec![MetadataEvent { event_type: EventType::Typing, sub_type: Some("On".to_owned()) }],
            content: Vec::<MetadataContent>::new(),
        }),
    }
}

/// Where a message is read.
pub(crate) fn uri(conversation: ConversationId, message: MessageId) -> String {
    format!("/api/v2/conversations/messages/{conversation}/messages/{message}")
}

/// A message as agents read it.
pub(crate) fn data(stored: &Stored) -> MessageData {
    MessageData {
        id: stored.message.id.to_string(),
        timestamp: word::time(stored.message.at),
        from_address: None,
        to_address: None,
        direction: word::direction(stored.message.direction),
        messenger_type: MessengerType::Webmessaging,
        status: word::message_status(stored.message.direction, stored.message.status),
        text_body: Some(stored.content.reveal().text.clone()),
        normalized_message: Some(normalized(stored)),
        created_by: stored.author.map(|user| EntityRef {
            id: Some(user.to_string()),
            name: None,
            self_uri: Some(format!("/api/v2/users/{user}")),
        }),
        conversation_id: Some(stored.conversation.to_string()),
        self_uri: Some(uri(stored.conversation, stored.message.id)),
    }
}

/// A message in the form that guests and agents share.
pub(crate) fn normalized(stored: &Stored) -> NormalizedMessage {
    let content = contents(stored.content.reveal());
    let kind = if content.is_empty() { MessageKind::Text } else { MessageKind::Structured };
    NormalizedMessage {
        id: Some(stored.message.id.to_string()),
        kind,
        text: Some(stored.content.reveal().text.clone()),
        direction: Some(direction(stored.message.direction)),
        originating_entity: Some(OriginatingEntity::Human),
        channel: Some(MessageChannel {
            from: stored.nickname.clone().map(recipient),
            ..guest_channel(stored.message.id, stored.message.at)
        }),
        content,
        events: Vec::new(),
        status: None,
        is_final_receipt: None,
        metadata: Default::default(),
    }
}

/// The private channel between a guest and us.
pub(crate) fn guest_channel(id: MessageId, at: Timestamp) -> MessageChannel {
    MessageChannel {
        kind: Some("Private".to_owned()),
        message_id: Some(id.to_string()),
        time: Some(word::time(at)),
        ..MessageChannel::default()
    }
}

/// The answer to an echo.
pub(crate) fn echoed(text: String, at: Timestamp) -> NormalizedMessage {
    let id = draw::<MessageId>();
    NormalizedMessage {
        id: Some(id.to_string()),
        kind: MessageKind::Text,
        text: Some(text),
        direction: Some(MessageDirection::Inbound),
        originating_entity: Some(OriginatingEntity::Human),
        channel: Some(guest_channel(id, at)),
        content: Vec::new(),
        events: Vec::new(),
        status: None,
        is_final_receipt: None,
        metadata: Default::default(),
    }
}

/// A line of a guest's history.
pub(crate) fn line(line: &Line) -> NormalizedMessage {
    match line {
        Line::Said(stored) => normalized(stored),
        Line::Moved(moved) => self::moved(moved),
    }
}

/// An agent came into the chat, or left it.
pub(crate) fn moved(moved: &Move) -> NormalizedMessage {
    let presence = match moved.direction {
        MoveDirection::In => PresenceKind::Join,
        MoveDirection::Out => PresenceKind::Disconnect,
    };
    let mut message = happened(moved.id, moved.at, MessageEvent::presence(presence));
    if let Some(channel) = &mut message.channel {
        channel.from = moved.nickname.clone().map(recipient);
    }
    message
}

/// Something that happened on the agents' side.
pub(crate) fn happened(id: MessageId, at: Timestamp, event: MessageEvent) -> NormalizedMessage {
    NormalizedMessage {
        id: Some(id.to_string()),
        kind: MessageKind::Event,
        text: None,
        direction: Some(MessageDirection::Outbound),
        originating_entity: Some(OriginatingEntity::Human),
        channel: Some(guest_channel(id, at)),
        content: Vec::new(),
        events: vec![event],
        status: None,
        is_final_receipt: None,
        metadata: Default::default(),
    }
}

fn recipient(nickname: String) -> normalized::Recipient {
    normalized::Recipient { nickname: Some(nickname), ..normalized::Recipient::default() }
}

fn contents(content: &Content) -> Vec<normalized::Content> {
    let offered = content.quick_replies.iter();
    let offered = offered.map(|reply| normalized::Content::quick_reply(&reply.text, &reply.payload));
    let chosen = content.chosen.iter().map(|reply| {
        normalized::Content::button_response(ButtonResponse {
            kind: Some(ButtonKind::QuickReply),
            text: reply.text.clone(),
            payload: reply.payload.clone(),
            originating_message_id: None,
        })
    });
    offered.chain(chosen).collect()
}

fn direction(direction: Direction) -> MessageDirection {
    match direction {
        Direction::Inbound => MessageDirection::Inbound,
        Direction::Outbound => MessageDirection::Outbound,
    }
}
