//! The room: brings what legs send to the lines of other legs.
//!
//! Start reading at [`Room::receive`] and [`Room::settle`].

mod assign;
mod deadlines;
mod sharing;
mod speaker;

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    net::SocketAddr,
    time::{Duration, Instant},
};

use str0m::media::Rid;

use self::{deadlines::Deadlines, speaker::Speakers};
use crate::{
    Answer, Certificate, Event, LayerChoice, LegId, LegOptions, Output, Permissions, SdpError,
    leg::{Drained, Leg, Packet, SourceKey, Wish},
};

/// How often layers, speakers and silences are looked at.
const TICK: Duration = Duration::from_millis(100);

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
            deadlines: Deadlines::default(),
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
        let (mut leg, answer) = Leg::accept(now, id, options, self.joined, self.local, certificate, offer)?;
        self.joined += 1;
        self.deadlines.schedule(&mut leg);
        self.legs.insert(id, leg);
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
        while let Some((at, id)) = self.deadlines.due(now) {
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
            let leg = self.deadlines.next().unwrap_or(self.next_tick);
            Output::WakeAt(leg.min(self.next_tick))
        })
    }

    /// Does something to a leg, and keeps what comes of it for [`Room::settle`].
    fn with_leg<T>(&mut self, id: LegId, act: impl FnOnce(&mut Leg, &mut Vec<Drained>) -> T) -> Option<T> {
        let leg = self.legs.get_mut(&id)?;
        let mut drained = Vec::new();
        let result = act(leg, &mut drained);
        self.deadlines.schedule(leg);
        self.work.extend(drained.into_iter().map(|each| (id, each)));
        Some(result)
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
                        self.share(now, id);
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
        let Some(sender) = self.legs.get(&from) else { return };
        let key = SourceKey { leg: from, source: packet.source };
        if let Some(level) = packet.audio_level.filter(|_| sender.options.permissions.audio) {
            self.speakers.hear(now, sender.options.party, level);
        }
        let Some(routes) = self.routes.get(&key) else { return };
        let mut drained = Vec::new();
        for &(to, line) in routes {
            let Some(receiver) = self.legs.get_mut(&to) else { continue };
            receiver.forward(now, line, packet, &mut drained);
            self.deadlines.schedule(receiver);
            self.work.extend(drained.drain(..).map(|each| (to, each)));
        }
    }

    fn tick(&mut self, now: Instant) {
        for leg in self.legs.values_mut() {
            if leg.falls_silent(now) {
                self.outputs.push_back(Output::Event(Event::Silent(leg.id)));
            }
            let repeated = leg.overdue_offer(now).map(|sdp| Event::Offer { leg: leg.id, sdp });
            self.outputs.extend(repeated.map(Output::Event));
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

    fn make_offer(&mut self, now: Instant, id: LegId) {
        if let Some(Some(sdp)) = self.with_leg(id, |leg, drained| leg.offer(now, drained)) {
            self.outputs.push_back(Output::Event(Event::Offer { leg: id, sdp }));
        }
    }
}

#[cfg(test)]
mod tests;
