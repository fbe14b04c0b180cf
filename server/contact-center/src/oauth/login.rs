//! The sign-in page and the form behind it.
//!
//! Holds: how many sign-ins each network address has tried, and whose turn it is to be checked.
//! Decides: who may try, and when.

use std::time::Instant;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use eyeline_model::{Duration, OrganizationId, Timestamp, UserId};
use eyeline_shell::{RateLimit, Statement, StoreError, now};
use metrics::counter;
use tokio::sync::{Mutex, Semaphore};
use tracing::{info, warn};

use crate::{
    oauth::{
        lock::{Lock, PATIENCE, Strangers},
        password,
        session::{self, LoginSession},
    },
    origin::Origin,
    peer::Peer,
    refused::{Reason, Refused},
    request::{Form, Params},
    service::Shared,
};

/// Sign-ins that come to nothing, in a minute from one network address; one more is not looked at.
const ATTEMPTS: u32 = 60;
/// Sign-ins that wait for their turn; further ones find the door closed for [`BUSY`].
const WAITING: usize = 64;
const BUSY: Duration = Duration::from_secs(5);
/// Where a sign-in leads that does not say.
const DEFAULT_PLACE: &str = "/desk/";
/// Bytes of the place that a sign-in leads to.
const LONGEST_PLACE: usize = 4_096;
/// The page brings its scripts and styles, and nobody frames it.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What sign-ins share.
pub(crate) struct SignIns {
    attempts: RateLimit<Peer>,
    waiting: Semaphore,
    /// They are checked one after the other: guesses made at once must not all find the lock open.
    turn: Mutex<Strangers>,
}

impl Default for SignIns {
    fn default() -> Self {
        Self { attempts: RateLimit::default(), waiting: Semaphore::new(WAITING), turn: Mutex::default() }
    }
}

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/login", get(page).post(sign_in)).route("/logout", get(sign_out))
}

async fn page(State(service): State<Shared>) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Our own form must say where it comes from.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (headers, Html(service.config.login_page.clone())).into_response()
}

async fn sign_in(
    State(service): State<Shared>,
    peer: Peer,
    origin: Origin,
    headers: HeaderMap,
    params: Params,
    form: Form,
) -> Result<Response, Refused> {
    if is_from_elsewhere(&headers, &origin) {
        return Err(Refused(Reason::NotAuthorized));
    }
    let attempts = &service.sign_ins.attempts;
    let count = attempts.count(Instant::now(), peer, ATTEMPTS);
    if count.is_exceeded() {
        counter!("eyeline_sign_ins_total", "outcome" => "limited").increment(1);
        return Err(Refused(Reason::TooManyRequests { retry_after_s: count.reset_s }));
    }
    let email = form.text("email").unwrap_or_default().trim().to_lowercase();
    let password = form.text("password").unwrap_or_default();
    let place = own_place(form.text("return_to").or(params.text("return_to")));
    match check(&service, &email, password).await? {
        Checked::Welcome(session) => {
            // A whole office behind one address may come to work at nine.
            attempts.take_back(&peer);
            counter!("eyeline_sign_ins_total", "outcome" => "welcome").increment(1);
            info!(user.id = %session.user, "user {} signed in", session.user);
            let cookie = session::begin(&service, session).await?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(place)).into_response())
        }
        Checked::Wrong => Ok(refuse("credentials", None, place)),
        Checked::Locked { until } => Ok(refuse("locked", Some(until - now()), place)),
        Checked::Busy => {
            // It was not looked at, so it has come to nothing by no fault of theirs.
            attempts.take_back(&peer);
            Ok(refuse("locked", Some(BUSY), place))
        }
    }
}

/// Back to the page, which says why; of a closed lock also when it opens.
fn refuse(error: &'static str, wait: Option<Duration>, place: &str) -> Response {
    counter!("eyeline_sign_ins_total", "outcome" => error).increment(1);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", error);
    if let Some(wait) = wait {
        let seconds = wait.as_millis().max(0).unsigned_abs().div_ceil(1_000);
        query.append_pair("retry_after", &seconds.to_string());
    }
    query.append_pair("return_to", place);
    Redirect::to(&format!("/login?{}", query.finish())).into_response()
}

/// Whether a page of somebody else's sent the form: it could sign people in as a user of its choice.
fn is_from_elsewhere(headers: &HeaderMap, own: &Origin) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    // Behind a proxy the scheme may not be the one that the browser sees.
    let host = |origin: &str| origin.split_once("://").map(|(_, host)| host.to_owned());
    text("origin").is_some_and(|origin| host(origin) != host(own.as_str()))
}

async fn sign_out(
    State(service): State<Shared>,
    headers: HeaderMap,
    params: Params,
) -> Result<([(header::HeaderName, HeaderValue); 1], Redirect), Refused> {
    let cookie = session::end(&service, &headers).await?;
    // The vendor's SDKs name the place `redirect_uri`.
    let place = own_place(params.text("return_to").or(params.text("redirect_uri")));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(place)))
}

