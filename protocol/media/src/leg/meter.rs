//! How much arrives.

use std::time::{Duration, Instant};

/// Over less than this, a rate means little.
const SHORTEST_SPAN: Duration = Duration::from_millis(500);

/// Bits per second, smoothed. While nothing arrives, the rate stays what it was: that is what it will cost again.
#[derive(Debug)]
pub(super) struct Meter {
    bytes: u64,
    /// When the bytes began to be counted; nothing after a pause.
    since: Option<Instant>,
    pub(super) bitrate_bps: u64,
}

impl Meter {
    pub(super) fn new(usual_bps: u64) -> Self {
        Self { bytes: 0, since: None, bitrate_bps: usual_bps }
    }

    pub(super) fn count(&mut self, now: Instant, bytes: usize) {
        self.since.get_or_insert(now);
        self.bytes += bytes as u64;
    }

    pub(super) fn measure(&mut self, now: Instant) {
        let Some(since) = self.since else { return };
        let span = now.saturating_duration_since(since);
        if span < SHORTEST_SPAN {
            return;
        }
        if self.bytes == 0 {
            self.since = None;
            return;
        }
        let measured_bps = self.bytes * 8_000 / span.as_millis().max(1) as u64;
        self.bitrate_bps = (self.bitrate_bps * 2 + measured_bps) / 3;
        self.bytes = 0;
        self.since = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenth(start: Instant, tenth: u64) -> Instant {
        start + Duration::from_millis(tenth * 100)
    }

    #[test]
    fn a_layers_rate_approaches_what_arrives() {
        let start = Instant::now();
        let mut meter = Meter::new(1_500_000);
        for passed in 0..100 {
            meter.count(tenth(start, passed), 2_500);
            meter.measure(tenth(start, passed));
        }
        assert!((190_000..215_000).contains(&meter.bitrate_bps), "{}", meter.bitrate_bps);
    }

    #[test]
    fn a_pause_does_not_make_a_layer_look_cheap() {
        let start = Instant::now();
        let mut meter = Meter::new(200_000);
        for passed in 0..700 {
            if !(50..650).contains(&passed) {
                meter.count(tenth(start, passed), 2_500);
            }
            meter.measure(tenth(start, passed));
            assert!(meter.bitrate_bps > 150_000, "{} after {passed} tenths", meter.bitrate_bps);
        }
    }
}
