//! New ids, drawn from chance.

use uuid::{Builder, Uuid};

/// A new id of whichever kind is asked for.
pub(crate) fn draw<T: From<Uuid>>() -> T {
    T::from(Builder::from_random_bytes(rand::random()).into_uuid())
}
