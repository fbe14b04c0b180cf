//! Makes one unbroken stream out of pieces of several.
//!
//! A receiver's decoder must not notice that its video changed layer or speaker: sequence numbers go on by
//! one, timestamps by the time that passed, VP8 picture ids and base-layer indices by one.

use std::time::Instant;

/// The numbers of a packet that mean something only within its stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Numbers {
    /// Extended sequence number.
    pub(crate) sequence: u64,
    /// RTP timestamp.
    pub(crate) time: u32,
    /// VP8 picture id and base-layer index, where the payload descriptor has them.
    pub(crate) picture_id: Option<PictureId>,
    pub(crate) base_layer: Option<u8>,
}

/// A VP8 picture id. RFC 7741 §4.2: it has 7 or 15 bits, as the sender likes, and begins anew after the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PictureId {
    pub(crate) value: u16,
    /// The largest value it can have: [`PictureId::SHORT`] or [`PictureId::LONG`].
    pub(crate) mask: u16,
}

impl PictureId {
    pub(crate) const SHORT: u16 = 0x7f;
    pub(crate) const LONG: u16 = 0x7fff;

    fn plus(self, offset: u16) -> Self {
        Self { value: self.value.wrapping_add(offset) & self.mask, ..self }
    }
}

/// Rewrites numbers for one outgoing stream.
#[derive(Debug)]
pub(crate) struct Rewriter {
    clock_hz: u32,
    joint: Option<Joint>,
    newest: Option<Newest>,
}

/// Where the current piece was joined on: what to add to its numbers.
#[derive(Clone, Copy, Debug)]
struct Joint {
    first_sequence: u64,
    sequence: u64,
    time: u32,
    picture_id: u16,
    base_layer: u8,
}

/// The newest packet sent.
#[derive(Clone, Copy, Debug)]
struct Newest {
    sequence: u64,
    time: u32,
    at: Instant,
    picture_id: u16,
    base_layer: u8,
}

impl Rewriter {
    pub(crate) fn new(clock_hz: u32) -> Self {
        Self { clock_hz, joint: None, newest: None }
    }

    /// The next packet begins another piece.
    pub(crate) fn rejoin(&mut self) {
        self.joint = None;
    }

    /// The numbers to send a packet with, or nothing if it is older than the piece it would belong to.
    pub(crate) fn rewrite(&mut self, at: Instant, packet: Numbers) -> Option<Numbers> {
        let joint = match self.joint {
            Some(joint) => joint,
            None => self.join(at, packet),
        };
        if packet.sequence < joint.first_sequence {
            return None;
        }
        let rewritten = Numbers {
            sequence: packet.sequence.wrapping_add(joint.sequence),
            time: packet.time.wrapping_add(joint.time),
            picture_id: packet.picture_id.map(|id| id.plus(joint.picture_id)),
            base_layer: packet.base_layer.map(|index| index.wrapping_add(joint.base_layer)),
        };
        self.remember(at, rewritten);
        Some(rewritten)
    }

    fn join(&mut self, at: Instant, first: Numbers) -> Joint {
        // A fresh receiver assumes rollover counter 0 (RFC 3711 §3.3.1), so the stream begins low.
        let next = self.newest.map_or(
            Newest {
                sequence: 1,
                time: first.time,
                at,
                picture_id: first.picture_id.map_or(0, |id| id.value),
                base_layer: first.base_layer.unwrap_or(0),
            },
            |newest| Newest {
                sequence: newest.sequence + 1,
                time: newest.time.wrapping_add(self.ticks_since(newest.at, at)),
                at,
                picture_id: newest.picture_id.wrapping_add(1),
                base_layer: newest.base_layer.wrapping_add(1),
            },
        );
        let joint = Joint {
            first_sequence: first.sequence,
            sequence: next.sequence.wrapping_sub(first.sequence),
            time: next.time.wrapping_sub(first.time),
            picture_id: next.picture_id.wrapping_sub(first.picture_id.map_or(0, |id| id.value)),
            base_layer: next.base_layer.wrapping_sub(first.base_layer.unwrap_or(0)),
        };
        self.joint = Some(joint);
        joint
    }

