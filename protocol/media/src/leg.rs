//! One link to one endpoint: its negotiation, what it sends, and the lines on which it receives.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, IceConnectionState, Input, Output, Rtc,
    bwe::{Bitrate, BweKind},
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    config::DtlsCert,
    format::Codec,
    media::{Direction, KeyframeRequestKind, MediaKind, Mid, Pt, Rid, Rids},
    net::{DatagramSend, Protocol, Receive},
    rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc, VideoOrientation, Vp8Descriptor},
};

use crate::{
    Content, LegId, PartyId, Permissions,
    layers::Wanted,
    line::{Line, Placed},
    room::Track,
    sdp::{self, SdpError},
    source::Source,
};

/// What the path to a receiver is taken to carry until it is measured.
const INITIAL_ESTIMATE_BPS: u64 = 1_500_000;
/// Layers' rates waver; probing does not follow every change.
const SMALL_CHANGE_BPS: u64 = 50_000;
/// A leg that sends nothing for this long is silent. Browsers check the path every 2.5 s at the latest.
pub(crate) const SILENCE: Duration = Duration::from_secs(3);
/// An offer of ours that nobody answers is withdrawn and made again.
const OFFER_PATIENCE: Duration = Duration::from_secs(10);
/// How long an offer of ours waits for the client to acknowledge our answer to its own: an offer that overtakes
/// the answer cannot be applied. Not every client acknowledges.
const OFFER_PAUSE: Duration = Duration::from_secs(2);

/// How a leg wants to see the room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// A line for every participant; the node offers more lines as they are needed.
    Multistream,
    /// One audio and one video line, which follow the speaker.
    Switched,
}

/// What the videos of a leg are, when its lines do not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presentation {
    /// Camera pictures, both ways.
    None,
    /// A second leg that only sends a shared screen.
    Send,
    /// A second leg that only receives the shared screen.
    Receive,
}

/// Who is at the far end and what they want.
#[derive(Clone, Copy, Debug)]
pub struct LegOptions {
    /// Who it is.
    pub party: PartyId,
    /// What they want to see.
    pub view: View,
    /// What their video lines are for.
    pub presentation: Presentation,
    /// What they may do.
    pub permissions: Permissions,
}

/// What a client says to a session description of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It has applied our answer to its offer.
    Acknowledged,
    /// It answers our offer.
    Accepted(String),
    /// It ignores our offer, because it has made one itself.
    Ignored,
}

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
    pub(crate) connected: bool,
    pub(crate) announced: Vec<Track>,
    /// Lines to be offered: kind and content of each.
    pub(crate) lacking: Vec<(MediaKind, Content)>,
    rtc: Rtc,
    local: SocketAddr,
    negotiation: Negotiation,
    /// The client turned down a line that we offered; it will not be asked again.
    declines: bool,
    contents: HashMap<String, Content>,
    streams: HashMap<Ssrc, (usize, usize)>,
    wanted: Wanted,
    heard_at: Instant,
    silent: bool,
}

enum Negotiation {
    Stable,
    /// Our offer is out.
    Offered {
        pending: SdpPendingOffer,
        lines: Vec<Line>,
        since: Instant,
    },
    /// Nothing may be offered before this.
    Paused(Instant),
}

/// A packet that a leg has sent us.
pub(crate) struct Packet {
    pub(crate) source: usize,
    pub(crate) layer: usize,
    pub(crate) kind: MediaKind,
    pub(crate) ssrc: Ssrc,
    pub(crate) sequence: u64,
    pub(crate) time: u32,
    pub(crate) at: Instant,
    pub(crate) marker: bool,
    pub(crate) begins_keyframe: bool,
    pub(crate) vp8: Option<Vp8Descriptor>,
    pub(crate) audio_level: Option<i8>,
    voice_activity: Option<bool>,
    orientation: Option<VideoOrientation>,
    pub(crate) payload: Arc<[u8]>,
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

    /// Answers a later offer of the client. An offer of ours that is out yields to it.
    pub(crate) fn reaccept(
        &mut self,
        now: Instant,
        offer: &str,
        drained: &mut Vec<Drained>,
    ) -> Result<String, SdpError> {
        sdp::check_size(offer)?;
        let parsed = SdpOffer::from_sdp_string(offer)?;
        self.negotiation = Negotiation::Paused(now + OFFER_PAUSE);
        let answer = self.rtc.sdp_api().accept_offer(parsed);
        self.drain(now, drained);
        let answer = answer?.to_sdp_string();
        self.streams.clear();
        for (mid, content) in sdp::lines(offer) {
            if let Some(content) = content {
                self.contents.insert(mid.to_owned(), content);
            }
            self.turn(Mid::from(mid));
        }
        let added = self.declare_missing_streams(now, drained);
        Ok(sdp::annotate(&answer, |mid| {
            let mut attributes = self.content_attribute(mid);
            attributes.extend(added.iter().filter(|(of, _)| of == mid).flat_map(|(_, lines)| lines.clone()));
            attributes
        }))
    }

