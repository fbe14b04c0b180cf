//! Who makes a request, and what they may do.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use eyeline_conversation::Conversation;
use eyeline_model::UserId;
use eyeline_shell::Count;
use metrics::counter;

use crate::{
    oauth::token::{self, Token},
    organization::Organization,
    permission::{Role, Rule, grants},
    refused::{Reason, Refused},
    service::Shared,
};

/// Who makes a request: an OAuth client by itself, or for a user.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) organization: Arc<Organization>,
    pub(crate) token: Arc<Token>,
    pub(crate) roles: Arc<[Role]>,
}

impl Caller {
    /// The user, when the client acts for one.
    pub(crate) fn user(&self) -> Option<UserId> {
        self.token.user
    }

    /// The user; a client by itself has no place where a user is asked for.
    pub(crate) fn require_user(&self) -> Result<UserId, Refused> {
        self.user().ok_or_else(|| {
            Refused(Reason::Malformed(
                "This request requires a user context; client credentials have none.".into(),
            ))
        })
    }

    pub(crate) fn has(&self, permission: &str) -> bool {
        grants(&self.roles, permission)
    }

    /// Refuses whoever lacks `permission`.
    pub(crate) fn require(&self, permission: &'static str) -> Result<(), Refused> {
        if self.has(permission) { Ok(()) } else { Err(Refused(Reason::MissingPermissions(vec![permission]))) }
    }

    /// Refuses whoever is neither `user` nor has `permission`.
    pub(crate) fn require_self_or(&self, user: UserId, permission: &'static str) -> Result<(), Refused> {
        if self.user() == Some(user) { Ok(()) } else { self.require(permission) }
    }

    /// Refuses whoever neither takes part in `conversation` nor has `permission`.
    pub(crate) fn require_part_or(
        &self,
        conversation: &Conversation,
        permission: &'static str,
    ) -> Result<(), Refused> {
        let takes_part = self.user().is_some_and(|user| conversation.participants_of(user).next().is_some());
        if takes_part { Ok(()) } else { self.require(permission) }
    }

    fn check(&self, rule: Rule) -> Result<(), Refused> {
        match rule {
            Rule::SignedIn => Ok(()),
            Rule::Any(permissions) if permissions.iter().any(|permission| self.has(permission)) => Ok(()),
            Rule::Any(permissions) => Err(Refused(Reason::MissingAnyPermissions(permissions.to_vec()))),
            Rule::All(permissions) => {
                let missing: Vec<_> = permissions.iter().copied().filter(|name| !self.has(name)).collect();
                if missing.is_empty() { Ok(()) } else { Err(Refused(Reason::MissingPermissions(missing))) }
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        parts.extensions.get::<Self>().cloned().ok_or(Refused(Reason::NotAuthenticated))
    }
}

/// Stands before every route of the API: who is it, not too often, and may they?
pub(crate) async fn guard(
    State((service, rule)): State<(Shared, Rule)>,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = match identify(&service, request.headers()).await {
        Ok(caller) => caller,
        Err(refused) => return refused.into_response(),
    };
    let count = service.count_request(&caller.token);
    let mut response = if count.is_exceeded() {
        counter!("eyeline_requests_limited_total").increment(1);
        Refused(Reason::TooManyRequests { retry_after_s: count.reset_s }).into_response()
    } else if let Err(refused) = caller.check(rule) {
        refused.into_response()
    } else {
        request.extensions_mut().insert(caller);
        next.run(request).await
    };
    counter!("eyeline_requests_total", "status" => response.status().as_u16().to_string()).increment(1);
    announce(&mut response, count);
    response
}

async fn identify(service: &Shared, headers: &HeaderMap) -> Result<Caller, Refused> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, secret) = header.and_then(|value| value.split_once(' ')).ok_or(Reason::NotAuthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refused(Reason::NotAuthenticated));
    }
    token::caller(service, secret.trim()).await?.ok_or(Refused(Reason::BadCredentials))
}

fn announce(response: &mut Response, count: Count) {
    let headers = response.headers_mut();
    headers.insert("inin-ratelimit-count", HeaderValue::from(count.made));
    headers.insert("inin-ratelimit-allowed", HeaderValue::from(count.allowed));
    headers.insert("inin-ratelimit-reset", HeaderValue::from(count.reset_s));
}
