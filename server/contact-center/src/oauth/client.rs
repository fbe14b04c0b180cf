//! OAuth clients: programs that were registered to use the API.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_genesys::oauth::GrantType;
use eyeline_model::OrganizationId;
use eyeline_shell::{Row, Statement, Store, StoreError, fingerprint};
use uuid::Uuid;

use crate::{permission::Role, roles};

/// A registered program.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: Uuid,
    pub(crate) organization: OrganizationId,
    pub(crate) name: String,
    pub(crate) grant: GrantType,
    pub(crate) secret_fingerprint: Option<Vec<u8>>,
    /// Where a code may be sent: whole addresses, or paths on our own origin.
    pub(crate) redirect_uris: Vec<String>,
    /// What it may do by itself. For a user it may do what the user may.
    pub(crate) roles: Vec<Role>,
    pub(crate) requests_per_minute: Option<u32>,
}

impl Client {
    /// The client registered under `id`.
    pub(crate) async fn find(store: &Store, id: &str) -> Result<Option<Self>, StoreError> {
        let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
        let rows = store.query(Statement::new("SELECT * FROM oauth_clients WHERE id = $1").bind(id)).await?;
        rows.first().map(Self::read).transpose()
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let limit =
            (!row.is_null("requests_per_minute")).then(|| row.int("requests_per_minute")).transpose()?;
        let secret =
            (!row.is_null("secret_fingerprint")).then(|| row.blob("secret_fingerprint")).transpose()?;
        Ok(Self {
            id: row.parse("id")?,
            organization: row.parse("organization_id")?,
            name: row.text("name")?.to_owned(),
            grant: match row.text("grant_type")? {
                "CLIENT-CREDENTIALS" => GrantType::ClientCredentials,
                "TOKEN" => GrantType::Token,
                _ => GrantType::Code,
            },
            secret_fingerprint: secret.map(<[u8]>::to_vec),
            redirect_uris: row.text("redirect_uris")?.split_whitespace().map(str::to_owned).collect(),
            roles: roles::read(row.text("roles")?),
            requests_per_minute: limit.and_then(|limit| u32::try_from(limit).ok()),
        })
    }

    /// The statement that registers it.
    pub(crate) fn insert(&self) -> Statement {
        let grant = match self.grant {
            GrantType::Code => "CODE",
            GrantType::Token => "TOKEN",
            GrantType::ClientCredentials => "CLIENT-CREDENTIALS",
        };
        Statement::new(
            "INSERT INTO oauth_clients
             (id, organization_id, name, grant_type, secret_fingerprint, redirect_uris, roles, requests_per_minute)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.id)
        .bind(self.organization)
        .bind(self.name.as_str())
        .bind(grant)
        .bind(self.secret_fingerprint.clone())
        .bind(self.redirect_uris.join(" "))
        .bind(roles::write(&self.roles))
        .bind(self.requests_per_minute.map(i64::from))
    }

    /// Whether `secret` is the client's. A public client has none and proves itself by PKCE.
    pub(crate) fn knows(&self, secret: Option<&str>) -> bool {
        match (&self.secret_fingerprint, secret) {
            (Some(stored), Some(secret)) => same(stored, &fingerprint(secret)),
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// Whether a code may be sent to `uri`. A registered path stands for that path on our own `origin`.
    pub(crate) fn may_redirect_to(&self, uri: &str, origin: &str) -> bool {
        self.redirect_uris.iter().any(|registered| {
            registered == uri || (registered.starts_with('/') && uri.strip_prefix(origin) == Some(registered))
        })
    }
}

/// Compares fingerprints in constant time.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

/// The id and secret of `Authorization: Basic`.
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let decoded = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(encoded.trim()).ok())??;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(value: &str) -> HeaderMap {
        let value = value.parse().ok();
        value.map(|value| (header::AUTHORIZATION, value)).into_iter().collect()
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(id in "[a-z0-9-]{1,36}", secret in "\\PC{0,40}") {
            let value = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
            prop_assert_eq!(basic(&headers(&value)), Some((id, secret)));
        }

        #[test]
        fn no_header_makes_it_panic(value in "\\PC*") {
            drop(basic(&headers(&value)));
        }
    }
}
