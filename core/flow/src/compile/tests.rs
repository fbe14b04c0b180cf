//! Files in, reports and listings out.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};

use crate::{Contract, Contracts, Flow, FlowVersion, Kind, Source, Type};

fn publish(text: &str, contracts: &Contracts) -> Result<crate::Publication, crate::Report> {
    let identity = FlowVersion { flow: "f".to_owned(), version: 3 };
    Flow::publish(&Source::new("flow.yaml", text), identity, contracts)
}

/// Everything that is said about a file.
fn check(text: &str, expected: Expect) {
    let report = match publish(text, &Contracts::new()) {
        Ok(publication) => format!("published\n{}", publication.report),
        Err(report) => report.to_string(),
    };
    expected.assert_eq(&report);
}

#[test]
fn every_problem_is_told_at_once_with_its_place() {
    check(
        "
inboundCall:
  name: X
  startUpRef: /inboundCall/tasks/task[Won_1]
  variables:
    - integerVariable: {name: Flow.count, initialValue: {lit: many}}
    - stringVariable: {name: Call.Ani}
  tasks:
    - task:
        name: One
        refId: One_1
        actions:
          - updateData: {name: A, statements: [{string: {variable: Flow.count, value: {lit: x}}}]}
          - decision: {name: B, condition: {exp: Flow.cuont > 1}, outputs: {yes: {actions: [{disconnect: {name: C}}]}}}
          - playAudio: {name: D, audio: {exp: 'ToAudio('}}
          - jumpToTask: {name: E, targetTaskRef: '/inboundCall/tasks/task[Two]'}
          - jumpToMenu: {name: F, targetMenuRef: './menus/menu[One_1]'}
          - wait: {name: G, duration: {lit: {minuets: 1}}}
          - loopExit: {name: H}
          - updateData: {name: I, statements: [{integer: {variable: Flow.other, value: {lit: 1}}}, {string: {variable: Call.Ani, value: {lit: x}}}]}
          - transferToAcd: {name: J, targetQueue: {lit: 7}, acdSkills: [{skill: {lit: {name: X}}}]}
          - collectInput: {name: K, digits: {range: {min: 5, max: 2}}, inputData: {var: Task.x}}
          - sendResponse: {name: L, messageBody: {lit: Hello}}
    - task: {name: One_1, actions: []}
",
        expect![[r#"
            flow.yaml:4:15: error: there is no task "Won_1"
            flow.yaml:6:63: error: this is no Integer; what cannot be written as a literal can be an expression: exp: ...
            flow.yaml:7:7: error: Call.Ani is built in, and cannot be declared
            flow.yaml:13:49: error: Flow.count is Integer, and here it takes String
            flow.yaml:13:93: error: this is no Integer; what cannot be written as a literal can be an expression: exp: ...
            flow.yaml:14:50: error: the variable Flow.cuont is not declared (character 1 of the expression)
                did you mean Flow.count?
            flow.yaml:15:47: error: the end does not fit here: something is missing (character 9 of the expression)
            flow.yaml:16:50: error: there is no task "Two"
            flow.yaml:17:13: warning: no run comes to "F": "E" before it goes elsewhere
            flow.yaml:17:50: error: there is no menu "One_1"
            flow.yaml:18:13: warning: no run comes to "G": "F" before it goes elsewhere
            flow.yaml:18:45: error: this is no Duration; what cannot be written as a literal can be an expression: exp: ...
            flow.yaml:19:13: error: "H" stands in no loop
            flow.yaml:20:13: warning: no run comes to "I": "H" before it goes elsewhere
            flow.yaml:20:49: warning: Flow.other is not declared
                variables: [{integerVariable: {name: Flow.other}}]
            flow.yaml:20:101: error: Call.Ani can only be read
            flow.yaml:21:73: error: "acdSkill" is wanted here
                - acdSkill: ...
            flow.yaml:22:45: error: this says not how many digits
                digits: {exact: 4}, or digits: {range: {min: 1, max: 8}}
            flow.yaml:23:13: error: sendResponse has no place in a flow of the kind "inboundCall"
        "#]],
    );
}

#[test]
fn what_cannot_be_reached_and_what_goes_nowhere_is_a_warning() {
    check(
        "
workflow:
  name: X
  states:
    - state:
        name: One
        actions:
          - changeState: {name: A, targetStateRef: '/workflow/states/state[Two]'}
          - endWorkflow: {name: B}
    - state:
        name: Two
        actions:
          - loop: {name: C, loopCount: {lit: 500}, outputs: {loop: {actions: [{wait: {name: D, duration: {lit: PT1M}}}]}}}
          - transferToGroup: {name: E}
",
        expect![[r#"
            published
            flow.yaml:2:1: warning: the flow does not say where it starts; it starts with its first part
                startUpRef: "/workflow/states/state[...]"
            flow.yaml:9:13: warning: no run comes to "B": "A" before it goes elsewhere
            flow.yaml:13:46: warning: a loop has at most 99 turns; a run that wants more goes to error handling
            flow.yaml:14:13: warning: the action "transferToGroup" does not run here
                a run goes on with the next action
        "#]],
    );
}

#[test]
fn the_type_of_a_result_is_guessed_from_its_use_or_known_by_contract() {
    let text = "
workflow:
  name: X
  states:
    - state:
        name: One
        actions:
          - callData:
              name: A
              category: {Bank: {dataAction: {Rates: {successOutputs: {rate: {var: State.rate}, name: {var: State.name}, all: {var: State.all}}}}}}
          - updateData:
              name: B
              statements:
                - decimal: {variable: State.double, value: {exp: State.rate * 2.5}}
                - string: {variable: State.text, value: {exp: 'Append(State.name, State.name)'}}
                - integer: {variable: State.count, value: {exp: Count(State.all)}}
";
    check(
        text,
        expect![[r#"
            flow.yaml:10:83: warning: what State.rate takes is only known at run time; it is taken for Integer
                variables: [{integerVariable: {name: State.rate}}]
            flow.yaml:10:108: warning: what State.name takes is only known at run time; it is taken for String
                variables: [{stringVariable: {name: State.name}}]
            flow.yaml:10:132: warning: what State.all takes is only known at run time; it is taken for String
                variables: [{stringVariable: {name: State.all}}]
            flow.yaml:16:65: error: Count does not take (String); there are Count(list: Any[]) -> Integer (character 1 of the expression)
        "#]],
    );
    let outputs = [
        ("rate", Some(Type::one(Kind::Decimal))),
        ("all", Some(Type::list(Kind::Integer))),
        ("name", Some(Type::one(Kind::String))),
    ];
    let publication = publish(text, &rates(None, &outputs)).unwrap();
    expect![].assert_eq(&publication.report.to_string());
}

/// What is known of the data action Bank/Rates, which cannot be asked without a currency.
fn rates(inputs: Option<&[(&str, Option<Type>)]>, outputs: &[(&str, Option<Type>)]) -> Contracts {
    let named = |types: &[(&str, Option<Type>)]| {
        types.iter().map(|(name, of)| ((*name).to_owned(), *of)).collect::<BTreeMap<_, _>>()
    };
    let required = inputs.iter().map(|_| "currency".to_owned()).collect();
    let contract = Contract { required, inputs: inputs.map(named), outputs: Some(named(outputs)) };
    let mut contracts = Contracts::new();
    contracts.insert("Bank", "Rates", contract);
    contracts
}

/// A workflow that asks for the rates.
fn asking(variables: &str, inputs: &str, outputs: &str) -> String {
    format!(
        "
workflow:
  name: X
  variables: [{variables}]
  states:
    - state:
        name: One
        actions:
          - callData:
              name: A
              category:
                bank:
                  dataAction:
                    RATES:
                      inputs: {{{inputs}}}
                      successOutputs: {{{outputs}}}
                      failureOutputs: {{errorType: {{var: State.why}}}}
"
    )
}

#[test]
fn what_a_data_action_takes_and_gives_is_held_against_its_contract() {
    let inputs = [
        ("currency", Some(Type::one(Kind::String))),
        ("day", None),
        ("most", Some(Type::list(Kind::Integer))),
    ];
    let outputs = [
        ("rate", Some(Type::one(Kind::Decimal))),
        ("count", Some(Type::one(Kind::Integer))),
        ("branch", None),
    ];
    let contracts = rates(Some(&inputs), &outputs);
    let check = |text: &str, expected: Expect| {
        let report = publish(text, &contracts).map_or_else(|report| report, |publication| publication.report);
        expected.assert_eq(&report.to_string());
    };
    let variables = "{decimalVariable: {name: Flow.rate}}, {decimalVariable: {name: Flow.count}}, \
                     {stringVariable: {name: Flow.branch}}";
    check(
        &asking(
            variables,
            "currency: {lit: CHF}, day: {exp: GetCurrentDateTimeUtc()}",
            "rate: {var: Flow.rate}, count: {var: Flow.count}, branch: {var: Flow.branch}",
        ),
        expect![],
    );
    check(
        &asking(
            variables,
            "currncy: {lit: CHF}, why: {lit: x}",
            "rates: {var: Flow.rate}, Branch: {var: Flow.branch}, elsewhere: {var: State.x}",
        ),
        expect![[r#"
            flow.yaml:9:13: error: the data action bank/RATES cannot be asked without currency
                inputs: {currency: {exp: ...}}
            flow.yaml:15:47: error: the data action bank/RATES takes no currncy
                did you mean currency?
            flow.yaml:15:64: error: the data action bank/RATES takes no why
                there is currency, day, most
            flow.yaml:16:53: error: the data action bank/RATES gives no rates
                did you mean rate?
            flow.yaml:16:79: error: the data action bank/RATES gives no Branch
                did you mean branch?
            flow.yaml:16:110: error: the data action bank/RATES gives no elsewhere
                there is branch, count, rate
            flow.yaml:16:110: warning: what State.x takes is only known at run time; it is taken for String
                variables: [{stringVariable: {name: State.x}}]
        "#]],
    );
    check(
        &asking(
            variables,
            "currency: {exp: Flow.branch}, most: {exp: Flow.branch}",
            "rate: {var: Flow.branch}, count: {var: State.count}, branch: {var: State.branch}",
        ),
        expect![[r#"
            flow.yaml:15:74: error: this is String, and IntegerCollection is wanted here (character 1 of the expression)
            flow.yaml:16:52: error: Flow.branch is String, and here it takes Decimal
            flow.yaml:16:107: warning: what State.branch takes is only known at run time; it is taken for String
                variables: [{stringVariable: {name: State.branch}}]
        "#]],
    );
    check(
        &asking("", "currency: {noValue: true}", ""),
        expect![[r#"
        flow.yaml:9:13: error: the data action bank/RATES cannot be asked without currency
            inputs: {currency: {exp: ...}}
    "#]],
    );
}

#[test]
fn a_data_action_of_which_nothing_is_known_is_taken_as_it_is_asked() {
    let mut contracts = rates(Some(&[]), &[]);
    contracts.insert("Bank", "Rates", Contract::default());
    let text = asking("", "currncy: {lit: CHF}", "rates: {var: State.rate}");
    let publication = publish(&text, &contracts).unwrap();
    expect![[r#"
        flow.yaml:16:53: warning: what State.rate takes is only known at run time; it is taken for String
            variables: [{stringVariable: {name: State.rate}}]
    "#]]
    .assert_eq(&publication.report.to_string());
    let unknown = publish(&text, &Contracts::new()).unwrap();
    assert_eq!(publication.report, unknown.report);
    assert!(!contracts.is_empty() && contracts.clone().named_by(&publication.flow) == contracts);
    let other =
        publish("workflow: {name: X, states: [{state: {name: One, actions: []}}]}", &contracts).unwrap();
    assert!(contracts.named_by(&other.flow).is_empty());
}

#[test]
fn a_flow_is_a_list_of_instructions_for_each_of_its_parts() {
    let text = "
inboundCall:
  name: X
  startUpRef: /inboundCall/menus/menu[Main]
  initialGreeting: {tts: Hello}
  menus:
    - menu:
        name: Main
        audio: {tts: One or two}
        choices:
          - menuTask:
              name: A
              dtmf: digit_1
              task:
                actions:
                  - loop:
                      name: B
                      loopCount: {lit: 2}
                      outputs:
                        loop:
                          actions:
                            - decision:
                                name: C
                                condition: {exp: Call.PositionInQueue > 1}
                                outputs: {yes: {actions: [{loopNext: {name: D}}]}, no: {actions: [{loopExit: {name: E}}]}}
          - menuJumpToTask: {name: F, dtmf: digit_2, targetTaskRef: '/inboundCall/tasks/task[G]'}
  tasks:
    - task:
        name: G
        actions:
          - callData:
              name: H
              category: {Bank: {dataAction: {Rates: {}}}}
              outputs: {failure: {actions: [{endTask: {name: I}}]}}
          - callTask: {name: J, targetTaskRef: '/inboundCall/tasks/task[G]', outputs: {paths: [{path: {name: Bad, actions: [{disconnect: {name: K}}]}}]}}
          - switch:
              name: L
              evaluate:
                matchExpression:
                  expression: {exp: Call.Language}
                  cases: [{case: {value: {lit: fr}, actions: [{setLanguage: {name: M, language: {lit: fr}}}]}}]
                  default: {actions: [{previousMenu: {name: N}}]}
";
    let flow = publish(text, &Contracts::new()).unwrap().flow;
    expect![[r#"
         0 menu Main
            0  8:9      menu begin
            1  8:9      menu 1→0:2 2→0:10
            2  16:21    loop begin #0
            3  16:21    loop #0 exit→9
            4  22:31    branch no→7
            5  25:60    jump →3
            6  22:31    jump →8
            7  25:100   jump →9
            8  16:21    jump →3
            9  11:13    jump →0
           10  26:13    go 1
           11  26:13    jump →0
         1 task G
            0  31:13    callData failure→1 →3
            1  34:46    return 
            2  31:13    jump →3
            3  35:13    call 1 Bad→4 →6
            4  35:126   disconnect →5
            5  35:13    jump →6
            6  36:13    match →7 default→9
            7  41:64    setLanguage →8
            8  36:13    jump →10
            9  42:40    previous menu
           10  42:40    return 
        *2 start
            0  5:26     playAudio →1
            1  2:1      go 0
    "#]]
    .assert_eq(&flow.listing());
    let references: Vec<String> =
        flow.references.iter().map(|found| format!("{} {:?} {}", found.at, found.what, found.name)).collect();
    expect![[r#"
        [
            "31:13 DataAction Bank/Rates",
        ]
    "#]]
    .assert_debug_eq(&references);
}

#[test]
fn the_same_file_gives_the_same_code_and_another_file_another() {
    let text = "workflow: {name: X, states: [{state: {name: One, actions: [{endWorkflow: {name: A}}]}}]}";
    let one = publish(text, &Contracts::new()).unwrap().flow;
    let same = publish(text, &Contracts::new()).unwrap().flow;
    let other = publish(&text.replace("endWorkflow", "endState"), &Contracts::new()).unwrap().flow;
    assert_eq!(one.fingerprint, same.fingerprint);
    assert_ne!(one.fingerprint, other.fingerprint);
}

#[test]
fn what_is_nested_as_deep_as_a_file_may_be_is_compiled() {
    let text = |levels: usize| {
        let mut text =
            "workflow:\n  name: X\n  states:\n    - state:\n        name: One\n        actions:\n".to_owned();
        for level in 0..levels {
            let lines = [
                "- decision:",
                "    condition: {exp: 'true'}",
                "    outputs:",
                "      yes:",
                "        actions:",
            ];
            for line in lines {
                text += &format!("{}{line}\n", " ".repeat(10 + 10 * level));
            }
        }
        text + &format!("{}- endWorkflow: {{name: E}}\n", " ".repeat(10 + 10 * levels))
    };
    assert!(publish(&text(78), &Contracts::new()).is_ok());
    check(
        &text(79),
        expect![[r#"
        flow.yaml:402:801: error: the file is nested deeper than 400 levels
    "#]],
    );
}

#[test]
fn a_file_full_of_mistakes_is_refused_in_time() {
    let mut text =
        "inboundCall:\n  name: X\n  tasks:\n    - task:\n        name: One\n        actions:\n".to_owned();
    for number in 0..2_000 {
        text += &format!(
            "          - jumpToTask: {{name: A, targetTaskRef: '/x/tasks/task[T{number}]', sort: {number}}}\n"
        );
        text += &format!(
            "          - updateData: {{name: A, statements: [{{string: {{variable: Task.v{number}, value: {{exp: Task.w{number}}}}}}}]}}\n"
        );
    }
    let report = publish(&text, &Contracts::new()).unwrap_err();
    assert_eq!(report.problems.len(), 201, "200, and the first error");
}
