//! Calls and messages in a queue.

use expect_test::expect;

use super::scenario::{check, fixture, small};

const QUEUE: &str = r#"
    fact Call.CurrentQueue = {"value": {"id": "q-1", "name": "Advice"}, "type": "Queue"}
    fact Call.Ani = "tel:+34611222333"
    fact Call.RemoteName = "Leyla"
"#;

#[test]
fn a_short_wait_is_announced_again_and_again_until_an_agent_answers() {
    check(
        &fixture("waiting"),
        r#"
        fact Call.PositionInQueue = 2
        fact Call.EstimatedWaitTime = {"value": "PT4M", "type": "Duration"}
        0s start
        2s done
        5s done
        35s done
        fact Call.PositionInQueue = 1
        37s done
        40s done
        50s end
        51s again
        "#,
        expect![[r#"
            0s      → 1 announce position Some(2)
            2s      → 2 announce wait Some(240000) ms Some(60000 ms) Some("about")
            5s      → 3 music on_hold_music for Some(30000 ms)
            35s     → 4 announce position Some(2)
            37s     → 5 announce wait Some(240000) ms Some(60000 ms) Some("about")
            40s     → 6 music on_hold_music for Some(30000 ms)
            50s     → 7 cancel 6
            50s     stopped
        "#]],
    );
}

#[test]
fn a_long_wait_can_be_left_for_a_callback() {
    let scenario = r#"
        fact Call.PositionInQueue = 7
        fact Call.EstimatedWaitTime = {"value": "PT25M", "type": "Duration"}
        0s start
        1s done
        2s done
        3s nothing
        33s done
        34s done
        35s done
        36s digits 1
        37s done
        38s done
    "#;
    check(
        &fixture("waiting"),
        &format!("{QUEUE}{scenario}"),
        expect![[r#"
        0s      → 1 announce position Some(7)
        1s      → 2 announce wait Some(1500000) ms Some(60000 ms) Some("about")
        2s      → 3 collect 1..1 after "Press 1 to be called back within", Duration "PT25M" (barge-in) within Some(4000 ms)
        3s      → 4 music on_hold_music for Some(30000 ms)
        33s     → 5 announce position Some(7)
        34s     → 6 announce wait Some(1500000) ms Some(60000 ms) Some("about")
        35s     → 7 collect 1..1 after "Press 1 to be called back within", Duration "PT25M" (barge-in) within Some(4000 ms)
        36s     → 8 callback to tel:+34611222333 for Leyla in Advice
        37s     → 9 play prompt WeCallBack in en-us
        38s     → 10 disconnect
        38s     disconnected
    "#]],
    );
}

#[test]
fn a_message_flow_tells_the_place_now_and_then() {
    check(
        &fixture("patience"),
        r#"
        fact Message.PositionInQueue = 3
        fact Message.EstimatedWaitTime = {"value": "PT4M", "type": "Duration"}
        0s start
        1s done
        2s message Hello?
        100s wait
        fact Message.PositionInQueue = 2
        332s done
        fact Message.EstimatedWaitTime = {"value": "PT2H", "type": "Duration"}
        700s done
        "#,
        expect![[r#"
            0s      → 1 send "You are number 3."
            1s      waits until 31s
            31s     waits until 331s
            331s    → 2 send "Now number 2."
            332s    waits until 632s
            632s    → 3 to queue Support
            700s    transferred
        "#]],
    );
}

#[test]
fn an_error_in_a_queue_ends_the_turn_but_not_the_wait() {
    check(
        &fixture("patience"),
        r#"
        0s start
        1s done
        331s wait
        fact Message.PositionInQueue = 2
        632s wait
        "#,
        expect![[r#"
            0s      → 1 send "You are number ."
            1s      waits until 31s
            31s     waits until 331s
            331s    !! 22:13 "Further?": <: one is NOT_SET (character 25 of the expression)
            331s    waits until 631s
            631s    !! 22:13 "Further?": <: other is NOT_SET (character 25 of the expression)
            631s    waits until 931s
        "#]],
    );
}

#[test]
fn a_flow_without_a_periodic_state_says_what_it_has_to_say_and_is_done() {
    check(
        &small("inqueueShortMessage", "- sendResponse: {name: Say, messageBody: {lit: One moment.}}"),
        "
        0s start
        1s done
        ",
        expect![[r#"
            0s      → 1 send "One moment."
            1s      finished
        "#]],
    );
}

#[test]
fn after_three_days_the_wait_goes_on_without_the_flow() {
    check(
        &small(
            "inqueueShortMessage",
            "- wait: {name: Long, duration: {lit: {days: 4}}}\n- disconnect: {name: Bye}",
        ),
        "
        0s start
        300000s wait
        ",
        expect![[r#"
            0s      waits until 345600s
            259200s !! 7:13 "Long": the run has taken longer than it may
            259200s finished
        "#]],
    );
}
