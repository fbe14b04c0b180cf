//! str0m peers wired to a room in memory, with loss, on a clock of our own.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::LazyLock,
    time::{Duration, Instant},
};

use proptest::prelude::*;
use str0m::{
    Candidate, Event as PeerEvent, Input, Output as PeerOutput, Rtc,
    bwe::Bitrate,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    format::Codec,
    media::{Direction, Frequency, MediaKind, Mid, Pt, Rid, Simulcast, SimulcastLayer},
    net::{Protocol, Receive},
    rtp::{ExtensionValues, RtpWrite, Vp8Descriptor},
};

use super::*;
use crate::Presentation;

static CERTIFICATE: LazyLock<Certificate> = LazyLock::new(Certificate::generate);

const LATENCY: Duration = Duration::from_millis(10);
const STEP: Duration = Duration::from_millis(1);
const NODE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 5000);

/// A browser, as far as a room can tell.
struct Peer {
    id: u8,
    address: SocketAddr,
    rtc: Rtc,
    audio: Mid,
    video: Mid,
    rids: Vec<Rid>,
    pending: Option<SdpPendingOffer>,
    deadline: Instant,
    sounds: u64,
    frames: u64,
    keyframe_due: bool,
    talks: bool,
    is_cut_off: bool,
    bottleneck: Option<Bottleneck>,
    /// Everything that arrived, by line.
    received: BTreeMap<Mid, Vec<Arrived>>,
    tracks: Vec<Track>,
}

/// A packet as it arrived at a peer.
#[derive(Clone, Copy, Debug)]
struct Arrived {
    sequence: u64,
    time: u32,
    from: u8,
    layer: u8,
    picture_id: Option<u16>,
}

/// A datagram between the room and the peer at an address.
struct Hop {
    to_room: bool,
    peer: SocketAddr,
    bytes: Vec<u8>,
}

/// A slow last mile with a short queue.
struct Bottleneck {
    bits_per_second: u64,
    busy_until: Instant,
}

struct World {
    now: Instant,
    room: Room,
    peers: Vec<Peer>,
    /// Datagrams under way, by when they arrive.
    wire: BTreeMap<(Instant, u64), Hop>,
    hops: u64,
    loss_percent: u64,
    dice: u64,
    events: Vec<Event>,
}

