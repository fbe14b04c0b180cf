//! Signing in: what `/oauth/token` and `/api/v2/tokens/me` answer.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::EntityRef;

/// A granted token. It has no `Debug`: it must not reach a log.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    pub access_token: String,
    pub token_type: String,
    pub expires_in: u64,
    pub refresh_token: Option<String>,
}

/// Why no token was granted (RFC 6749 §5.2), in the vendor's form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TokenError {
    pub error: String,
    pub description: String,
    pub error_description: String,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    pub organization: EntityRef,
    pub home_organization: EntityRef,
    #[serde(default)]
    pub authorized_scope: Vec<String>,
    #[serde(rename = "OAuthClient")]
    pub oauth_client: OAuthClient,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OAuthClient {
    pub id: String,
    pub name: String,
    pub authorized_grant_type: GrantType,
    pub organization: Option<EntityRef>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum GrantType {
    Code,
    Token,
    ClientCredentials,
}
