//! A browser, as far as the node can tell: str0m behind a real socket.

use std::{
    io::ErrorKind,
    net::UdpSocket,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    format::Codec,
    media::{Direction, MediaKind, Mid},
    net::{Protocol, Receive},
    rtp::RtpWrite,
};

/// A peer with a microphone and a camera.
pub(crate) struct Peer {
    rtc: Rtc,
    socket: UdpSocket,
    audio: Mid,
    video: Mid,
    pending: Option<SdpPendingOffer>,
    deadline: Instant,
    next_frame: Instant,
    frames: u64,
    /// Packets by line.
    pub(crate) received: std::collections::BTreeMap<String, usize>,
}

impl Peer {
    /// A new peer and its offer.
    pub(crate) fn new() -> (Self, String) {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        socket.set_nonblocking(true).expect("it can");
        let now = Instant::now();
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .build(now);
        let address = socket.local_addr().expect("bound");
        rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).expect("an address"));
        let mut api = rtc.sdp_api();
        let audio = api.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let video = api.add_media(MediaKind::Video, Direction::SendRecv, None, None, None);
        let (offer, pending) = api.apply().expect("something to offer");
        let peer = Self {
            rtc,
            socket,
            audio,
            video,
            pending: Some(pending),
            deadline: now,
            next_frame: now,
            frames: 0,
            received: std::collections::BTreeMap::new(),
        };
        (peer, offer.to_sdp_string())
    }

    pub(crate) fn accept(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).expect("a good answer");
        let pending = self.pending.take().expect("an offer is out");
        self.rtc.sdp_api().accept_answer(pending, answer).expect("it fits");
    }

    pub(crate) fn answer(&mut self, offer: &str) -> String {
        let offer = SdpOffer::from_sdp_string(offer).expect("a good offer");
        self.rtc.sdp_api().accept_offer(offer).expect("acceptable").to_sdp_string()
    }

    /// How often it has sent sound and picture.
    pub(crate) fn sent(&self) -> u64 {
        self.frames
    }

    /// Whether enough of sound and picture has come on its own two lines.
    pub(crate) fn sees_and_hears(&self) -> bool {
        [self.audio, self.video]
            .iter()
            .all(|mid| self.received.get(&mid.to_string()).is_some_and(|count| *count > 10))
    }

    /// Sends and receives whatever is due.
    pub(crate) fn drive(&mut self) {
        let mut buffer = [0; 2_048];
        loop {
            match self.socket.recv_from(&mut buffer) {
                Ok((length, source)) => {
                    let here = self.socket.local_addr().expect("bound");
                    if let Ok(receive) = Receive::new(Protocol::Udp, source, here, &buffer[..length]) {
                        self.rtc.handle_input(Input::Receive(Instant::now(), receive)).expect("understood");
                    }
                    self.drain();
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => panic!("{error}"),
            }
        }
        let now = Instant::now();
        if now >= self.deadline {
            self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
            self.drain();
        }
        if self.rtc.is_connected() && now >= self.next_frame {
            self.next_frame = now + Duration::from_millis(20);
            self.frames += 1;
            self.send(self.audio, Codec::Opus, vec![1; 60]);
            // Every frame a keyframe: whoever joins in the middle sees at once.
            self.send(self.video, Codec::Vp8, vec![0x10, 0, 0, 0, 1, 1, 1, 1]);
        }
    }

    fn send(&mut self, mid: Mid, codec: Codec, payload: Vec<u8>) {
        let pt =
            self.rtc.codec_config().find(|params| params.spec().codec == codec).expect("negotiated").pt();
        let now = Instant::now();
        let time = (self.frames * 1_800) as u32;
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(mid, None) else { return };
        stream.write_rtp(RtpWrite::new(pt, self.frames.into(), time, now, payload).marker(true));
        self.rtc.handle_input(Input::Timeout(now)).expect("time passes");
        self.drain();
    }

    fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().expect("a healthy peer") {
                Output::Timeout(at) => {
                    self.deadline = at;
                    return;
                }
                Output::Transmit(transmit) => {
                    self.socket.send_to(&transmit.contents, transmit.destination).expect("sent");
                }
                Output::Event(Event::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mid = self.rtc.direct_api().stream_rx(&ssrc).expect("known").mid();
                    *self.received.entry(mid.to_string()).or_default() += 1;
                }
                Output::Event(_) => {}
            }
        }
    }
}

/// Lets peers talk until something is so.
pub(crate) async fn until(peers: &mut [&mut Peer], is_so: impl Fn(&[&mut Peer]) -> bool) {
    let begun = Instant::now();
    // Their own media clock: a browser, too, sends on its own time.
    let mut clock = tokio::time::interval(Duration::from_millis(1));
    while !is_so(peers) {
        assert!(begun.elapsed() < Duration::from_secs(15), "it does not come about");
        for peer in peers.iter_mut() {
            peer.drive();
        }
        clock.tick().await;
    }
}