impl World {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            now,
            room: Room::new(now, CERTIFICATE.clone(), NODE),
            peers: Vec::new(),
            wire: BTreeMap::new(),
            hops: 0,
            loss_percent: 0,
            dice: 7,
            events: Vec::new(),
        }
    }

    /// Somebody joins; returns their place in `peers`.
    fn join(&mut self, view: View, rids: &[&str]) -> usize {
        let id = self.peers.len() as u8;
        let (mut peer, offer) = Peer::new(self.now, id, rids);
        let options = LegOptions {
            party: PartyId(id.into()),
            view,
            presentation: Presentation::None,
            permissions: Permissions::ALL,
        };
        let answer = self.room.join(self.now, LegId(id.into()), options, &offer).expect("a good offer");
        let parsed = SdpAnswer::from_sdp_string(&answer).expect("a good answer");
        peer.rtc.sdp_api().accept_answer(peer.pending.take().expect("offered"), parsed).expect("fits");
        peer.expect_streams(&answer);
        self.room.answer(self.now, LegId(id.into()), &Answer::Acknowledged).expect("nothing to fit");
        self.peers.push(peer);
        id.into()
    }

    fn run(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            self.now += STEP;
            self.deliver();
            self.room.wake(self.now);
            self.drain_room();
            let elapsed = (end - self.now).as_millis();
            for index in 0..self.peers.len() {
                self.peers[index].produce(self.now, elapsed as u64);
                self.drain_peer(index);
            }
        }
    }

    fn deliver(&mut self) {
        while let Some(hop) = self.wire.first_entry().filter(|hop| hop.key().0 <= self.now) {
            let Hop { to_room, peer: address, bytes } = hop.remove();
            self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let is_media = bytes[0] >= 128;
            let is_cut = self.peers.iter().any(|peer| peer.address == address && peer.is_cut_off);
            if is_cut || is_media && (self.dice >> 33) % 100 < self.loss_percent {
                continue;
            }
            if to_room {
                let known = self.peers.iter().find(|peer| peer.address == address).map(|peer| peer.id);
                let leg = self.room.accepts(self.now, address, &bytes).or(known.map(|id| LegId(id.into())));
                if let Some(leg) = leg {
                    self.room.receive(self.now, leg, address, &bytes);
                }
                self.drain_room();
            } else if let Some(index) = self.peers.iter().position(|peer| peer.address == address) {
                let receive = Receive::new(Protocol::Udp, NODE, address, &bytes).expect("our own datagram");
                self.peers[index].rtc.handle_input(Input::Receive(self.now, receive)).expect("understood");
                self.drain_peer(index);
            }
        }
    }

    fn drain_room(&mut self) {
        loop {
            match self.room.poll() {
                Output::Transmit { destination, bytes } => {
                    self.send(false, destination, bytes.to_vec());
                }
                Output::Event(event) => self.happened(event),
                Output::WakeAt(_) => break,
            }
        }
    }

    fn send(&mut self, to_room: bool, peer: SocketAddr, bytes: Vec<u8>) {
        let mut arrives = self.now + LATENCY;
        let receiver = self.peers.iter_mut().find(|one| one.address == peer).filter(|_| !to_room);
        if let Some(bottleneck) = receiver.and_then(|receiver| receiver.bottleneck.as_mut()) {
            let begins = bottleneck.busy_until.max(self.now);
            if begins - self.now > Duration::from_millis(250) {
                return;
            }
            let takes = bytes.len() as u64 * 8_000_000 / bottleneck.bits_per_second;
            bottleneck.busy_until = begins + Duration::from_micros(takes);
            arrives = bottleneck.busy_until + LATENCY;
        }
        self.hops += 1;
        self.wire.insert((arrives, self.hops), Hop { to_room, peer, bytes });
    }

    fn happened(&mut self, event: Event) {
        match &event {
            Event::Offer { leg, sdp } => {
                let peer = &mut self.peers[leg.0 as usize];
                let offer = SdpOffer::from_sdp_string(sdp).expect("a good offer");
                let answer = peer.rtc.sdp_api().accept_offer(offer).expect("acceptable").to_sdp_string();
                self.drain_peer(leg.0 as usize);
                self.room.answer(self.now, *leg, &Answer::Accepted(answer)).expect("fits");
            }
            Event::Tracks { leg, tracks } => {
                if let Some(peer) = self.peers.get_mut(leg.0 as usize) {
                    peer.tracks.clone_from(tracks);
                }
            }
            _ => {}
        }
        self.events.push(event);
    }

    fn drain_peer(&mut self, index: usize) {
        let now = self.now;
        for bytes in self.peers[index].drain(now) {
            let address = self.peers[index].address;
            self.send(true, address, bytes);
        }
    }

    /// What peer `at` got of peer `from`, on the lines that the room says carry it.
    fn heard(&self, at: usize, from: usize, kind: Kind) -> Vec<Arrived> {
        let peer = &self.peers[at];
        let lines = peer.tracks.iter().filter(|track| track.kind == kind && track.party.0 == from as u128);
        lines
            .flat_map(|track| peer.received.get(&Mid::from(track.mid.as_str())).cloned().unwrap_or_default())
            .filter(|packet| usize::from(packet.from) == from)
            .collect()
    }

    fn forget_received(&mut self) {
        for peer in &mut self.peers {
            peer.received.clear();
        }
    }
}

impl Peer {
    fn new(now: Instant, id: u8, rids: &[&str]) -> (Self, String) {
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
            is_cut_off: false,
            bottleneck: None,
            received: BTreeMap::new(),
            tracks: Vec::new(),
        };
        (peer, offer.to_sdp_string())
    }

    /// str0m ignores the announced streams of a line on which it sends simulcast; browsers do not.
    fn expect_streams(&mut self, answer: &str) {
        let streams = answer.lines().filter_map(|line| line.strip_prefix("a=ssrc-group:FID "));
        for pair in streams.filter(|_| !self.rids.is_empty()) {
            let (main, repair) = pair.split_once(' ').expect("a pair");
            let [main, repair] = [main, repair].map(|ssrc| ssrc.parse::<u32>().expect("a number").into());
            self.rtc.direct_api().expect_stream_rx(main, Some(repair), self.video, None);
        }
    }

    /// Fifty audio packets a second, thirty frames a second of two packets in each layer.
    fn produce(&mut self, now: Instant, millisecond: u64) {
        if now >= self.deadline {
            self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
        }
        if !self.rtc.is_connected() {
            return;
        }
        if millisecond.is_multiple_of(20) {
            self.send_audio(now);
        }
        if millisecond.is_multiple_of(33) {
            self.send_frame(now);
        }
    }

    fn send_audio(&mut self, now: Instant) {
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

    fn send_frame(&mut self, now: Instant) {
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

    fn pt(&self, codec: Codec) -> Pt {
        self.rtc.codec_config().find(|params| params.spec().codec == codec).expect("configured").pt()
    }

    fn drain(&mut self, now: Instant) -> Vec<Vec<u8>> {
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
                        picture_id: vp8.filter(|_| is_video).and_then(|vp8| vp8.picture_id()),
                    });
                }
                PeerOutput::Event(_) => {}
            }
        }
    }
}

