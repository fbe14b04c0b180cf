//! A browser, as far as a room can tell: a str0m peer that sends made-up media.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::LazyLock,
    time::Instant,
};

use str0m::{
    Candidate, Event as PeerEvent, Input, Output as PeerOutput, Rtc,
    bwe::Bitrate,
    change::SdpPendingOffer,
    format::Codec,
    media::{Direction, Frequency, MediaKind, Mid, Pt, Rid, Simulcast, SimulcastLayer},
    net::Protocol,
    rtp::{ExtensionValues, RtpWrite, Vp8Descriptor},
};

use super::world::{Bottleneck, CERTIFICATE, STEP};
use crate::Track;

/// A browser, as far as a room can tell.
pub(super) struct Peer {
    pub(super) id: u8,
    pub(super) address: SocketAddr,
    pub(super) rtc: Rtc,
    pub(super) audio: Mid,
    pub(super) video: Mid,
    pub(super) rids: Vec<Rid>,
    pub(super) pending: Option<SdpPendingOffer>,
    pub(super) deadline: Instant,
    pub(super) sounds: u64,
    pub(super) frames: u64,
    pub(super) keyframe_due: bool,
    pub(super) talks: bool,
    /// Whether its camera is on.
    pub(super) shows: bool,
    /// What it does with offers of the room.
    pub(super) answers: Answers,
    pub(super) is_cut_off: bool,
    pub(super) bottleneck: Option<Bottleneck>,
    /// Everything that arrived, by line.
    pub(super) received: BTreeMap<Mid, Vec<Arrived>>,
    pub(super) tracks: Vec<Track>,
}

/// What a peer does with offers of the room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answers {
    AtOnce,
    /// It applies the next one, but its answer is lost; those after it are answered.
    LosesOne,
    Never,
}

/// A packet as it arrived at a peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrived {
    pub(super) sequence: u64,
    pub(super) time: u32,
    pub(super) from: u8,
    pub(super) layer: u8,
    pub(super) bytes: usize,
    pub(super) picture_id: Option<u16>,
}

