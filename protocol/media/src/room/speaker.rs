//! Who is speaking: the loudest for long enough.

use std::{collections::BTreeMap, time::Duration};

use std::time::Instant;

use crate::PartyId;

/// Loudness below which somebody counts as silent, in decibels above the quietest that a packet can say.
const FLOOR_DB: f32 = 77.0;
/// Somebody takes over by being this much louder than the present speaker…
const MARGIN_DB: f32 = 6.0;
/// …and then keeps the turn at least this long, so that a cough does not switch the picture.
const SHORTEST_TURN: Duration = Duration::from_millis(1_500);
/// How fast loudness is forgotten.
const SMOOTHING: Duration = Duration::from_millis(400);

/// The speakers of a room.
#[derive(Debug, Default)]
pub(crate) struct Speakers {
    loudness: BTreeMap<PartyId, Loudness>,
    current: Option<Turn>,
}

#[derive(Clone, Copy, Debug)]
struct Loudness {
    db: f32,
    at: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Turn {
    party: PartyId,
    since: Instant,
}

impl Speakers {
    /// The present speaker.
    pub(crate) fn current(&self) -> Option<PartyId> {
        self.current.map(|turn| turn.party)
    }

    /// Takes in one packet's level: RFC 6464, 0 for the loudest to −127 for silence.
    pub(crate) fn hear(&mut self, now: Instant, party: PartyId, level_dbov: i8) {
        let db = f32::from(level_dbov).clamp(-127.0, 0.0) + 127.0;
        let entry = self.loudness.entry(party).or_insert(Loudness { db: 0.0, at: now });
        let elapsed = now.saturating_duration_since(entry.at).as_secs_f32();
        let weight = 1.0 - (-elapsed.max(0.01) / SMOOTHING.as_secs_f32()).exp();
        entry.db += (db - entry.db) * weight;
        entry.at = now;
    }

    /// Forgets somebody who left or may no longer be heard.
    pub(crate) fn forget(&mut self, party: PartyId) {
        self.loudness.remove(&party);
        if self.current() == Some(party) {
            self.current = None;
        }
    }

    /// Chooses the speaker anew; true if somebody else has the turn now.
    pub(crate) fn choose(&mut self, now: Instant) -> bool {
        let loudest = self
            .loudness
            .iter()
            .map(|(party, loudness)| (*party, loudness.fading(now)))
            .filter(|(_, db)| *db > FLOOR_DB)
            .max_by(|(_, one), (_, other)| one.total_cmp(other));
        let Some((party, db)) = loudest else { return false };
        let takes_over = self.current.is_none_or(|turn| {
            let present = self.loudness.get(&turn.party).map_or(0.0, |loudness| loudness.fading(now));
            party != turn.party
                && db > present + MARGIN_DB
                && now.saturating_duration_since(turn.since) >= SHORTEST_TURN
        });
        if takes_over {
            self.current = Some(Turn { party, since: now });
        }
        takes_over
    }
}

impl Loudness {
    /// Somebody whose packets stopped falls silent too.
    fn fading(self, now: Instant) -> f32 {
        let quiet = now.saturating_duration_since(self.at);
        self.db * (-quiet.as_secs_f32() / SMOOTHING.as_secs_f32()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: PartyId = PartyId(1);
    const BO: PartyId = PartyId(2);

    fn speak(speakers: &mut Speakers, from: Instant, levels: &[(PartyId, i8)], packets: u32) -> Instant {
        let mut now = from;
        for _ in 0..packets {
            now += Duration::from_millis(20);
            for (party, level) in levels {
                speakers.hear(now, *party, *level);
            }
            speakers.choose(now);
        }
        now
    }

    #[test]
    fn the_first_voice_has_the_turn() {
        let mut speakers = Speakers::default();
        speak(&mut speakers, Instant::now(), &[(ANA, -127), (BO, -25)], 50);
        assert_eq!(speakers.current(), Some(BO));
    }

    #[test]
    fn a_cough_does_not_take_the_turn_and_an_answer_does() {
        let mut speakers = Speakers::default();
        let now = speak(&mut speakers, Instant::now(), &[(ANA, -25), (BO, -127)], 200);
        let now = speak(&mut speakers, now, &[(ANA, -25), (BO, -10)], 5);
        assert_eq!(speakers.current(), Some(ANA));
        speak(&mut speakers, now, &[(ANA, -127), (BO, -25)], 100);
        assert_eq!(speakers.current(), Some(BO));
    }

    #[test]
    fn silence_leaves_the_turn_where_it_was() {
        let mut speakers = Speakers::default();
        let now = speak(&mut speakers, Instant::now(), &[(ANA, -25)], 50);
        speak(&mut speakers, now, &[(ANA, -127), (BO, -127)], 200);
        assert_eq!(speakers.current(), Some(ANA));
        speakers.forget(ANA);
        assert_eq!(speakers.current(), None);
    }
}