fn now_ticks(now: Instant, clock_hz: u128) -> u32 {
    static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);
    (now.saturating_duration_since(*EPOCH).as_micros() * clock_hz / Frequency::MICROS.get() as u128) as u32
}

/// A VP8 packet with a 15-bit picture id, whose last two bytes say the layer and who sent it.
fn vp8_packet(from: u8, layer: u8, frame: u16, is_key: bool, begins: bool, size: usize) -> Vec<u8> {
    let picture = frame & 0x7fff;
    let start = if begins { 0x10 } else { 0 };
    let mut packet = vec![0x80 | start, 0xe0, 0x80 | (picture >> 8) as u8, picture as u8, frame as u8, 0];
    packet.push(u8::from(!is_key));
    packet.resize(size, 0);
    packet.extend([layer, from]);
    packet
}

fn assert_unbroken(stream: &[Arrived]) {
    let mut sequences: Vec<u64> = stream.iter().map(|packet| packet.sequence).collect();
    sequences.sort_unstable();
    let before = sequences.len();
    sequences.dedup();
    assert_eq!(sequences.len(), before, "a sequence number was used twice");
    let span = sequences.last().expect("something") - sequences[0] + 1;
    assert_eq!(span, before as u64, "packets are missing");
}

#[test]
fn two_people_see_and_hear_each_other_without_renegotiation() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(3));
    for (at, from) in [(ana, bo), (bo, ana)] {
        assert!(world.heard(at, from, Kind::Audio).len() > 100, "{at} hears {from}");
        let video = world.heard(at, from, Kind::Video);
        assert!(video.len() > 120, "{at} sees {from}: {}", video.len());
        assert_unbroken(&video);
        let main = &world.peers[at].tracks[0];
        assert_eq!(main.mid, world.peers[at].audio.to_string());
    }
    assert!(!world.events.iter().any(|event| matches!(event, Event::Offer { .. })));
}

#[test]
fn loss_is_repaired_on_both_sides_of_the_room() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.loss_percent = 5;
    world.run(Duration::from_secs(4));
    world.loss_percent = 0;
    world.run(Duration::from_secs(1));
    let video = world.heard(ana, bo, Kind::Video);
    assert!(video.len() > 250, "{}", video.len());
    assert_unbroken(&video);
}

#[test]
fn a_late_joiner_gets_lines_of_their_own_and_everybodys_media() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(30));
    let late = world.join(View::Multistream, &[]);
    world.forget_received();
    world.run(Duration::from_secs(3));
    for (at, from) in [(late, ana), (late, bo), (ana, late), (bo, late), (ana, bo)] {
        assert!(world.heard(at, from, Kind::Audio).len() > 80, "{at} hears {from}");
        let video = world.heard(at, from, Kind::Video);
        assert!(video.len() > 100, "{at} sees {from}: {}", video.len());
        assert_unbroken(&video);
    }
    assert_eq!(world.peers[late].tracks.len(), 4);
}

#[test]
fn who_leaves_frees_their_lines_for_the_next() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.room.leave(world.now, LegId(bo as u128));
    world.run(Duration::from_millis(200));
    assert_eq!(world.peers[ana].tracks, []);
    let cy = world.join(View::Multistream, &[]);
    world.forget_received();
    world.run(Duration::from_secs(2));
    assert_unbroken(&world.heard(ana, cy, Kind::Video));
    assert!(!world.events.iter().any(|event| matches!(event, Event::Offer { .. })));
}

