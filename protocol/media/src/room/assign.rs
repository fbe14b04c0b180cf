//! Decides what each line carries.
//!
//! Start reading at [`Room::assign`].

use std::time::Instant;

use str0m::media::MediaKind;

use super::Room;
use crate::{
    Content, Event, Kind, LegId, Output, PartyId, Track, View,
    leg::{Leg, SourceKey},
};

/// Something that may be received.
struct Published {
    key: SourceKey,
    party: PartyId,
    kind: MediaKind,
    content: Content,
}

impl Room {
    /// Decides what each line carries, and tells those for whom that has changed.
    pub(super) fn assign(&mut self, now: Instant) {
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
                Some(Track {
                    mid: line.mid.to_string(),
                    party: source.party,
                    kind: Kind::of(source.kind),
                    content: source.content,
                })
            })
            .collect();
        if leg.announced != tracks {
            leg.announced.clone_from(&tracks);
            self.outputs.push_back(Output::Event(Event::Tracks { leg: id, tracks }));
        }
    }
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
