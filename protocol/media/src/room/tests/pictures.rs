//! Nobody stays without a picture, whatever was lost or changed on its way.

use super::*;

#[test]
fn who_comes_after_a_track_was_sent_anew_sees_it() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    // Each time under another SSRC: only one of them makes keyframes.
    for _ in 0..8 {
        world.show_anew(ana);
        world.run(Duration::from_millis(200));
    }
    let late = world.join(View::Multistream, &[]);
    world.forget_received();
    world.run(Duration::from_secs(2));
    for watcher in [bo, late] {
        let video = world.heard(watcher, ana, Kind::Video);
        assert!(video.len() > 60, "{watcher} sees: {}", video.len());
        assert_unbroken(&video);
    }
}

#[test]
fn a_stream_whose_first_keyframe_got_lost_is_asked_for_another() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &["h"]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(2));
    let rid = world.peers[ana].rids[0];
    world.peers[ana].renew_stream(Some(rid));
    world.run(Duration::from_secs(1));
    world.forget_received();
    world.run(Duration::from_secs(1));
    let video = world.heard(bo, ana, Kind::Video);
    assert!(video.len() > 30, "{}", video.len());
}

#[test]
fn a_camera_that_is_switched_on_later_may_send_simulcast() {
    let mut world = World::new();
    let without_picture = |offer: &str| -> String {
        let mut is_video = false;
        let lines = offer.lines().filter_map(|line| {
            is_video |= line.starts_with("m=video");
            let of_the_sender =
                ["a=rid:", "a=simulcast:", "a=ssrc"].iter().any(|name| line.starts_with(name));
            match line {
                "a=sendrecv" if is_video => Some("a=recvonly\r\n".to_owned()),
                _ if is_video && of_the_sender => None,
                other => Some(format!("{other}\r\n")),
            }
        });
        lines.collect()
    };
    let ana = world.join_with(View::Multistream, &["h", "l"], without_picture);
    let bo = world.join(View::Multistream, &[]);
    world.peers[ana].shows = false;
    world.run(Duration::from_secs(1));
    assert!(world.heard(bo, ana, Kind::Audio).len() > 20);

    let video = world.peers[ana].video;
    let with_simulcast = |offer: &str| {
        let mid = format!("a=mid:{video}\r\n");
        let layers = "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n";
        offer.replace(&mid, &format!("{mid}{layers}"))
    };
    world.update_with(ana, |api| api.set_direction(video, Direction::SendRecv), with_simulcast);
    world.peers[ana].shows = true;
    world.run(Duration::from_secs(2));
    let seen = world.heard(bo, ana, Kind::Video);
    assert!(seen.len() > 30, "{}", seen.len());
}

#[test]
fn a_single_layer_may_have_a_name_in_the_offer_and_none_in_its_packets() {
    let mut world = World::new();
    let name_it = |offer: &str| {
        let (before, video) = offer.split_once("m=video").expect("a video line");
        format!("{before}m=video{video}a=rid:x send\r\n")
    };
    let ana = world.join_with(View::Multistream, &[], name_it);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(2));
    let seen = world.heard(bo, ana, Kind::Video);
    assert!(seen.len() > 60, "{}", seen.len());
}

#[test]
fn who_takes_long_to_connect_begins_with_what_is_sent_then() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    let slow = world.join(View::Multistream, &[]);
    world.peers[slow].is_cut_off = true;
    world.run(Duration::from_secs(3));
    world.peers[slow].is_cut_off = false;
    while !world.peers[slow].rtc.is_connected() {
        world.run(Duration::from_millis(100));
    }
    world.run(Duration::from_secs(1));
    assert!(world.heard(slow, ana, Kind::Audio).len() <= 60, "no sound is kept for later");
    let video = world.heard(slow, ana, Kind::Video);
    assert!((50..=75).contains(&video.len()), "{}", video.len());
    assert_unbroken(&video);
}

#[test]
fn who_cannot_connect_costs_nobody_a_keyframe() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    let ghost = world.join(View::Multistream, &[]);
    world.peers[ghost].is_cut_off = true;
    world.peers[ana].keyframe_due = false;
    world.peers[ana].shows = false;
    world.run(Duration::from_secs(2));
    assert!(!world.peers[ana].keyframe_due, "nobody could see it");
}
