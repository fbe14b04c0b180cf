//! A chat from first words to last, and a face-to-face call on the way.

use expect_test::expect;

use super::scenario::check;

#[test]
fn a_guest_chats_with_an_agent() {
    check(
        "
        queue advice
        agent ana
        0s   guest chat c1
        4s   ana answer c1
        9s   ana say c1
        15s  guest say c1
        30s  ana end c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            4s   c1 chat connected to ana after 4s
            4s   ana is Interacting
            9s   c1 Outbound message
            15s  c1 Inbound message
            30s  c1 chat ana disconnected: Client
            30s  c1 after-call work of ana: Voluntary
            30s  c1 chat guest disconnected: Peer
            30s  c1 ended
            30s  ana is Idle
        "#]],
    );
}

#[test]
fn a_chat_becomes_a_callback_to_the_same_agent() {
    check(
        "
        queue advice  prefers any for 20s
        agent bo
        agent ana
        0s   bo off
        0s   guest chat c1
        4s   ana answer c1
        5s   bo on
        30s  guest callback c1 prefers ana
        33s  ana answer c1 as callback
        99s  ana end c1 as callback
        120s guest leave c1 as chat
        ",
        expect![[r#"
            0s   bo is OffQueue
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            4s   c1 chat connected to ana after 4s
            4s   ana is Interacting
            5s   bo is Idle
            30s  c1 callback queued in advice for ana:100
            30s  c1 callback offered to ana
            33s  c1 callback connected to ana after 3s
            99s  c1 callback ana disconnected: Client
            99s  c1 after-call work of ana: Voluntary
            99s  c1 callback guest disconnected: Peer
            120s c1 chat guest disconnected: Client
            120s c1 chat ana disconnected: Peer
            120s c1 after-call work of ana: Voluntary
            120s c1 ended
            120s ana is Idle
        "#]],
    );
}

#[test]
fn an_agent_who_is_lost_makes_room_for_the_next_at_the_front() {
    check(
        "
        queue advice
        agent ana
        agent bo
        0s   guest chat c1
        1s   ana answer c1
        2s   guest callback c2
        3s   bo answer c2
        4s   guest callback c1
        5s   ana answer c1
        6s   guest callback c3
        30s  ana off
        50s  ana end c1 as callback
        51s  guest callback c1 priority 1000
        70s  bo end c2
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   c1 chat connected to ana after 1s
            1s   ana is Interacting
            2s   c2 callback queued in advice
            2s   c2 callback offered to bo
            3s   c2 callback connected to bo after 1s
            3s   bo is Interacting
            4s   c1 callback queued in advice
            4s   c1 callback offered to ana
            5s   c1 callback connected to ana after 1s
            6s   c3 callback queued in advice
            50s  c1 callback ana disconnected: Client
            50s  c1 after-call work of ana: Voluntary
            50s  c1 callback guest disconnected: Peer
            51s  c1 callback queued in advice for priority 1000
            70s  c2 callback bo disconnected: Client
            70s  c2 after-call work of bo: Voluntary
            70s  c2 callback guest disconnected: Peer
            70s  c2 ended
            70s  bo is Idle
            70s  c1 callback offered to bo
        "#]],
    );
}

#[test]
fn nobody_writes_into_a_chat_that_is_over_or_not_theirs() {
    check(
        "
        queue advice
        agent ana
        agent bo
        0s  guest chat c1
        1s  ana say c1
        2s  bo answer c1
        3s  ana answer c1
        4s  guest leave c1
        5s  guest say c1
        6s  ana say c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   refused: WrongStage
            2s   refused: NotYourOffer
            3s   c1 chat connected to ana after 3s
            3s   ana is Interacting
            4s   c1 chat guest disconnected: Client
            4s   c1 chat ana disconnected: Peer
            4s   c1 after-call work of ana: Voluntary
            4s   c1 ended
            4s   ana is Idle
            5s   refused: WrongStage
            6s   refused: WrongStage
        "#]],
    );
}
