//! What a call may carry.

use expect_test::expect;

use super::scenario::*;
use crate::{CallType, Settings};

#[test]
fn muting_guests_mutes_those_to_come_as_well() {
    check(
        "
        0s ana enters pin 1234
        0s kim enters pin 5678
        1s kim calls k1
        1s ana mutes-guests
        2s lee enters pin 5678
        2s lee calls l1
        3s ana mutes
        3s ana unmutes kim
        3s kim hides
        3s kim mutes ana
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            1s kim changed
            1s   k1 may receive, be seen
            1s conference changed
            1s kim changed
            2s lee joined
            2s lee changed
            3s ana changed
            3s   k1 may receive, speak, be seen
            3s kim changed
            3s   k1 may receive, speak
            3s kim changed
            3s kim refused: Invalid role
        "#]],
    );
}

#[test]
fn on_hold_nothing_comes_and_nothing_goes() {
    check(
        "
        0s ana enters pin 1234
        1s ana calls a1
        2s ana holds
        3s ana unmutes
        4s ana resumes
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana changed
            2s   a1 may do nothing
            2s ana changed
            3s   a1 may do nothing
            3s ana changed
            4s   a1 may receive, speak, be seen
            4s ana changed
        "#]],
    );
}

#[test]
fn one_presents_at_a_time() {
    check(
        "
        0s ana enters pin 1234
        0s kim enters pin 5678
        0s ana calls a1
        0s kim calls k1
        1s ana presents
        2s kim presents
        3s ana stops-presenting
        4s kim hangs-up k1
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            0s ana changed
            0s kim changed
            1s   a1 may receive, speak, be seen, present
            1s ana changed
            1s ana presents
            2s   a1 may receive, speak, be seen
            2s   k1 may receive, speak, be seen, present
            2s ana changed
            2s kim changed
            2s kim presents
            4s   k1 is hung up
            4s kim changed
            4s kim changed
            4s nobody presents
        "#]],
    );
}

#[test]
fn nobody_presents_where_there_are_no_screens() {
    check_in(
        Settings { call_type: CallType::VideoOnly, ..Settings::default() },
        "
        0s ana enters
        0s ana watches
        0s ana calls a1
        1s ana presents
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s ana changed
            1s ana refused: Invalid role
        "#]],
    );
}
