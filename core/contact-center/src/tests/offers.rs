//! Offers: rung, answered, declined, missed and withdrawn.

use expect_test::expect;

use super::scenario::check;

#[test]
fn an_offer_that_nobody_answers_goes_on_at_its_old_rank() {
    check(
        "
        queue advice  ring 10s
        agent ana
        agent bo
        0s   guest callback c1
        5s   guest callback c2
        8s   bo answer c2
        25s  ana back
        26s  ana answer c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            5s   c2 callback queued in advice
            5s   c2 callback offered to bo
            8s   c2 callback connected to bo after 3s
            8s   bo is Interacting
            10s  c1 callback not answered by ana
            10s  ana is NotResponding
            25s  ana is Idle
            25s  c1 callback offered to ana
            26s  c1 callback connected to ana after 26s
            26s  ana is Interacting
        "#]],
    );
}

#[test]
fn a_declined_offer_leaves_its_agent_not_responding() {
    check(
        "
        queue advice
        agent ana
        0s   guest callback c1
        2s   ana decline c1
        9s   ana on
        9s   ana answer c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            2s   c1 callback declined by ana
            2s   ana is NotResponding
            9s   ana is Idle
            9s   c1 callback offered to ana
            9s   c1 callback connected to ana after 9s
            9s   ana is Interacting
        "#]],
    );
}

#[test]
fn an_offer_is_answered_by_its_agent_and_once() {
    check(
        "
        queue advice  ring 10s
        agent ana
        agent bo
        0s   guest callback c1
        1s   bo answer c1
        2s   ana answer c1
        3s   ana answer c1
        3s   ana decline c1
        4s   ana end c1
        5s   ana answer c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   refused: NotYourOffer
            2s   c1 callback connected to ana after 2s
            2s   ana is Interacting
            3s   refused: StaleOffer
            4s   c1 callback ana disconnected: Client
            4s   c1 after-call work of ana: Voluntary
            4s   c1 callback guest disconnected: Peer
            4s   c1 ended
            4s   ana is Idle
            5s   refused: StaleOffer
        "#]],
    );
}

#[test]
fn whoever_goes_off_queue_gives_the_offer_back_without_blame() {
    check(
        "
        queue advice
        agent ana
        agent bo
        0s  guest callback c1
        5s  ana off
        6s  ana answer c1
        7s  bo answer c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            5s   c1 callback given back by ana
            5s   ana is OffQueue
            5s   c1 callback offered to bo
            6s   refused: StaleOffer
            7s   c1 callback connected to bo after 7s
            7s   bo is Interacting
        "#]],
    );
}

#[test]
fn work_begun_on_queue_goes_on_off_queue() {
    check(
        "
        queue advice
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        2s   ana off
        3s   guest callback c2
        9s   ana end c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            3s   c2 callback queued in advice
            9s   c1 callback ana disconnected: Client
            9s   c1 after-call work of ana: Voluntary
            9s   c1 callback guest disconnected: Peer
            9s   c1 ended
            9s   ana is OffQueue
        "#]],
    );
}

#[test]
fn hold_and_mute_are_told_once() {
    check(
        "
        queue advice
        agent ana
        0s  guest callback c1
        0s  ana hold c1
        1s  ana answer c1
        2s  ana hold c1
        3s  ana hold c1
        4s  ana mute c1
        5s  ana mute c1
        6s  ana unhold c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            0s   refused: WrongStage
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            2s   c1 hold: true
            4s   c1 mute: true
            6s   c1 hold: false
        "#]],
    );
}

#[test]
fn the_system_ends_everything_at_once() {
    check(
        "
        queue advice
        agent ana
        0s  guest chat c1
        1s  ana answer c1
        2s  guest callback c1
        3s  system end c1
        4s  system end c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   c1 chat connected to ana after 1s
            1s   ana is Interacting
            2s   c1 callback queued in advice
            2s   c1 callback offered to ana
            3s   c1 chat guest disconnected: System
            3s   c1 chat ana disconnected: System
            3s   c1 after-call work of ana: Voluntary
            3s   c1 callback guest disconnected: System
            3s   c1 callback queue disconnected: System
            3s   c1 callback stops ringing for ana
            3s   c1 ended
            3s   ana is Idle
        "#]],
    );
}

#[test]
fn a_queue_that_answers_by_itself_connects_at_once_and_gives_no_more_than_the_agent_may_have() {
    check(
        "
        queue advice  auto
        agent ana
        0s   guest callback c1
        1s   guest callback c2
        5s   ana end c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            0s   c1 callback connected to ana after 0s
            0s   ana is Interacting
            1s   c2 callback queued in advice
            5s   c1 callback ana disconnected: Client
            5s   c1 after-call work of ana: Voluntary
            5s   c1 callback guest disconnected: Peer
            5s   c1 ended
            5s   ana is Idle
            5s   c2 callback offered to ana
            5s   c2 callback connected to ana after 4s
            5s   ana is Interacting
        "#]],
    );
}

#[test]
fn a_person_may_choose_whom_what_waits_is_offered() {
    check(
        "
        queue advice
        queue claims
        agent ana  queue claims
        agent bo
        agent cy  skills es
        0s   bo off
        0s   cy off
        0s   guest callback c1 wants es
        1s   system give c1 bo
        2s   system give c1 ana
        3s   system give c1 ana
        4s   ana answer c1
        5s   system give c1 ana
        ",
        expect![[r#"
            0s   bo is OffQueue
            0s   cy is OffQueue
            0s   c1 callback queued in advice for es
            1s   refused: CannotOffer
            2s   c1 callback offered to ana
            3s   refused: CannotOffer
            4s   c1 callback connected to ana after 4s
            4s   ana is Interacting
            5s   refused: NotWaiting
        "#]],
    );
}

#[test]
fn a_customer_is_handed_on_to_another_queue_with_what_they_need() {
    check(
        "
        queue advice
        queue claims
        agent ana  queue advice  skills es
        agent bo   queue claims
        agent cy   queue claims  skills es
        0s   guest callback c1 wants es priority 3
        1s   ana pass c1 claims
        2s   ana answer c1
        9s   ana pass c1 claims
        12s  cy answer c1
        20s  cy end c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice for es, priority 3
            0s   c1 callback offered to ana
            1s   refused: WrongStage
            2s   c1 callback connected to ana after 2s
            2s   ana is Interacting
            9s   c1 callback ana disconnected: Transfer
            9s   c1 after-call work of ana: Voluntary
            9s   c1 callback queued in claims for es, priority 3
            9s   ana is Idle
            9s   c1 callback offered to cy
            12s  c1 callback connected to cy after 3s
            12s  cy is Interacting
            20s  c1 callback cy disconnected: Client
            20s  c1 after-call work of cy: Voluntary
            20s  c1 callback guest disconnected: Peer
            20s  c1 ended
            20s  cy is Idle
        "#]],
    );
}
