//! The one place where the wall clock is read for a core.

use std::time::{SystemTime, UNIX_EPOCH};

use eyeline_model::Timestamp;

/// The present moment by the machine's clock.
pub fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
