//! Callbacks: at once, at their time, and moved.

use expect_test::expect;

use super::scenario::check;

#[test]
fn a_scheduled_callback_enters_the_queue_at_its_time() {
    check(
        "
        queue advice  prefers any for 60s
        agent ana
        agent bo
        0s    guest callback c1 prefers bo due 100s
        50s   ana off
        200s  wait
        ",
        expect![[r#"
            0s   c1 callback due at 100s
            50s  ana is OffQueue
            100s c1 callback queued in advice for bo:100
            100s c1 callback offered to bo
            120s c1 callback not answered by bo
            120s bo is NotResponding
        "#]],
    );
}

#[test]
fn its_wait_counts_from_the_promised_time() {
    check(
        "
        queue advice
        agent ana
        0s    ana off
        0s    guest callback c1 due 100s
        10s   guest callback c2
        130s  ana on
        131s  ana answer c2
        140s  ana end c2
        141s  ana answer c1
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 callback due at 100s
            10s  c2 callback queued in advice
            100s c1 callback queued in advice
            130s ana is Idle
            130s c2 callback offered to ana
            131s c2 callback connected to ana after 121s
            131s ana is Interacting
            140s c2 callback ana disconnected: Client
            140s c2 after-call work of ana: Voluntary
            140s c2 callback guest disconnected: Peer
            140s c2 ended
            140s ana is Idle
            140s c1 callback offered to ana
            141s c1 callback connected to ana after 41s
            141s ana is Interacting
        "#]],
    );
}

#[test]
fn a_promise_can_be_moved_and_taken_back_until_its_time() {
    check(
        "
        queue advice
        agent ana
        0s    guest callback c1 due 100s
        1s    guest callback c2 due 100s
        2s    guest callback c3 due 100s
        10s   system move c1 150s
        20s   guest leave c2
        30s   system move c3 5s
        31s   system move c3 500s
        35s   ana answer c3
        36s   ana end c3
        200s  wait
        ",
        expect![[r#"
            0s   c1 callback due at 100s
            1s   c2 callback due at 100s
            2s   c3 callback due at 100s
            10s  c1 callback due at 150s
            20s  c2 callback guest disconnected: Client
            20s  c2 callback queue disconnected: Peer
            20s  c2 ended
            20s  c2 closed
            30s  c3 callback due at 30s
            30s  c3 callback queued in advice
            30s  c3 callback offered to ana
            31s  refused: WrongStage
            35s  c3 callback connected to ana after 5s
            35s  ana is Interacting
            36s  c3 callback ana disconnected: Client
            36s  c3 after-call work of ana: Voluntary
            36s  c3 callback guest disconnected: Peer
            36s  c3 ended
            36s  ana is Idle
            150s c1 callback queued in advice
            150s c1 callback offered to ana
            170s c1 callback not answered by ana
            170s ana is NotResponding
        "#]],
    );
}

#[test]
fn a_conversation_has_one_callback_at_a_time() {
    check(
        "
        queue advice
        agent ana
        0s  guest chat c1
        1s  ana answer c1
        2s  guest callback c1
        3s  guest callback c1
        4s  guest leave c1 as callback
        5s  guest callback c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   c1 chat connected to ana after 1s
            1s   ana is Interacting
            2s   c1 callback queued in advice
            2s   c1 callback offered to ana
            3s   refused: AlreadyOn
            4s   c1 callback guest disconnected: Client
            4s   c1 callback queue disconnected: Peer
            4s   c1 callback stops ringing for ana
            5s   c1 callback queued in advice
            5s   c1 callback offered to ana
        "#]],
    );
}

#[test]
fn a_higher_priority_overtakes() {
    check(
        "
        queue advice
        agent ana
        0s   guest callback c1
        1s   guest callback c2
        2s   guest callback c3
        3s   system priority c3 10
        4s   ana answer c1
        9s   ana end c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c2 callback queued in advice
            2s   c3 callback queued in advice
            3s   c3 callback has priority 10
            4s   c1 callback connected to ana after 4s
            4s   ana is Interacting
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Voluntary
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            9s   ana is Idle
            9s   c3 callback offered to ana
        "#]],
    );
}
