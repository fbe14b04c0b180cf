//! Processes behind the scenes.

use expect_test::expect;

use super::scenario::{check, fixture, small};

#[test]
fn a_confirmed_appointment_needs_no_reminder() {
    check(
        &fixture("reminders"),
        r#"
        0s start Flow.appointment = "a-1"
        2s data {"confirmed": true}
        "#,
        expect![[r#"
            0s      → 1 data Booking/Get appointment id="a-1"
            2s      finished confirmed, Flow.confirmed = true, Flow.problem = null, Flow.status = null
        "#]],
    );
}

#[test]
fn reminders_go_out_until_the_turns_are_over() {
    check(
        &fixture("reminders"),
        r#"
        0s start Flow.appointment = "a-1", Flow.tries = 2
        2s data {"confirmed": false}
        3s done
        4s wait
        86405s failed gone 404
        86406s data {"sent": true}
        172900s wait
        "#,
        expect![[r#"
            0s      → 1 data Booking/Get appointment id="a-1"
            2s      → 2 data Booking/Send reminder id="a-1" urgent=false
            3s      waits until 86403s
            86403s  → 3 data Booking/Get appointment id="a-1"
            86405s  ! 35:23 "Confirmed?": gone: 404
            86405s  → 4 data Booking/Send reminder id="a-1" urgent=true
            86406s  waits until 172806s
            172806s finished not confirmed, Flow.confirmed = false, Flow.problem = "gone", Flow.status = 503
        "#]],
    );
}

#[test]
fn what_does_not_answer_in_time_is_cancelled_and_its_answer_ignored() {
    check(
        &fixture("reminders"),
        r#"
        0s start Flow.appointment = "a-1"
        60s wait
        125s wait
        200s wait
        "#,
        expect![[r#"
            0s      → 1 data Booking/Get appointment id="a-1"
            60s     ! 35:23 "Confirmed?": there was no answer in time
            60s     → 2 cancel 1
            60s     → 3 data Booking/Get appointment id="a-1"
            120s    ! 35:23 "Confirmed?": there was no answer in time
            120s    → 4 cancel 3
            120s    → 5 data Booking/Get appointment id="a-1"
            180s    ! 35:23 "Confirmed?": there was no answer in time
            180s    → 6 cancel 5
            180s    finished not confirmed, Flow.confirmed = null, Flow.problem = null, Flow.status = null
        "#]],
    );
}

#[test]
fn nothing_to_do_is_a_reason_to_end() {
    check(
        &fixture("reminders"),
        "0s start",
        expect![[r#"
        0s      finished no appointment, Flow.confirmed = null, Flow.problem = null, Flow.status = null
    "#]],
    );
}

#[test]
fn a_wait_is_cut_to_the_time_that_is_left_if_the_file_says_so() {
    let wait = |trim| {
        format!(
            "- wait: {{name: Long, duration: {{lit: {{days: 5}}}}, trimDurationNearMaxRunningTime: {{lit: {trim}}}}}\n\
             - endWorkflow: {{name: End, exitReason: {{lit: in time}}}}"
        )
    };
    check(
        &small("workflow", &wait(true)),
        "0s start\n500000s wait",
        expect![[r#"
        0s      waits until 259199s
        259199s finished in time
    "#]],
    );
    check(
        &small("workflow", &wait(false)),
        "0s start\n500000s wait",
        expect![[r#"
        0s      waits until 432000s
        259200s !! 7:13 "Long": the run has taken longer than it may
        259200s finished
    "#]],
    );
}

#[test]
fn a_result_may_be_called_as_a_failure_is() {
    let flow = small(
        "workflow",
        "- callData:
    name: A
    category: {B: {dataAction: {C: {successOutputs: {status: {var: State.ok}}, failureOutputs: {status: {var: State.bad}}}}}}
- endWorkflow: {name: D, exitReason: {exp: 'Append(State.ok, \" \", ToString(State.bad))'}}",
    );
    check(
        &flow,
        "0s start\n1s data {\"status\": \"open\"}",
        expect![[r#"
        0s      → 1 data B/C
        1s      finished open
    "#]],
    );
    check(
        &flow,
        "0s start\n1s failed gone it is not there",
        expect![[r#"
        0s      → 1 data B/C
        1s      ! 7:13 "A": gone: it is not there
        1s      finished  503
    "#]],
    );
}
