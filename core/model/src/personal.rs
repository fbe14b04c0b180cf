//! Personal data that does not leak through a log line.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A telephone number, name, address, message or other personal value. It prints as `‹pii›`.
///
/// It is serialised as the plain value: what is written to disk is encrypted as a whole by the store,
/// what is sent to a client is chosen field by field at the border.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for a reader who is entitled to it. Easy to search for in a review.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Pii<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹pii›")
    }
}

impl<T> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹pii›")
    }
}
