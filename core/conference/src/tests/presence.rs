//! Who is lost, and who is gone.

use expect_test::expect;

use super::scenario::*;

#[test]
fn a_cut_is_noticed_after_three_seconds_and_forgiven_when_it_ends() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        1s ana calls a1
        1s ana connects a1
        10s ana falls-silent a1
        14s ana is-heard a1
        20s ana falls-silent a1
        20.5s ana looks
        24s ana looks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana changed
            1s ana changed
            10s ana is lost
            14s ana changed
            20s ana is lost
            20.5s ana changed
            23.5s ana is lost
            24s ana changed
        "#]],
    );
}

#[test]
fn without_media_it_is_the_event_stream_that_counts() {
    check(
        "
        0s ana enters pin 1234
        1s ana watches
        10s ana unwatches 0
        14s ana watches
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            13s ana is lost
            14s ana changed
        "#]],
    );
}

#[test]
fn a_token_that_is_not_refreshed_expires_and_an_empty_room_ends() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        100s ana refreshes ana/2
        101s ana looks
        140s ana looks
        230s nobody is-deleted
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            140s ana refused: Invalid token
            220s   ana is dismissed from session 0: Expired
            220s ana left: Expired
            225s ended
        "#]],
    );
}

#[test]
fn an_old_stream_that_ends_late_does_not_count_against_a_new_one() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        1s ana releases
        2s ana/2 enters seat host
        2s ana/2 watches
        3s ana unwatches 0
        10s ana/2 looks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana left: Left
            2s ana joined
        "#]],
    );
}
