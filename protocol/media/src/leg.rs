//! One link to one endpoint: what it sends, and the lines on which it receives.
//!
//! Start reading at [`Leg::receive`].

mod keyframes;
mod line;
mod meter;
mod negotiation;
mod packet;
mod rewrite;
mod source;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, IceConnectionState, Input, Output, Rtc,
    bwe::{Bitrate, BweKind},
    config::DtlsCert,
    format::Codec,
    media::{KeyframeRequestKind, MediaKind, Mid, Pt},
    net::{DatagramSend, Protocol, Receive},
    rtp::{RtpWrite, Ssrc},
};

pub use self::negotiation::Answer;
use self::{line::Placed, negotiation::Negotiation};
pub(crate) use self::{
    line::{Line, Wish},
    packet::Packet,
    source::{Source, SourceKey},
};
use crate::{Content, LegId, LegOptions, SdpError, Track, layers::Wanted};

/// What the path to a receiver is taken to carry until it is measured.
const INITIAL_ESTIMATE_BPS: u64 = 1_500_000;
/// Layers' rates waver; probing does not follow every change.
const SMALL_CHANGE_BPS: u64 = 50_000;
/// A leg that sends nothing for this long is silent. Browsers check the path every 2.5 s at the latest.
const SILENCE: Duration = Duration::from_secs(3);

/// A leg of a room.
pub(crate) struct Leg {
    pub(crate) id: LegId,
    pub(crate) options: LegOptions,
    /// Where it stands in the order of joining.
    pub(crate) rank: u64,
    pub(crate) sources: Vec<Source>,
    pub(crate) lines: Vec<Line>,
    /// When it must be woken.
    pub(crate) deadline: Instant,
    /// When it will be woken, which may be earlier.
    pub(crate) scheduled: Option<Instant>,
    /// What the path to the receiver is taken to carry.
    pub(crate) estimate_bps: u64,
    measured_bps: u64,
    /// Whether media can flow. Nothing is sent before, nor kept for later.
    pub(crate) connected: bool,
    pub(crate) announced: Vec<Track>,
    /// Lines to be offered: kind and content of each.
    pub(crate) lacking: Vec<(MediaKind, Content)>,
    rtc: Rtc,
    local: SocketAddr,
    /// How the user name begins by which the far end asks for us: RFC 8445 §7.2.2.
    called: String,
    negotiation: Negotiation,
    /// The client turned down a line that we offered; it will not be asked again.
    declines: bool,
    contents: HashMap<String, Content>,
    streams: HashMap<Ssrc, (usize, usize)>,
    wanted: Wanted,
    heard_at: Instant,
    silent: bool,
}

/// What draining a leg brought to light.
pub(crate) enum Drained {
    Transmit {
        destination: SocketAddr,
        bytes: DatagramSend,
    },
    Packet(Packet),
    /// The far end needs a keyframe on this line.
    KeyframeWanted(Mid),
    Connected,
    Closed,
}

impl Leg {
    /// Answers the first offer of a client.
    pub(crate) fn accept(
        now: Instant,
        id: LegId,
        options: LegOptions,
        rank: u64,
        local: SocketAddr,
        certificate: DtlsCert,
        offer: &str,
    ) -> Result<(Self, String), SdpError> {
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .set_ice_lite(true)
            .set_dtls_cert(certificate)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .enable_bwe(Some(Bitrate::bps(INITIAL_ESTIMATE_BPS)))
            .build(now);
        let candidate = Candidate::host(local, Protocol::Udp).expect("a bound address makes a candidate");
        rtc.add_local_candidate(candidate);
        let mut leg = Self {
            id,
            options,
            rank,
            sources: Vec::new(),
            lines: Vec::new(),
            deadline: now,
            scheduled: None,
            estimate_bps: INITIAL_ESTIMATE_BPS,
            measured_bps: INITIAL_ESTIMATE_BPS,
            connected: false,
            announced: Vec::new(),
            lacking: Vec::new(),
            rtc,
            local,
            called: String::new(),
            negotiation: Negotiation::Stable,
            declines: false,
            contents: HashMap::new(),
            streams: HashMap::new(),
            wanted: Wanted::default(),
            heard_at: now,
            silent: false,
        };
        let answer = leg.reaccept(now, offer, &mut Vec::new())?;
        Ok((leg, answer))
    }

