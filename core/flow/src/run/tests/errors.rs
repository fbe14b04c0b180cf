//! What goes wrong, and where it leads.

use expect_test::expect;

use super::scenario::{check, fixture, published, small};
use crate::Source;

#[test]
fn an_error_is_apologised_for_and_leads_to_the_flows_own_task() {
    // `Right` takes no NOT_SET: nobody knows who calls.
    check(
        &fixture("card-line"),
        "
        0s start
        1s done
        2s digits 1
        3s digits 4711
        4s done
        5s done
        ",
        expect![[r#"
            0s      → 1 play "Welcome to the card line." in en-us
            1s      → 2 menu 1239 ["adviser", "agent"] after (500 ms), "Lost card, 1. An adviser, 2. More, 3." (barge-in) in en-us
            2s      → 3 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            3s      ! 117:13 "Look the card up": expression: caller: Right: text is NOT_SET (character 1 of the expression)
            3s      → 4 play "Error expression" in en-us
            4s      → 5 play "We do not know this card." in en-us
            5s      → 6 menu 1239 ["adviser", "agent"] after (500 ms), "Lost card, 1. An adviser, 2. More, 3." (barge-in) in en-us
        "#]],
    );
}

#[test]
fn an_error_without_an_output_of_its_own_goes_to_error_handling_and_from_there_to_the_default_queue() {
    let text = r#"
inboundCall:
  name: X
  startUpRef: "/inboundCall/tasks/task[One]"
  settingsErrorHandling:
    errorHandling: {task: {targetTaskRef: "/inboundCall/tasks/task[Two]"}}
    preHandlingAudio: {tts: Sorry.}
  tasks:
    - task: {name: One, actions: [{playAudio: {name: A, audio: {exp: ToAudioTTS(Call.RemoteName)}}}]}
    - task: {name: Two, actions: [{setPriority: {name: B, priority: {exp: ToInt(Call.RemoteName) + 1}}}]}
"#;
    let flow = published(&Source::new("x.yaml", text));
    check(
        &flow,
        "default queue Everybody\n0s start\n1s done\n2s done",
        expect![[r#"
        0s      → 1 play (0 ms) in en-us
        1s      → 2 disconnect
        1s      disconnected
        2s      nobody asked: done 
    "#]],
    );
    check(
        &flow,
        "0s start\n1s done",
        expect![[r#"
        0s      → 1 play (0 ms) in en-us
        1s      → 2 disconnect
        1s      disconnected
    "#]],
    );
}

#[test]
fn an_action_that_does_not_run_here_takes_its_failure_output() {
    let actions = "
- callBotFlow:
    name: A bot
    outputs:
      success: {actions: [{playAudio: {name: B, audio: {tts: Fine}}}]}
      failure: {actions: [{playAudio: {name: C, audio: {tts: No bot}}}]}
- addFlowMilestone: {name: D}
- disconnect: {name: E}
";
    check(
        &small("inboundCall", actions.trim()),
        "0s start\n1s done",
        expect![[r#"
        0s      → 1 play "No bot" in en-us
        1s      → 2 disconnect
        1s      disconnected
    "#]],
    );
}

#[test]
fn a_run_of_another_version_leads_the_customer_to_the_default_queue() {
    let old = small("inboundCall", "- playAudio: {name: A, audio: {tts: Old}}");
    let new = small("inboundCall", "- disconnect: {name: B}\n- playAudio: {name: A, audio: {tts: New}}");
    let directory = crate::Directory::default();
    let facts = std::collections::BTreeMap::new();
    let queue = crate::Named::new(crate::Kind::Queue, "", "Everybody");
    let limits = crate::Limits::default();
    let world = crate::World { directory: &directory, facts: &facts, default_queue: Some(&queue), limits };
    let now = eyeline_model::Timestamp(0);
    let (mut run, step) = crate::FlowRun::start(&old, now, crate::Start::default(), &world);
    let step = run.resume(&new, now, step.effects[0].id, crate::Reply::Done, &world);
    let [cancelled, transfer] = step.effects.as_slice() else { panic!("{step:?}") };
    assert_eq!(cancelled.task, crate::Task::Cancel { effect: crate::EffectId(1) });
    assert!(matches!(&transfer.task, crate::Task::TransferToAcd(acd) if &*acd.queue.name == "Everybody"));
    assert_eq!(step.faults[0].what.reveal(), "the flow is not the one that the run was started in");
    run.resume(&new, now, transfer.id, crate::Reply::Done, &world);
    assert!(run.is_over());
}
