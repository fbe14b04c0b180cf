//! The room: brings what legs send to the lines of other legs.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap, VecDeque},
    net::SocketAddr,
    time::{Duration, Instant},
};

use str0m::{
    config::DtlsCert,
    media::{MediaKind, Mid, Rid},
    net::DatagramSend,
};

use crate::{
    Answer, LegId, LegOptions, PartyId, Permissions, View,
    layers::{self, Demand},
    leg::{Drained, Leg, Packet},
    line::Wish,
    sdp::SdpError,
    speaker::Speakers,
};

/// How often layers, speakers and silences are looked at.
const TICK: Duration = Duration::from_millis(100);
/// What an audio line costs of a receiver's bandwidth.
const AUDIO_BPS: u64 = 50_000;

/// Proves the node's identity to every leg. Making one is slow; one is enough for a process.
#[derive(Clone, Debug)]
pub struct Certificate(pub(crate) DtlsCert);

impl Certificate {
    /// Draws a new certificate from the operating system's randomness.
    ///
    /// # Panics
    /// If the operating system has no randomness to give.
    pub fn generate() -> Self {
        let provider = str0m::crypto::from_feature_flags();
        provider.install_process_default();
        let certificate = str0m::crypto::from_feature_flags()
            .dtls_provider
            .generate_certificate()
            .expect("the operating system gives randomness");
        Self(certificate)
    }
}

/// What a video shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Content {
    /// A person.
    Main,
    /// A shared screen.
    Slides,
}

/// Sound or picture.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Sound.
    Audio,
    /// Picture.
    Video,
}

/// Whose media is on which line of a leg.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Track {
    /// The line.
    pub mid: String,
    /// Whose it is.
    pub party: PartyId,
    /// Sound or picture.
    pub kind: Kind,
    /// Person or screen.
    pub content: Content,
}

/// The quality a receiver wants on one of its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerChoice {
    /// The line.
    pub mid: String,
    /// The best layer that is of use, or `None` for no picture at all.
    pub rid: Option<String>,
}

/// What comes out of a room.
#[derive(Debug)]
pub enum Output {
    /// A datagram to send.
    Transmit {
        /// Where to.
        destination: SocketAddr,
        /// What.
        bytes: DatagramSend,
    },
    /// Something happened.
    Event(Event),
    /// Nothing more; call [`Room::wake`] at this time if nothing else happens before.
    WakeAt(Instant),
}

/// Something happened in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Media can flow.
    Connected(LegId),
    /// The far end has hung up, or cannot be talked to; the leg is gone.
    Closed(LegId),
    /// Nothing has come from the far end for three seconds.
    Silent(LegId),
    /// The far end is back after a silence.
    Heard(LegId),
    /// The client must answer this by [`Room::answer`].
    Offer {
        /// Which leg.
        leg: LegId,
        /// Our offer.
        sdp: String,
    },
    /// Whose media is on which line has changed.
    Tracks {
        /// Which leg.
        leg: LegId,
        /// All of its tracks.
        tracks: Vec<Track>,
    },
    /// Somebody else speaks.
    Speaker(PartyId),
}

/// Names what a leg sends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct SourceKey {
    leg: LegId,
    source: usize,
}

/// A room's media.
pub struct Room {
    certificate: Certificate,
    local: SocketAddr,
    legs: BTreeMap<LegId, Leg>,
    joined: u64,
    speakers: Speakers,
    /// Which lines carry a source; follows from the lines, kept because every packet asks.
    routes: HashMap<SourceKey, Vec<(LegId, usize)>>,
    outputs: VecDeque<Output>,
    /// What came out of legs and has not been looked at.
    work: VecDeque<(LegId, Drained)>,
    /// For each leg an entry not later than its deadline.
    deadlines: Deadlines,
    next_tick: Instant,
    assignment_due: bool,
}

impl Room {
    /// An empty room whose legs reach us at `local`.
    pub fn new(now: Instant, certificate: Certificate, local: SocketAddr) -> Self {
        Self {
            certificate,
            local,
            legs: BTreeMap::new(),
            joined: 0,
            speakers: Speakers::default(),
            routes: HashMap::new(),
            outputs: VecDeque::new(),
            work: VecDeque::new(),
            deadlines: BinaryHeap::new(),
            next_tick: now + TICK,
            assignment_due: false,
        }
    }

