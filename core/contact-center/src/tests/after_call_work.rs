//! After-call work, mode by mode.

use expect_test::expect;

use super::scenario::check;

#[test]
fn optional_work_keeps_nobody_and_takes_a_code_for_a_while() {
    check(
        "
        queue advice  codes sale
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        9s   ana end c1
        10s  guest callback c2
        11s  ana code c1 sale
        12s  ana answer c2
        20s  ana end c2
        2000s wait
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Voluntary
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            9s   ana is Idle
            10s  c2 callback queued in advice
            10s  c2 callback offered to ana
            11s  c1 wrapped up: sale
            11s  c1 ana is done
            11s  c1 closed
            12s  c2 callback connected to ana after 2s
            12s  ana is Interacting
            20s  c2 callback ana disconnected: Client
            20s  c2 after-call work of ana: Voluntary
            20s  c2 callback guest disconnected: Peer
            20s  c2 ended
            20s  ana is Idle
            920s c2 ana is done
            920s c2 closed
        "#]],
    );
}

#[test]
fn mandatory_work_ends_with_a_code() {
    check(
        "
        queue advice  work mandatory  codes sale
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        5s   guest callback c2
        9s   guest leave c1
        20s  ana done c1
        30s  ana draft c1 sale
        40s  ana code c1 sale
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            5s   c2 callback queued in advice
            9s   c1 callback guest disconnected: Client
            9s   c1 callback ana disconnected: Peer
            9s   c1 after-call work of ana: Mandatory
            9s   c1 ended
            20s  refused: CodeRequired
            30s  c1 wrapped up: sale, provisional
            40s  c1 wrapped up: sale
            40s  c1 ana is done
            40s  c1 closed
            40s  ana is Idle
            40s  c2 callback offered to ana
        "#]],
    );
}

#[test]
fn a_code_given_during_the_conversation_is_provisional_and_enough() {
    check(
        "
        queue advice  work mandatory  codes sale
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        5s   ana code c1 sale
        9s   ana end c1
        20s  ana done c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            5s   c1 wrapped up: sale, provisional
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Mandatory
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            20s  c1 ana is done
            20s  c1 closed
            20s  ana is Idle
        "#]],
    );
}

#[test]
fn limited_work_ends_by_itself_with_the_time_out_code() {
    check(
        "
        queue advice  work timeout 30s  codes sale
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        9s   ana end c1
        10s  guest callback c2
        60s  wait
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Limited
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            10s  c2 callback queued in advice
            39s  c1 wrapped up: time-out
            39s  c1 ana is done
            39s  c1 closed
            39s  ana is Idle
            39s  c2 callback offered to ana
            59s  c2 callback not answered by ana
            59s  ana is NotResponding
        "#]],
    );
}

#[test]
fn forced_work_lasts_its_whole_time() {
    check(
        "
        queue advice  work forced 30s  codes sale
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        9s   ana end c1
        15s  ana code c1 sale
        16s  ana done c1
        60s  wait
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Forced
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            15s  c1 wrapped up: sale
            16s  refused: AfterCallWorkIsForced
            39s  c1 ana is done
            39s  c1 closed
            39s  ana is Idle
        "#]],
    );
}

#[test]
fn requested_work_is_given_to_those_who_ask() {
    check(
        "
        queue advice  work requested 30s
        agent ana
        agent bo
        0s   guest callback c1
        1s   ana answer c1
        2s   guest callback c2
        3s   bo answer c2
        5s   ana ask c1
        9s   ana end c1
        9s   bo end c2
        20s  ana done c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            2s   c2 callback queued in advice
            2s   c2 callback offered to bo
            3s   c2 callback connected to bo after 1s
            3s   bo is Interacting
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Requested
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            9s   c2 callback bo disconnected: Client
            9s   c2 after-call work of bo: Voluntary
            9s   c2 callback guest disconnected: Peer
            9s   c2 ended
            9s   bo is Idle
            20s  c1 ana is done
            20s  c1 closed
            20s  ana is Idle
        "#]],
    );
}

#[test]
fn an_offer_never_answered_has_nothing_to_wrap_up() {
    check(
        "
        queue advice  work mandatory  codes sale
        agent ana
        0s  guest callback c1
        1s  ana code c1 sale
        2s  ana decline c1
        3s  ana code c1 sale
        4s  ana done c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   refused: WrongStage
            2s   c1 callback declined by ana
            2s   ana is NotResponding
            3s   refused: WrongStage
            4s   refused: WrongStage
        "#]],
    );
}

#[test]
fn a_code_of_another_queue_is_not_allowed() {
    check(
        "
        queue advice  codes sale
        queue claims  codes damage
        agent ana
        0s  guest callback c1
        1s  ana answer c1
        2s  ana code c1 damage
        3s  ana code c1 nonsense
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            2s   refused: CodeNotAllowed
            3s   refused: Unknown
        "#]],
    );
}
