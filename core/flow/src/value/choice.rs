//! One of a fixed set.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Kind;

/// One of a fixed set, such as `Format.Number.playDigits` or `Language.Gender.feminine`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    /// Of which set.
    pub of: Kind,
    /// Which: `playDigits`, `feminine`.
    pub name: Arc<str>,
}
