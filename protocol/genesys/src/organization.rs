//! The tenant as its own users see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    pub id: String,
    pub name: String,
    pub default_language: Option<String>,
    pub default_country_code: Option<String>,
    pub domain: Option<String>,
    #[serde(default)]
    pub features: BTreeMap<String, bool>,
    pub version: u32,
    pub state: Option<OrganizationState>,
    pub product_platform: Option<ProductPlatform>,
    pub self_uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationState {
    Active,
    Inactive,
    Deleted,
}

/// Which of the vendor's products answers; clients only tell theirs from `Unknown`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ProductPlatform {
    GenesysCloud,
    Unknown,
}
