//! `POST /oauth/token`: a secret or a code for a token (RFC 6749, RFC 7636).

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eyeline_genesys::oauth::{GrantType, TokenError};
use eyeline_model::UserId;
use eyeline_shell::{Statement, fingerprint, now};
use metrics::counter;

use crate::{
    oauth::{
        client::{Client, basic},
        token::{self, Grant},
    },
    refused::Refused,
    request::Form,
    service::Shared,
};

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/oauth/token", post(grant))
}

/// Why no token is given (RFC 6749 §5.2).
enum No {
    Client,
    Code(&'static str),
    GrantType,
    ClientMayNot,
    Failed(Refused),
}

async fn grant(State(service): State<Shared>, headers: HeaderMap, form: Form) -> Response {
    match granted(&service, &headers, &form).await {
        Ok(response) => response,
        Err(no) => no.into_response(),
    }
}

async fn granted(service: &Shared, headers: &HeaderMap, form: &Form) -> Result<Response, No> {
    let basic = basic(headers);
    let (id, secret) = match &basic {
        Some((id, secret)) => (Some(id.as_str()), Some(secret.as_str())),
        None => (form.text("client_id"), form.text("client_secret")),
    };
    let client = Client::find(&service.store, id.unwrap_or_default()).await.map_err(Refused::from)?;
    let client = client.filter(|client| client.knows(secret)).ok_or(No::Client)?;
    let user = match form.text("grant_type") {
        Some("client_credentials") if client.grant == GrantType::ClientCredentials => None,
        Some("authorization_code") if client.grant == GrantType::Code => {
            Some(redeem(service, &client, form).await?)
        }
        Some("client_credentials" | "authorization_code") => return Err(No::ClientMayNot),
        _ => return Err(No::GrantType),
    };
    let token = token::issue(service, Grant { client: &client, user }).await.map_err(Refused::from)?;
    counter!("eyeline_tokens_issued_total").increment(1);
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(token)).into_response())
}

/// Takes a code, which works once, and returns whose it was.
async fn redeem(service: &Shared, client: &Client, form: &Form) -> Result<UserId, No> {
    let code = form.text("code").ok_or(No::Code("code is missing"))?;
    let take = Statement::new(
        "DELETE FROM authorization_codes WHERE fingerprint = $1 AND client_id = $2 AND expires_at > $3
         RETURNING user_id, redirect_uri, challenge",
    );
    let take = take.bind(fingerprint(code)).bind(client.id).bind(now());
    let rows = service.store.query_changed(take).await.map_err(Refused::from)?;
    let row = rows.first().ok_or(No::Code("the code is unknown, used or expired"))?;
    if form.text("redirect_uri") != Some(row.text("redirect_uri").map_err(Refused::from)?) {
        return Err(No::Code("redirect_uri is not the one the code was sent to"));
    }
    if !row.is_null("challenge") {
        let verifier = form.text("code_verifier").ok_or(No::Code("code_verifier is missing"))?;
        // RFC 7636 §4.6: the challenge is the verifier's SHA-256, which is what a fingerprint is.
        let answer = URL_SAFE_NO_PAD.encode(fingerprint(verifier));
        if answer != row.text("challenge").map_err(Refused::from)? {
            return Err(No::Code("code_verifier does not match"));
        }
    }
    Ok(row.parse("user_id").map_err(Refused::from)?)
}

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        Self::Failed(refused)
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::Failed(refused) => return refused.into_response(),
            Self::Client => (StatusCode::UNAUTHORIZED, "invalid_client", "client not found or wrong secret"),
            Self::Code(reason) => (StatusCode::BAD_REQUEST, "invalid_grant", reason),
            Self::GrantType => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", "this grant is not offered")
            }
            Self::ClientMayNot => (
                StatusCode::BAD_REQUEST,
                "unauthorized_client",
                "the client is not registered for this grant",
            ),
        };
        let body = TokenError {
            error: error.to_owned(),
            description: description.to_owned(),
            error_description: description.to_owned(),
        };
        (status, Json(body)).into_response()
    }
}
