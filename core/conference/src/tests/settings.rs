//! What becomes of those who are in a room whose settings are changed.

use expect_test::expect;

use super::scenario::*;

#[test]
fn a_room_without_pictures_shows_none() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s ana calls a1
        1s ana presents
        2s room becomes audio
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s ana changed
            1s   a1 may receive, speak, be seen, present
            1s ana changed
            1s ana presents
            2s   a1 may receive, speak
            2s   a1 may receive, speak
            2s conference changed
            2s ana changed
            2s nobody presents
        "#]],
    );
}

#[test]
fn a_guest_stops_presenting_where_guests_may_no_longer() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s kim enters pin 5678
        0s kim watches
        0s kim calls k1
        1s kim presents
        2s room becomes hosts-present
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            0s kim changed
            1s   k1 may receive, speak, be seen, present
            1s kim changed
            1s kim presents
            2s   k1 may receive, speak, be seen
            2s   k1 may receive, speak, be seen
            2s conference changed
            2s kim changed
            2s nobody presents
        "#]],
    );
}

#[test]
fn nobody_waits_for_a_host_where_there_are_only_hosts() {
    check(
        "
        0s kim enters pin 5678
        0s kim watches
        0s kim calls k1
        1s room becomes all-hosts
        ",
        expect![[r#"
            0s started
            0s kim joined
            0s kim changed
            1s   k1 may receive, speak, be seen
            1s   k1 may receive, speak, be seen
            1s conference changed
            1s conference changed
            1s kim was admitted
        "#]],
    );
}
