//! Offers and answers that cross, get lost, or say something new.

use super::*;

/// How many offers the room has made to a peer.
fn offers(world: &World, to: usize) -> usize {
    let is_theirs = |event: &&Event| matches!(event, Event::Offer { leg, .. } if *leg == LegId(to as u128));
    world.events.iter().filter(is_theirs).count()
}

#[test]
fn an_offer_whose_answer_got_lost_is_made_again_word_for_word() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.peers[ana].answers = Answers::LosesOne;
    let cy = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(12));
    assert_eq!(offers(&world, ana), 2);
    assert!(world.heard(ana, cy, Kind::Video).len() > 20);
}

#[test]
fn an_answer_that_was_overtaken_does_not_hasten_the_next_offer() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.peers[ana].answers = Answers::Never;
    world.join(View::Multistream, &[]);
    world.run(Duration::from_millis(300));
    assert_eq!(offers(&world, ana), 1);

    // Its own offer, which it has not had the time to acknowledge, and its answer to the first offer.
    let (leg, (_, stale)) = (LegId(ana as u128), Peer::new(world.now, 9, &[]));
    let video = world.peers[ana].video;
    let mut api = world.peers[ana].rtc.sdp_api();
    api.set_direction(video, Direction::RecvOnly);
    let own = api.apply().expect("a change").0.to_sdp_string();
    world.room.update(world.now, leg, &own).expect("a good offer");
    world.room.answer(world.now, leg, &Answer::Accepted(stale)).expect("of no meaning");
    world.run(Duration::from_secs(1));
    assert_eq!(offers(&world, ana), 1, "the client may not have applied our answer yet");
    world.run(Duration::from_millis(1_500));
    assert_eq!(offers(&world, ana), 2);
}

#[test]
fn a_track_that_is_stopped_in_an_answer_is_taken_from_the_others() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    world.peers[ana].answers = Answers::Never;
    world.join(View::Multistream, &[]);
    world.run(Duration::from_millis(300));
    let offered = world.events.iter().rev().find_map(|event| match event {
        Event::Offer { leg, sdp } if leg.0 == ana as u128 => Some(sdp.clone()),
        _ => None,
    });
    world.peers[ana].answers = Answers::AtOnce;
    let answer = world.answer(ana, &offered.expect("lines for the third")).expect("arrives");
    let (before, video) = answer.split_once("m=video").expect("a video line");
    let answer = format!("{before}m=video{}", video.replacen("a=sendrecv", "a=recvonly", 1));
    world.room.answer(world.now, LegId(ana as u128), &Answer::Accepted(answer)).expect("fits");
    world.drain_room();
    let kinds = |world: &World| -> Vec<Kind> {
        let tracks = world.peers[bo].tracks.iter();
        tracks.filter(|track| track.party == PartyId(ana as u128)).map(|track| track.kind).collect()
    };
    assert_eq!(kinds(&world), [Kind::Audio]);
}

#[test]
fn a_line_that_was_offered_to_somebody_may_carry_their_own_track_too() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    let bo = world.join(View::Multistream, &[]);
    world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    let own = world.peers[ana].video.to_string();
    let offered = world.peers[ana].tracks.iter().find(|track| track.kind == Kind::Video && track.mid != own);
    let offered = Mid::from(offered.expect("a line for the third").mid.as_str());
    world.update(ana, |api| api.set_direction(offered, Direction::SendRecv));
    world.run(Duration::from_secs(1));
    let tracks = world.peers[bo].tracks.iter();
    let of_ana = tracks.filter(|track| track.party == PartyId(ana as u128) && track.kind == Kind::Video);
    assert_eq!(of_ana.count(), 2);
}

#[test]
fn an_address_that_changes_hands_is_told_by_the_request_that_comes_from_it() {
    let mut world = World::new();
    let ana = world.join(View::Multistream, &[]);
    world.run(Duration::from_secs(1));
    let bo = world.join(View::Multistream, &[]);
    let address = world.peers[ana].address;
    let (now, peer) = (world.now + STEP, &mut world.peers[bo]);
    peer.rtc.handle_input(Input::Timeout(now)).expect("time passes");
    let request = peer.drain(now).into_iter().find(|bytes| bytes[0] < 2).expect("asks for the path");
    assert_eq!(world.room.accepts(now, address, &request), Some(LegId(bo as u128)));
}
