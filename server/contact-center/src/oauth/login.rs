//! The sign-in page and the form behind it, with a lock that closes for longer after each further failure.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use eyeline_model::{Duration, OrganizationId, Timestamp, UserId};
use eyeline_shell::{Statement, StoreError, now};
use metrics::counter;
use tokio::sync::{Mutex, Semaphore};
use tracing::{info, warn};

use crate::{
    oauth::{
        password,
        session::{self, LoginSession},
    },
    origin::Origin,
    refused::Refused,
    request::{Form, Params},
    service::Shared,
};

/// Failures in a row before the lock closes.
const PATIENCE: i64 = 5;
/// How long it closes first; each further failure doubles it.
const FIRST_LOCK: Duration = Duration::from_secs(30);
/// How long it closes at the most.
const LONGEST_LOCK: Duration = Duration::from_secs(15 * 60);
/// Where a sign-in leads that does not say.
const DEFAULT_PLACE: &str = "/desk/";
/// Bytes of the place that a sign-in leads to.
const LONGEST_PLACE: usize = 4_096;
/// The page brings its scripts and styles, and nobody frames it.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Sign-ins are checked one after the other: guesses made at once must not all find the lock open.
static TURN: Mutex<()> = Mutex::const_new(());
/// Sign-ins that wait for their turn; further ones find the door closed for [`BUSY`].
static WAITING: Semaphore = Semaphore::const_new(64);
const BUSY: Duration = Duration::from_secs(5);

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
    origin: Origin,
    headers: HeaderMap,
    params: Params,
    form: Form,
) -> Result<Response, Refused> {
    if is_from_elsewhere(&headers, &origin) {
        return Err(Refused::NotAuthorized);
    }
    let email = form.text("email").unwrap_or_default().trim();
    let password = form.text("password").unwrap_or_default();
    let place = own_place(form.text("return_to").or(params.text("return_to")));
    match check(&service, email, password).await? {
        Checked::Welcome(session) => {
            counter!("eyeline_sign_ins_total", "outcome" => "welcome").increment(1);
            info!(user.id = %session.user, "user {} signed in", session.user);
            let cookie = session::begin(&service, session).await?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(place)).into_response())
        }
        Checked::Wrong => Ok(refuse("credentials", None, place)),
        Checked::Locked { until } => Ok(refuse("locked", Some(until - now()), place)),
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
}

struct Login {
    organization: OrganizationId,
    user: UserId,
    password: String,
    failures: i64,
    locked_until: Timestamp,
}

/// Two organizations may know the same address; the password tells which is meant.
async fn check(service: &Shared, email: &str, password: &str) -> Result<Checked, StoreError> {
    let Ok(_waiting) = WAITING.try_acquire() else { return Ok(Checked::Locked { until: now() + BUSY }) };
    let _turn = TURN.lock().await;
    let logins = find(service, email).await?;
    let (locked, open): (Vec<_>, Vec<_>) = logins.into_iter().partition(|login| login.locked_until > now());
    if open.is_empty() {
        if let Some(until) = locked.iter().map(|login| login.locked_until).min() {
            return Ok(Checked::Locked { until });
        }
        password::verify(password.to_owned(), None).await;
        return Ok(Checked::Wrong);
    }
    let mut wrong = Vec::new();
    for login in open {
        if password::verify(password.to_owned(), Some(login.password.clone())).await {
            forgive(service, &login).await?;
            return Ok(Checked::Welcome(LoginSession { organization: login.organization, user: login.user }));
        }
        wrong.push(login);
    }
    for login in &wrong {
        blame(service, login).await?;
    }
    Ok(Checked::Wrong)
}

/// The logins under `email`, in whichever organizations.
async fn find(service: &Shared, email: &str) -> Result<Vec<Login>, StoreError> {
    let mut found = Vec::new();
    for organization in service.organizations() {
        let index = organization.cipher.blind_index(&email.to_lowercase());
        let select = Statement::new(
            "SELECT user_id, password, failures, locked_until FROM logins
             WHERE organization_id = $1 AND email_index = $2",
        );
        for row in service.store.query(select.bind(organization.id).bind(index)).await? {
            found.push(Login {
                organization: organization.id,
                user: row.parse("user_id")?,
                password: row.text("password")?.to_owned(),
                failures: row.int("failures")?,
                locked_until: row.time("locked_until")?,
            });
        }
    }
    Ok(found)
}

/// A right password makes up for the wrong ones before it.
async fn forgive(service: &Shared, login: &Login) -> Result<(), StoreError> {
    if login.failures == 0 {
        return Ok(());
    }
    let update = Statement::new("UPDATE logins SET failures = 0, locked_until = 0 WHERE user_id = $1");
    service.store.commit(vec![update.bind(login.user)]).await
}

async fn blame(service: &Shared, login: &Login) -> Result<(), StoreError> {
    let failures = login.failures + 1;
    if failures >= PATIENCE {
        warn!(user.id = %login.user, failures, "the login of user {} is locked for a while", login.user);
    }
    let update = Statement::new("UPDATE logins SET failures = $2, locked_until = $3 WHERE user_id = $1");
    service.store.commit(vec![update.bind(login.user).bind(failures).bind(lock(now(), failures))]).await
}

/// Until when the lock is closed after so many failures in a row.
fn lock(now: Timestamp, failures: i64) -> Timestamp {
    if failures < PATIENCE {
        return Timestamp(0);
    }
    let doublings = (failures - PATIENCE).min(16);
    let span = (FIRST_LOCK.as_millis() << doublings).min(LONGEST_LOCK.as_millis());
    now + Duration::from_millis(span)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_failure_beyond_patience_closes_the_lock_for_twice_as_long() {
        let seconds = |failures| (lock(Timestamp(0), failures) - Timestamp(0)).as_secs();
        assert_eq!([4, 5, 6, 7, 10, 99].map(seconds), [0, 30, 60, 120, 900, 900]);
    }

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
