//! Who comes in, and who waits.

use std::fmt::Write as _;

use expect_test::expect;
use eyeline_model::{Core as _, Timestamp};

use super::scenario::*;
use crate::{Refusal, Room, Settings, TicketId};

#[test]
fn a_guest_waits_until_a_host_comes() {
    check(
        "
        0s kim enters pin 5678
        0s kim watches
        1s kim calls k1
        2s ana enters pin 1234
        ",
        expect![[r#"
            0s started
            0s kim joined
            1s kim changed
            2s   k1 may receive, speak, be seen
            2s ana joined
            2s conference changed
            2s kim was admitted
        "#]],
    );
}

#[test]
fn the_door_says_what_it_wants() {
    check(
        "
        0s kim enters
        1s kim enters pin 0000
        2s kim enters pin none
        ",
        expect![[r#"
            0s kim refused: a PIN is needed
            1s kim refused: Invalid PIN
            2s kim refused: a PIN is needed
        "#]],
    );
    let free_for_guests = Settings { guest_pin: None, ..guests_wait() };
    check_in(
        free_for_guests,
        "0s kim enters pin none",
        expect![[r#"
            0s started
            0s kim joined
        "#]],
    );
}

#[test]
fn guessing_a_pin_takes_longer_than_a_conference() {
    let mut scenario = String::new();
    for second in 0..10 {
        writeln!(scenario, "{second}s kim enters pin 000{second}").expect("strings take all");
    }
    scenario.push_str("10s kim enters pin 5678\n61s kim enters pin 5678");
    let mut room = Room::new(guests_wait(), []);
    let mut results = Vec::new();
    for line in scenario.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        results.push(room.handle(time(words[0]), command(&words[1..])).map(drop));
    }
    assert!(results[..10].iter().all(|result| *result == Err(Refusal::InvalidPin)));
    assert_eq!(results[10..], [Err(Refusal::TooManyAttempts), Ok(())]);
    assert!(!room.is_idle());

    let mut guessed = Room::new(guests_wait(), []);
    let wrong = guessed.handle(Timestamp(0), command(&["kim", "enters", "pin", "0000"]));
    assert_eq!(wrong.map(drop), Err(Refusal::InvalidPin));
    assert!(!guessed.is_idle(), "a room that is being guessed at is not forgotten");
    let due = guessed.wake_at().expect("it will be");
    guessed.wake(due);
    assert!(guessed.is_idle());
}

#[test]
fn a_ticket_is_used_once() {
    check(
        "
        0s kim enters ticket t1 host
        1s eve enters ticket t1 host
        ",
        expect![[r#"
            0s started
            0s ticket t1 was used
            0s kim joined
            0s conference changed
            1s eve refused: This link has already been used
        "#]],
    );
    let mut room = Room::new(guests_wait(), [TicketId("t1".to_owned())]);
    let again = room.handle(Timestamp(0), command(&["eve", "enters", "ticket", "t1", "host"]));
    assert_eq!(again.map(drop), Err(Refusal::TicketUsed), "nor after a restart");
}

#[test]
fn a_full_room_lets_its_own_people_back_in() {
    check_in(
        Settings { participant_limit: Some(1), ..Settings::default() },
        "
        0s ana enters
        1s bo enters
        2s ana/2 enters seat host
        ",
        expect![[r#"
            0s started
            0s ana joined
            1s bo refused: Participant limit reached
            2s   ana is dismissed from session 0: Replaced
            2s ana changed
        "#]],
    );
}

#[test]
fn a_lock_keeps_guests_waiting_until_they_are_admitted() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s ana locks
        1s kim enters pin 5678
        1s kim watches
        1s lee enters pin 5678
        1s lee watches
        2s kim says hello
        3s ana admits kim
        4s kim says hello
        5s ana unlocks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s conference changed
            1s kim joined
            1s lee joined
            2s kim refused: Invalid role
            3s kim was admitted
            4s kim said hello to all
            5s conference changed
            5s lee was admitted
        "#]],
    );
}

#[test]
fn a_ticket_is_no_longer_good_when_it_has_expired() {
    check(
        "1000s kim enters ticket t1 host",
        expect![[r#"
            1000s kim refused: This link has expired
        "#]],
    );
}
