//! `GET /oauth/authorize`: sends a signed-in browser back to the program with a code, others to the sign-in page.

use axum::{
    Json, Router,
    extract::{OriginalUri, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use eyeline_genesys::oauth::TokenError;
use eyeline_model::Duration;
use eyeline_shell::{Secret, Statement, now};

use crate::{
    oauth::{
        client::Client,
        session::{self, LoginSession},
        token::{self, Grant},
    },
    origin::Origin,
    refused::Refused,
    request::Params,
    service::Shared,
};

/// How long a code can be changed for a token.
const CODE_LIFETIME: Duration = Duration::from_secs(5 * 60);

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/oauth/authorize", get(authorize))
}

async fn authorize(
    State(service): State<Shared>,
    origin: Origin,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Refused> {
    let client = match params.text("client_id") {
        Some(id) => Client::find(&service.store, id).await?,
        None => None,
    };
    let redirect_uri = params.text("redirect_uri").unwrap_or_default();
    // An unknown address is never redirected to, not even with an error.
    let Some(client) = client.filter(|client| client.may_redirect_to(redirect_uri, origin.as_str())) else {
        return Ok(refuse("invalid_request", "client_id and redirect_uri are not registered together"));
    };
    let back = Back { uri: redirect_uri, state: params.text("state") };
    let Some(session) = session::find(&service, &headers).await? else {
        let here = uri.path_and_query().map_or("/", |place| place.as_str());
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", here).finish();
        return Ok(Redirect::to(&format!("/login?{query}")).into_response());
    };
    if session.organization != client.organization {
        return Ok(back.with_query(&[("error", "access_denied")]));
    }
    match params.text("response_type") {
        Some("code") => code(&service, &client, session, &params, &back).await,
        Some("token") if service.config.implicit_grant => implicit(&service, &client, session, &back).await,
        _ => Ok(back.with_query(&[("error", "unsupported_response_type")])),
    }
}

async fn code(
    service: &Shared,
    client: &Client,
    session: LoginSession,
    params: &Params,
    back: &Back<'_>,
) -> Result<Response, Refused> {
    let challenge = params.text("code_challenge");
    let method = params.text("code_challenge_method");
    // RFC 7636 §4.3: without a method the challenge would be the verifier itself, which proves nothing here.
    let is_proven = challenge.is_some_and(is_challenge) && method == Some("S256");
    if !is_proven && (client.secret_fingerprint.is_none() || challenge.is_some()) {
        return Ok(back
            .with_query(&[("error", "invalid_request"), ("error_description", "PKCE with S256 required")]));
    }
    let secret = Secret::draw();
    let insert = Statement::new(
        "INSERT INTO authorization_codes
         (fingerprint, organization_id, client_id, user_id, redirect_uri, challenge, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(secret.fingerprint())
    .bind(client.organization)
    .bind(client.id)
    .bind(session.user)
    .bind(back.uri)
    .bind(challenge)
    .bind(now() + CODE_LIFETIME);
    let forget = Statement::new("DELETE FROM authorization_codes WHERE expires_at < $1").bind(now());
    service.store.commit(vec![forget, insert]).await?;
    Ok(back.with_query(&[("code", secret.reveal())]))
}

/// RFC 7636 §4.2: the SHA-256 of the verifier, in 43 characters.
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

async fn implicit(
    service: &Shared,
    client: &Client,
    session: LoginSession,
    back: &Back<'_>,
) -> Result<Response, Refused> {
    let token = token::issue(service, Grant { client, user: Some(session.user) }).await?;
    let expires_in = token.expires_in.to_string();
    Ok(back.with_fragment(&[
        ("access_token", token.access_token.as_str()),
        ("token_type", token.token_type.as_str()),
        ("expires_in", expires_in.as_str()),
    ]))
}

/// The way back to the program.
struct Back<'a> {
    uri: &'a str,
    state: Option<&'a str>,
}

impl Back<'_> {
    fn with_query(&self, pairs: &[(&str, &str)]) -> Response {
        let separator = if self.uri.contains('?') { '&' } else { '?' };
        self.to(separator, pairs)
    }

    fn with_fragment(&self, pairs: &[(&str, &str)]) -> Response {
        self.to('#', pairs)
    }

    fn to(&self, separator: char, pairs: &[(&str, &str)]) -> Response {
        let mut answer = form_urlencoded::Serializer::new(String::new());
        answer.extend_pairs(pairs);
        if let Some(state) = self.state {
            answer.append_pair("state", state);
        }
        Redirect::to(&format!("{}{separator}{}", self.uri, answer.finish())).into_response()
    }
}

fn refuse(error: &str, description: &str) -> Response {
    let body = TokenError {
        error: error.to_owned(),
        description: description.to_owned(),
        error_description: description.to_owned(),
    };
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
