//! Configuration, agents and conversations as the store keeps them.

use eyeline_contact_center::{Agent, Object, ObjectKey, Snapshot};
use eyeline_conversation::Conversation;
use eyeline_model::{ConversationId, OrganizationId, UserId};
use eyeline_shell::{Cipher, Row, Statement, Store, StoreError};
use serde::{Serialize, de::DeserializeOwned};

const OBJECT: &str = "objects.sealed";
const CONVERSATION: &str = "conversations.sealed";

/// Writes and reads one organization's rows.
#[derive(Clone)]
pub(crate) struct Rows {
    pub(crate) organization: OrganizationId,
    pub(crate) cipher: Cipher,
}

impl Rows {
    pub(crate) fn put_object(&self, object: &Object) -> Statement {
        Statement::new(
            "INSERT INTO objects (organization_id, key, sealed) VALUES ($1, $2, $3)
             ON CONFLICT (organization_id, key) DO UPDATE SET sealed = EXCLUDED.sealed",
        )
        .bind(self.organization)
        .bind(column(object.key()))
        .bind(self.seal(OBJECT, object))
    }

    pub(crate) fn remove_object(&self, key: ObjectKey) -> Statement {
        Statement::new("DELETE FROM objects WHERE organization_id = $1 AND key = $2")
            .bind(self.organization)
            .bind(column(key))
    }

    pub(crate) fn put_agent(&self, agent: &Agent) -> Statement {
        let body = serde_json::to_string(agent).expect("an agent is JSON");
        Statement::new(
            "INSERT INTO agents (user_id, organization_id, body) VALUES ($1, $2, $3)
             ON CONFLICT (user_id) DO UPDATE SET body = EXCLUDED.body",
        )
        .bind(agent.user)
        .bind(self.organization)
        .bind(body)
    }

    pub(crate) fn remove_agent(&self, user: UserId) -> Statement {
        Statement::new("DELETE FROM agents WHERE user_id = $1").bind(user)
    }

    pub(crate) fn put_conversation(&self, conversation: &Conversation, is_open: bool) -> Statement {
        Statement::new(
            "INSERT INTO conversations (id, organization_id, started_at, ended_at, is_open, sealed)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE
             SET ended_at = EXCLUDED.ended_at, is_open = EXCLUDED.is_open, sealed = EXCLUDED.sealed",
        )
        .bind(conversation.id)
        .bind(self.organization)
        .bind(conversation.started_at)
        .bind(conversation.ended_at)
        .bind(is_open)
        .bind(self.seal(CONVERSATION, conversation))
    }

    /// A conversation of this organization, whether open or closed.
    pub(crate) async fn conversation(
        &self,
        store: &Store,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        let select =
            Statement::new("SELECT sealed FROM conversations WHERE id = $1 AND organization_id = $2");
        let rows = store.query(select.bind(id).bind(self.organization)).await?;
        rows.first().map(|row| self.open(row, CONVERSATION, "conversation")).transpose()
    }

    /// What a contact center is built from again.
    pub(crate) async fn snapshot(&self, store: &Store) -> Result<Snapshot, StoreError> {
        let objects = Statement::new("SELECT sealed FROM objects WHERE organization_id = $1");
        let agents = Statement::new("SELECT body FROM agents WHERE organization_id = $1");
        let conversations =
            Statement::new("SELECT sealed FROM conversations WHERE organization_id = $1 AND is_open = 1");
        let objects = store.query(objects.bind(self.organization)).await?;
        let agents = store.query(agents.bind(self.organization)).await?;
        let conversations = store.query(conversations.bind(self.organization)).await?;
        let agent = |row: &Row| {
            serde_json::from_str(row.text("body")?)
                .map_err(|source| StoreError::Document { what: "agent", source })
        };
        Ok(Snapshot {
            objects: objects.iter().map(|row| self.open(row, OBJECT, "object")).collect::<Result<_, _>>()?,
            agents: agents.iter().map(agent).collect::<Result<_, _>>()?,
            conversations: conversations
                .iter()
                .map(|row| self.open(row, CONVERSATION, "conversation"))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn seal<T: Serialize>(&self, place: &str, document: &T) -> Vec<u8> {
        self.cipher.seal(place, &serde_json::to_vec(document).expect("a document is JSON"))
    }

    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        row: &Row,
        place: &str,
        what: &'static str,
    ) -> Result<T, StoreError> {
        let body = self.cipher.open(place, row.blob("sealed")?).ok_or(StoreError::WrongMasterKey)?;
        serde_json::from_slice(&body).map_err(|source| StoreError::Document { what, source })
    }
}

fn column(key: ObjectKey) -> String {
    match key {
        ObjectKey::Organization => "organization".to_owned(),
        ObjectKey::Label(id) => format!("label:{id}"),
        ObjectKey::Routing => "routing".to_owned(),
        ObjectKey::Skill(id) => format!("skill:{id}"),
        ObjectKey::Language(id) => format!("language:{id}"),
        ObjectKey::WrapUpCode(id) => format!("wrap-up-code:{id}"),
        ObjectKey::Group(id) => format!("group:{id}"),
        ObjectKey::Flow(id) => format!("flow:{id}"),
        ObjectKey::Queue(id) => format!("queue:{id}"),
        ObjectKey::Deployment(id) => format!("deployment:{id}"),
        ObjectKey::User(id) => format!("user:{id}"),
        ObjectKey::Membership { queue, user } => format!("membership:{queue}:{user}"),
    }
}