#[test]
fn a_receiver_switches_layers_without_a_seam() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &["h", "l"]);
    let bo = world.join(View::Multistream, &["h", "l"]);
    world.run(Duration::from_secs(5));
    let layers = |world: &World| -> Vec<u8> {
        world.heard(bo, ana, Kind::Video).iter().map(|packet| packet.layer).collect()
    };
    assert_eq!(layers(&world).last(), Some(&0), "a good path carries the large picture");

    let mid = world.peers[bo].video.to_string();
    let small = LayerChoice { mid: mid.clone(), rid: Some("l".to_owned()) };
    world.room.choose(world.now, LegId(bo as u128), &[small]);
    world.run(Duration::from_secs(2));
    assert_eq!(layers(&world).last(), Some(&1));

    let video = world.heard(bo, ana, Kind::Video);
    assert_unbroken(&video);
    for pair in video.windows(2) {
        let [Some(one), Some(next)] = [pair[0].picture_id, pair[1].picture_id] else { panic!("vp8") };
        assert!(next.wrapping_sub(one) & 0x7fff < 100, "picture ids jump from {one} to {next}");
        assert!(pair[1].time.wrapping_sub(pair[0].time) < 90_000, "time jumps");
    }

    world.room.choose(world.now, LegId(bo as u128), &[LayerChoice { mid, rid: None }]);
    world.run(Duration::from_millis(100));
    world.forget_received();
    world.run(Duration::from_secs(1));
    assert!(world.heard(bo, ana, Kind::Video).is_empty(), "off is off");
}

#[test]
fn a_narrow_path_gets_the_small_picture_and_the_large_one_when_it_widens() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &["h", "l"]);
    let bo = world.join(View::Multistream, &["h", "l"]);
    let cy = world.join(View::Multistream, &["h", "l"]);
    let last_layer = |world: &World, at| world.heard(at, ana, Kind::Video).last().map(|packet| packet.layer);
    world.run(Duration::from_secs(3));
    assert_eq!((last_layer(&world, bo), last_layer(&world, cy)), (Some(0), Some(0)));

    world.peers[bo].bottleneck = Some(Bottleneck { bits_per_second: 500_000, busy_until: world.now });
    world.run(Duration::from_secs(5));
    assert_eq!(last_layer(&world, bo), Some(1), "both large pictures do not fit any longer");
    assert_eq!(last_layer(&world, cy), Some(0), "the others see no difference");

    world.peers[bo].bottleneck = None;
    world.run(Duration::from_secs(10));
    assert_eq!(last_layer(&world, bo), Some(0));
    let lines = world.peers[bo].received.values().filter(|line| line[0].picture_id.is_some());
    for line in lines {
        let mut sequences: Vec<u64> = line.iter().map(|packet| packet.sequence).collect();
        let before = sequences.len();
        sequences.sort_unstable();
        sequences.dedup();
        assert_eq!(sequences.len(), before, "a sequence number was used twice");
    }
}

#[test]
fn an_ordinary_client_sees_and_hears_whoever_speaks_on_one_line() {
    let mut world = World::new();
    let watcher = world.join(View::Switched, &[]);
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.peers[ana].talks = true;
    world.run(Duration::from_secs(3));
    assert!(world.heard(watcher, ana, Kind::Video).len() > 30);
    assert!(world.heard(watcher, bo, Kind::Video).is_empty());

    world.peers[ana].talks = false;
    world.peers[bo].talks = true;
    world.run(Duration::from_secs(3));
    assert!(world.heard(watcher, bo, Kind::Video).len() > 30);
    let line = world.peers[watcher].received[&world.peers[watcher].video].clone();
    assert_unbroken(&line);
    assert!(world.events.contains(&Event::Speaker(PartyId(bo as u128))));
}

#[test]
fn the_waiting_room_neither_sees_nor_is_seen() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let guest = world.join(View::Multistream, &[]);
    world.room.permit(world.now, LegId(guest as u128), Permissions::NONE);
    world.run(Duration::from_secs(2));
    assert!(world.events.contains(&Event::Connected(LegId(guest as u128))));
    assert!(world.peers[guest].received.is_empty() && world.peers[ana].received.is_empty());

    world.room.permit(world.now, LegId(guest as u128), Permissions::ALL);
    world.run(Duration::from_secs(1));
    assert!(world.heard(guest, ana, Kind::Video).len() > 30);
    assert!(world.heard(ana, guest, Kind::Audio).len() > 30);
}

