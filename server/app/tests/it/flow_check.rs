//! `eyeline flow check`

use std::fs;

use expect_test::{Expect, expect};
use serde_json::Value as Json;
use tempfile::TempDir;

use super::{Said, eyeline, run};

const GOOD: &str = "\
inboundCall:
  name: Welcome
  startUpRef: /inboundCall/tasks/task[Start]
  tasks:
    - task:
        name: Start
        refId: Start
        actions:
          - playAudio: {name: Greet, audio: {tts: Good day}}
          - transferToAcd: {name: Agent, targetQueue: {lit: {name: Support}}}
";

const BAD: &str = "\
inboundCall:
  name: Welcome
  startUpRef: /inboundCall/tasks/task[Strat]
  variables:
    - integerVariable: {name: Flow.count}
  tasks:
    - task:
        name: Start
        refId: Start
        actions:
          - playAudio: {name: Greet, audio: {exp: ToAudio(Flow.cuont)}}
          - transferToACD: {name: Agent, targetQueue: {lit: {name: Support}}}
          - callData: {name: Ask}
";

const WARNED: &str = "\
inboundCall:
  name: Welcome
  startUpRef: /inboundCall/tasks/task[Start]
  tasks:
    - task:
        name: Start
        refId: Start
        actions:
          - updateData: {name: Count, statements: [{integer: {variable: Flow.count, value: {lit: 1}}}]}
          - disconnect: {name: Good-bye}
";

