//! What the world must do.

use serde::{Deserialize, Serialize};

/// What the world must do for the contact center beyond storing and publishing its events.
///
/// Nothing yet: desks and messengers show what the events say, so there is no effect that could be lost.
/// A telephone that must ring will be the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Effect {}