    fn remember(&mut self, at: Instant, sent: Numbers) {
        let newer = self.newest.is_none_or(|newest| sent.sequence > newest.sequence);
        if newer {
            self.newest = Some(Newest {
                sequence: sent.sequence,
                time: sent.time,
                at,
                picture_id: sent.picture_id.map_or(0, |id| id.value),
                base_layer: sent.base_layer.unwrap_or(0),
            });
        }
    }

    /// At least one tick: two frames must not share a timestamp.
    fn ticks_since(&self, earlier: Instant, later: Instant) -> u32 {
        let micros = later.saturating_duration_since(earlier).as_micros();
        let ticks = micros * u128::from(self.clock_hz) / 1_000_000;
        (ticks as u32).max(1)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn numbers(sequence: u64, time: u32, picture_id: u16, base_layer: u8) -> Numbers {
        let picture_id = PictureId { value: picture_id, mask: PictureId::LONG };
        Numbers { sequence, time, picture_id: Some(picture_id), base_layer: Some(base_layer) }
    }

    #[test]
    fn a_late_joiner_starts_below_the_first_rollover() {
        let mut rewriter = Rewriter::new(90_000);
        let first = rewriter.rewrite(Instant::now(), numbers(1_234_567, 42, 7, 3));
        assert_eq!(first, Some(numbers(1, 42, 7, 3)));
    }

    #[test]
    fn a_switch_goes_on_where_the_last_piece_ended() {
        let start = Instant::now();
        let mut rewriter = Rewriter::new(90_000);
        rewriter.rewrite(start, numbers(100, 9_000, 50, 5));
        rewriter.rewrite(start, numbers(101, 9_000, 50, 5));
        rewriter.rejoin();
        let switched = rewriter.rewrite(start + Duration::from_millis(40), numbers(7, 555, 900, 200));
        assert_eq!(switched, Some(numbers(3, 9_000 + 3_600, 51, 6)));
        let after = rewriter.rewrite(start + Duration::from_millis(73), numbers(9, 3_555, 901, 201));
        assert_eq!(after, Some(numbers(5, 9_000 + 3_600 + 3_000, 52, 7)));
    }

    #[test]
    fn a_straggler_from_before_the_switch_is_dropped() {
        let mut rewriter = Rewriter::new(90_000);
        let now = Instant::now();
        rewriter.rewrite(now, numbers(500, 0, 0, 0));
        assert_eq!(rewriter.rewrite(now, numbers(499, 0, 0, 0)), None);
    }

    #[test]
    fn a_gap_in_the_source_stays_a_gap_for_its_repair() {
        let mut rewriter = Rewriter::new(90_000);
        let now = Instant::now();
        rewriter.rewrite(now, numbers(10, 0, 0, 0));
        assert_eq!(rewriter.rewrite(now, numbers(12, 0, 0, 0)).map(|n| n.sequence), Some(3));
        assert_eq!(rewriter.rewrite(now, numbers(11, 0, 0, 0)).map(|n| n.sequence), Some(2));
    }

    #[test]
    fn short_picture_ids_go_on_by_one_within_their_seven_bits() {
        let now = Instant::now();
        let mut rewriter = Rewriter::new(90_000);
        rewriter.rewrite(now, numbers(0, 0, 1_000, 0));
        rewriter.rejoin();
        let sent = (0..300u16).map(|frame| {
            let short = PictureId { value: (frame + 90) & PictureId::SHORT, mask: PictureId::SHORT };
            let packet = Numbers { picture_id: Some(short), ..numbers(frame.into(), 0, 0, 0) };
            rewriter.rewrite(now, packet).and_then(|sent| sent.picture_id).map(|id| id.value)
        });
        let expected = (0..300u16).map(|frame| Some((1_001 + frame) % 128));
        assert!(sent.eq(expected));
    }

    proptest! {
        /// However often the source changes, no sequence number is used twice and none goes back at a joint.
        #[test]
        fn pieces_never_overlap(pieces in prop::collection::vec((0u64..1 << 40, 1u64..50), 1..20)) {
            let now = Instant::now();
            let mut rewriter = Rewriter::new(90_000);
            let mut last = 0;
            for (start, length) in pieces {
                rewriter.rejoin();
                for sequence in start..start + length {
                    let sent = rewriter.rewrite(now, numbers(sequence, 0, 0, 0)).expect("in order").sequence;
                    prop_assert_eq!(sent, last + 1);
                    last = sent;
                }
            }
        }
    }
}