const TEMPLATE: &str = "\
inboundCall:
  name: {{flow_name}}
  startUpRef: /inboundCall/tasks/task[Start]
  tasks:
    - task:
        name: Start
        refId: Start
        actions:
          - transferToAcd: {name: Agent, targetQueue: {lit: {name: \"{{queue_name}}\"}}}
";

/// A folder with flows of every sort.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in
        [("good.yaml", GOOD), ("bad.yaml", BAD), ("warned.yaml", WARNED), ("template.yaml", TEMPLATE)]
    {
        fs::write(folder.path().join(name), text).expect("written");
    }
    fs::write(folder.path().join("latin1.yaml"), b"name: Z\xfcrich\n").expect("written");
    folder
}

fn flow_check(arguments: &[&str]) -> Said {
    let arguments = [&["flow", "check"], arguments].concat();
    run(folder().path(), &arguments, b"")
}

fn check(arguments: &[&str], expected: Expect) {
    expected.assert_eq(&flow_check(arguments).to_string());
}

#[test]
fn a_sound_flow_can_be_published() {
    check(
        &["good.yaml"],
        expect![[r#"
        The flow can be published.
        exit code 0
    "#]],
    );
}

#[test]
fn an_unsound_flow_says_where_what_is_wrong_and_what_to_write() {
    check(
        &["bad.yaml"],
        expect![[r#"
        bad.yaml:3:15: error: there is no task "Strat"
            did you mean "Start"?
        bad.yaml:11:51: error: the variable Flow.cuont is not declared (character 9 of the expression)
            did you mean Flow.count?
        bad.yaml:12:13: error: there is no action "transferToACD"
            did you mean "transferToAcd"?
        bad.yaml:13:13: error: callData does not say which data action
            category: {<integration>: {dataAction: {<name>: {inputs: ..., successOutputs: ...}}}}
        The flow cannot be published: 4 errors.
        exit code 1
    "#]],
    );
}

#[test]
fn warnings_stand_in_nobodys_way() {
    check(
        &["warned.yaml"],
        expect![[r#"
        warned.yaml:9:53: warning: Flow.count is not declared
            variables: [{integerVariable: {name: Flow.count}}]
        The flow can be published: 1 warning.
        exit code 0
    "#]],
    );
}

#[test]
fn placeholders_are_given_on_the_command_line() {
    check(
        &["template.yaml"],
        expect![[r#"
        template.yaml:1:1: error: inboundCall has no "name"
            name: ...
        template.yaml:2:9: error: nothing is given for the placeholder {{flow_name}}
        template.yaml:9:61: error: this is no Queue; what cannot be written as a literal can be an expression: exp: ...
        template.yaml:9:69: error: nothing is given for the placeholder {{queue_name}}
        The flow cannot be published: 4 errors.
        exit code 1
    "#]],
    );
    check(
        &["template.yaml", "--set", "queue_nam=Support", "--set", "flow_name=A"],
        expect![[r#"
        template.yaml:9:61: error: this is no Queue; what cannot be written as a literal can be an expression: exp: ...
        template.yaml:9:69: error: nothing is given for the placeholder {{queue_name}}
            did you mean {{queue_nam}}?
        The flow cannot be published: 2 errors.
        exit code 1
    "#]],
    );
    check(
        &["--set", "flow_name=VIP: \"the\" #1", "--set", "queue_name=a=b", "template.yaml"],
        expect![[r#"
            The flow can be published.
            exit code 0
        "#]],
    );
}

/// Of several files first all is said that is said of each alone, and then what it comes to.
fn sums_up(files: &[&str], expected: Expect) {
    let alone = |file: &&str| {
        let said = flow_check(&[file]).out;
        let summary = said.trim_end().rfind('\n').map_or(0, |end| end + 1);
        said[..summary].to_owned()
    };
    let alone: String = files.iter().map(alone).collect();
    let together = flow_check(files).to_string();
    expected.assert_eq(together.strip_prefix(&alone).expect("each file comes by itself"));
}

#[test]
fn several_files_are_summed_up() {
    sums_up(
        &["good.yaml", "warned.yaml"],
        expect![[r#"
            2 flows can be published: 1 warning.
            exit code 0
        "#]],
    );
    sums_up(
        &["good.yaml", "bad.yaml", "warned.yaml"],
        expect![[r#"
            1 of 3 flows cannot be published: 4 errors, 1 warning.
            exit code 1
        "#]],
    );
    sums_up(
        &["bad.yaml", "template.yaml"],
        expect![[r#"
            2 of 2 flows cannot be published: 8 errors.
            exit code 1
        "#]],
    );
}

#[test]
fn a_file_that_cannot_be_read_keeps_no_other_from_being_checked() {
    check(
        &["nowhere.yaml", "warned.yaml", "latin1.yaml", "."],
        expect![[r#"
        nowhere.yaml: error: cannot be read: No such file or directory (os error 2)
        warned.yaml:9:53: warning: Flow.count is not declared
            variables: [{integerVariable: {name: Flow.count}}]
        latin1.yaml: error: cannot be read: stream did not contain valid UTF-8
        .: error: cannot be read: Is a directory (os error 21)
        The flow can be published: 1 warning; 3 files could not be read.
        exit code 2
    "#]],
    );
    check(
        &["nowhere.yaml"],
        expect![[r#"
        nowhere.yaml: error: cannot be read: No such file or directory (os error 2)
        No flow was checked; 1 file could not be read.
        exit code 2
    "#]],
    );
}

#[test]
fn tools_get_json() {
    let said = flow_check(&["--json", "bad.yaml", "good.yaml", "nowhere.yaml"]);
    assert_eq!((said.code, said.err.as_str(), said.out.lines().count()), (Some(2), "", 1));
    let json: Json = serde_json::from_str(&said.out).unwrap();
    expect![[r#"
        {
          "errors": 4,
          "files": [
            {
              "file": "bad.yaml",
              "problems": [
                {
                  "at": {
                    "column": 15,
                    "line": 3
                  },
                  "instead": "did you mean \"Start\"?",
                  "severity": "error",
                  "what": "there is no task \"Strat\""
                },
                {
                  "at": {
                    "column": 51,
                    "line": 11
                  },
                  "instead": "did you mean Flow.count?",
                  "severity": "error",
                  "what": "the variable Flow.cuont is not declared (character 9 of the expression)"
                },
                {
                  "at": {
                    "column": 13,
                    "line": 12
                  },
                  "instead": "did you mean \"transferToAcd\"?",
                  "severity": "error",
                  "what": "there is no action \"transferToACD\""
                },
                {
                  "at": {
                    "column": 13,
                    "line": 13
                  },
                  "instead": "category: {<integration>: {dataAction: {<name>: {inputs: ..., successOutputs: ...}}}}",
                  "severity": "error",
                  "what": "callData does not say which data action"
                }
              ]
            },
            {
              "file": "good.yaml",
              "problems": []
            },
            {
              "file": "nowhere.yaml",
              "unreadable": "No such file or directory (os error 2)"
            }
          ],
          "warnings": 0
        }
    "#]].assert_eq(&format!("{json:#}\n"));
}

#[test]
fn what_is_asked_wrongly_is_told_by_exit_code_2() {
    for arguments in [&[][..], &["good.yaml", "--set", "queue"], &["good.yaml", "--set", "=x"]] {
        let said = flow_check(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
        assert!(said.err.starts_with("error: "), "{}", said.err);
    }
}

#[test]
fn the_exit_code_comes_though_nobody_reads() {
    let folder = folder();
    let mut child = eyeline(folder.path(), &["flow", "check", "bad.yaml"]).spawn().unwrap();
    drop(child.stdout.take());
    let said = Said::from(child.wait_with_output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
}

const ASKING: &str = "\
workflow:
  name: Ask
  states:
    - state:
        name: Start
        actions:
          - callData:
              name: Ask
              category: {CRM: {dataAction: {Customer: {inputs: {id: {lit: C7}}, successOutputs: {teir: {var: State.tier}}}}}}
";

const ACTIONS: &str = r#"
[[data_actions]]
category = "CRM"
action = "Customer"
url = "https://crm.example.com/customers/{id}"
outputs = { tier = "/customer/tiers/0", age = { at = "/age", type = "Integer" } }
"#;

#[test]
fn what_data_actions_give_is_looked_up_in_the_configuration() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("asking.yaml", ASKING);
    write("eyeline.toml", ACTIONS);
    write("wrong.toml", &ACTIONS.replace("\"Integer\"", "\"Number\""));
    write("odd.toml", &ACTIONS.replace("\"/customer/tiers/0\"", "7"));
    let check = |config: &str| {
        run(folder.path(), &["flow", "check", "asking.yaml", "--config", config], b"").to_string()
    };
    expect![[r#"
        asking.yaml:9:110: error: the data action CRM/Customer gives no teir
            did you mean tier?
        asking.yaml:9:110: warning: what State.tier takes is only known at run time; it is taken for String
            variables: [{stringVariable: {name: State.tier}}]
        The flow cannot be published: 1 error, 1 warning.
        exit code 1
    "#]]
    .assert_eq(&check("eyeline.toml"));
    expect![[r#"
        2> error: the data action Customer of CRM: the output age: there is no type "Number"; there are String, Integer, StringCollection and so on
        exit code 2
    "#]].assert_eq(&check("wrong.toml"));
    expect![[r#"
        2> error: the configuration cannot be used: an output is a JSON pointer, or { at = "/a/pointer", type = "Integer" } for key `data_actions[0]outputs.tier`
        exit code 2
    "#]].assert_eq(&check("odd.toml"));
    expect![[r#"
        2> error: configuration file "nowhere.toml" not found
        exit code 2
    "#]]
    .assert_eq(&check("nowhere.toml"));
    // Before anybody is asked: at that address nobody is.
    let nobody = ["--config", "eyeline.toml", "--url", "http://127.0.0.1:1", "--token", "none"];
    let published = run(folder.path(), &[&["flow", "publish", "asking.yaml"], &nobody[..]].concat(), b"");
    assert!(published.out.contains("the data action CRM/Customer gives no teir"), "{published}");
    assert_eq!(published.code, Some(1));
    let unknown = run(folder.path(), &["flow", "check", "asking.yaml"], b"");
    expect![[r#"
        asking.yaml:9:110: warning: what State.tier takes is only known at run time; it is taken for String
            variables: [{stringVariable: {name: State.tier}}]
        The flow can be published: 1 warning.
        exit code 0
    "#]]
    .assert_eq(&unknown.to_string());
}
