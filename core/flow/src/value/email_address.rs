//! E-mail addresses.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// An e-mail address, with a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EmailAddress {
    /// `local@domain`.
    pub id: Arc<str>,
    /// Whose it is, for a reader.
    pub name: Option<Arc<str>>,
}

impl EmailAddress {
    /// The part before and the part after the `@`, if it is an address at all.
    pub fn parts(address: &str) -> Option<(&str, &str)> {
        let (local, domain) = address.trim().rsplit_once('@')?;
        (!local.is_empty() && !domain.is_empty()).then_some((local, domain))
    }
}
