//! The lock on an e-mail address: wrong passwords in a row close it, for longer after each further one.
//!
//! Holds: the locks of addresses that nobody has. A login's own lock is in its row.
//! Invariant: an address that nobody has is locked as it would be if somebody had it, so that trying does not
//! tell.

use std::collections::{HashMap, VecDeque};

use eyeline_model::{Duration, Timestamp};
use eyeline_shell::fingerprint;

/// Failures in a row before the lock closes.
pub(crate) const PATIENCE: i64 = 5;
/// How long it closes first; each further failure doubles it.
const FIRST_LOCK: Duration = Duration::from_secs(30);
/// How long it closes at the most.
const LONGEST_LOCK: Duration = Duration::from_secs(15 * 60);
/// Addresses that nobody has and that are remembered; one more takes the place of the one that was tried first.
/// By then its lock is open again: passwords are checked one at a time, so that so many tries take longer than any
/// lock.
const REMEMBERED: usize = 65_536;

/// How a lock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Lock {
    /// Wrong passwords in a row.
    pub(crate) failures: i64,
    /// It is closed until then.
    pub(crate) until: Timestamp,
}

impl Lock {
    pub(crate) fn is_closed(self, now: Timestamp) -> bool {
        self.until > now
    }

    /// The lock after one more wrong password.
    pub(crate) fn after_failure(self, now: Timestamp) -> Self {
        let failures = self.failures.saturating_add(1);
        if failures < PATIENCE {
            return Self { failures, until: Timestamp(0) };
        }
        let doublings = (failures - PATIENCE).min(16);
        let span = (FIRST_LOCK.as_millis() << doublings).min(LONGEST_LOCK.as_millis());
        Self { failures, until: now + Duration::from_millis(span) }
    }
}

/// The locks of addresses that nobody has. A restart opens them.
#[derive(Default)]
pub(crate) struct Strangers {
    locks: HashMap<Vec<u8>, Lock>,
    /// The same addresses, those that were tried first in front.
    in_order: VecDeque<Vec<u8>>,
}

impl Strangers {
    pub(crate) fn lock(&self, email: &str) -> Lock {
        self.locks.get(&fingerprint(email)).copied().unwrap_or_default()
    }

    /// Counts a wrong password, as every password is.
    pub(crate) fn blame(&mut self, email: &str, now: Timestamp) {
        let address = fingerprint(email);
        if !self.locks.contains_key(&address) {
            self.make_room();
            self.in_order.push_back(address.clone());
        }
        let lock = self.locks.entry(address).or_default();
        *lock = lock.after_failure(now);
    }

    fn make_room(&mut self) {
        if self.in_order.len() >= REMEMBERED
            && let Some(first) = self.in_order.pop_front()
        {
            self.locks.remove(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_beyond_patience_closes_the_lock_for_twice_as_long() {
        let seconds = |failures: i64| {
            let before = Lock { failures: failures - 1, until: Timestamp(0) };
            (before.after_failure(Timestamp(0)).until - Timestamp(0)).as_secs()
        };
        assert_eq!([4, 5, 6, 7, 10, 99].map(seconds), [0, 30, 60, 120, 900, 900]);
    }

    #[test]
    fn a_strangers_lock_closes_as_a_logins_does() {
        let (mut strangers, mut login, now) = (Strangers::default(), Lock::default(), Timestamp(1_000));
        for _ in 0..9 {
            strangers.blame("kim@bank.example", now);
            login = login.after_failure(now);
            assert_eq!(strangers.lock("kim@bank.example"), login);
        }
        assert!(!strangers.lock("lee@bank.example").is_closed(now));
    }

    #[test]
    fn the_memory_of_strangers_is_bounded() {
        let mut strangers = Strangers::default();
        for number in 0..=REMEMBERED {
            strangers.blame(&number.to_string(), Timestamp(0));
        }
        assert_eq!((strangers.locks.len(), strangers.in_order.len()), (REMEMBERED, REMEMBERED));
        assert_eq!((strangers.lock("0").failures, strangers.lock("1").failures), (0, 1));
    }
}
