//! A client of a server: str0m behind a socket of its own.

use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr, UdpSocket},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    format::Codec,
    media::{Direction, MediaKind, Mid},
    net::{Protocol, Receive},
    rtp::RtpWrite,
};

/// A packet of a video at full size.
pub(super) const PAYLOAD_BYTES: usize = 1_100;
/// Descriptor and frame header before the send time.
const TIME_AT: usize = 8;
/// How long a call may take to be set up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of a server.
pub(super) struct Peer {
    rtc: Rtc,
    socket: UdpSocket,
    address: SocketAddr,
    deadline: Instant,
    connected: bool,
    buffer: [u8; 2_048],
}

/// A client that has made an offer.
pub(super) struct Offering {
    peer: Peer,
    pending: SdpPendingOffer,
    line: Mid,
    pub(super) sdp: String,
}

impl Offering {
    /// A client that offers one line of video.
    pub(super) fn new(address: IpAddr, direction: Direction) -> Result<Self> {
        let mut peer = Peer::new(address)?;
        let mut api = peer.rtc.sdp_api();
        let line = api.add_media(MediaKind::Video, direction, None, None, None);
        let (offer, pending) = api.apply().context("there is something to offer")?;
        Ok(Self { peer, pending, line, sdp: offer.to_sdp_string() })
    }

    /// Goes on with the server's answer.
    pub(super) fn answered(mut self, sdp: &str) -> Result<(Peer, Mid)> {
        self.peer.rtc.sdp_api().accept_answer(self.pending, SdpAnswer::from_sdp_string(sdp)?)?;
        Ok((self.peer, self.line))
    }
}

impl Peer {
    fn new(address: IpAddr) -> Result<Self> {
        let socket = UdpSocket::bind((address, 0))?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let now = Instant::now();
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .build(now);
        rtc.add_local_candidate(Candidate::host(address, Protocol::Udp)?);
        Ok(Self { rtc, socket, address, deadline: now, connected: false, buffer: [0; 2_048] })
    }

    /// A client that answers the server's offer, and the answer.
    pub(super) fn answering(address: IpAddr, offer: &str) -> Result<(Self, String)> {
        let mut peer = Self::new(address)?;
        let answer = peer.rtc.sdp_api().accept_offer(SdpOffer::from_sdp_string(offer)?)?;
        Ok((peer, answer.to_sdp_string()))
    }

    pub(super) fn is_connected(&self) -> bool {
        self.connected
    }

    /// Sets the call up.
    pub(super) fn connect(&mut self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while !self.connected {
            ensure!(Instant::now() < until, "a call could not be set up within {PATIENCE:?}");
            self.drive(|_| {})?;
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Takes every datagram that has come and does what is due. `arrived` gets the payload of every video packet;
    /// the answer is whether there was any datagram.
    pub(super) fn drive(&mut self, mut arrived: impl FnMut(&[u8])) -> Result<bool> {
        let mut any = false;
        loop {
            match self.socket.recv_from(&mut self.buffer) {
                Ok((length, source)) => {
                    any = true;
                    let receive = Receive::new(Protocol::Udp, source, self.address, &self.buffer[..length])?;
                    self.rtc.handle_input(Input::Receive(Instant::now(), receive))?;
                    self.drain(&mut arrived)?;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        let now = Instant::now();
        if now >= self.deadline {
            self.rtc.handle_input(Input::Timeout(now))?;
            self.drain(&mut arrived)?;
        }
        Ok(any)
    }

    fn drain(&mut self, arrived: &mut impl FnMut(&[u8])) -> Result<()> {
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(at) => {
                    self.deadline = at;
                    return Ok(());
                }
                Output::Transmit(transmit) => {
                    // A datagram that the system does not take is lost like any other.
                    let _ = self.socket.send_to(&transmit.contents, transmit.destination);
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::RtpPacket(packet)) => arrived(&packet.payload),
                Output::Event(_) => {}
            }
        }
    }

    /// Sends a packet of video that says when it was sent, counted from `epoch`.
    pub(super) fn send(&mut self, line: Mid, sequence: u64, epoch: Instant) -> Result<()> {
        let now = Instant::now();
        let mut codecs = self.rtc.codec_config().params().iter();
        let codec = codecs.find(|params| params.spec().codec == Codec::Vp8).context("VP8 was negotiated")?;
        let kind = codec.pt();
        // A keyframe of one packet each (RFC 7741 §4.2): start of a partition, picture id, no inter-frame bit.
        let mut payload = vec![0; PAYLOAD_BYTES];
        let picture = (sequence as u16).to_be_bytes();
        payload[..4].copy_from_slice(&[0x90, 0x80, 0x80 | picture[0], picture[1]]);
        payload[TIME_AT..TIME_AT + 8].copy_from_slice(&((now - epoch).as_nanos() as u64).to_be_bytes());
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(line, None).context("the line sends")?;
        let packet = RtpWrite::new(kind, sequence.into(), (sequence * 100) as u32, now, payload);
        stream.write_rtp(packet.marker(true).nackable(true));
        self.deadline = now;
        self.drive(|_| {}).map(drop)
    }
}

/// When a packet that [`Peer::send`] made was sent.
pub(super) fn sent_at(payload: &[u8]) -> Option<Duration> {
    let bytes = payload.get(TIME_AT..TIME_AT + 8)?.first_chunk()?;
    Some(Duration::from_nanos(u64::from_be_bytes(*bytes)))
}
