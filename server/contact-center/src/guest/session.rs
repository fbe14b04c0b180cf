//! Guest sessions as the store keeps them: whoever shows the token goes on where it was left.

use eyeline_genesys::guest::limit;
use eyeline_model::{ConversationId, DeploymentId, Duration, OrganizationId, Timestamp};
use eyeline_shell::{Row, Statement, Store, StoreError, fingerprint, now};
use uuid::Uuid;

use crate::draw::draw;

/// How long a session lasts without a word.
const LIFETIME: Duration = Duration::from_secs(limit::SESSION_SECONDS);

/// How long an expired session is told that it is, before it is forgotten.
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 3_600);

/// A guest session.
#[derive(Clone, Debug)]
pub(crate) struct GuestSession {
    pub(crate) id: Uuid,
    pub(crate) organization: OrganizationId,
    pub(crate) deployment: DeploymentId,
    /// The latest conversation, which may be over.
    pub(crate) conversation: Option<ConversationId>,
    pub(crate) expires_at: Timestamp,
}

impl GuestSession {
    /// The session behind a token.
    pub(crate) async fn of_token(store: &Store, token: &str) -> Result<Option<Self>, StoreError> {
        let select = Statement::new("SELECT * FROM guest_sessions WHERE token_fingerprint = $1");
        let rows = store.query(select.bind(fingerprint(token))).await?;
        rows.first().map(Self::read).transpose()
    }

    /// The session with an id.
    pub(crate) async fn find(store: &Store, id: Uuid) -> Result<Option<Self>, StoreError> {
        let rows = store.query(Statement::new("SELECT * FROM guest_sessions WHERE id = $1").bind(id)).await?;
        rows.first().map(Self::read).transpose()
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let conversation =
            (!row.is_null("conversation_id")).then(|| row.parse("conversation_id")).transpose()?;
        Ok(Self {
            id: row.parse("id")?,
            organization: row.parse("organization_id")?,
            deployment: row.parse("deployment_id")?,
            conversation,
            expires_at: row.time("expires_at")?,
        })
    }

    /// Begins a session for a token that is not known yet.
    pub(crate) async fn begin(
        store: &Store,
        organization: OrganizationId,
        deployment: DeploymentId,
        token: &str,
    ) -> Result<Self, StoreError> {
        let session =
            Self { id: draw(), organization, deployment, conversation: None, expires_at: now() + LIFETIME };
        let insert = Statement::new(
            "INSERT INTO guest_sessions (id, organization_id, deployment_id, token_fingerprint, expires_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token_fingerprint) DO NOTHING",
        )
        .bind(session.id)
        .bind(organization)
        .bind(deployment)
        .bind(fingerprint(token))
        .bind(session.expires_at);
        let forget = Statement::new("DELETE FROM guest_sessions WHERE expires_at < $1");
        store.commit(vec![forget.bind(now() - REMEMBERED), insert]).await?;
        // Another browser with the same token may have been faster: then its session is the one.
        Ok(Self::of_token(store, token).await?.unwrap_or(session))
    }

    pub(crate) fn is_expired(&self) -> bool {
        self.expires_at <= now()
    }

    /// Lets the session last longer, from now on.
    pub(crate) async fn extend(&mut self, store: &Store) -> Result<(), StoreError> {
        self.expires_at = now() + LIFETIME;
        let update = Statement::new("UPDATE guest_sessions SET expires_at = $2 WHERE id = $1");
        store.commit(vec![update.bind(self.id).bind(self.expires_at)]).await
    }

    /// Forgets what was said: the same browser, as if it were new.
    pub(crate) async fn clear(&mut self, store: &Store) -> Result<(), StoreError> {
        self.conversation = None;
        let forget = Statement::new("UPDATE guest_sessions SET conversation_id = NULL WHERE id = $1");
        let history = Statement::new("DELETE FROM guest_conversations WHERE session_id = $1");
        store.commit(vec![forget.bind(self.id), history.bind(self.id)]).await
    }
}
