//! After a crash the contact center goes on as if nothing had happened.

use eyeline_conversation::Party;
use eyeline_model::{Core, Duration, Media};
use proptest::{collection::vec, prelude::*};

use super::{
    random::{World, dice},
    scenario::{organization, play},
};
use crate::*;

/// The contact center built again from `snapshot`, in step with the ids that `before` would draw next.
pub(super) fn rebuilt(before: &ContactCenter, snapshot: Snapshot) -> ContactCenter {
    let mut center = ContactCenter::rebuild(2, organization(), through_json(snapshot));
    center.ids = before.ids.clone();
    center
}

/// What a store would have of a contact center.
pub(super) fn snapshot(center: &ContactCenter) -> Snapshot {
    Snapshot {
        objects: center.configuration().objects().collect(),
        agents: center.agents().copied().collect(),
        conversations: center.conversations().cloned().collect(),
    }
}

/// As a store would keep it.
fn through_json(snapshot: Snapshot) -> Snapshot {
    fn again<T: serde::Serialize + serde::de::DeserializeOwned>(rows: Vec<T>) -> Vec<T> {
        let documents = rows.iter().map(|row| serde_json::to_string(row).expect("a row is a document"));
        documents.map(|document| serde_json::from_str(&document).expect("a document is a row")).collect()
    }
    let Snapshot { objects, agents, conversations } = snapshot;
    Snapshot { objects: again(objects), agents: again(agents), conversations: again(conversations) }
}

/// Whoever came less than a second before a crash has come anew after it: a line that is too long may send them
/// away.
const NO_LONGER_NEW: Duration = Duration(1_001);

/// Events without the numbers that only tell equal ranks apart: they begin again after the highest that is left; and
/// without alerts, which are said again.
fn comparable(mut events: Vec<Event>) -> Vec<Event> {
    events.retain(|event| !matches!(event, Event::DepthAlerted { .. }));
    for event in &mut events {
        let Event::ConversationClosed { conversation } = event else { continue };
        for participant in &mut conversation.participants {
            if let Party::Acd(entry) = &mut participant.party {
                entry.sequence = 0;
            }
        }
    }
    events
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_crash_at_any_moment_changes_nothing(
        before in vec(dice(), 1..100),
        after in vec(dice(), 1..60),
    ) {
        let mut world = World::new();
        for roll in before {
            match world.command(roll) {
                Some(command) => drop(world.handle(command)),
                None => drop(world.advance(roll.time())),
            }
        }
        drop(world.advance(NO_LONGER_NEW));
        let mut again = rebuilt(&world.center, world.snapshot());
        // Whoever starts it again wakes it first.
        let events = world.advance(Duration::ZERO);
        prop_assert_eq!(comparable(events), comparable(again.wake(world.now).events));
        prop_assert_eq!(again.wake_at(), world.center.wake_at());
        for roll in after {
            match world.command(roll) {
                Some(command) => {
                    let replayed = again.handle(world.now, command.clone()).map(|outcome| comparable(outcome.events));
                    prop_assert_eq!(world.handle(command).map(comparable), replayed);
                }
                None => {
                    let events = world.advance(roll.time());
                    prop_assert_eq!(comparable(events), comparable(again.wake(world.now).events));
                }
            }
            prop_assert_eq!(again.wake_at(), world.center.wake_at());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_crash_at_every_moment_changes_nothing_that_follows(rolls in vec(dice(), 1..80)) {
        let mut world = World::new();
        for roll in rolls {
            drop(world.advance(NO_LONGER_NEW));
            let mut again = rebuilt(&world.center, world.snapshot());
            let events = world.advance(Duration::ZERO);
            prop_assert_eq!(comparable(events), comparable(again.wake(world.now).events));
            match world.command(roll) {
                Some(command) => {
                    let replayed = again.handle(world.now, command.clone());
                    let replayed = replayed.map(|outcome| comparable(outcome.events));
                    prop_assert_eq!(world.handle(command).map(comparable), replayed);
                }
                None => {
                    let events = world.advance(roll.time());
                    prop_assert_eq!(comparable(events), comparable(again.wake(world.now).events));
                }
            }
            prop_assert_eq!(again.wake_at(), world.center.wake_at());
        }
    }
}

#[test]
fn an_event_that_was_stored_under_its_old_name_is_still_read() {
    let play =
        play("queue advice  prefers any for 30s\nagent ana\n0s ana off\n0s guest callback c1 prefers ana");
    let conversation = play.center.conversations().next().expect("there is one");
    let (participant, session, entry) = conversation.queue_entry(Media::Callback).expect("it waits");
    let session = conversation.key(participant, session);
    let event = Event::SearchWentOn { session, media: Media::Callback, search: entry.search.clone() };
    let text = serde_json::to_string(&event).expect("an event is JSON");
    let old = text.replace("search_went_on", "preference_changed");
    assert_ne!(text, old);
    assert_eq!(serde_json::from_str::<Event>(&old).expect("an event"), event);
}

#[test]
fn what_waits_rings_and_is_wrapped_up_is_there_again() {
    let mut play = play(
        "
        queue advice  work timeout 30s
        agent ana
        agent bo
        0s  guest callback c1
        1s  ana answer c1
        5s  ana end c1
        6s  guest callback c2
        7s  guest callback c3
        8s  guest callback c4 due 60s
        ",
    );
    play.center = rebuilt(&play.center, snapshot(&play.center));
    play.timeline.clear();
    play.run_to(super::scenario::START + Duration::from_secs(70));
    expect_test::expect![[r#"
        26s  c2 callback not answered by bo
        26s  bo is NotResponding
        35s  c1 wrapped up: time-out
        35s  c1 ana is done
        35s  c1 closed
        35s  ana is Idle
        35s  c2 callback offered to ana
        55s  c2 callback not answered by ana
        55s  ana is NotResponding
        60s  c4 callback queued in advice
    "#]]
    .assert_eq(&play.timeline);
}