    /// str0m makes no sending stream on a line whose far end sends simulcast, so it is made here.
    fn declare_missing_streams(
        &mut self,
        now: Instant,
        drained: &mut Vec<Drained>,
    ) -> Vec<(String, Vec<String>)> {
        let mut added = Vec::new();
        for line in &self.lines {
            let Some(media) = self.rtc.media(line.mid) else { continue };
            if !media.direction().is_sending() || media.disabled() {
                continue;
            }
            let (cname, msid) =
                (media.cname().to_owned(), format!("{} {}", media.stream_id(), media.track_id()));
            let mut api = self.rtc.direct_api();
            if api.stream_tx_by_mid(line.mid, None).is_none() {
                let ssrc = api.new_ssrc();
                let repair = api.new_ssrc();
                api.declare_stream_tx(ssrc, Some(repair), line.mid, None);
                let mut attributes = vec![format!("a=ssrc-group:FID {ssrc} {repair}")];
                for each in [ssrc, repair] {
                    attributes.push(format!("a=ssrc:{each} cname:{cname}"));
                    attributes.push(format!("a=ssrc:{each} msid:{msid}"));
                }
                added.push((line.mid.to_string(), attributes));
            }
            if let Some(stream) = api.stream_tx_by_mid(line.mid, None) {
                // Its sender has paced it already; pacing it again would only add delay.
                stream.set_unpaced(true);
            }
        }
        self.drain(now, drained);
        added
    }

    fn content_attribute(&self, mid: &str) -> Vec<String> {
        let content = self.contents.get(mid).map(|content| match content {
            Content::Main => "a=content:main".to_owned(),
            Content::Slides => "a=content:slides".to_owned(),
        });
        content.into_iter().collect()
    }

    /// Makes an offer with the lines that are lacking, if this is the moment for one.
    pub(crate) fn offer(&mut self, now: Instant, drained: &mut Vec<Drained>) -> Option<String> {
        let may_offer = match self.negotiation {
            Negotiation::Stable => true,
            Negotiation::Paused(until) => now >= until,
            Negotiation::Offered { .. } => false,
        };
        if self.lacking.is_empty() || self.declines || !may_offer {
            return None;
        }
        let mut api = self.rtc.sdp_api();
        let lines: Vec<Line> = std::mem::take(&mut self.lacking)
            .into_iter()
            .map(|(kind, content)| {
                let mid = api.add_media(kind, Direction::SendOnly, None, None, None);
                Line::new(mid, kind, content)
            })
            .collect();
        let (offer, pending) = api.apply()?;
        for line in lines.iter().filter(|line| line.kind == MediaKind::Video) {
            self.contents.insert(line.mid.to_string(), line.content);
        }
        self.negotiation = Negotiation::Offered { pending, lines, since: now };
        self.drain(now, drained);
        Some(sdp::annotate(&offer.to_sdp_string(), |mid| self.content_attribute(mid)))
    }

    /// Withdraws an offer that nobody has answered; true if there was one.
    pub(crate) fn withdraw_stale_offer(&mut self, now: Instant) -> bool {
        let stale = matches!(&self.negotiation, Negotiation::Offered { since, .. }
            if now.saturating_duration_since(*since) > OFFER_PATIENCE);
        if stale {
            self.negotiation = Negotiation::Stable;
        }
        stale
    }

    /// True while lines that are being offered may still come.
    pub(crate) fn is_offering(&self) -> bool {
        matches!(self.negotiation, Negotiation::Offered { .. })
    }

    /// Takes what the client says to a description of ours.
    pub(crate) fn answered(
        &mut self,
        now: Instant,
        answer: &Answer,
        drained: &mut Vec<Drained>,
    ) -> Result<(), SdpError> {
        match answer {
            Answer::Acknowledged => {
                if matches!(self.negotiation, Negotiation::Paused(_)) {
                    self.negotiation = Negotiation::Stable;
                }
                Ok(())
            }
            Answer::Ignored => {
                self.negotiation = Negotiation::Paused(now + OFFER_PAUSE);
                Ok(())
            }
            Answer::Accepted(sdp) => self.offer_accepted(now, sdp, drained),
        }
    }

    fn offer_accepted(
        &mut self,
        now: Instant,
        sdp: &str,
        drained: &mut Vec<Drained>,
    ) -> Result<(), SdpError> {
        sdp::check_size(sdp)?;
        let answer = SdpAnswer::from_sdp_string(sdp)?;
        let offered = std::mem::replace(&mut self.negotiation, Negotiation::Stable);
        // An answer to an offer that the client's own has overtaken means nothing any more.
        let Negotiation::Offered { pending, lines, .. } = offered else { return Ok(()) };
        let accepted = self.rtc.sdp_api().accept_answer(pending, answer);
        self.drain(now, drained);
        accepted?;
        for mut line in lines {
            line.open = self.accepts_media(line.mid);
            self.declines |= !line.open;
            self.lines.push(line);
        }
        self.declare_missing_streams(now, drained);
        Ok(())
    }