#[test]
fn a_cut_is_noticed_after_three_seconds_and_its_end_at_once() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.peers[ana].is_cut_off = true;
    let leg = LegId(ana as u128);
    world.run(Duration::from_secs(4));
    assert!(world.events.contains(&Event::Silent(leg)));
    assert!(!world.events.contains(&Event::Heard(leg)));
    world.peers[ana].is_cut_off = false;
    world.run(Duration::from_secs(1));
    assert!(world.events.contains(&Event::Heard(leg)));
}

#[test]
fn nonsense_is_refused_and_leaves_the_room_as_it_was() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let options = LegOptions {
        party: PartyId(9),
        view: View::Multistream,
        presentation: Presentation::None,
        permissions: Permissions::ALL,
    };
    for nonsense in ["", "v=0", "v=0\r\no=- 1 1 IN IP4 0\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n", "\u{0}"]
    {
        assert!(world.room.join(world.now, LegId(9), options, nonsense).is_err());
        assert!(world.room.update(world.now, LegId(ana as u128), nonsense).is_err());
    }
    assert!(matches!(world.room.update(world.now, LegId(77), ""), Err(SdpError::NoLeg)));
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(2));
    assert!(world.heard(ana, bo, Kind::Video).len() > 50);
}

/// What somebody with bad intentions, or bad luck, does to a description or a datagram.
#[derive(Clone, Debug)]
enum Damage {
    DropLine(usize),
    RepeatLine(usize),
    CutLine(usize, usize),
    SwapLines(usize, usize),
    Overwrite(usize, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0usize..4_000;
    prop_oneof![
        place.clone().prop_map(Damage::DropLine),
        place.clone().prop_map(Damage::RepeatLine),
        (place.clone(), 0usize..60).prop_map(|(line, at)| Damage::CutLine(line, at)),
        (place.clone(), place.clone()).prop_map(|(one, other)| Damage::SwapLines(one, other)),
        (place, any::<u8>()).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
    ]
}

fn damaged(text: &str, damages: &[Damage]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for damage in damages {
        let count = lines.len().max(1);
        match damage {
            Damage::DropLine(at) if !lines.is_empty() => drop(lines.remove(at % count)),
            Damage::RepeatLine(at) if !lines.is_empty() => lines.push(lines[at % count].clone()),
            Damage::CutLine(line, at) if !lines.is_empty() => {
                let line = &mut lines[line % count];
                *line = line.chars().take(*at).collect();
            }
            Damage::SwapLines(one, other) if !lines.is_empty() => lines.swap(one % count, other % count),
            Damage::Overwrite(at, byte) => {
                let mut bytes = lines.join("\r\n").into_bytes();
                let at = at % bytes.len().max(1);
                bytes.splice(at..(at + 1).min(bytes.len()), [*byte]);
                lines = String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect();
            }
            Damage::DropLine(_) | Damage::RepeatLine(_) | Damage::CutLine(..) | Damage::SwapLines(..) => {}
        }
    }
    lines.join("\r\n") + "\r\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_description_upsets_a_room(damages in prop::collection::vec(damage(), 1..6), later in damage()) {
        let mut world = World::new();
        let ana = world.join(View::Multistream, &["h", "l"]);
        world.run(STEP * 3);
        let (_, offer) = Peer::new(world.now, 9, &["h", "l"]);
        let options = LegOptions {
            party: PartyId(9),
            view: View::Multistream,
            presentation: Presentation::None,
            permissions: Permissions::ALL,
        };
        let damaged_offer = damaged(&offer, &damages);
        if world.room.join(world.now, LegId(9), options, &damaged_offer).is_ok() {
            drop(world.room.update(world.now, LegId(9), &damaged(&damaged_offer, &[later])));
        }
        drop(world.room.update(world.now, LegId(ana as u128), &damaged_offer));
        let answer = Answer::Accepted(damaged_offer);
        drop(world.room.answer(world.now, LegId(ana as u128), &answer));
        while !matches!(world.room.poll(), Output::WakeAt(_)) {}
    }

    #[test]
    fn no_datagram_upsets_a_room(datagrams in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..20)) {
        let mut world = World::new();
        let ana = world.join(View::Multistream, &[]);
        world.run(Duration::from_millis(200));
        let address = world.peers[ana].address;
        for bytes in datagrams {
            world.room.accepts(world.now, address, &bytes);
            world.room.receive(world.now, LegId(ana as u128), address, &bytes);
        }
        world.drain_room();
        prop_assert!(!world.events.contains(&Event::Closed(LegId(ana as u128))));
    }
}
