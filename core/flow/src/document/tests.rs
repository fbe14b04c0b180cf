//! Files in, reports out.

use expect_test::{Expect, expect};

use super::read;
use crate::{Source, report::Report};

/// What is said about a file before anything is compiled.
fn check(text: &str, expected: Expect) {
    let mut report = Report::new("flow.yaml");
    if let Some(node) = Source::new("flow.yaml", text).read(&mut report) {
        read(&node, &mut report);
    }
    expected.assert_eq(&report.sorted().to_string());
}

#[test]
fn the_root_key_names_the_kind_in_any_case() {
    check("InQueueCall: {name: Waiting, startUpTaskActions: []}", expect![]);
    check(
        "inboundcal: {name: X}",
        expect![[r#"
        flow.yaml:1:1: error: there is no kind of flow "inboundcal"
            did you mean "inboundCall"?
    "#]],
    );
    check(
        "inboundEmail: {name: X}",
        expect![[r#"
            flow.yaml:1:1: error: flows of the kind "inboundEmail" do not run here
                inboundCall, outboundCall, inqueueCall, inqueueShortMessage, inboundShortMessage, inboundChat, workflow, commonModule
        "#]],
    );
    check(
        "name: X\ntasks: []",
        expect![[r#"
        flow.yaml:1:1: error: a flow has one root key, and this has 2: name, tasks
            inboundCall: {name: X, startUpRef: ..., menus: [...], tasks: [...]}
    "#]],
    );
    check(
        "just text",
        expect![[r#"
        flow.yaml:1:1: error: the file is no flow
            inboundCall: {name: X, startUpRef: ..., menus: [...], tasks: [...]}
    "#]],
    );
}

#[test]
fn a_misspelled_action_is_an_error_and_a_foreign_one_a_warning() {
    check(
        "
inboundCall:
  name: X
  tasks:
    - task:
        name: One
        actions:
          - transferToACD: {name: A, targetQueue: {lit: {name: Support}}}
          - callBotFlow: {name: B, outputs: {failure: {actions: [{disconnect: {name: C}}]}}}
          - brewCoffee: {name: D}
          - playAudio: {name: E, audio: {tts: Hello}, outputs: {succes: {actions: []}}}
          - collectInput: {name: F, digits: {exact: 1}, noEntryTimeOut: {lit: {seconds: 2}}}
",
        expect![[r#"
            flow.yaml:8:13: error: there is no action "transferToACD"
                did you mean "transferToAcd"?
            flow.yaml:9:13: warning: the action "callBotFlow" does not run here
                a run goes on with its output "failure"
            flow.yaml:10:13: warning: the action "brewCoffee" does not run here
                a run goes on with the next action
            flow.yaml:11:65: error: playAudio has no output "succes"
                what follows stands after the action
            flow.yaml:12:57: warning: collectInput has no setting "noEntryTimeOut"
                did you mean "noEntryTimeout"?
        "#]],
    );
}

#[test]
fn yaml_that_a_machine_made_up_is_recognised() {
    check(
        "
inboundCall:
  name: X
  tasks:
    - task:
        name: One
        actions:
          - type: playAudio
            text: Hello
          - decision:
              name: A
              condition: {exp: 'true'}
              then: [{disconnect: {}}]
              else: [{disconnect: {}}]
          - transferToAcd: {name: B, queueName: Support}
  states:
    - state[Initial]: {actions: []}
  steps: []
",
        expect![[r#"
            flow.yaml:8:13: error: an action is a map with one key, which says what it does
                an action's type is its key: `- playAudio: {name: X, audio: {tts: ...}}`
            flow.yaml:10:13: warning: both outputs of the decision are empty
            flow.yaml:13:15: error: decision has no setting "then"; this is not what the vendor's editor exports
                branches are written as `outputs: {yes: {actions: [...]}, no: {actions: [...]}}`
            flow.yaml:14:15: error: decision has no setting "else"; this is not what the vendor's editor exports
                branches are written as `outputs: {yes: {actions: [...]}, no: {actions: [...]}}`
            flow.yaml:15:13: error: transferToAcd has no "targetQueue"
                targetQueue: ...
            flow.yaml:15:38: error: transferToAcd has no setting "queueName"; this is not what the vendor's editor exports
                a queue is written as `targetQueue: {lit: {name: Support}}`
            flow.yaml:17:7: error: an item of "states" is a map with the key "state" alone
                - state: ...
            flow.yaml:18:3: error: inboundCall has no setting "steps"; this is not what the vendor's editor exports
                a sequence is written as `actions: [{playAudio: ...}, ...]`
        "#]],
    );
}

#[test]
fn what_is_missing_or_of_the_wrong_form_is_said_with_its_remedy() {
    check(
        "
workflow:
  startUpRef: nowhere
  settingsErrorHandling: {errorHandling: {diskonnect: {none: true}}}
  variables:
    - strinVariable: {name: Flow.a}
    - stringVariable: {initialValue: {lit: x}}
    - stringVariable: {name: Flow.b, initialValue: {lit: x, exp: y}}
    - integerVariable: {name: flow.B}
  states:
    - state:
        refId: One_1
        actions:
          - decision: {name: A}
          - switch: {name: B, evaluate: {firsttrue: {}}}
          - loop: {name: C, currentIndex: {lit: 1}}
          - updateData: {name: D, statements: [{text: {variable: Task.x}}, {string: {value: {lit: 1}}}]}
          - callData: {name: E}
          - getParticipantData: {name: F, attributes: [{attribute: {name: {lit: a}}}]}
          - playAudio: {name: G}
          - jumpToTask: {name: H, targetTaskRef: One}
          - wait: [1]
          - sendResponse: {name: I, messageBody: {lit: Hi, nope: 1}}
",
        expect![[r#"
            flow.yaml:2:1: error: workflow has no "name"
                name: ...
            flow.yaml:3:15: error: this is no address
                "/inboundCall/tasks/task[Name_12]"
            flow.yaml:4:43: error: there is no error handling "diskonnect"
                disconnect, queue, task, menu, state, flow, endWorkflow
            flow.yaml:6:7: error: there are no variables of the type "strinVariable"
                did you mean "stringVariable"?
            flow.yaml:7:7: error: stringVariable has no "name"
                name: ...
            flow.yaml:8:61: error: "lit" and "exp" cannot stand together
                leave one of them
            flow.yaml:9:7: error: flow.B is declared twice
            flow.yaml:14:13: error: decision has no "condition"
                condition: ...
            flow.yaml:15:13: error: switch does not say how it chooses
                evaluate: {firstTrue: {cases: [{case: {value: {exp: ...}, actions: [...]}}]}}
            flow.yaml:16:13: error: loop has no "loopCount"
                loopCount: ...
            flow.yaml:16:49: error: "currentIndex" names the variable that takes it
                currentIndex: {var: Task.x}
            flow.yaml:17:49: error: "text" is no type
                string, integer, boolean, stringCollection, queue, ...
            flow.yaml:17:77: error: a statement has no "variable"
                variable: ...
            flow.yaml:18:13: error: callData does not say which data action
                category: {<integration>: {dataAction: {<name>: {inputs: ..., successOutputs: ...}}}}
            flow.yaml:19:68: error: an attribute has no "variable"
                variable: ...
            flow.yaml:20:13: error: playAudio has no "audio"
                audio: ...
            flow.yaml:21:50: error: this is no address
                "/inboundCall/tasks/task[Name_12]"
            flow.yaml:22:13: error: wait has no "duration"
                duration: ...
            flow.yaml:23:60: warning: a value has no setting "nope"
        "#]],
    );
}

#[test]
fn a_menu_has_one_choice_a_key() {
    check(
        "
inboundCall:
  name: X
  menus:
    - menu:
        name: Main
        choices:
          - menuTask: {name: A, dtmf: digit_1, task: {actions: [{disconnect: {name: B}}]}}
          - menuDisconnect: {name: C, dtmf: digit_1}
          - menuDisconnect: {name: D, dtmf: digit_10}
          - menuDisconect: {name: E, dtmf: digit_2}
          - disconnect: {name: F}
    - menu: {name: Empty, audio: {tts: Nothing}}
",
        expect![[r#"
            flow.yaml:9:13: error: the choices "A" and "C" have the same key
            flow.yaml:10:45: error: "digit_10" is no key
                dtmf: digit_0
            flow.yaml:11:13: error: there is no action "disconect"
                did you mean "disconnect"?
            flow.yaml:12:13: error: a choice is a map with one key, such as menuTask, menuTransferToAcd or menuSubMenu
                - menuTask: {name: X, dtmf: digit_1, task: {actions: [...]}}
            flow.yaml:13:13: warning: the menu has no choices
        "#]],
    );
}
