//! How much a run may do.

use expect_test::expect;

use super::scenario::{Way, check, play, small};
use crate::Limits;

#[test]
fn a_loop_has_at_most_ninety_nine_turns() {
    let actions = "
- loop:
    name: Many
    loopCount: {exp: 50 * 2}
    outputs: {loop: {actions: [{setPriority: {name: A, priority: {lit: 1}}}]}}
";
    check(
        &small("workflow", actions.trim()),
        "0s start",
        expect![[r#"
        0s      !! 7:13 "Many": the loop would have 100 turns, and 99 is the most
        0s      finished
    "#]],
    );
}

#[test]
fn what_runs_in_circles_without_waiting_is_stopped() {
    let text = "
inboundCall:
  name: X
  startUpRef: /inboundCall/tasks/task[One]
  settingsErrorHandling: {errorHandling: {task: {targetTaskRef: '/inboundCall/tasks/task[One]'}}}
  tasks:
    - task: {name: One, actions: [{jumpToTask: {name: Again, targetTaskRef: '/inboundCall/tasks/task[One]'}}]}
";
    let flow = super::scenario::published(&crate::Source::new("x.yaml", text));
    check(
        &flow,
        "default queue Everybody\n0s start\n1s done",
        expect![[r#"
        0s      !! 7:36 "Again": 10000 instructions have been done without waiting for anything
        0s      !! 7:36 "Again": 11000 instructions have been done without waiting for anything
        0s      → 1 to queue Everybody
        1s      transferred
    "#]],
    );
}

#[test]
fn tasks_that_call_themselves_are_stopped() {
    let text = "
inboundCall:
  name: X
  tasks:
    - task: {name: One, actions: [{callTask: {name: Deeper, targetTaskRef: '/inboundCall/tasks/task[One]'}}]}
";
    let flow = super::scenario::published(&crate::Source::new("x.yaml", text));
    check(
        &flow,
        "0s start",
        expect![[r#"
        0s      !! 5:36 "Deeper": tasks call each other more than 32 deep
        0s      → 1 disconnect
        0s      disconnected
    "#]],
    );
}

#[test]
fn a_run_takes_no_longer_than_it_may() {
    let flow = small(
        "workflow",
        "- callData: {name: A, timeout: {lit: {days: 9}}, category: {B: {dataAction: {C: {}}}}}",
    );
    check(
        &flow,
        "0s start\n400000s wait",
        expect![[r#"
        0s      → 1 data B/C
        259200s !! 7:13 "A": the run has taken longer than it may
        259200s → 2 cancel 1
        259200s finished
    "#]],
    );
    let limits = Limits { running_time: Some(eyeline_model::Duration::from_secs(10)), ..Limits::default() };
    let call = small(
        "inboundCall",
        "- playAudio: {name: A, audio: {tts: Hello}}\n- playAudio: {name: B, audio: {tts: You}}",
    );
    expect![[r#"
        0s      → 1 play "Hello" in en-us
        4s      → 2 play "You" in en-us
        10s     !! 8:13 "B": the run has taken longer than it may
        10s     → 3 cancel 2
        10s     → 4 disconnect
        10s     disconnected
    "#]]
    .assert_eq(&play(&call, "0s start\n4s done\n20s wait", limits, Way::Plain));
}
