//! How many requests a client may make in a minute.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::Mutex,
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);
/// Clients remembered at once. One more takes the place of the one whose minute began first: a limit that is
/// lifted for somebody is better than a memory that grows.
const REMEMBERED: usize = 65_536;

/// Counts the requests of each client, in whole minutes that begin with its first one.
pub struct RateLimit<K> {
    clients: Mutex<Clients<K>>,
}

struct Clients<K> {
    minutes: HashMap<K, Minute>,
    /// The same clients, by when their minutes began.
    in_order: VecDeque<(Instant, K)>,
}

struct Minute {
    began: Instant,
    made: u32,
}

/// What the count came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// Requests made in this minute.
    pub made: u32,
    /// Requests allowed in a minute.
    pub allowed: u32,
    /// Seconds until the minute is over, rounded up.
    pub reset_s: u64,
}

impl Count {
    /// Whether it is one too many.
    pub const fn is_exceeded(self) -> bool {
        self.made > self.allowed
    }
}

impl<K> Default for RateLimit<K> {
    fn default() -> Self {
        Self { clients: Mutex::new(Clients { minutes: HashMap::new(), in_order: VecDeque::new() }) }
    }
}

impl<K: Clone + Eq + Hash> RateLimit<K> {
    /// Counts one request of `client`, who may make `allowed` in a minute.
    pub fn count(&self, now: Instant, client: K, allowed: u32) -> Count {
        let mut clients = self.clients.lock().expect("no panic while held");
        let minute = clients.minute(now, client);
        minute.made = minute.made.saturating_add(1);
        let left = MINUTE.saturating_sub(now.saturating_duration_since(minute.began));
        Count { made: minute.made, allowed, reset_s: left.as_secs() + u64::from(left.subsec_nanos() > 0) }
    }

    /// Takes one request of `client` back: it is not to count after all.
    pub fn take_back(&self, client: &K) {
        if let Some(minute) = self.clients.lock().expect("no panic while held").minutes.get_mut(client) {
            minute.made = minute.made.saturating_sub(1);
        }
    }
}

impl<K: Clone + Eq + Hash> Clients<K> {
    /// The minute that `client` is in.
    fn minute(&mut self, now: Instant, client: K) -> &mut Minute {
        let Self { minutes, in_order } = self;
        let is_over = |began: Instant| now.saturating_duration_since(began) >= MINUTE;
        while let Some((began, first)) = in_order.front()
            && (is_over(*began) || (in_order.len() >= REMEMBERED && !minutes.contains_key(&client)))
        {
            minutes.remove(first);
            in_order.pop_front();
        }
        minutes.entry(client).or_insert_with_key(|client| {
            in_order.push_back((now, client.clone()));
            Minute { began: now, made: 0 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_asks_too_often_waits_for_its_minute_to_end() {
        let (limit, start) = (RateLimit::default(), Instant::now());
        for made in 1..=300 {
            assert_eq!(limit.count(start, "desk", 300), Count { made, allowed: 300, reset_s: 60 });
        }
        let later = start + Duration::from_millis(30_500);
        let one_more = limit.count(later, "desk", 300);
        assert!(one_more.is_exceeded());
        assert_eq!(one_more.reset_s, 30);
        assert!(!limit.count(later, "another", 300).is_exceeded());
        assert_eq!(limit.count(start + MINUTE, "desk", 300).made, 1);
        assert_eq!(limit.count(start + MINUTE, "another", 300).made, 2);
    }

    #[test]
    fn a_request_that_was_taken_back_does_not_count() {
        let (limit, now) = (RateLimit::default(), Instant::now());
        limit.count(now, "desk", 1);
        limit.take_back(&"desk");
        limit.take_back(&"nobody");
        assert!(!limit.count(now, "desk", 1).is_exceeded());
        assert!(limit.count(now, "desk", 1).is_exceeded());
    }

    #[test]
    fn the_memory_of_clients_is_bounded_and_those_who_came_last_are_in_it() {
        let (limit, now) = (RateLimit::default(), Instant::now());
        for client in 0..2 * REMEMBERED {
            assert_eq!(limit.count(now, client, 1).made, 1);
        }
        assert!(limit.count(now, 2 * REMEMBERED - 1, 1).is_exceeded());
        let clients = limit.clients.lock().expect("not poisoned");
        assert_eq!((clients.minutes.len(), clients.in_order.len()), (REMEMBERED, REMEMBERED));
    }
}