    /// Adds a leg by answering its offer.
    ///
    /// # Errors
    /// If the offer is not acceptable; the room is unchanged.
    pub fn join(
        &mut self,
        now: Instant,
        id: LegId,
        options: LegOptions,
        offer: &str,
    ) -> Result<String, SdpError> {
        let certificate = self.certificate.0.clone();
        let (leg, answer) = Leg::accept(now, id, options, self.joined, self.local, certificate, offer)?;
        self.joined += 1;
        self.legs.insert(id, leg);
        self.schedule(id);
        self.assignment_due = true;
        self.settle(now);
        Ok(answer)
    }

    /// Answers a later offer of a leg.
    ///
    /// # Errors
    /// If the offer is not acceptable.
    pub fn update(&mut self, now: Instant, leg: LegId, offer: &str) -> Result<String, SdpError> {
        self.negotiate(now, leg, |leg, drained| leg.reaccept(now, offer, drained))
    }

    /// Takes what a leg says to a description of ours.
    ///
    /// # Errors
    /// If an answer does not fit the offer.
    pub fn answer(&mut self, now: Instant, leg: LegId, answer: &Answer) -> Result<(), SdpError> {
        self.negotiate(now, leg, |leg, drained| leg.answered(now, answer, drained))
    }

    fn negotiate<T>(
        &mut self,
        now: Instant,
        id: LegId,
        with: impl FnOnce(&mut Leg, &mut Vec<Drained>) -> Result<T, SdpError>,
    ) -> Result<T, SdpError> {
        let result = self.with_leg(id, with).ok_or(SdpError::NoLeg)?;
        self.assignment_due = true;
        self.settle(now);
        result
    }

    /// Hangs up a leg.
    pub fn leave(&mut self, now: Instant, id: LegId) {
        if self.with_leg(id, |leg, drained| leg.close(now, drained)).is_none() {
            return;
        }
        // What it still has to say goes out; nothing else about it is of interest any more.
        for (_, happened) in self.work.drain(..) {
            if let Drained::Transmit { destination, bytes } = happened {
                self.outputs.push_back(Output::Transmit { destination, bytes });
            }
        }
        self.forget(id);
        self.settle(now);
    }

    /// Hangs up every leg.
    pub fn close(&mut self, now: Instant) {
        let ids: Vec<LegId> = self.legs.keys().copied().collect();
        for id in ids {
            self.leave(now, id);
        }
    }

