//! Whose turn it is to offer, and what both ends have agreed on.
//!
//! Holds: an offer of ours that is out, and what each line is for.
//! Decides: when lines may be offered; which sources and lines are open.
//! Invariant: an offer stays as it is until it is answered, ignored, or overtaken by one of the client's. A client
//! that applied it, and whose answer got lost, could not apply another that lacks its lines.

use std::time::{Duration, Instant};

use str0m::{
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    media::{Direction, Media, MediaKind, Mid, Rid, Rids},
};

use super::{Drained, Leg, Line, Source};
use crate::{
    Content, Presentation,
    sdp::{self, MAX_MEDIA_LINES, SdpError},
};

/// An offer of ours that nobody answers is made again.
const OFFER_PATIENCE: Duration = Duration::from_secs(10);
/// How long an offer of ours waits for the client to acknowledge our answer to its own: an offer that overtakes
/// the answer cannot be applied. Not every client acknowledges.
const OFFER_PAUSE: Duration = Duration::from_secs(2);
/// The most lines that carry media. One is left for a data channel.
const MAX_LINES: usize = MAX_MEDIA_LINES - 1;

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

pub(super) enum Negotiation {
    Stable,
    /// Our offer is out.
    Offered {
        sdp: String,
        pending: SdpPendingOffer,
        lines: Vec<Line>,
        since: Instant,
    },
    /// Nothing may be offered before this.
    Paused(Instant),
}

impl Leg {
    /// Answers a later offer of the client. An offer of ours that is out yields to it.
    pub(crate) fn reaccept(
        &mut self,
        now: Instant,
        offer: &str,
        drained: &mut Vec<Drained>,
    ) -> Result<String, SdpError> {
        sdp::check_size(offer)?;
        self.check_lines(offer)?;
        let parsed = SdpOffer::from_sdp_string(offer)?;
        self.negotiation = Negotiation::Paused(now + OFFER_PAUSE);
        let answer = self.rtc.sdp_api().accept_offer(parsed);
        self.drain(now, drained);
        let answer = answer?.to_sdp_string();
        self.called = format!("{}:", self.rtc.direct_api().local_ice_credentials().ufrag);
        self.streams.clear();
        for (mid, content) in sdp::lines(offer) {
            self.discover(mid, content);
        }
        self.open_and_close();
        let added = self.declare_missing_streams(now, drained);
        Ok(sdp::annotate(&answer, |mid| {
            let mut attributes = self.content_attribute(mid);
            attributes.extend(added.iter().filter(|(of, _)| of == mid).flat_map(|(_, lines)| lines.clone()));
            attributes
        }))
    }

    /// Refuses an offer by which the leg would have had too many lines. Each is kept for good, and a client may
    /// put ever new ones in the place of those that it closed (RFC 8829 §5.2.2).
    fn check_lines(&self, offer: &str) -> Result<(), SdpError> {
        let is_new = |mid: &str| !self.lines.iter().any(|line| line.mid == Mid::from(mid));
        let added = sdp::lines(offer).into_iter().filter(|(mid, _)| is_new(mid)).count();
        if self.lines.len() + added > MAX_MEDIA_LINES { Err(SdpError::TooLarge) } else { Ok(()) }
    }

    /// Takes in what a line of the client's offer may carry either way.
    fn discover(&mut self, name: &str, content: Option<Content>) {
        let mid = Mid::from(name);
        // str0m tells of media only once they can flow, which is too late to decide what they carry.
        let Some(media) = self.rtc.media(mid) else { return };
        let (kind, is_sent) = (media.kind(), media.direction().is_receiving());
        let rids: Vec<Rid> = match media.rids_rx() {
            Rids::Specific(rids) => rids.clone(),
            Rids::None | Rids::Any => Vec::new(),
        };
        if let Some(content) = content {
            self.contents.insert(name.to_owned(), content);
        }
        let content = self.content_of(mid, kind);
        if is_sent {
            let known = self.sources.iter().position(|source| source.mid == mid);
            let index = known.unwrap_or_else(|| {
                self.sources.push(Source::new(mid, kind, content));
                self.sources.len() - 1
            });
            self.sources[index].layer(&rids);
        }
        if !self.lines.iter().any(|line| line.mid == mid) {
            self.lines.push(Line::new(mid, kind, content));
        }
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

    /// Opens and closes sources and lines as the client and we have agreed.
    fn open_and_close(&mut self) {
        for source in &mut self.sources {
            source.open = self.rtc.media(source.mid).is_some_and(|media| media.direction().is_receiving());
        }
        for line in &mut self.lines {
            let accepts = |media: &Media| media.direction().is_sending() && !media.disabled();
            line.open = self.rtc.media(line.mid).is_some_and(accepts);
        }
    }

    /// str0m makes no sending stream on a line whose far end sends simulcast, so it is made here.
    fn declare_missing_streams(
        &mut self,
        now: Instant,
        drained: &mut Vec<Drained>,
    ) -> Vec<(String, Vec<String>)> {
        let mut added = Vec::new();
        for line in self.lines.iter().filter(|line| line.open) {
            let Some(media) = self.rtc.media(line.mid) else { continue };
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

    /// Makes an offer with the lines that are lacking, if this is the moment for one and there is room for them.
    pub(crate) fn offer(&mut self, now: Instant, drained: &mut Vec<Drained>) -> Option<String> {
        let may_offer = match self.negotiation {
            Negotiation::Stable => true,
            Negotiation::Paused(until) => now >= until,
            Negotiation::Offered { .. } => false,
        };
        self.lacking.truncate(MAX_LINES.saturating_sub(self.lines.len()));
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
        let sdp = sdp::annotate(&offer.to_sdp_string(), |mid| self.content_attribute(mid));
        self.negotiation = Negotiation::Offered { sdp: sdp.clone(), pending, lines, since: now };
        self.drain(now, drained);
        Some(sdp)
    }

    /// An offer that has waited too long for its answer, to be made again.
    pub(crate) fn overdue_offer(&mut self, now: Instant) -> Option<String> {
        let Negotiation::Offered { sdp, since, .. } = &mut self.negotiation else { return None };
        let is_overdue = now.saturating_duration_since(*since) > OFFER_PATIENCE;
        is_overdue.then(|| {
            *since = now;
            sdp.clone()
        })
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
        let (pending, lines) = match std::mem::replace(&mut self.negotiation, Negotiation::Stable) {
            Negotiation::Offered { pending, lines, .. } => (pending, lines),
            // An answer to an offer that the client's own has overtaken means nothing any more.
            other => {
                self.negotiation = other;
                return Ok(());
            }
        };
        let accepted = self.rtc.sdp_api().accept_answer(pending, answer);
        self.drain(now, drained);
        accepted?;
        let before = self.lines.len();
        self.lines.extend(lines);
        // Besides, the client may have stopped a track of its own, or one that it received.
        self.open_and_close();
        self.declines |= self.lines[before..].iter().any(|line| !line.open);
        self.declare_missing_streams(now, drained);
        Ok(())
    }
}
