//! What a leg sends: one track, in one or several simulcast layers.

use std::time::{Duration, Instant};

use str0m::{
    media::{MediaKind, Mid, Rid},
    rtp::Ssrc,
};

use super::{keyframes::KeyframeGate, meter::Meter};
use crate::{Content, LegId, layers::Offered};

/// A layer without packets for this long does not flow.
const LAYER_PAUSE: Duration = Duration::from_millis(1_500);

/// Names what a leg sends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct SourceKey {
    pub(crate) leg: LegId,
    pub(crate) source: usize,
}

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
    pub(crate) fn new(mid: Mid, kind: MediaKind, content: Content) -> Self {
        Self { mid, kind, content, open: false, layers: Vec::new() }
    }

    /// Takes over in which layers it will be sent. Without names there is one.
    pub(crate) fn layer(&mut self, rids: &[Rid]) {
        let rids: Vec<Option<Rid>> =
            if rids.is_empty() { vec![None] } else { rids.iter().copied().map(Some).collect() };
        if !self.layers.iter().map(|layer| layer.rid).eq(rids.iter().copied()) {
            self.layers = rids.into_iter().enumerate().map(|(rank, rid)| Layer::new(rid, rank)).collect();
        }
    }

    pub(crate) fn offered(&self, now: Instant) -> Vec<Offered> {
        self.layers.iter().map(|layer| layer.offered(now)).collect()
    }
}

/// One encoding of a track.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) rid: Option<Rid>,
    /// Under which SSRC it arrived last.
    pub(crate) ssrc: Option<Ssrc>,
    pub(crate) keyframes: KeyframeGate,
    meter: Meter,
    last_packet: Option<Instant>,
}

impl Layer {
    fn new(rid: Option<Rid>, rank: usize) -> Self {
        // Until it is measured, a layer is taken to cost what browsers usually give it.
        let usual_bps = [1_500_000, 500_000, 150_000].get(rank).copied().unwrap_or(150_000);
        Self {
            rid,
            ssrc: None,
            keyframes: KeyframeGate::default(),
            meter: Meter::new(usual_bps),
            last_packet: None,
        }
    }

    pub(crate) fn arrived(&mut self, now: Instant, ssrc: Ssrc, bytes: usize) {
        self.ssrc = Some(ssrc);
        self.last_packet = Some(now);
        self.meter.count(now, bytes);
    }

    pub(crate) fn measure(&mut self, now: Instant) {
        self.meter.measure(now);
    }

    fn offered(&self, now: Instant) -> Offered {
        let flowing = self.last_packet.is_some_and(|at| now.saturating_duration_since(at) < LAYER_PAUSE);
        Offered { bitrate_bps: self.meter.bitrate_bps, flowing }
    }
}
