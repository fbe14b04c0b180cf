//! How many requests a client may make in a minute.

use std::{collections::HashMap, hash::Hash};

use eyeline_model::{Duration, Timestamp};

const WINDOW: Duration = Duration::from_secs(60);
/// Clients remembered at once. When full, those whose minute is over are forgotten.
const REMEMBERED: usize = 65_536;

/// Counts requests of each client in whole minutes, beginning with its first.
pub(crate) struct RateLimit<K> {
    windows: HashMap<K, Window>,
}

struct Window {
    since: Timestamp,
    count: u32,
}

/// What the count came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Count {
    pub(crate) made: u32,
    pub(crate) allowed: u32,
    pub(crate) reset_s: u64,
}

impl Count {
    pub(crate) const fn is_exceeded(self) -> bool {
        self.made > self.allowed
    }
}

impl<K: Eq + Hash> RateLimit<K> {
    pub(crate) fn new() -> Self {
        Self { windows: HashMap::new() }
    }

    /// Counts one request of `client`.
    pub(crate) fn count(&mut self, now: Timestamp, client: K, allowed: u32) -> Count {
        if self.windows.len() >= REMEMBERED {
            self.windows.retain(|_, window| now - window.since < WINDOW);
        }
        let window = self.windows.entry(client).or_insert(Window { since: now, count: 0 });
        if now - window.since >= WINDOW {
            *window = Window { since: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        let left_ms = WINDOW.as_millis() - (now - window.since).as_millis();
        Count { made: window.count, allowed, reset_s: left_ms.unsigned_abs().div_ceil(1_000) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_asks_too_often_waits_for_its_minute_to_end() {
        let mut limit = RateLimit::new();
        for made in 1..=300 {
            assert_eq!(limit.count(Timestamp(1_000), "desk", 300), Count { made, allowed: 300, reset_s: 60 });
        }
        let one_more = limit.count(Timestamp(31_500), "desk", 300);
        assert!(one_more.is_exceeded());
        assert_eq!(one_more.reset_s, 30);
        assert!(!limit.count(Timestamp(31_500), "another", 300).is_exceeded());
        assert!(!limit.count(Timestamp(61_000), "desk", 300).is_exceeded());
    }
}
