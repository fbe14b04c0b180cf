//! Text in, tree or report out.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{Node, Shape, Source};
use crate::report::Report;

fn check(source: &Source<'_>, expected: Expect) {
    let mut report = Report::new(source.file);
    let shown = match source.read(&mut report) {
        Some(node) => format!("{}{report}", show(&node, 0)),
        None => report.to_string(),
    };
    expected.assert_eq(&shown);
}

fn show(node: &Node, level: usize) -> String {
    let indent = "  ".repeat(level);
    match &node.shape {
        Shape::Scalar { .. } => format!("{indent}{} {:?}\n", node.at, node.plain().unwrap()),
        Shape::List(items) => {
            items.iter().map(|item| format!("{indent}-\n{}", show(item, level + 1))).collect()
        }
        Shape::Map(entries) => entries
            .iter()
            .map(|entry| format!("{indent}{} {:?}:\n{}", entry.at, entry.key, show(&entry.value, level + 1)))
            .collect(),
    }
}

#[test]
fn yes_and_no_are_words_as_keys_and_as_values() {
    let text = "yes: no\n\"no\": on\nnumber: 10\nhalf: 1.50\nnothing:\ntruth: true\ntext: '10'\n";
    check(
        &Source::new("flow.yaml", text),
        expect![[r#"
            1:1 "yes":
              1:6 Text("no")
            2:1 "no":
              2:7 Text("on")
            3:1 "number":
              3:9 Integer(10)
            4:1 "half":
              4:7 Decimal(1.50)
            5:1 "nothing":
              5:8 Nothing
            6:1 "truth":
              6:8 Boolean(true)
            7:1 "text":
              7:7 Text("10")
        "#]],
    );
}

#[test]
fn placeholders_are_filled_as_values_and_as_keys_and_never_become_structure() {
    let text = "name: {{flow_name}}\n{{ key }}:\n  - say: \"to {{flow_name}} now\"\n  - {{count}}\n";
    let source = Source::new("flow.yaml", text)
        .with("flow_name", "VIP: \"the\" #1")
        .with("key", "a: b")
        .with("count", "5");
    check(
        &source,
        expect![[r#"
            1:1 "name":
              1:7 Text("VIP: \"the\" #1")
            2:1 "a: b":
              -
                3:5 "say":
                  3:10 Text("to VIP: \"the\" #1 now")
              -
                4:5 Integer(5)
        "#]],
    );
}

#[test]
fn a_placeholder_without_a_value_is_reported_where_it_stands() {
    let source = Source::new("flow.yaml", "# {{not_this}}\nname: x {{queue_nam}}\nkept: '{{ 1 }}'\n")
        .with("queue_name", "Support");
    check(
        &source,
        expect![[r#"
            2:1 "name":
              2:7 Text("x ")
            3:1 "kept":
              3:7 Text("{{ 1 }}")
            flow.yaml:2:9: error: nothing is given for the placeholder {{queue_nam}}
                did you mean {{queue_name}}?
        "#]],
    );
}

#[test]
fn what_is_no_yaml_is_reported_where_it_goes_wrong() {
    check(
        &Source::new("flow.yaml", "a: b\n  c: d\n"),
        expect![[r#"
        flow.yaml:2:4: error: this is no YAML: mapping values are not allowed in this context
    "#]],
    );
    check(
        &Source::new("flow.yaml", "a: 1\na: 2\n"),
        expect![[r#"
            1:1 "a":
              1:4 Integer(1)
            flow.yaml:2:1: error: "a" stands twice in one map
        "#]],
    );
    check(
        &Source::new("flow.yaml", "? [a]\n: b\n"),
        expect![[r#"
        flow.yaml:1:3: error: a list or map stands where a key must be
    "#]],
    );
    check(
        &Source::new("flow.yaml", "a: 1\n---\nb: 2\n"),
        expect![[r#"
        flow.yaml:2:1: error: the file has more than one document; a flow is one
    "#]],
    );
    check(
        &Source::new("flow.yaml", ""),
        expect![[r#"
        flow.yaml:1:1: error: there is nothing in the file
    "#]],
    );
}

#[test]
fn aliases_are_written_out_within_limits() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
    }
    check(
        &Source::new("flow.yaml", &bomb),
        expect![[r#"
        flow.yaml:5:40: error: with its aliases written out, the file has more than 100000 parts
    "#]],
    );
    check(
        &Source::new("flow.yaml", "a: &a [1]\nb: *a\n"),
        expect![[r#"
        1:1 "a":
          -
            1:8 Integer(1)
        2:1 "b":
          -
            1:8 Integer(1)
    "#]],
    );
}

#[test]
fn little_text_is_not_repeated_into_much() {
    let repeated = format!("a: &a {}\nb: [{}]\n", "x".repeat(500_000), "*a, ".repeat(20_000));
    let filled = format!("a: {}\n", "{{x}}".repeat(100_000));
    for (text, at) in [(repeated, "2:"), (filled, "1:")] {
        let source = Source::new("flow.yaml", &text);
        let source = source.with("x", &"x".repeat(500_000));
        let mut report = Report::new("flow.yaml");
        assert!(source.read(&mut report).is_none(), "{report}");
        let told = report.to_string();
        assert!(told.starts_with(&format!("flow.yaml:{at}")) && told.contains("100000 parts"), "{told}");
    }
}

#[test]
fn what_is_too_deep_or_too_long_is_refused() {
    check(
        &Source::new("flow.yaml", &"- ".repeat(5_000)),
        expect![[r#"
        flow.yaml:1:801: error: the file is nested deeper than 400 levels
    "#]],
    );
    check(
        &Source::new("flow.yaml", &"# \n".repeat(400_000)),
        expect![[r#"
        flow.yaml:1:1: error: the file has more than 1048576 bytes
    "#]],
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-c&*!\\[\\]{}:,\\-?|>'\"# \n\t0-9~\u{e000}\u{e001}\u{e4}]{0,120}") {
        let source = Source::new("flow.yaml", &text).with("a", "b");
        source.read(&mut Report::new(source.file));
    }
}