    /// Whether a datagram is meant for this leg.
    pub(crate) fn accepts(&self, now: Instant, from: SocketAddr, bytes: &[u8]) -> bool {
        // A request for the path says itself whom it is for: its address may have changed hands.
        let is_stun = bytes.first().is_some_and(|first| *first < 2);
        if is_stun && !bytes.windows(self.called.len()).any(|part| part == self.called.as_bytes()) {
            return false;
        }
        let Ok(receive) = Receive::new(Protocol::Udp, from, self.local, bytes) else { return false };
        self.rtc.accepts(&Input::Receive(now, receive))
    }

    /// Takes a datagram from the far end; true if it breaks a silence.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        from: SocketAddr,
        bytes: &[u8],
        drained: &mut Vec<Drained>,
    ) -> bool {
        let Ok(receive) = Receive::new(Protocol::Udp, from, self.local, bytes) else { return false };
        if let Err(error) = self.rtc.handle_input(Input::Receive(now, receive)) {
            // Anybody can forge a datagram: what makes no sense must not end a call.
            tracing::debug!(leg.id = self.id.0, %error, "leg {:x} cannot read a datagram", self.id.0);
        }
        self.drain(now, drained);
        self.heard_at = now;
        std::mem::take(&mut self.silent)
    }

    /// True when the far end has just fallen silent.
    pub(crate) fn falls_silent(&mut self, now: Instant) -> bool {
        let silent = self.connected && now.saturating_duration_since(self.heard_at) >= SILENCE;
        let falls = silent && !self.silent;
        self.silent = silent;
        falls
    }

    /// Does what is due.
    pub(crate) fn wake(&mut self, now: Instant, drained: &mut Vec<Drained>) {
        self.feed_time(now);
        self.drain(now, drained);
    }

    fn feed_time(&mut self, now: Instant) {
        if let Err(error) = self.rtc.handle_input(Input::Timeout(now)) {
            tracing::debug!(leg.id = self.id.0, %error, "a timer ends leg {:x}", self.id.0);
            self.rtc.disconnect();
        }
    }

    /// Sends a packet on a line, if it belongs there.
    pub(crate) fn forward(&mut self, now: Instant, line: usize, packet: &Packet, drained: &mut Vec<Drained>) {
        if !self.connected {
            return;
        }
        let line = &mut self.lines[line];
        let Some(Placed { numbers, patch }) = line.place(packet) else { return };
        let is_video = line.kind == MediaKind::Video;
        let mid = line.mid;
        let Some(pt) = self.payload_type(is_video) else { return };
        let payload = Arc::clone(&packet.payload);
        let mut write = RtpWrite::new(pt, numbers.sequence.into(), numbers.time, packet.at, payload)
            .marker(packet.marker)
            .ext_vals(packet.extensions())
            .nackable(is_video);
        if let Some(patch) = patch {
            write = write.vp8_patch(patch);
        }
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(mid, None) else { return };
        stream.write_rtp(write);
        self.feed_time(now);
        self.drain(now, drained);
    }

    fn payload_type(&self, is_video: bool) -> Option<Pt> {
        let codec = if is_video { Codec::Vp8 } else { Codec::Opus };
        self.rtc.codec_config().find(|params| params.spec().codec == codec).map(|params| params.pt())
    }

    /// Asks the far end for a keyframe of one layer of what it sends, if it is not too soon for another.
    pub(crate) fn ask_for_keyframe(
        &mut self,
        now: Instant,
        source: usize,
        layer: usize,
        drained: &mut Vec<Drained>,
    ) {
        let Source { mid, layers, .. } = &mut self.sources[source];
        let Some(asked) = layers.get_mut(layer) else { return };
        if !asked.keyframes.ask(now) {
            return;
        }
        let mut api = self.rtc.direct_api();
        // A track that was stopped and starts again has another SSRC. str0m knows both by the line, and only one
        // of them makes keyframes: the one that was heard last.
        let heard = asked.ssrc.filter(|ssrc| api.stream_rx(ssrc).is_some());
        let stream = match heard {
            Some(ssrc) => api.stream_rx(&ssrc),
            None => api.stream_rx_by_mid(*mid, asked.rid),
        };
        let Some(stream) = stream else { return };
        stream.request_keyframe(KeyframeRequestKind::Pli);
        self.feed_time(now);
        self.drain(now, drained);
    }

    /// Follows the measured estimate: up at once, down within half a second, so that a hiccup of a busy machine
    /// does not cost everybody a keyframe.
    pub(crate) fn follow_estimate(&mut self) {
        let shortfall_bps = self.estimate_bps.saturating_sub(self.measured_bps);
        self.estimate_bps = self.measured_bps.max(self.estimate_bps - shortfall_bps / 4);
    }

    /// Says what the receiver would like to get besides sound, so that its path is probed for that much. For the
    /// next better layer it is padded towards: an estimate does not grow beyond what is sent.
    pub(crate) fn want(&mut self, now: Instant, wanted: Wanted, audio_bps: u64, drained: &mut Vec<Drained>) {
        let with_audio = |bps: u64| if bps == 0 { 0 } else { bps + audio_bps };
        let wanted = Wanted { next_bps: with_audio(wanted.next_bps), all_bps: wanted.all_bps + audio_bps };
        let is_much_as_before = self.wanted.next_bps.abs_diff(wanted.next_bps) < SMALL_CHANGE_BPS
            && self.wanted.all_bps.abs_diff(wanted.all_bps) < SMALL_CHANGE_BPS;
        if is_much_as_before {
            return;
        }
        self.wanted = wanted;
        self.rtc.bwe().set_bitrate(Bitrate::bps(wanted.next_bps), Bitrate::bps(wanted.all_bps));
        self.drain(now, drained);
    }

    /// Says goodbye to the far end.
    pub(crate) fn close(&mut self, now: Instant, drained: &mut Vec<Drained>) {
        if self.rtc.close().is_err() {
            self.rtc.disconnect();
        }
        self.feed_time(now);
        self.drain(now, drained);
    }

    fn drain(&mut self, now: Instant, drained: &mut Vec<Drained>) {
        let mut fed = false;
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) if at <= now && !fed => {
                    fed = true;
                    self.feed_time(now);
                    continue;
                }
                Ok(Output::Timeout(at)) => {
                    // What is still due after it was fed the time wants the clock to move first.
                    self.deadline = if at <= now { now + Duration::from_millis(1) } else { at };
                    break;
                }
                Ok(Output::Transmit(transmit)) => drained
                    .push(Drained::Transmit { destination: transmit.destination, bytes: transmit.contents }),
                Ok(Output::Event(event)) => self.happened(event, drained),
                Err(error) => {
                    tracing::debug!(leg.id = self.id.0, %error, "leg {:x} fails", self.id.0);
                    self.rtc.disconnect();
                    break;
                }
            }
            fed = false;
        }
        if !self.rtc.is_alive() {
            self.deadline = now + Duration::from_secs(3_600);
            drained.push(Drained::Closed);
        }
    }

    fn happened(&mut self, event: Event, drained: &mut Vec<Drained>) {
        match event {
            Event::Connected => {
                self.connected = true;
                drained.push(Drained::Connected);
            }
            Event::RtpPacket(packet) => drained.extend(self.classify(packet).map(Drained::Packet)),
            Event::KeyframeRequest(request) => drained.push(Drained::KeyframeWanted(request.mid)),
            Event::EgressBitrateEstimate(BweKind::Twcc { estimate, .. }) => {
                self.measured_bps = estimate.as_u64();
            }
            // Browsers come back from a cut by themselves; who stays away is silent first, and expires.
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {}
            Event::Closed => drained.push(Drained::Closed),
            _ => {}
        }
    }
}
