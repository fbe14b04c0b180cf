//! Chats as the store keeps them: words sealed, how far they came beside.

use eyeline_conversation::{Content, Message, MessageStatus};
use eyeline_model::{ConversationId, MessageId, OrganizationId, Pii, Timestamp, UserId};
use eyeline_shell::{Cipher, Row, Statement, Store, StoreError};
use serde::{Deserialize, Serialize};

const PLACE: &str = "messages.sealed";

/// A message with its words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) conversation: ConversationId,
    pub(crate) message: Message,
    pub(crate) content: Pii<Content>,
    /// The agent who wrote it; none for the customer.
    pub(crate) author: Option<UserId>,
    /// What the customer sees as the author's name.
    pub(crate) nickname: Option<String>,
}

/// An agent came into a chat or left it: the customer's history says so between the messages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Move {
    pub(crate) conversation: ConversationId,
    /// The id of the session that began or ended, for it happens once.
    pub(crate) id: MessageId,
    pub(crate) at: Timestamp,
    pub(crate) direction: MoveDirection,
    /// What the customer sees as the agent's name.
    pub(crate) nickname: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MoveDirection {
    In,
    Out,
}

/// One line of a chat's history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    Said(Stored),
    Moved(Move),
}

impl Line {
    /// The statement that keeps it.
    pub(crate) fn insert(&self, organization: OrganizationId, cipher: &Cipher) -> Statement {
        let (id, conversation, status) = match self {
            Self::Said(stored) => (stored.message.id, stored.conversation, stored.message.status),
            Self::Moved(moved) => (moved.id, moved.conversation, MessageStatus::Sent),
        };
        let body = serde_json::to_vec(self).expect("a line is JSON");
        Statement::new(
            "INSERT INTO messages (id, organization_id, conversation_id, status, sealed)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(organization)
        .bind(conversation)
        .bind(name(status))
        .bind(cipher.seal(PLACE, &body))
    }

    fn read(row: &Row, cipher: &Cipher) -> Result<Self, StoreError> {
        let body = cipher.open(PLACE, row.blob("sealed")?).ok_or(StoreError::WrongMasterKey)?;
        let mut line = serde_json::from_slice(&body)
            .map_err(|source| StoreError::Document { what: "message", source })?;
        if let Self::Said(stored) = &mut line {
            stored.message.status = status(row.text("status")?);
        }
        Ok(line)
    }

    fn said(self) -> Option<Stored> {
        match self {
            Self::Said(stored) => Some(stored),
            Self::Moved(_) => None,
        }
    }
}

/// The statement that keeps how far a message has come.
pub(crate) fn advance(message: MessageId, status: MessageStatus) -> Statement {
    Statement::new("UPDATE messages SET status = $2 WHERE id = $1").bind(message).bind(name(status))
}

/// One message of a conversation.
pub(crate) async fn find(
    store: &Store,
    cipher: &Cipher,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<Stored>, StoreError> {
    let select = Statement::new("SELECT status, sealed FROM messages WHERE id = $1 AND conversation_id = $2");
    let rows = store.query(select.bind(message).bind(conversation)).await?;
    let line = rows.first().map(|row| Line::read(row, cipher)).transpose()?;
    Ok(line.and_then(Line::said))
}

/// Every message of a conversation, oldest first.
pub(crate) async fn of_conversation(
    store: &Store,
    cipher: &Cipher,
    conversation: ConversationId,
) -> Result<Vec<Stored>, StoreError> {
    let select =
        Statement::new("SELECT status, sealed FROM messages WHERE conversation_id = $1 ORDER BY position");
    let rows = store.query(select.bind(conversation)).await?;
    let lines = rows.iter().map(|row| Line::read(row, cipher));
    lines.filter_map(|line| line.map(Line::said).transpose()).collect()
}

/// A page of a guest's history in all their conversations, latest first, and how many lines there are.
pub(crate) async fn of_guest(
    store: &Store,
    cipher: &Cipher,
    session: uuid::Uuid,
    page: std::ops::Range<usize>,
) -> Result<(Vec<Line>, usize), StoreError> {
    let count = Statement::new(
        "SELECT COUNT(*) AS total FROM messages m
         JOIN guest_conversations g ON g.conversation_id = m.conversation_id WHERE g.session_id = $1",
    );
    let total = store.query(count.bind(session)).await?.first().map_or(Ok(0), |row| row.int("total"))?;
    let select = Statement::new(
        "SELECT m.status, m.sealed FROM messages m
         JOIN guest_conversations g ON g.conversation_id = m.conversation_id WHERE g.session_id = $1
         ORDER BY m.position DESC LIMIT $2 OFFSET $3",
    );
    let places = [page.len(), page.start].map(|place| i64::try_from(place).unwrap_or(i64::MAX));
    let rows = store.query(select.bind(session).bind(places[0]).bind(places[1])).await?;
    let lines = rows.iter().map(|row| Line::read(row, cipher)).collect::<Result<_, _>>()?;
    Ok((lines, usize::try_from(total).unwrap_or_default()))
}

fn name(status: MessageStatus) -> &'static str {
    match status {
        MessageStatus::Sent => "sent",
        MessageStatus::Delivered => "delivered",
        MessageStatus::Read => "read",
    }
}

fn status(name: &str) -> MessageStatus {
    match name {
        "read" => MessageStatus::Read,
        "delivered" => MessageStatus::Delivered,
        _ => MessageStatus::Sent,
    }
}
