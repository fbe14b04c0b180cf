//! Everybody gets everybody else, unbroken.

use super::*;

#[test]
fn two_people_see_and_hear_each_other_without_renegotiation() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(3));
    for (at, from) in [(ana, bo), (bo, ana)] {
        assert!(world.heard(at, from, Kind::Audio).len() > 100, "{at} hears {from}");
        let video = world.heard(at, from, Kind::Video);
        assert!(video.len() > 120, "{at} sees {from}: {}", video.len());
        assert_unbroken(&video);
        let main = &world.peers[at].tracks[0];
        assert_eq!(main.mid, world.peers[at].audio.to_string());
    }
    assert!(!world.events.iter().any(|event| matches!(event, Event::Offer { .. })));
}

#[test]
fn loss_is_repaired_on_both_sides_of_the_room() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.loss_percent = 5;
    world.run(Duration::from_secs(4));
    world.loss_percent = 0;
    world.run(Duration::from_secs(1));
    let video = world.heard(ana, bo, Kind::Video);
    assert!(video.len() > 250, "{}", video.len());
    assert_unbroken(&video);
}

#[test]
fn a_late_joiner_gets_lines_of_their_own_and_everybodys_media() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(30));
    let late = world.join(View::Multistream, &[]);
    world.forget_received();
    world.run(Duration::from_secs(3));
    for (at, from) in [(late, ana), (late, bo), (ana, late), (bo, late), (ana, bo)] {
        assert!(world.heard(at, from, Kind::Audio).len() > 80, "{at} hears {from}");
        let video = world.heard(at, from, Kind::Video);
        assert!(video.len() > 100, "{at} sees {from}: {}", video.len());
        assert_unbroken(&video);
    }
    assert_eq!(world.peers[late].tracks.len(), 4);
}

#[test]
fn who_leaves_frees_their_lines_for_the_next() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.room.leave(world.now, LegId(bo as u128));
    world.run(Duration::from_millis(200));
    assert_eq!(world.peers[ana].tracks, []);
    let cy = world.join(View::Multistream, &[]);
    world.forget_received();
    world.run(Duration::from_secs(2));
    assert_unbroken(&world.heard(ana, cy, Kind::Video));
    assert!(!world.events.iter().any(|event| matches!(event, Event::Offer { .. })));
}

#[test]
fn an_ordinary_client_sees_and_hears_whoever_speaks_on_one_line() {
    let mut world = World::new();
    let watcher = world.join(View::Switched, &[]);
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.peers[ana].talks = true;
    world.run(Duration::from_secs(3));
    assert!(world.heard(watcher, ana, Kind::Video).len() > 30);
    assert!(world.heard(watcher, bo, Kind::Video).is_empty());

    world.peers[ana].talks = false;
    world.peers[bo].talks = true;
    world.run(Duration::from_secs(3));
    assert!(world.heard(watcher, bo, Kind::Video).len() > 30);
    let line = world.peers[watcher].received[&world.peers[watcher].video].clone();
    assert_unbroken(&line);
    assert!(world.events.contains(&Event::Speaker(PartyId(bo as u128))));
}

#[test]
fn the_waiting_room_neither_sees_nor_is_seen() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let guest = world.join(View::Multistream, &[]);
    world.room.permit(world.now, LegId(guest as u128), Permissions::NONE);
    world.run(Duration::from_secs(2));
    assert!(world.events.contains(&Event::Connected(LegId(guest as u128))));
    assert!(world.peers[guest].received.is_empty() && world.peers[ana].received.is_empty());

    world.room.permit(world.now, LegId(guest as u128), Permissions::ALL);
    world.run(Duration::from_secs(1));
    assert!(world.heard(guest, ana, Kind::Video).len() > 30);
    assert!(world.heard(ana, guest, Kind::Audio).len() > 30);
}

#[test]
fn a_cut_is_noticed_after_three_seconds_and_its_end_at_once() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.peers[ana].is_cut_off = true;
    let leg = LegId(ana as u128);
    world.run(Duration::from_secs(4));
    assert!(world.events.contains(&Event::Silent(leg)));
    assert!(!world.events.contains(&Event::Heard(leg)));
    world.peers[ana].is_cut_off = false;
    world.run(Duration::from_secs(1));
    assert!(world.events.contains(&Event::Heard(leg)));
}
