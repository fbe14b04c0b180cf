//! Decides which layer each video line gets, and asks for the keyframes with which layers begin.
//!
//! Start reading at [`Room::share`].

use std::time::Instant;

use str0m::media::{MediaKind, Mid};

use super::Room;
use crate::{
    Content, LegId,
    layers::{self, Demand},
    leg::{Leg, SourceKey, Wish},
};

/// What an audio line costs of a receiver's bandwidth.
const AUDIO_BPS: u64 = 50_000;

impl Room {
    /// Decides which layer each video line of a leg gets. Who is not connected gets none: nothing could arrive.
    pub(super) fn share(&mut self, now: Instant, id: LegId) {
        let Some(leg) = self.legs.get(&id).filter(|leg| leg.connected) else { return };
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

    /// A receiver lost a picture: pass the request on to whoever sends it.
    pub(super) fn keyframe_wanted(&mut self, now: Instant, by: LegId, mid: Mid) {
        let Some(leg) = self.legs.get(&by) else { return };
        let Some(line) = leg.lines.iter().find(|line| line.mid == mid) else { return };
        let (Some(key), Some(layer)) = (line.source, line.current_layer().or(line.target)) else { return };
        self.ask_for_keyframe(now, key, layer);
    }

    /// Asks for keyframes that are overdue, or were asked for too soon after others.
    pub(super) fn ask_again(&mut self, now: Instant, id: LegId) {
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

    fn ask_for_keyframe(&mut self, now: Instant, key: SourceKey, layer: usize) {
        self.with_leg(key.leg, |sender, drained| sender.ask_for_keyframe(now, key.source, layer, drained));
    }
}
