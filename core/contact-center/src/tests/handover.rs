//! From one agent to another, past the line.

use expect_test::expect;

use super::scenario::check_led;

#[test]
fn an_agent_stays_until_their_colleague_has_answered() {
    check_led(
        &[],
        "
        queue advice  ring 10s
        queue claims
        agent ana  queue advice
        agent bo   queue claims
        0s   guest chat c1
        1s   ana answer c1
        5s   ana introduce c1 bo
        6s   ana introduce c1 bo
        7s   ana say c1
        9s   bo answer c1
        9s   bo say c1
        20s  bo end c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   c1 chat connected to ana after 1s
            1s   ana is Interacting
            5s   c1 chat queued in advice
            5s   c1 chat offered to bo
            6s   refused: AlreadyOn
            7s   c1 Outbound message
            9s   c1 chat connected to bo after 4s
            9s   c1 chat ana disconnected: Transfer
            9s   c1 after-call work of ana: Voluntary
            9s   ana is Idle
            9s   bo is Interacting
            9s   c1 Outbound message
            20s  c1 chat bo disconnected: Client
            20s  c1 after-call work of bo: Voluntary
            20s  c1 chat guest disconnected: Peer
            20s  c1 ended
            20s  bo is Idle
        "#]],
    );
}

#[test]
fn whoever_stays_goes_on_if_their_colleague_does_not_answer() {
    check_led(
        &[],
        "
        queue advice  ring 10s
        agent ana  queue advice
        agent bo   queue advice
        0s   guest chat c1
        1s   ana answer c1
        5s   ana introduce c1 bo
        15s  wait
        16s  ana introduce c1 bo
        17s  bo back
        18s  ana introduce c1 bo
        19s  bo decline c1
        20s  bo back
        21s  ana introduce c1 bo
        22s  bo off
        23s  ana introduce c1 bo
        24s  bo on
        25s  ana introduce c1 ana
        26s  ana say c1
        30s  guest leave c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   c1 chat connected to ana after 1s
            1s   ana is Interacting
            5s   c1 chat queued in advice
            5s   c1 chat offered to bo
            15s  c1 chat not answered by bo
            15s  c1 chat queue disconnected: TransferNoAnswer
            15s  bo is NotResponding
            16s  refused: CannotOffer
            17s  bo is Idle
            18s  c1 chat queued in advice
            18s  c1 chat offered to bo
            19s  c1 chat declined by bo
            19s  c1 chat queue disconnected: TransferNoAnswer
            19s  bo is NotResponding
            20s  bo is Idle
            21s  c1 chat queued in advice
            21s  c1 chat offered to bo
            22s  c1 chat given back by bo
            22s  c1 chat queue disconnected: TransferNoAnswer
            22s  bo is OffQueue
            23s  refused: CannotOffer
            24s  bo is Idle
            25s  refused: ToOneself
            26s  c1 Outbound message
            30s  c1 chat guest disconnected: Client
            30s  c1 chat ana disconnected: Peer
            30s  c1 after-call work of ana: Voluntary
            30s  c1 ended
            30s  ana is Idle
        "#]],
    );
}

#[test]
fn whoever_leaves_meanwhile_leaves_their_customer_in_the_line() {
    check_led(
        &[],
        "
        queue advice  ring 10s
        agent ana  queue advice
        agent bo   queue advice
        agent cy   queue advice
        0s   guest callback c1
        1s   ana answer c1
        2s   ana introduce c1 cy
        3s   ana end c1
        12s  wait
        14s  bo answer c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            2s   c1 callback queued in advice
            2s   c1 callback offered to cy
            3s   c1 callback ana disconnected: Client
            3s   c1 after-call work of ana: Voluntary
            3s   ana is Idle
            12s  c1 callback not answered by cy
            12s  cy is NotResponding
            12s  c1 callback offered to bo
            14s  c1 callback connected to bo after 12s
            14s  bo is Interacting
        "#]],
    );
}

#[test]
fn whoever_does_not_stay_leaves_at_once_and_an_unanswered_customer_waits_in_the_same_queue() {
    check_led(
        &[],
        "
        queue advice  ring 10s
        queue claims
        agent ana  queue advice  skills es
        agent bo   queue claims
        agent cy   queue advice  skills es
        0s   cy off
        0s   guest callback c1 wants es priority 2
        1s   ana answer c1
        2s   ana hand c1 bo
        5s   ana off
        6s   cy on
        12s  wait
        13s  cy answer c1
        ",
        expect![[r#"
            0s   cy is OffQueue
            0s   c1 callback queued in advice for es, priority 2
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            2s   c1 callback ana disconnected: Transfer
            2s   c1 after-call work of ana: Voluntary
            2s   c1 callback queued in advice for es, priority 2
            2s   c1 callback offered to bo
            2s   ana is Idle
            5s   ana is OffQueue
            6s   cy is Idle
            12s  c1 callback not answered by bo
            12s  bo is NotResponding
            12s  c1 callback offered to cy
            13s  c1 callback connected to cy after 11s
            13s  cy is Interacting
        "#]],
    );
}

#[test]
fn a_colleague_in_a_queue_that_answers_by_itself_has_the_customer_at_once() {
    check_led(
        &[],
        "
        queue advice  auto
        agent ana
        agent bo
        0s   guest chat c1
        2s   ana introduce c1 bo
        5s   bo hand c1 ana
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            0s   c1 chat connected to ana after 0s
            0s   ana is Interacting
            2s   c1 chat queued in advice
            2s   c1 chat offered to bo
            2s   c1 chat connected to bo after 0s
            2s   c1 chat ana disconnected: Transfer
            2s   c1 after-call work of ana: Voluntary
            2s   ana is Idle
            2s   bo is Interacting
            5s   c1 chat bo disconnected: Transfer
            5s   c1 after-call work of bo: Voluntary
            5s   c1 chat queued in advice
            5s   c1 chat offered to ana
            5s   c1 chat connected to ana after 0s
            5s   ana is Interacting
            5s   bo is Idle
        "#]],
    );
}
