//! Random meetings, in which the media must always do what the room has decided.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{Core as _, ParticipantId, Timestamp};
use proptest::prelude::*;

use super::scenario::*;
use crate::{CallId, CallType, Effect, Event, Permissions, Role, Room};

/// What the world knows of a room by what came out of it.
struct World {
    room: Room,
    now: Timestamp,
    present: BTreeSet<ParticipantId>,
    legs: BTreeMap<CallId, Permissions>,
    sessions: BTreeSet<(ParticipantId, u32)>,
}

impl World {
    fn new() -> Self {
        Self {
            room: Room::new(guests_wait(), []),
            now: Timestamp(0),
            present: BTreeSet::new(),
            legs: BTreeMap::new(),
            sessions: BTreeSet::new(),
        }
    }

    /// Does one line of a scenario, and what becomes due before.
    fn go(&mut self, pause_ms: i64, line: &str) {
        let until = Timestamp(self.now.as_millis() + pause_ms);
        while let Some(due) = self.room.wake_at().filter(|due| *due <= until) {
            let outcome = self.room.wake(due);
            assert!(self.room.wake_at().is_none_or(|next| next > due), "it is woken for nothing at {due:?}");
            self.take(&outcome);
        }
        self.now = until;
        let words: Vec<&str> = line.split_whitespace().collect();
        // Whoever comes by PIN is somebody new, and every call has an id of its own.
        let is_nobody_new =
            words[1..].starts_with(&["enters", "pin"]) && self.present.contains(&id(words[0]));
        if is_nobody_new || words[1] == "calls" && self.legs.contains_key(&call_id(words[2])) {
            return;
        }
        let before = self.room.clone();
        match self.room.handle(until, command(&words)) {
            Ok(outcome) => {
                self.join_legs(&before);
                self.take(&outcome);
                if words[1] == "media-end" {
                    self.legs.retain(|call, _| self.room.call_permissions(*call).is_some());
                }
            }
            Err(_) => {
                assert_eq!(format!("{:?}", before.participants), format!("{:?}", self.room.participants))
            }
        }
        self.check();
    }

    /// A new call's leg begins with what the room says.
    fn join_legs(&mut self, before: &Room) {
        for call in self.room.participants().flat_map(|one| &one.calls) {
            if before.call_permissions(call.id).is_none() {
                let permissions = self.room.call_permissions(call.id).expect("the call is there");
                self.legs.insert(call.id, permissions);
            }
        }
    }

    fn take(&mut self, outcome: &crate::room::Outcome) {
        for effect in &outcome.effects {
            match effect {
                Effect::Permit { call, permissions } => drop(self.legs.insert(*call, *permissions)),
                Effect::HangUp { call } => assert!(self.legs.remove(call).is_some(), "it was hung up before"),
                Effect::Dismiss { .. } | Effect::Renew { .. } => {}
            }
        }
        for event in &outcome.events {
            match event {
                Event::Joined(id) => {
                    assert!(self.present.insert(*id), "a double");
                    let session = self.room.participant(*id).map_or(0, |one| one.session);
                    assert!(self.sessions.insert((*id, session)), "a visit like one before");
                }
                Event::Left { participant, .. } => assert!(self.present.remove(&participant.id), "a ghost"),
                _ => {}
            }
        }
    }

    fn check(&self) {
        let there: BTreeSet<ParticipantId> = self.room.participants().map(|one| one.id).collect();
        assert_eq!(there, self.present);
        let calls = self.room.participants().flat_map(|one| &one.calls);
        let decided: BTreeMap<CallId, Permissions> = calls
            .map(|call| (call.id, self.room.call_permissions(call.id).expect("the call is there")))
            .collect();
        assert_eq!(decided, self.legs, "the media do something else");
        for one in self.room.participants().filter(|one| !one.is_admitted()) {
            assert_eq!(one.role, Role::Guest, "a host waits");
            assert!(self.room.is_locked() || !self.room.is_started(), "somebody waits for nothing");
        }
        if let Some(presenter) = self.room.presenter() {
            assert!(presenter.is_admitted());
            assert_eq!(self.room.settings().call_type, CallType::Video);
        }
    }
}

const PEOPLE: [&str; 3] = ["ana", "bo", "kim"];
const WAYS_IN: [&str; 5] = ["pin 1234", "pin 5678", "seat host", "seat guest", "pin 0000"];
const ACTS: [&str; 24] = [
    "watches",
    "unwatches 0",
    "refreshes $",
    "releases",
    "looks",
    "calls $",
    "calls $/s sends",
    "calls $/r receives",
    "connects $",
    "falls-silent $",
    "is-heard $",
    "media-end $",
    "hangs-up $",
    "presents",
    "stops-presenting",
    "locks",
    "unlocks",
    "starts",
    "mutes-guests",
    "unmutes-guests",
    "ends",
    "becomes audio",
    "becomes all-hosts",
    "becomes before",
];
const ACTS_ON_OTHERS: [&str; 9] =
    ["mutes", "unmutes", "holds", "resumes", "hides", "admits", "removes", "makes-host", "makes-guest"];

fn line() -> impl Strategy<Value = String> {
    let who = || prop::sample::select(&PEOPLE[..]);
    prop_oneof![
        2 => (who(), prop::sample::select(&WAYS_IN[..])).prop_map(|(who, way)| format!("{who} enters {way}")),
        6 => (who(), prop::sample::select(&ACTS[..]))
            .prop_map(|(who, act)| format!("{who} {}", act.replace('$', who))),
        3 => (who(), prop::sample::select(&ACTS_ON_OTHERS[..]), who())
            .prop_map(|(who, act, whom)| format!("{who} {act} {whom}")),
    ]
}

proptest! {
    #[test]
    fn the_media_do_what_the_room_has_decided(
        lines in prop::collection::vec((0i64..8_000, line()), 1..80),
    ) {
        let mut world = World::new();
        for (pause_ms, line) in lines {
            world.go(pause_ms, &line);
        }
    }
}
