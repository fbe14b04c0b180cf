//! What is said to whom.

use expect_test::expect;

use super::scenario::*;

#[test]
fn nothing_is_said_to_those_who_wait() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s ana locks
        1s kim enters pin 5678
        1s kim watches
        2s ana says hello kim
        3s ana admits kim
        4s ana says hello kim
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s conference changed
            1s kim joined
            2s ana refused: Invalid participant
            3s kim was admitted
            4s ana said hello to kim
        "#]],
    );
}