    fn accepts_media(&self, mid: Mid) -> bool {
        self.rtc.media(mid).is_some_and(|media| media.direction().is_sending() && !media.disabled())
    }

    /// Whether a datagram is meant for this leg.
    pub(crate) fn accepts(&self, now: Instant, from: SocketAddr, bytes: &[u8]) -> bool {
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

    /// Follows the measured estimate: up at once, down within half a second, so that a hiccup of a busy machine does
    /// not cost everybody a keyframe.
    pub(crate) fn follow_estimate(&mut self) {
        let shortfall_bps = self.estimate_bps.saturating_sub(self.measured_bps);
        self.estimate_bps = self.measured_bps.max(self.estimate_bps - shortfall_bps / 4);
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
        let line = &mut self.lines[line];
        let Some(Placed { numbers, patch }) = line.place(packet) else { return };
        let is_video = line.kind == MediaKind::Video;
        let mid = line.mid;
        let Some(pt) = self.payload_type(is_video) else { return };
        let extensions = ExtensionValues {
            audio_level: packet.audio_level,
            voice_activity: packet.voice_activity,
            video_orientation: packet.orientation,
            ..ExtensionValues::default()
        };
        let mut write =
            RtpWrite::new(pt, numbers.sequence.into(), numbers.time, packet.at, Arc::clone(&packet.payload))
                .marker(packet.marker)
                .ext_vals(extensions)
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

    /// Asks the far end for a keyframe.
    pub(crate) fn ask_for_keyframe(
        &mut self,
        now: Instant,
        mid: Mid,
        rid: Option<Rid>,
        drained: &mut Vec<Drained>,
    ) {
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_rx_by_mid(mid, rid) else { return };
        stream.request_keyframe(KeyframeRequestKind::Pli);
        self.feed_time(now);
        self.drain(now, drained);
    }

    /// Says what the receiver would like to get besides sound, so that its path is probed for that much. For the next
    /// better layer it is padded towards: an estimate does not grow beyond what is sent.
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

    /// Opens and closes a line of the client's, and its source, as the client and we have agreed.
    fn turn(&mut self, mid: Mid) {
        // str0m tells of media only once they can flow, which is too late to decide what they carry.
        let Some(media) = self.rtc.media(mid) else { return };
        let (kind, direction) = (media.kind(), media.direction());
        let rids = match media.rids_rx() {
            Rids::Specific(rids) => rids.clone(),
            Rids::None | Rids::Any => Vec::new(),
        };
        if !self.sources.iter().any(|source| source.mid == mid) && !self.offered_by_us(mid) {
            let content = self.content_of(mid, kind);
            self.sources.push(Source::new(mid, kind, content, rids));
            self.lines.push(Line::new(mid, kind, content));
        }
        if let Some(source) = self.sources.iter_mut().find(|source| source.mid == mid) {
            source.open = direction.is_receiving();
        }
        let open = self.accepts_media(mid);
        if let Some(line) = self.lines.iter_mut().find(|line| line.mid == mid) {
            line.open = open;
        }
    }

    fn offered_by_us(&self, mid: Mid) -> bool {
        self.lines.iter().any(|line| line.mid == mid)
    }

    fn content_of(&self, mid: Mid, kind: MediaKind) -> Content {
        match (kind, self.options.presentation) {
            (MediaKind::Audio, _) => Content::Main,
            (MediaKind::Video, Presentation::None) => {
                self.contents.get(&*mid).copied().unwrap_or(Content::Main)
            }
            (MediaKind::Video, Presentation::Send | Presentation::Receive) => Content::Slides,
        }
    }

    fn classify(&mut self, packet: RtpPacket) -> Option<Packet> {
        let ssrc = packet.header.ssrc;
        let (source, layer) = match self.streams.get(&ssrc) {
            Some(known) => *known,
            None => self.learn(ssrc)?,
        };
        let kind = self.sources[source].kind;
        let vp8 = match kind {
            MediaKind::Video => Some(Vp8Descriptor::parse(&packet.payload).ok()?),
            MediaKind::Audio => None,
        };
        Some(Packet {
            source,
            layer,
            kind,
            ssrc,
            sequence: *packet.seq_no,
            time: packet.header.timestamp,
            at: packet.timestamp,
            marker: packet.header.marker,
            begins_keyframe: vp8.is_some_and(|descriptor| descriptor.starts_keyframe(&packet.payload)),
            vp8,
            audio_level: packet.header.ext_vals.audio_level,
            voice_activity: packet.header.ext_vals.voice_activity,
            orientation: packet.header.ext_vals.video_orientation,
            payload: packet.payload,
        })
    }

    fn learn(&mut self, ssrc: Ssrc) -> Option<(usize, usize)> {
        let mut api = self.rtc.direct_api();
        let stream = api.stream_rx(&ssrc)?;
        let (mid, rid) = (stream.mid(), stream.rid());
        let source = self.sources.iter().position(|source| source.mid == mid)?;
        let layer = self.sources[source].layers.iter().position(|layer| layer.rid == rid)?;
        self.streams.insert(ssrc, (source, layer));
        Some((source, layer))
    }
}
