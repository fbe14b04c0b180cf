//! One media line of a leg, as something that carries other people's media to it.

use std::time::{Duration, Instant};

use str0m::{
    media::{MediaKind, Mid, Rid},
    rtp::{Ssrc, Vp8Descriptor, Vp8Patch},
};

use super::{
    Packet, SourceKey,
    rewrite::{Numbers, Rewriter},
};
use crate::Content;

/// A receiver that waits for a keyframe asks again after this long; requests get lost too.
const KEYFRAME_PATIENCE: Duration = Duration::from_millis(600);

/// After a step down, a line stays there at least this long: estimates swing back before they settle.
const SHORTEST_DESCENT: Duration = Duration::from_secs(3);

/// A line that can send to its leg.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) mid: Mid,
    pub(crate) kind: MediaKind,
    pub(crate) content: Content,
    /// Whether the far end currently accepts media on it.
    pub(crate) open: bool,
    pub(crate) wish: Wish,
    pub(crate) source: Option<SourceKey>,
    /// The layer that shall be sent.
    pub(crate) target: Option<usize>,
    /// What is being sent: layer and its SSRC.
    current: Option<(usize, Ssrc)>,
    waiting_since: Option<Instant>,
    lowered_at: Option<Instant>,
    rewriter: Rewriter,
}

/// What the receiver asked for on a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wish {
    Best,
    AtMost(Rid),
    Off,
}

/// A packet's place in the outgoing stream.
pub(crate) struct Placed {
    pub(crate) numbers: Numbers,
    pub(crate) patch: Option<Vp8Patch>,
}

impl Line {
    pub(crate) fn new(mid: Mid, kind: MediaKind, content: Content) -> Self {
        let clock_hz = if kind == MediaKind::Audio { 48_000 } else { 90_000 };
        Self {
            mid,
            kind,
            content,
            open: false,
            wish: Wish::Best,
            source: None,
            target: None,
            current: None,
            waiting_since: None,
            lowered_at: None,
            rewriter: Rewriter::new(clock_hz),
        }
    }

    /// Carries another source from now on, or none.
    pub(crate) fn carry(&mut self, source: Option<SourceKey>) {
        self.source = source;
        self.current = None;
        self.target = (self.kind == MediaKind::Audio && source.is_some()).then_some(0);
        self.waiting_since = None;
        self.lowered_at = None;
    }

    /// Whether it may get a better layer than now.
    pub(crate) fn may_rise(&self, now: Instant) -> bool {
        self.lowered_at.is_none_or(|at| now.saturating_duration_since(at) >= SHORTEST_DESCENT)
    }

    /// The layer that is being sent.
    pub(crate) fn current_layer(&self) -> Option<usize> {
        self.current.map(|(layer, _)| layer)
    }

    /// Sends `layer` as soon as it has a keyframe; true if one must be asked for.
    pub(crate) fn aim(&mut self, now: Instant, layer: Option<usize>) -> bool {
        if layer.is_none() {
            self.current = None;
        }
        if self.target == layer {
            return false;
        }
        if layer > self.target && self.target.is_some() {
            self.lowered_at = Some(now);
        }
        self.target = layer;
        let waits = layer.is_some() && self.current_layer() != layer;
        self.waiting_since = waits.then_some(now);
        waits
    }

    /// True if the keyframe this line waits for is overdue.
    pub(crate) fn keyframe_overdue(&mut self, now: Instant) -> bool {
        let Some(since) = self.waiting_since else { return false };
        let overdue = now.saturating_duration_since(since) >= KEYFRAME_PATIENCE;
        if overdue {
            self.waiting_since = Some(now);
        }
        overdue
    }

    /// Where `packet` goes in this line's stream, or nothing if it does not belong there.
    pub(crate) fn place(&mut self, packet: &Packet) -> Option<Placed> {
        if self.current != Some((packet.layer, packet.ssrc)) && !self.begin(packet) {
            return None;
        }
        if self.target == Some(packet.layer) {
            self.waiting_since = None;
        }
        let numbers = self.rewriter.rewrite(packet.at, packet.numbers)?;
        let patch = packet.vp8.as_ref().and_then(|descriptor| patch(descriptor, numbers));
        Some(Placed { numbers, patch })
    }

    /// Goes over to the stream that `packet` belongs to, if it is wanted and can be understood from here on.
    fn begin(&mut self, packet: &Packet) -> bool {
        // The first picture is welcome in any size; after that only the size that is aimed at.
        let is_welcome = match self.current {
            None => self.target.is_some(),
            Some(_) => self.target == Some(packet.layer),
        };
        if !is_welcome {
            return false;
        }
        if packet.kind == MediaKind::Video && !packet.begins_keyframe {
            // A sender that changes its SSRC begins with a keyframe. If that got lost, nobody has asked for one.
            self.waiting_since.get_or_insert(packet.at);
            return false;
        }
        self.current = Some((packet.layer, packet.ssrc));
        self.rewriter.rejoin();
        true
    }
}

fn patch(descriptor: &Vp8Descriptor, numbers: Numbers) -> Option<Vp8Patch> {
    let mut patch = descriptor.patch();
    if let Some(picture_id) = numbers.picture_id {
        patch = patch.picture_id(picture_id.value);
    }
    if let Some(base_layer) = numbers.base_layer {
        patch = patch.tl0_pic_idx(base_layer);
    }
    patch.build().ok()
}