    /// Changes what a leg may do.
    pub fn permit(&mut self, now: Instant, id: LegId, permissions: Permissions) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.options.permissions == permissions {
            return;
        }
        leg.options.permissions = permissions;
        if !permissions.audio {
            self.speakers.forget(leg.options.party);
        }
        self.assignment_due = true;
        self.settle(now);
    }

    /// Takes in which qualities a receiver has use for.
    pub fn choose(&mut self, now: Instant, id: LegId, choices: &[LayerChoice]) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        for choice in choices {
            let wish = choice.rid.as_deref().map_or(Wish::Off, |rid| Wish::AtMost(Rid::from(rid)));
            if let Some(line) = leg.lines.iter_mut().find(|line| *line.mid == *choice.mid) {
                line.wish = wish;
            }
        }
        self.share(now, id);
        self.settle(now);
    }

    /// Which leg a datagram is meant for, when its sender's address is not known yet.
    pub fn accepts(&self, now: Instant, from: SocketAddr, bytes: &[u8]) -> Option<LegId> {
        self.legs.values().find(|leg| leg.accepts(now, from, bytes)).map(|leg| leg.id)
    }

    /// Takes a datagram that came from a leg.
    pub fn receive(&mut self, now: Instant, id: LegId, from: SocketAddr, bytes: &[u8]) {
        if self.with_leg(id, |leg, drained| leg.receive(now, from, bytes, drained)) == Some(true) {
            self.outputs.push_back(Output::Event(Event::Heard(id)));
        }
        self.settle(now);
    }

    /// Does what has become due.
    pub fn wake(&mut self, now: Instant) {
        while let Some(Reverse((at, id))) =
            self.deadlines.peek().copied().filter(|Reverse((at, _))| *at <= now)
        {
            self.deadlines.pop();
            let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.scheduled == Some(at)) else { continue };
            leg.scheduled = None;
            self.with_leg(id, |leg, drained| {
                if leg.deadline <= now {
                    leg.wake(now, drained);
                }
            });
        }
        if now >= self.next_tick {
            self.next_tick = now + TICK;
            self.tick(now);
        }
        self.settle(now);
    }

    /// The next output.
    pub fn poll(&mut self) -> Output {
        self.outputs.pop_front().unwrap_or_else(|| {
            let leg = self.deadlines.peek().map_or(self.next_tick, |Reverse((at, _))| *at);
            Output::WakeAt(leg.min(self.next_tick))
        })
    }

    /// Does something to a leg, and keeps what comes of it for [`Room::settle`].
    fn with_leg<T>(&mut self, id: LegId, act: impl FnOnce(&mut Leg, &mut Vec<Drained>) -> T) -> Option<T> {
        let leg = self.legs.get_mut(&id)?;
        let mut drained = Vec::new();
        let result = act(leg, &mut drained);
        schedule(&mut self.deadlines, leg);
        self.work.extend(drained.into_iter().map(|each| (id, each)));
        Some(result)
    }

    /// Sees to it that a leg is woken at its deadline.
    fn schedule(&mut self, id: LegId) {
        if let Some(leg) = self.legs.get_mut(&id) {
            schedule(&mut self.deadlines, leg);
        }
    }

    /// Works off what came out of legs, and what comes out of others because of it.
    fn settle(&mut self, now: Instant) {
        loop {
            while let Some((id, happened)) = self.work.pop_front() {
                match happened {
                    Drained::Transmit { destination, bytes } => {
                        self.outputs.push_back(Output::Transmit { destination, bytes });
                    }
                    Drained::Packet(packet) => self.forward(now, id, &packet),
                    Drained::KeyframeWanted(mid) => self.keyframe_wanted(now, id, mid),
                    Drained::Connected => {
                        self.outputs.push_back(Output::Event(Event::Connected(id)));
                        self.refresh_pictures(now, id);
                    }
                    Drained::Closed => {
                        if self.forget(id) {
                            self.outputs.push_back(Output::Event(Event::Closed(id)));
                        }
                    }
                }
            }
            if !std::mem::take(&mut self.assignment_due) {
                break;
            }
            self.assign(now);
        }
    }

    /// Takes a leg out of the room; true if it was there.
    fn forget(&mut self, id: LegId) -> bool {
        let Some(gone) = self.legs.remove(&id) else { return false };
        let party = gone.options.party;
        if !self.legs.values().any(|leg| leg.options.party == party) {
            self.speakers.forget(party);
        }
        self.assignment_due = true;
        true
    }

    fn forward(&mut self, now: Instant, from: LegId, packet: &Packet) {
        let Some(sender) = self.legs.get_mut(&from) else { return };
        let key = SourceKey { leg: from, source: packet.source };
        sender.sources[packet.source].layers[packet.layer].arrived(now, packet.payload.len());
        if let Some(level) = packet.audio_level.filter(|_| sender.options.permissions.audio) {
            self.speakers.hear(now, sender.options.party, level);
        }
        let Some(routes) = self.routes.get(&key) else { return };
        let mut drained = Vec::new();
        for &(to, line) in routes {
            let Some(receiver) = self.legs.get_mut(&to) else { continue };
            receiver.forward(now, line, packet, &mut drained);
            schedule(&mut self.deadlines, receiver);
            self.work.extend(drained.drain(..).map(|each| (to, each)));
        }
    }

    /// A receiver lost a picture: pass the request on to whoever sends it.
    fn keyframe_wanted(&mut self, now: Instant, by: LegId, mid: Mid) {
        let Some(leg) = self.legs.get(&by) else { return };
        let Some(line) = leg.lines.iter().find(|line| line.mid == mid) else { return };
        let (Some(key), Some(layer)) = (line.source, line.current_layer().or(line.target)) else { return };
        self.ask_for_keyframe(now, key, layer);
    }

    /// Media can flow to a leg: it needs something to begin with.
    fn refresh_pictures(&mut self, now: Instant, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        let videos = leg.lines.iter().filter(|line| line.kind == MediaKind::Video);
        let shown: Vec<_> = videos.filter_map(|line| Some((line.source?, line.target?))).collect();
        for (key, layer) in shown {
            self.ask_for_keyframe(now, key, layer);
        }
    }

    fn ask_for_keyframe(&mut self, now: Instant, key: SourceKey, layer: usize) {
        self.with_leg(key.leg, |sender, drained| {
            let source = &mut sender.sources[key.source];
            let Some(asked) = source.layers.get_mut(layer) else { return };
            if asked.keyframes.ask(now) {
                let (mid, rid) = (source.mid, asked.rid);
                sender.ask_for_keyframe(now, mid, rid, drained);
            }
        });
    }

    fn tick(&mut self, now: Instant) {
        for leg in self.legs.values_mut() {
            if leg.falls_silent(now) {
                self.outputs.push_back(Output::Event(Event::Silent(leg.id)));
            }
            self.assignment_due |= leg.withdraw_stale_offer(now);
            leg.follow_estimate();
            for layer in leg.sources.iter_mut().flat_map(|source| &mut source.layers) {
                layer.measure(now);
            }
        }
        if self.speakers.choose(now) {
            self.outputs.extend(self.speakers.current().map(|party| Output::Event(Event::Speaker(party))));
            self.assignment_due = true;
        }
        let ids: Vec<LegId> = self.legs.keys().copied().collect();
        for id in ids {
            self.share(now, id);
            self.ask_again(now, id);
            self.make_offer(now, id);
        }
    }

    /// Asks for keyframes that are overdue, or were asked for too soon after others.
    fn ask_again(&mut self, now: Instant, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let overdue = leg.lines.iter_mut().filter_map(|line| {
            line.keyframe_overdue(now).then_some(())?;
            Some((line.source?, line.target?))
        });
        let mut due: Vec<(SourceKey, usize)> = overdue.collect();
        for (source, each) in leg.sources.iter().enumerate() {
            let owed = each.layers.iter().enumerate().filter(|(_, layer)| layer.keyframes.is_owed());
            due.extend(owed.map(|(layer, _)| (SourceKey { leg: id, source }, layer)));
        }
        for (key, layer) in due {
            self.ask_for_keyframe(now, key, layer);
        }
    }

    fn make_offer(&mut self, now: Instant, id: LegId) {
        if let Some(Some(sdp)) = self.with_leg(id, |leg, drained| leg.offer(now, drained)) {
            self.outputs.push_back(Output::Event(Event::Offer { leg: id, sdp }));
        }
    }

    /// Decides what each line carries.
    fn assign(&mut self, now: Instant) {
        let published = self.published();
        let speaker = self.speakers.current();
        for leg in self.legs.values_mut() {
            let wanted: Vec<&Published> = published
                .iter()
                .filter(|each| leg.options.permissions.receive && each.party != leg.options.party)
                .collect();
            match leg.options.view {
                View::Multistream => assign_all(leg, &wanted),
                View::Switched => assign_switched(leg, &wanted, speaker),
            }
        }
        self.rebuild_routes();
        let ids: Vec<LegId> = self.legs.keys().copied().collect();
        for id in ids {
            self.share(now, id);
            self.announce(id, &published);
            self.make_offer(now, id);
        }
    }

    /// Everything that anybody may receive, in the order in which people joined.
    fn published(&self) -> Vec<Published> {
        let mut legs: Vec<&Leg> = self.legs.values().collect();
        legs.sort_by_key(|leg| leg.rank);
        let mut published = Vec::new();
        for leg in legs {
            for (index, source) in leg.sources.iter().enumerate() {
                let permissions = leg.options.permissions;
                let permitted = match (source.kind, source.content) {
                    (MediaKind::Audio, _) => permissions.audio,
                    (MediaKind::Video, Content::Main) => permissions.video,
                    (MediaKind::Video, Content::Slides) => permissions.slides,
                };
                if source.open && permitted {
                    published.push(Published {
                        key: SourceKey { leg: leg.id, source: index },
                        party: leg.options.party,
                        kind: source.kind,
                        content: source.content,
                    });
                }
            }
        }
        published
    }

    fn rebuild_routes(&mut self) {
        self.routes.clear();
        for leg in self.legs.values() {
            for (index, line) in leg.lines.iter().enumerate() {
                if let Some(key) = line.source {
                    self.routes.entry(key).or_default().push((leg.id, index));
                }
            }
        }
    }

    fn announce(&mut self, id: LegId, published: &[Published]) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let tracks: Vec<Track> = leg
            .lines
            .iter()
            .filter_map(|line| {
                let source = published.iter().find(|each| Some(each.key) == line.source)?;
                let kind = if source.kind == MediaKind::Audio { Kind::Audio } else { Kind::Video };
                Some(Track { mid: line.mid.to_string(), party: source.party, kind, content: source.content })
            })
            .collect();
        if leg.announced != tracks {
            leg.announced.clone_from(&tracks);
            self.outputs.push_back(Output::Event(Event::Tracks { leg: id, tracks }));
        }
    }

    /// Decides which layer each video line of a leg gets.
    fn share(&mut self, now: Instant, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        let mut watched: Vec<(usize, SourceKey)> = leg
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.kind == MediaKind::Video)
            .filter_map(|(index, line)| Some((index, line.source?)))
            .collect();
        // A shared screen is what everybody looks at.
        watched.sort_by_key(|(index, _)| (leg.lines[*index].content != Content::Slides, *index));
        let demands: Vec<Demand> =
            watched.iter().map(|(line, key)| self.demand(now, leg, *line, *key)).collect();
        let audio_lines =
            leg.lines.iter().filter(|line| line.kind == MediaKind::Audio && line.source.is_some());
        let audio_bps = AUDIO_BPS * audio_lines.count() as u64;
        let shares = layers::share(leg.estimate_bps.saturating_sub(audio_bps), &demands);
        let wanted = layers::wanted(&demands, &shares);

        let aimed = self.with_leg(id, |leg, drained| {
            leg.want(now, wanted, audio_bps, drained);
            let lines = watched.into_iter().zip(shares);
            let turned = lines.filter(|((line, _), layer)| leg.lines[*line].aim(now, *layer));
            turned.filter_map(|((_, key), layer)| Some((key, layer?))).collect::<Vec<_>>()
        });
        for (key, layer) in aimed.unwrap_or_default() {
            self.ask_for_keyframe(now, key, layer);
        }
    }

    fn demand(&self, now: Instant, leg: &Leg, line: usize, key: SourceKey) -> Demand {
        let line = &leg.lines[line];
        let source = self.legs.get(&key.leg).map(|sender| &sender.sources[key.source]);
        let layers = source.map(|source| source.offered(now)).unwrap_or_default();
        let rank =
            |rid| source.and_then(|source| source.layers.iter().position(|layer| layer.rid == Some(rid)));
        let best_wanted = match line.wish {
            Wish::Best => Some(0),
            // A layer that this source does not have is taken for the best it has.
            Wish::AtMost(rid) => Some(rank(rid).unwrap_or(0)),
            Wish::Off => None,
        };
        Demand { layers, best_wanted, current: line.current_layer(), may_rise: line.may_rise(now) }
    }
}

