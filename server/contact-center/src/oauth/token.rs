//! Access tokens: opaque, stored as fingerprints, looked up at every request so that a revoked one is dead at once.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use eyeline_genesys::{
    EntityRef,
    oauth::{GrantType, OAuthClient, TokenInfo, TokenResponse},
};
use eyeline_model::{OrganizationId, UserId};
use eyeline_shell::{Secret, Statement, StoreError, fingerprint, now};
use uuid::Uuid;

use crate::{
    caller::Caller, oauth::client::Client, permission::Rule, refused::Refused, roles, routes::Routes,
    service::Shared,
};

/// A valid token.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Token {
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) client: Uuid,
    pub(crate) client_name: String,
    pub(crate) user: Option<UserId>,
    pub(crate) requests_per_minute: Option<u32>,
}

/// For whom a token is granted.
pub(crate) struct Grant<'a> {
    pub(crate) client: &'a Client,
    pub(crate) user: Option<UserId>,
}

/// Makes a token and stores its fingerprint.
pub(crate) async fn issue(service: &Shared, grant: Grant<'_>) -> Result<TokenResponse, StoreError> {
    let secret = Secret::draw();
    let lifetime = service.config.token_lifetime;
    let insert = Statement::new(
        "INSERT INTO access_tokens (fingerprint, organization_id, client_id, user_id, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(secret.fingerprint())
    .bind(grant.client.organization)
    .bind(grant.client.id)
    .bind(grant.user)
    .bind(now() + lifetime);
    let forget = Statement::new("DELETE FROM access_tokens WHERE expires_at < $1").bind(now());
    service.store.commit(vec![forget, insert]).await?;
    Ok(TokenResponse {
        access_token: secret.reveal().to_owned(),
        token_type: "bearer".to_owned(),
        expires_in: lifetime.as_secs().unsigned_abs(),
        refresh_token: None,
    })
}

/// Whoever holds the token `secret`; none if it is not valid.
pub(crate) async fn caller(service: &Shared, secret: &str) -> Result<Option<Caller>, StoreError> {
    let select = Statement::new(
        "SELECT t.organization_id, t.client_id, t.user_id, c.name AS client_name, c.roles AS client_roles,
                c.requests_per_minute, l.roles AS user_roles
         FROM access_tokens t JOIN oauth_clients c ON c.id = t.client_id
         LEFT JOIN logins l ON l.user_id = t.user_id
         WHERE t.fingerprint = $1 AND t.expires_at > $2",
    );
    let fingerprint = fingerprint(secret);
    let rows = service.store.query(select.bind(fingerprint.clone()).bind(now())).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let id: OrganizationId = row.parse("organization_id")?;
    let Some(organization) = service.organization(id) else { return Ok(None) };
    let limit = (!row.is_null("requests_per_minute")).then(|| row.int("requests_per_minute")).transpose()?;
    let user = (!row.is_null("user_id")).then(|| row.parse("user_id")).transpose()?;
    let roles = match user {
        None => row.text("client_roles")?,
        // A user whose login is gone may do nothing.
        Some(_) if row.is_null("user_roles") => return Ok(None),
        Some(_) => row.text("user_roles")?,
    };
    let token = Token {
        fingerprint,
        client: row.parse("client_id")?,
        client_name: row.text("client_name")?.to_owned(),
        user,
        requests_per_minute: limit.and_then(|limit| u32::try_from(limit).ok()),
    };
    Ok(Some(Caller { organization, token: Arc::new(token), roles: roles::read(roles).into() }))
}

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/tokens/me", Rule::SignedIn, show)
        .head("/api/v2/tokens/me", Rule::SignedIn, async || StatusCode::OK)
        .delete("/api/v2/tokens/me", Rule::SignedIn, revoke)
}

async fn show(caller: Caller) -> Json<TokenInfo> {
    Json(info(&caller))
}

/// What a token says about itself.
pub(crate) fn info(caller: &Caller) -> TokenInfo {
    let organization = EntityRef::to(caller.organization.id.to_string()).named(caller.organization.name());
    let grant = if caller.user().is_some() { GrantType::Code } else { GrantType::ClientCredentials };
    TokenInfo {
        organization: organization.clone(),
        home_organization: organization.clone(),
        authorized_scope: Vec::new(),
        oauth_client: OAuthClient {
            id: caller.token.client.to_string(),
            name: caller.token.client_name.clone(),
            authorized_grant_type: grant,
            organization: Some(organization),
        },
    }
}

async fn revoke(State(service): State<Shared>, caller: Caller) -> Result<StatusCode, Refused> {
    let delete = Statement::new("DELETE FROM access_tokens WHERE fingerprint = $1");
    service.store.commit(vec![delete.bind(caller.token.fingerprint.clone())]).await?;
    service.channels.token_revoked(&caller.token);
    Ok(StatusCode::OK)
}