impl Peer {
    pub(super) fn new(now: Instant, id: u8, rids: &[&str]) -> (Self, String) {
        LazyLock::force(&CERTIFICATE);
        let address = SocketAddr::from((Ipv4Addr::new(10, 0, 1, id), 6000));
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .enable_bwe(Some(Bitrate::mbps(2)))
            .build(now);
        rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).expect("an address"));
        let simulcast = (!rids.is_empty()).then(|| Simulcast {
            send: rids.iter().map(|rid| SimulcastLayer::new(rid)).collect(),
            recv: Vec::new(),
        });
        let mut api = rtc.sdp_api();
        let audio = api.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let video = api.add_media(MediaKind::Video, Direction::SendRecv, None, None, simulcast);
        let (offer, pending) = api.apply().expect("something to offer");
        let peer = Self {
            id,
            address,
            rtc,
            audio,
            video,
            rids: rids.iter().map(|rid| Rid::from(*rid)).collect(),
            pending: Some(pending),
            deadline: now,
            sounds: 0,
            frames: 0,
            keyframe_due: true,
            talks: false,
            shows: true,
            answers: Answers::AtOnce,
            is_cut_off: false,
            bottleneck: None,
            received: BTreeMap::new(),
            tracks: Vec::new(),
        };
        (peer, offer.to_sdp_string())
    }

    /// str0m ignores the announced streams of a line on which it sends simulcast; browsers do not.
    pub(super) fn expect_streams(&mut self, answer: &str) {
        let streams = answer.lines().filter_map(|line| line.strip_prefix("a=ssrc-group:FID "));
        for pair in streams.filter(|_| !self.rids.is_empty()) {
            let (main, repair) = pair.split_once(' ').expect("a pair");
            let [main, repair] = [main, repair].map(|ssrc| ssrc.parse::<u32>().expect("a number").into());
            self.rtc.direct_api().expect_stream_rx(main, Some(repair), self.video, None);
        }
    }

    /// Fifty audio packets a second, thirty frames a second of two packets in each layer.
    pub(super) fn produce(&mut self, now: Instant, millisecond: u64) {
        if now >= self.deadline {
            self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
        }
        if !self.rtc.is_connected() {
            return;
        }
        if millisecond.is_multiple_of(20) {
            self.send_audio(now);
        }
        if self.shows && millisecond.is_multiple_of(33) {
            self.send_frame(now);
        }
    }

    pub(super) fn send_audio(&mut self, now: Instant) {
        let pt = self.pt(Codec::Opus);
        let level = if self.talks { -20 } else { -127 };
        let (sequence, time) = (self.sounds + 40_000, now_ticks(now, 48_000));
        let extensions = ExtensionValues {
            audio_level: Some(level),
            voice_activity: Some(self.talks),
            ..ExtensionValues::default()
        };
        self.sounds += 1;
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(self.audio, None) else { return };
        stream
            .write_rtp(RtpWrite::new(pt, sequence.into(), time, now, vec![self.id; 60]).ext_vals(extensions));
        self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
    }

    pub(super) fn send_frame(&mut self, now: Instant) {
        let pt = self.pt(Codec::Vp8);
        let is_key = std::mem::take(&mut self.keyframe_due);
        let rids: Vec<Option<Rid>> =
            if self.rids.is_empty() { vec![None] } else { self.rids.iter().copied().map(Some).collect() };
        let frame = self.frames as u16;
        self.frames += 1;
        for (layer, rid) in rids.into_iter().enumerate() {
            for half in 0..2u8 {
                let size = if layer == 0 { 1_000 } else { 150 };
                let payload = vp8_packet(self.id, layer as u8, frame, is_key, half == 0, size);
                let sequence = self.frames * 2 + u64::from(half) + 1_000 * layer as u64;
                let time = now_ticks(now, 90_000).wrapping_add(layer as u32 * 1_000_000);
                let mut api = self.rtc.direct_api();
                let Some(stream) = api.stream_tx_by_mid(self.video, rid) else { return };
                stream.write_rtp(
                    RtpWrite::new(pt, sequence.into(), time, now, payload).marker(half == 1).nackable(true),
                );
                self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
            }
        }
    }

    /// Sends one packet of a picture that has as many bytes.
    pub(super) fn send_packet(&mut self, now: Instant, bytes: usize) {
        let pt = self.pt(Codec::Vp8);
        self.frames += 1;
        let payload = vp8_packet(self.id, 0, self.frames as u16, false, true, bytes - 2);
        let sequence = self.frames * 2;
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(self.video, None).expect("sends one layer");
        stream.write_rtp(RtpWrite::new(pt, sequence.into(), now_ticks(now, 90_000), now, payload));
        self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
    }

    /// Sends the picture, or a layer of it, from now on under another SSRC, as browsers do with a track that was
    /// stopped and starts again.
    pub(super) fn renew_stream(&mut self, rid: Option<Rid>) {
        let mut api = self.rtc.direct_api();
        let old = api.stream_tx_by_mid(self.video, rid).expect("was sent before").ssrc();
        api.remove_stream_tx(old);
        let (ssrc, repair) = (api.new_ssrc(), api.new_ssrc());
        api.declare_stream_tx(ssrc, Some(repair), self.video, rid);
    }

    pub(super) fn pt(&self, codec: Codec) -> Pt {
        self.rtc.codec_config().find(|params| params.spec().codec == codec).expect("configured").pt()
    }

    pub(super) fn drain(&mut self, now: Instant) -> Vec<Vec<u8>> {
        let mut sent = Vec::new();
        loop {
            match self.rtc.poll_output().expect("a healthy peer") {
                PeerOutput::Timeout(at) => {
                    self.deadline = at.max(now + STEP);
                    return sent;
                }
                PeerOutput::Transmit(transmit) => sent.push(transmit.contents.to_vec()),
                PeerOutput::Event(PeerEvent::KeyframeRequest(_)) => self.keyframe_due = true,
                PeerOutput::Event(PeerEvent::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mid = self.rtc.direct_api().stream_rx(&ssrc).expect("known").mid();
                    let vp8 = Vp8Descriptor::parse(&packet.payload).ok();
                    let is_video = packet.payload.len() > 60;
                    let body = &packet.payload[packet.payload.len() - 2..];
                    self.received.entry(mid).or_default().push(Arrived {
                        sequence: *packet.seq_no,
                        time: packet.header.timestamp,
                        from: body[1],
                        layer: body[0],
                        bytes: packet.payload.len(),
                        picture_id: vp8.filter(|_| is_video).and_then(|vp8| vp8.picture_id()),
                    });
                }
                PeerOutput::Event(_) => {}
            }
        }
    }
}

pub(super) fn now_ticks(now: Instant, clock_hz: u128) -> u32 {
    static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);
    (now.saturating_duration_since(*EPOCH).as_micros() * clock_hz / Frequency::MICROS.get() as u128) as u32
}

/// A VP8 packet with a 15-bit picture id, whose last two bytes say the layer and who sent it.
pub(super) fn vp8_packet(
    from: u8,
    layer: u8,
    frame: u16,
    is_key: bool,
    begins: bool,
    size: usize,
) -> Vec<u8> {
    let picture = frame & 0x7fff;
    let start = if begins { 0x10 } else { 0 };
    let mut packet = vec![0x80 | start, 0xe0, 0x80 | (picture >> 8) as u8, picture as u8, frame as u8, 0];
    packet.push(u8::from(!is_key));
    packet.resize(size, 0);
    packet.extend([layer, from]);
    packet
}