type Deadlines = BinaryHeap<Reverse<(Instant, LegId)>>;

/// Puts a leg into the heap only if it would be woken too late, so that the heap stays as small as the room.
fn schedule(deadlines: &mut Deadlines, leg: &mut Leg) {
    if leg.scheduled.is_none_or(|scheduled| leg.deadline < scheduled) {
        leg.scheduled = Some(leg.deadline);
        deadlines.push(Reverse((leg.deadline, leg.id)));
    }
}

/// Something that may be received.
struct Published {
    key: SourceKey,
    party: PartyId,
    kind: MediaKind,
    content: Content,
}

/// Every source on a line of its own. Who is on a line stays there; newcomers take free lines, then new ones.
fn assign_all(leg: &mut Leg, wanted: &[&Published]) {
    for line in &mut leg.lines {
        let gone = line.source.is_some_and(|key| !line.open || !wanted.iter().any(|each| each.key == key));
        if gone {
            line.carry(None);
        }
    }
    let mut lacking = Vec::new();
    for source in wanted {
        if leg.lines.iter().any(|line| line.source == Some(source.key)) {
            continue;
        }
        let free = leg.lines.iter_mut().find(|line| {
            line.open && line.source.is_none() && line.kind == source.kind && line.content == source.content
        });
        match free {
            Some(line) => line.carry(Some(source.key)),
            None => lacking.push((source.kind, source.content)),
        }
    }
    if !leg.is_offering() {
        leg.lacking = lacking;
    }
}

/// The speaker's sound and picture, or the first comer's while nobody has spoken; the screen where it is wanted.
fn assign_switched(leg: &mut Leg, wanted: &[&Published], speaker: Option<PartyId>) {
    for line in &mut leg.lines {
        let fitting = || wanted.iter().filter(|each| each.kind == line.kind && each.content == line.content);
        let kept = fitting().find(|each| Some(each.key) == line.source);
        let chosen = fitting().find(|each| Some(each.party) == speaker).or(kept).or(fitting().next());
        let source = chosen.filter(|_| line.open).map(|each| each.key);
        if line.source != source {
            line.carry(source);
        }
    }
}

#[cfg(test)]
mod tests;