/// A place on our own origin; anywhere else would let a link send people away with our name on it.
fn own_place(wanted: Option<&str>) -> &str {
    let is_own = |place: &&str| {
        place.starts_with('/')
            && !place.starts_with("//")
            && !place.contains('\\')
            && place.bytes().all(|byte| byte.is_ascii_graphic())
            && place.len() <= LONGEST_PLACE
    };
    wanted.filter(is_own).unwrap_or(DEFAULT_PLACE)
}

enum Checked {
    Welcome(LoginSession),
    Wrong,
    Locked { until: Timestamp },
    Busy,
}

struct Login {
    organization: OrganizationId,
    user: UserId,
    password: String,
    lock: Lock,
}

/// Two organizations may know the same address; the password tells which is meant.
async fn check(service: &Shared, email: &str, password: &str) -> Result<Checked, StoreError> {
    let Ok(_waiting) = service.sign_ins.waiting.try_acquire() else {
        return Ok(Checked::Busy);
    };
    let mut strangers = service.sign_ins.turn.lock().await;
    let logins = find(service, email).await?;
    if logins.is_empty() {
        return check_stranger(service, &mut strangers, email, password).await;
    }
    let (locked, open): (Vec<_>, Vec<_>) = logins.into_iter().partition(|login| login.lock.is_closed(now()));
    if open.is_empty() {
        let opens = locked.iter().map(|login| login.lock.until).min();
        return Ok(Checked::Locked { until: opens.expect("whoever is not let in is locked out") });
    }
    for login in &open {
        if password::verify(password.to_owned(), Some(login.password.clone())).await {
            forgive(service, login).await?;
            return Ok(Checked::Welcome(LoginSession { organization: login.organization, user: login.user }));
        }
    }
    blame(service, &open).await?;
    Ok(Checked::Wrong)
}

/// Nobody has the address. The answers, and how long they take, are those that somebody would get.
async fn check_stranger(
    service: &Shared,
    strangers: &mut Strangers,
    email: &str,
    password: &str,
) -> Result<Checked, StoreError> {
    let lock = strangers.lock(email);
    if lock.is_closed(now()) {
        return Ok(Checked::Locked { until: lock.until });
    }
    password::verify(password.to_owned(), None).await;
    strangers.blame(email, now());
    // A write that changes nothing, for there is one when somebody is blamed.
    let write = "UPDATE logins SET failures = failures WHERE user_id = (SELECT MIN(user_id) FROM logins)";
    service.store.commit(vec![Statement::new(write)]).await?;
    Ok(Checked::Wrong)
}

/// The logins under `email`, which is in lower case, in whichever organizations.
async fn find(service: &Shared, email: &str) -> Result<Vec<Login>, StoreError> {
    let mut found = Vec::new();
    for organization in service.organizations() {
        let index = organization.cipher.blind_index(email);
        let select = Statement::new(
            "SELECT user_id, password, failures, locked_until FROM logins
             WHERE organization_id = $1 AND email_index = $2",
        );
        for row in service.store.query(select.bind(organization.id).bind(index)).await? {
            found.push(Login {
                organization: organization.id,
                user: row.parse("user_id")?,
                password: row.text("password")?.to_owned(),
                lock: Lock { failures: row.int("failures")?, until: row.time("locked_until")? },
            });
        }
    }
    Ok(found)
}

/// A right password makes up for the wrong ones before it.
async fn forgive(service: &Shared, login: &Login) -> Result<(), StoreError> {
    if login.lock.failures == 0 {
        return Ok(());
    }
    let update = Statement::new("UPDATE logins SET failures = 0, locked_until = 0 WHERE user_id = $1");
    service.store.commit(vec![update.bind(login.user)]).await
}

async fn blame(service: &Shared, logins: &[Login]) -> Result<(), StoreError> {
    let blamed = logins.iter().map(|login| {
        let Lock { failures, until } = login.lock.after_failure(now());
        if failures >= PATIENCE {
            warn!(user.id = %login.user, failures, "the login of user {} is locked for a while", login.user);
        }
        let update = Statement::new("UPDATE logins SET failures = $2, locked_until = $3 WHERE user_id = $1");
        update.bind(login.user).bind(failures).bind(until)
    });
    service.store.commit(blamed.collect()).await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn wherever_it_leads_is_a_place_of_ours(wanted in "/?[/\\\\a-z:.? \\x00-\\x1f\\x7fü]*") {
            let place = own_place(Some(&wanted));
            prop_assert!(HeaderValue::from_str(place).is_ok());
            prop_assert!(place.starts_with('/') && !place.starts_with("//") && !place.contains('\\'));
        }
    }

    #[test]
    fn a_sign_in_never_leads_away_from_us() {
        for place in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "evil",
            "",
            "/a\r\nSet-Cookie: x",
            "/\x01",
        ] {
            assert_eq!(own_place(Some(place)), DEFAULT_PLACE, "{place}");
        }
        assert_eq!(own_place(Some("/admin/?a=b")), "/admin/?a=b");
    }
}
