//! Who gets which layer.

use super::*;

#[test]
fn a_receiver_switches_layers_without_a_seam() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &["h", "l"]);
    let bo = world.join(View::Multistream, &["h", "l"]);
    world.run(Duration::from_secs(5));
    let layers = |world: &World| -> Vec<u8> {
        world.heard(bo, ana, Kind::Video).iter().map(|packet| packet.layer).collect()
    };
    assert_eq!(layers(&world).last(), Some(&0), "a good path carries the large picture");

    let mid = world.peers[bo].video.to_string();
    let small = LayerChoice { mid: mid.clone(), rid: Some("l".to_owned()) };
    world.room.choose(world.now, LegId(bo as u128), &[small]);
    world.run(Duration::from_secs(2));
    assert_eq!(layers(&world).last(), Some(&1));

    let video = world.heard(bo, ana, Kind::Video);
    assert_unbroken(&video);
    for pair in video.windows(2) {
        let [Some(one), Some(next)] = [pair[0].picture_id, pair[1].picture_id] else { panic!("vp8") };
        assert!(next.wrapping_sub(one) & 0x7fff < 100, "picture ids jump from {one} to {next}");
        assert!(pair[1].time.wrapping_sub(pair[0].time) < 90_000, "time jumps");
    }

    world.room.choose(world.now, LegId(bo as u128), &[LayerChoice { mid, rid: None }]);
    world.run(Duration::from_millis(100));
    world.forget_received();
    world.run(Duration::from_secs(1));
    assert!(world.heard(bo, ana, Kind::Video).is_empty(), "off is off");
}

#[test]
fn a_narrow_path_gets_the_small_picture_and_the_large_one_when_it_widens() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &["h", "l"]);
    let bo = world.join(View::Multistream, &["h", "l"]);
    let cy = world.join(View::Multistream, &["h", "l"]);
    let last_layer = |world: &World, at| world.heard(at, ana, Kind::Video).last().map(|packet| packet.layer);
    world.run(Duration::from_secs(3));
    assert_eq!((last_layer(&world, bo), last_layer(&world, cy)), (Some(0), Some(0)));

    world.peers[bo].bottleneck = Some(Bottleneck { bits_per_second: 500_000, busy_until: world.now });
    world.run(Duration::from_secs(5));
    assert_eq!(last_layer(&world, bo), Some(1), "both large pictures do not fit any longer");
    assert_eq!(last_layer(&world, cy), Some(0), "the others see no difference");

    world.peers[bo].bottleneck = None;
    world.run(Duration::from_secs(10));
    assert_eq!(last_layer(&world, bo), Some(0));
    let lines = world.peers[bo].received.values().filter(|line| line[0].picture_id.is_some());
    for line in lines {
        let mut sequences: Vec<u64> = line.iter().map(|packet| packet.sequence).collect();
        let before = sequences.len();
        sequences.sort_unstable();
        sequences.dedup();
        assert_eq!(sequences.len(), before, "a sequence number was used twice");
    }
}
