//! What somebody with bad intentions, or bad luck, may send.

use proptest::prelude::*;

use super::*;

#[test]
fn nonsense_is_refused_and_leaves_the_room_as_it_was() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let options = LegOptions {
        party: PartyId(9),
        view: View::Multistream,
        presentation: Presentation::None,
        permissions: Permissions::ALL,
    };
    for nonsense in ["", "v=0", "v=0\r\no=- 1 1 IN IP4 0\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n", "\u{0}"]
    {
        assert!(world.room.join(world.now, LegId(9), options, nonsense).is_err());
        assert!(world.room.update(world.now, LegId(ana as u128), nonsense).is_err());
    }
    assert!(matches!(world.room.update(world.now, LegId(77), ""), Err(SdpError::NoLeg)));
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(2));
    assert!(world.heard(ana, bo, Kind::Video).len() > 50);
}

#[test]
fn a_packet_longer_than_any_path_carries_is_not_passed_on() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.peers[ana].shows = false;
    for bytes in [1_400, 1_900] {
        let now = world.now;
        world.peers[ana].send_packet(now, bytes);
        world.run(Duration::from_millis(100));
    }
    let longest = world.heard(bo, ana, Kind::Video).iter().map(|packet| packet.bytes).max();
    assert_eq!(longest, Some(1_400));
}

#[test]
fn a_full_room_offers_no_more_lines_than_a_description_may_have() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    for _ in 1..68 {
        let other = world.join(View::Multistream, &[]);
        world.peers[other].answers = Answers::Never;
    }
    world.drain_room();
    world.run(STEP * 300);
    let made =
        world.events.iter().filter(|event| matches!(event, Event::Offer { leg, .. } if leg.0 == ana as u128));
    assert!(made.count() < 10, "it is not asked over and over");
    assert!(world.peers[ana].tracks.len() > 100);
}

#[test]
fn a_client_that_makes_ever_new_lines_is_refused_in_the_end() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let (leg, video) = (LegId(ana as u128), world.peers[ana].video.to_string());
    let peer = &mut world.peers[ana];
    let audio = peer.audio;
    let mut api = peer.rtc.sdp_api();
    api.set_direction(audio, Direction::SendOnly);
    let offer = api.apply().expect("a change").0.to_sdp_string();
    // A line that was closed may be used again under another name (RFC 8829 §5.2.2).
    let refused = (0..1_000).find_map(|round| {
        let closed = offer.replace("m=video 9 ", "m=video 0 ").replace(&format!(" {video}\r\n"), "\r\n");
        let open = offer.replace(&video, &format!("x{round}"));
        let closed = if round == 0 { closed } else { closed.replace(&video, &format!("x{}", round - 1)) };
        world
            .room
            .update(world.now, leg, &closed)
            .and_then(|_| world.room.update(world.now, leg, &open))
            .err()
    });
    assert!(matches!(refused, Some(SdpError::TooLarge)), "{refused:?}");
}

/// What somebody with bad intentions, or bad luck, does to a description or a datagram.
#[derive(Clone, Debug)]
enum Damage {
    DropLine(usize),
    RepeatLine(usize),
    CutLine(usize, usize),
    SwapLines(usize, usize),
    Overwrite(usize, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0usize..4_000;
    prop_oneof![
        place.clone().prop_map(Damage::DropLine),
        place.clone().prop_map(Damage::RepeatLine),
        (place.clone(), 0usize..60).prop_map(|(line, at)| Damage::CutLine(line, at)),
        (place.clone(), place.clone()).prop_map(|(one, other)| Damage::SwapLines(one, other)),
        (place, any::<u8>()).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
    ]
}

fn damaged(text: &str, damages: &[Damage]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for damage in damages {
        let count = lines.len().max(1);
        match damage {
            Damage::DropLine(at) if !lines.is_empty() => drop(lines.remove(at % count)),
            Damage::RepeatLine(at) if !lines.is_empty() => lines.push(lines[at % count].clone()),
            Damage::CutLine(line, at) if !lines.is_empty() => {
                let line = &mut lines[line % count];
                *line = line.chars().take(*at).collect();
            }
            Damage::SwapLines(one, other) if !lines.is_empty() => lines.swap(one % count, other % count),
            Damage::Overwrite(at, byte) => {
                let mut bytes = lines.join("\r\n").into_bytes();
                let at = at % bytes.len().max(1);
                bytes.splice(at..(at + 1).min(bytes.len()), [*byte]);
                lines = String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect();
            }
            Damage::DropLine(_) | Damage::RepeatLine(_) | Damage::CutLine(..) | Damage::SwapLines(..) => {}
        }
    }
    lines.join("\r\n") + "\r\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_description_upsets_a_room(damages in prop::collection::vec(damage(), 1..6), later in damage()) {
        let mut world = World::new();
        let ana = world.join(View::Multistream, &["h", "l"]);
        world.run(STEP * 3);
        let (_, offer) = Peer::new(world.now, 9, &["h", "l"]);
        let options = LegOptions {
            party: PartyId(9),
            view: View::Multistream,
            presentation: Presentation::None,
            permissions: Permissions::ALL,
        };
        let damaged_offer = damaged(&offer, &damages);
        if world.room.join(world.now, LegId(9), options, &damaged_offer).is_ok() {
            drop(world.room.update(world.now, LegId(9), &damaged(&damaged_offer, &[later])));
        }
        drop(world.room.update(world.now, LegId(ana as u128), &damaged_offer));
        let answer = Answer::Accepted(damaged_offer);
        drop(world.room.answer(world.now, LegId(ana as u128), &answer));
        while !matches!(world.room.poll(), Output::WakeAt(_)) {}
    }

    #[test]
    fn no_datagram_upsets_a_room(
        datagrams in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..20),
    ) {
        let mut world = World::new();
        let ana = world.join(View::Multistream, &[]);
        world.run(Duration::from_millis(200));
        let address = world.peers[ana].address;
        for bytes in datagrams {
            world.room.accepts(world.now, address, &bytes);
            world.room.receive(world.now, LegId(ana as u128), address, &bytes);
        }
        world.drain_room();
        prop_assert!(!world.events.contains(&Event::Closed(LegId(ana as u128))));
    }
}
