//! How often one caller may ask.

use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use super::refused::Refused;

/// Callers remembered at once. When full, those who could ask at their full rate again are forgotten; when
/// all are busy, everybody is: a limit that is lifted for a moment is better than one that grows.
const REMEMBERED: usize = 50_000;

/// A bucket for each caller: it holds `burst` requests and refills at `per_second`.
pub(crate) struct Limit {
    burst: f64,
    per_second: f64,
    buckets: Mutex<HashMap<String, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

impl Limit {
    pub(crate) fn new(burst: u32, per_second: f64) -> Self {
        Self { burst: burst.into(), per_second, buckets: Mutex::default() }
    }

    /// Counts one request of `caller`.
    pub(crate) fn count(&self, caller: &str) -> Result<(), Refused> {
        self.count_at(Instant::now(), caller).map_err(|wait| {
            let retry_after_s = wait.as_secs_f64().ceil().max(1.0) as u64;
            Refused::TooManyRequests { retry_after_s }
        })
    }

    fn count_at(&self, now: Instant, caller: &str) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().expect("no panic while held");
        if buckets.len() >= REMEMBERED && !buckets.contains_key(caller) {
            buckets.retain(|_, bucket| self.filled(bucket, now) < self.burst);
            if buckets.len() >= REMEMBERED {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(caller.to_owned()).or_insert(Bucket { left: self.burst, at: now });
        bucket.left = self.filled(bucket, now);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.left) / self.per_second));
        }
        bucket.left -= 1.0;
        Ok(())
    }

    fn filled(&self, bucket: &Bucket, now: Instant) -> f64 {
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        (bucket.left + since * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_often_waits_and_nobody_else_does() {
        let limit = Limit::new(3, 0.5);
        let now = Instant::now();
        for _ in 0..3 {
            assert_eq!(limit.count_at(now, "kim"), Ok(()));
        }
        assert_eq!(limit.count_at(now, "kim"), Err(Duration::from_secs(2)));
        assert_eq!(limit.count_at(now, "lee"), Ok(()));
        assert_eq!(limit.count_at(now + Duration::from_secs(2), "kim"), Ok(()));
        assert!(limit.count_at(now + Duration::from_secs(2), "kim").is_err());
    }

    #[test]
    fn the_memory_of_callers_is_bounded() {
        let limit = Limit::new(1, 0.001);
        let now = Instant::now();
        for caller in 0..=REMEMBERED {
            assert_eq!(limit.count_at(now, &caller.to_string()), Ok(()));
        }
        assert!(limit.buckets.lock().expect("not poisoned").len() <= REMEMBERED);
    }
}
