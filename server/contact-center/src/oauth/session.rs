//! A signed-in browser: the cookie behind `/oauth/authorize`.

use axum::http::{HeaderMap, HeaderValue, header};
use eyeline_model::{OrganizationId, UserId};
use eyeline_shell::{Secret, Statement, StoreError, fingerprint, now};

use crate::service::Shared;

const COOKIE: &str = "eyeline_login";

/// A signed-in browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoginSession {
    pub(crate) organization: OrganizationId,
    pub(crate) user: UserId,
}

/// Remembers a browser; returns the cookie that it is to keep.
pub(crate) async fn begin(service: &Shared, session: LoginSession) -> Result<HeaderValue, StoreError> {
    let secret = Secret::draw();
    let lifetime = service.config.login_lifetime;
    let insert = Statement::new(
        "INSERT INTO login_sessions (fingerprint, organization_id, user_id, expires_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(secret.fingerprint())
    .bind(session.organization)
    .bind(session.user)
    .bind(now() + lifetime);
    let forget = Statement::new("DELETE FROM login_sessions WHERE expires_at < $1").bind(now());
    service.store.commit(vec![forget, insert]).await?;
    Ok(cookie(service, secret.reveal(), lifetime.as_secs()))
}

/// The signed-in browser that sent `headers`.
pub(crate) async fn find(service: &Shared, headers: &HeaderMap) -> Result<Option<LoginSession>, StoreError> {
    let Some(secret) = sent(headers) else { return Ok(None) };
    let select = Statement::new(
        "SELECT organization_id, user_id FROM login_sessions WHERE fingerprint = $1 AND expires_at > $2",
    );
    let rows = service.store.query(select.bind(fingerprint(secret)).bind(now())).await?;
    let read = |row: &eyeline_shell::Row| {
        Ok(LoginSession { organization: row.parse("organization_id")?, user: row.parse("user_id")? })
    };
    rows.first().map(read).transpose()
}

/// Forgets the browser that sent `headers`; returns the cookie that makes it forget too.
pub(crate) async fn end(service: &Shared, headers: &HeaderMap) -> Result<HeaderValue, StoreError> {
    if let Some(secret) = sent(headers) {
        let delete = Statement::new("DELETE FROM login_sessions WHERE fingerprint = $1");
        service.store.commit(vec![delete.bind(fingerprint(secret))]).await?;
    }
    Ok(cookie(service, "", 0))
}

fn sent(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, secret)| secret)
}

fn cookie(service: &Shared, value: &str, max_age_s: i64) -> HeaderValue {
    let secure = service.config.public_url.as_deref().is_some_and(|url| url.starts_with("https:"));
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).expect("a cookie of ASCII characters")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(cookies: &[String]) -> HeaderMap {
        let values = cookies.iter().filter_map(|cookie| HeaderValue::from_bytes(cookie.as_bytes()).ok());
        values.map(|value| (header::COOKIE, value)).collect()
    }

    proptest! {
        #[test]
        fn our_cookie_is_found_among_others(
            others in prop::collection::vec("[a-z]{1,9}=[!#-+--:<-~]{0,20}", 0..5),
            secret in "[A-Za-z0-9_-]{43}",
        ) {
            let ours = format!("{COOKIE}={secret}");
            let crumbs: Vec<String> = others.into_iter().chain([ours]).collect();
            for headers in [headers(&[crumbs.join("; ")]), headers(&crumbs)] {
                prop_assert_eq!(sent(&headers), Some(secret.as_str()));
            }
        }

        #[test]
        fn no_cookie_makes_it_panic(cookies in prop::collection::vec("\\PC*", 0..3)) {
            prop_assert!(sent(&headers(&cookies)).is_none_or(|secret| !secret.contains(';')));
        }
    }
}
