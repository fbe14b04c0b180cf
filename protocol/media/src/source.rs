//! What a leg sends: one track, in one or several simulcast layers.

use std::time::{Duration, Instant};

use str0m::media::{MediaKind, Mid, Rid};

use crate::{Content, layers::Offered};

/// A browser makes no more keyframes than this, however often it is asked.
const SHORTEST_KEYFRAME_GAP: Duration = Duration::from_millis(300);
/// A layer without packets for this long does not flow.
const LAYER_PAUSE: Duration = Duration::from_millis(1_500);

/// A track published by a leg.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) mid: Mid,
    pub(crate) kind: MediaKind,
    pub(crate) content: Content,
    /// Whether the far end currently offers to send it.
    pub(crate) open: bool,
    /// Best first. RFC 8853 §5.1: the order of an offer is the order of preference.
    pub(crate) layers: Vec<Layer>,
}

impl Source {
    pub(crate) fn new(mid: Mid, kind: MediaKind, content: Content, rids: Vec<Rid>) -> Self {
        let layers = if rids.is_empty() {
            vec![Layer::new(None, 0)]
        } else {
            rids.into_iter().enumerate().map(|(rank, rid)| Layer::new(Some(rid), rank)).collect()
        };
        Self { mid, kind, content, open: false, layers }
    }

    pub(crate) fn offered(&self, now: Instant) -> Vec<Offered> {
        self.layers.iter().map(|layer| layer.offered(now)).collect()
    }
}

/// One encoding of a track.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) rid: Option<Rid>,
    pub(crate) keyframes: KeyframeGate,
    meter: Meter,
    last_packet: Option<Instant>,
}

impl Layer {
    fn new(rid: Option<Rid>, rank: usize) -> Self {
        // Until it is measured, a layer is taken to cost what browsers usually give it.
        let usual_bps = [1_500_000, 500_000, 150_000].get(rank).copied().unwrap_or(150_000);
        Self { rid, keyframes: KeyframeGate::default(), meter: Meter::new(usual_bps), last_packet: None }
    }

    pub(crate) fn arrived(&mut self, now: Instant, bytes: usize) {
        self.last_packet = Some(now);
        self.meter.bytes += bytes as u64;
    }

    pub(crate) fn measure(&mut self, now: Instant) {
        self.meter.measure(now);
    }

    fn offered(&self, now: Instant) -> Offered {
        let flowing = self.last_packet.is_some_and(|at| now.saturating_duration_since(at) < LAYER_PAUSE);
        Offered { bitrate_bps: self.meter.bitrate_bps, flowing }
    }
}

/// Lets keyframe requests through only so often; the last one is never lost, only late.
#[derive(Debug, Default)]
pub(crate) struct KeyframeGate {
    asked_at: Option<Instant>,
    owed: bool,
}

impl KeyframeGate {
    /// True if the request may go out now.
    pub(crate) fn ask(&mut self, now: Instant) -> bool {
        let too_soon =
            self.asked_at.is_some_and(|at| now.saturating_duration_since(at) < SHORTEST_KEYFRAME_GAP);
        self.owed = too_soon;
        if !too_soon {
            self.asked_at = Some(now);
        }
        !too_soon
    }

    /// True if a request came too soon and has not gone out since.
    pub(crate) fn is_owed(&self) -> bool {
        self.owed
    }
}

/// Bits per second, smoothed.
#[derive(Debug)]
struct Meter {
    bytes: u64,
    since: Option<Instant>,
    bitrate_bps: u64,
}

impl Meter {
    const SHORTEST_SPAN: Duration = Duration::from_millis(500);

    fn new(usual_bps: u64) -> Self {
        Self { bytes: 0, since: None, bitrate_bps: usual_bps }
    }

    fn measure(&mut self, now: Instant) {
        let since = *self.since.get_or_insert(now);
        let span = now.saturating_duration_since(since);
        if span < Self::SHORTEST_SPAN || self.bytes == 0 {
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

    #[test]
    fn a_keyframe_asked_for_too_soon_is_owed_until_it_is_asked_for_again() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut gate = KeyframeGate::default();
        assert!(gate.ask(at(0)));
        assert!(!gate.ask(at(50)));
        assert!(!gate.ask(at(60)));
        assert!(gate.is_owed());
        assert!(gate.ask(at(350)));
        assert!(!gate.is_owed());
    }

    #[test]
    fn a_layers_rate_approaches_what_arrives() {
        let start = Instant::now();
        let mut meter = Meter::new(1_500_000);
        for tenth in 0..100 {
            meter.bytes += 2_500;
            meter.measure(start + Duration::from_millis(tenth * 100));
        }
        assert!((190_000..215_000).contains(&meter.bitrate_bps), "{}", meter.bitrate_bps);
    }
}
