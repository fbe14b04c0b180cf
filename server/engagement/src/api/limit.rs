//! How often one caller may ask.

use std::time::Instant;

use eyeline_shell::{RateLimit, fingerprint};

use super::refused::{Reason, Refused};

/// A limit that holds for each caller.
pub(crate) struct Limit {
    per_minute: u32,
    /// By fingerprint: what a caller shows may be of any length, and may be secret.
    made: RateLimit<Vec<u8>>,
}

impl Limit {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute, made: RateLimit::default() }
    }

    /// Counts one request of `caller`; refuses one too many.
    pub(crate) fn count(&self, caller: &str) -> Result<(), Refused> {
        let count = self.made.count(Instant::now(), fingerprint(caller), self.per_minute);
        if count.is_exceeded() {
            return Err(Refused(Reason::TooManyRequests { retry_after_s: count.reset_s }));
        }
        Ok(())
    }
}
