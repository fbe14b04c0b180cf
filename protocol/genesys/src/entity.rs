//! References to entities, and lists of them.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

/// A reference: `DomainEntityRef`, `AddressableEntityRef`, `UriReference`, `NamedEntity`.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntityRef {
    pub id: Option<String>,
    pub name: Option<String>,
    pub self_uri: Option<String>,
}

impl EntityRef {
    /// A reference by id alone.
    pub fn to(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::default() }
    }

    /// The same reference with the entity's name beside its id.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }
}

/// One page of a list.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntityListing<T> {
    pub entities: Vec<T>,
    pub page_size: Option<u32>,
    pub page_number: Option<u32>,
    pub total: Option<u64>,
    pub page_count: Option<u32>,
    pub first_uri: Option<String>,
    pub next_uri: Option<String>,
    pub previous_uri: Option<String>,
    pub last_uri: Option<String>,
    pub self_uri: Option<String>,
}

impl<T> EntityListing<T> {
    /// A list that has no pages.
    pub fn whole(entities: Vec<T>) -> Self {
        Self {
            entities,
            page_size: None,
            page_number: None,
            total: None,
            page_count: None,
            first_uri: None,
            next_uri: None,
            previous_uri: None,
            last_uri: None,
            self_uri: None,
        }
    }
}
