//! A room, its peers and the wires between them, on a clock of our own.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::LazyLock,
    time::{Duration, Instant},
};

use str0m::{
    Input,
    change::{SdpAnswer, SdpApi, SdpOffer},
    media::{Direction, Mid},
    net::{Protocol, Receive},
};

use super::peer::{Answers, Arrived, Peer};
use crate::{
    Answer, Certificate, Event, Kind, LegId, LegOptions, Output, PartyId, Permissions, Presentation, Room,
    View,
};

pub(super) static CERTIFICATE: LazyLock<Certificate> = LazyLock::new(Certificate::generate);

pub(super) const LATENCY: Duration = Duration::from_millis(10);
pub(super) const STEP: Duration = Duration::from_millis(1);
pub(super) const NODE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 5000);

/// A datagram between the room and the peer at an address.
pub(super) struct Hop {
    to_room: bool,
    peer: SocketAddr,
    bytes: Vec<u8>,
}

/// A slow last mile with a short queue.
pub(super) struct Bottleneck {
    pub(super) bits_per_second: u64,
    pub(super) busy_until: Instant,
}

pub(super) struct World {
    pub(super) now: Instant,
    pub(super) room: Room,
    pub(super) peers: Vec<Peer>,
    /// Datagrams under way, by when they arrive.
    pub(super) wire: BTreeMap<(Instant, u64), Hop>,
    pub(super) hops: u64,
    pub(super) loss_percent: u64,
    pub(super) dice: u64,
    pub(super) events: Vec<Event>,
}

impl World {
    pub(super) fn new() -> Self {
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
    pub(super) fn join(&mut self, view: View, rids: &[&str]) -> usize {
        self.join_with(view, rids, str::to_owned)
    }

    /// The same for somebody whose offers are worded otherwise than str0m's.
    pub(super) fn join_with(
        &mut self,
        view: View,
        rids: &[&str],
        reword: impl FnOnce(&str) -> String,
    ) -> usize {
        let id = self.peers.len() as u8;
        let (mut peer, offer) = Peer::new(self.now, id, rids);
        let offer = reword(&offer);
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

    pub(super) fn run(&mut self, span: Duration) {
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

    pub(super) fn deliver(&mut self) {
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

    pub(super) fn drain_room(&mut self) {
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

    pub(super) fn send(&mut self, to_room: bool, peer: SocketAddr, bytes: Vec<u8>) {
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

    pub(super) fn happened(&mut self, event: Event) {
        match &event {
            Event::Offer { leg, sdp } => {
                if let Some(answer) = self.answer(leg.0 as usize, sdp) {
                    self.room.answer(self.now, *leg, &Answer::Accepted(answer)).expect("fits");
                }
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

    /// What a peer answers to an offer of the room, if that arrives.
    pub(super) fn answer(&mut self, at: usize, offer: &str) -> Option<String> {
        let peer = &mut self.peers[at];
        let arrives = match peer.answers {
            Answers::AtOnce => true,
            Answers::LosesOne => false,
            Answers::Never => return None,
        };
        peer.answers = Answers::AtOnce;
        let offer = SdpOffer::from_sdp_string(offer).expect("a good offer");
        let answer = peer.rtc.sdp_api().accept_offer(offer).expect("acceptable").to_sdp_string();
        self.drain_peer(at);
        arrives.then_some(answer)
    }

    /// A peer changes what it sends, and makes an offer about it.
    pub(super) fn update(&mut self, at: usize, change: impl FnOnce(&mut SdpApi<'_>)) {
        self.update_with(at, change, str::to_owned);
    }

    /// The same for a peer whose offers are worded otherwise than str0m's.
    pub(super) fn update_with(
        &mut self,
        at: usize,
        change: impl FnOnce(&mut SdpApi<'_>),
        reword: impl FnOnce(&str) -> String,
    ) {
        let leg = LegId(at as u128);
        let mut api = self.peers[at].rtc.sdp_api();
        change(&mut api);
        let (offer, pending) = api.apply().expect("a change that is worth an offer");
        let offer = reword(&offer.to_sdp_string());
        let answer = self.room.update(self.now, leg, &offer).expect("a good offer");
        let answer = SdpAnswer::from_sdp_string(&answer).expect("a good answer");
        self.peers[at].rtc.sdp_api().accept_answer(pending, answer).expect("fits");
        self.room.answer(self.now, leg, &Answer::Acknowledged).expect("nothing to fit");
        self.drain_peer(at);
    }

    /// A peer stops its picture for a while and starts it again, as browsers do with a shared screen.
    pub(super) fn show_anew(&mut self, at: usize) {
        let video = self.peers[at].video;
        self.peers[at].shows = false;
        self.update(at, |api| api.set_direction(video, Direction::RecvOnly));
        self.run(Duration::from_millis(100));
        self.peers[at].renew_stream(None);
        self.update(at, |api| api.set_direction(video, Direction::SendRecv));
        self.peers[at].shows = true;
        self.peers[at].keyframe_due = true;
    }

    pub(super) fn drain_peer(&mut self, index: usize) {
        let now = self.now;
        for bytes in self.peers[index].drain(now) {
            let address = self.peers[index].address;
            self.send(true, address, bytes);
        }
    }

    /// What peer `at` got of peer `from`, on the lines that the room says carry it.
    pub(super) fn heard(&self, at: usize, from: usize, kind: Kind) -> Vec<Arrived> {
        let peer = &self.peers[at];
        let lines = peer.tracks.iter().filter(|track| track.kind == kind && track.party.0 == from as u128);
        lines
            .flat_map(|track| peer.received.get(&Mid::from(track.mid.as_str())).cloned().unwrap_or_default())
            .filter(|packet| usize::from(packet.from) == from)
            .collect()
    }

    pub(super) fn forget_received(&mut self) {
        for peer in &mut self.peers {
            peer.received.clear();
        }
    }
}

pub(super) fn assert_unbroken(stream: &[Arrived]) {
    let mut sequences: Vec<u64> = stream.iter().map(|packet| packet.sequence).collect();
    sequences.sort_unstable();
    let before = sequences.len();
    sequences.dedup();
    assert_eq!(sequences.len(), before, "a sequence number was used twice");
    let span = sequences.last().expect("something") - sequences[0] + 1;
    assert_eq!(span, before as u64, "packets are missing");
}
