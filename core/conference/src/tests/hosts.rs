//! What hosts do to others.

use expect_test::expect;

use super::scenario::*;
use crate::Settings;

#[test]
fn a_host_ends_it_for_everybody() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s kim enters pin 5678
        1s ana makes-host kim
        2s kim ends
        3s kim looks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            1s   kim shall refresh
            1s kim changed
            2s   ana is dismissed from session 0: Ended
            2s   kim is dismissed from session 1: Ended
            2s ana left: Ended
            2s kim left: Ended
            2s ended
            3s kim refused: Invalid token
        "#]],
    );
}

#[test]
fn a_seat_gives_the_role_that_a_host_gave_last() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s bo enters pin 1234
        1s ana makes-guest bo
        2s bo releases
        3s bo/2 enters seat host
        4s bo/2 locks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s bo joined
            1s   bo shall refresh
            1s bo changed
            2s bo left: Left
            3s bo joined
            4s bo/2 refused: Invalid role
        "#]],
    );
}

#[test]
fn who_is_made_host_waits_no_longer() {
    check(
        "
        0s ana enters pin 1234
        0s ana locks
        1s kim enters pin 5678
        1s kim calls k1
        2s ana makes-host kim
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s conference changed
            1s kim joined
            1s kim changed
            2s   k1 may receive, speak, be seen
            2s   kim shall refresh
            2s kim was admitted
            2s kim changed
        "#]],
    );
}

#[test]
fn who_may_no_longer_present_loses_the_floor() {
    check_in(
        Settings { guests_can_present: false, ..guests_wait() },
        "
        0s ana enters pin 1234
        0s bo enters pin 1234
        0s bo calls b1
        1s bo presents
        2s ana makes-guest bo
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s bo joined
            0s bo changed
            1s   b1 may receive, speak, be seen, present
            1s bo changed
            1s bo presents
            2s   b1 may receive, speak, be seen
            2s   bo shall refresh
            2s bo changed
            2s bo changed
            2s nobody presents
        "#]],
    );
}
