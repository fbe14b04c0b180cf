//! Coming back.

use expect_test::expect;

use super::scenario::*;

#[test]
fn whoever_reloads_takes_their_seat_back_at_once() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        1s ana calls a1
        1s ana connects a1
        2s ana presents
        5s ana/2 enters seat host
        5s ana looks
        5s ana unwatches 0
        6s ana/2 watches
        6s ana/2 calls a2
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana changed
            1s ana changed
            2s   a1 may receive, speak, be seen, present
            2s ana changed
            2s ana presents
            5s   ana is dismissed from session 0: Replaced
            5s   a1 is hung up
            5s nobody presents
            5s ana changed
            5s ana refused: Invalid token
            6s ana changed
        "#]],
    );
}

#[test]
fn after_a_restart_a_seat_is_as_good_as_new() {
    check(
        "
        0s kim enters seat guest
        0s kim watches
        1s ana enters seat host
        ",
        expect![[r#"
            0s started
            0s kim joined
            1s ana joined
            1s conference changed
            1s kim was admitted
        "#]],
    );
}

#[test]
fn who_was_put_out_does_not_come_back_by_their_seat() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s kim enters pin 5678
        1s kim calls k1
        2s kim removes ana
        3s ana removes kim
        4s kim enters seat guest
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            1s kim changed
            2s kim refused: Invalid role
            3s   k1 is hung up
            3s   kim is dismissed from session 1: Removed
            3s kim left: Removed
            4s kim refused: Removed from the conference
        "#]],
    );
}

#[test]
fn the_last_one_may_reload_without_ending_it() {
    check(
        "
        0s ana enters pin 1234
        1s ana releases
        4s ana/2 enters seat host
        10s ana/2 releases
        20s nobody is-deleted
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana left: Left
            4s ana joined
            7s ana is lost
            10s ana left: Left
            15s ended
        "#]],
    );
}

#[test]
fn of_two_refreshes_that_cross_both_tokens_are_good() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        1s ana refreshes ana/2
        2s ana refreshes ana/3
        3s ana looks
        3s ana/2 looks
        3s ana/3 looks
        32s ana looks
        32s ana/2 looks
        32s ana/3 looks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            32s ana refused: Invalid token
            32s ana/2 refused: Invalid token
        "#]],
    );
}
