//! The vendor's documented examples, as pairs of input and outcome.

use serde_json::{Map, Value as Json};

use super::NOW;
use crate::{Answer, Context, Directory, Type, Value, answer};

/// Outcomes that the vendor writes as such.
pub(super) const EXAMPLES: &str = include_str!("../../../tests/data/expressions.jsonl");
/// Outcomes that the vendor describes in words, put into values by hand.
pub(super) const DESCRIBED: &str = include_str!("../../../tests/data/described.jsonl");

/// What the examples say and we do not; the reasons are in docs/decisions/0009-expression-rulings.md.
const RULED_OTHERWISE: &[&str] = &[
    r#"MakeCurrency(10, "USD")"#,
    "Find(MakeList(MakeDateTime(2009, 1, 10, 6, 30, 0), MakeDateTime(2009, 1, 10, 6, 30, 0), ToDateTime(NOT_SET)), \
     MakeDateTime(2009, 1, 10, 6, 30, 0))",
    r#"FindFirst(MakeList(ToPhoneNumber("sip:john.doe@company.com"), ToPhoneNumber("sips:john.doe@company.com")), ToPhoneNumber("sip:john.doe@company.com"))"#,
];

/// What is wrong with our answer to an example, if anything is.
fn disagreement(example: &Json, context: &Context<'_>) -> Option<String> {
    let input = example["input"].as_str().expect("an example has an input");
    let ours = answer(input, &Map::new(), context);
    let agrees = match &ours {
        Answer::Error { .. } => example.get("error").is_some(),
        Answer::Value(ours) => {
            let of = example["type"].as_str().and_then(Type::named);
            let theirs =
                of.map(|of| Value::from_json(&example["value"], of).expect("the example is of its type"));
            theirs.as_ref() == Some(ours)
        }
    };
    (!agrees).then(|| format!("{input}\n    documented {example}\n    ours       {}", ours.line()))
}

#[test]
fn every_documented_example_agrees() {
    let directory = Directory::believing();
    let context = Context::new(NOW, &directory);
    let examples = EXAMPLES
        .lines()
        .chain(DESCRIBED.lines())
        .map(|line| serde_json::from_str::<Json>(line).expect("a line is JSON"));
    let (ruled, plain): (Vec<Json>, Vec<Json>) =
        examples.partition(|example| RULED_OTHERWISE.iter().any(|input| example["input"] == *input));
    let wrong: Vec<String> = plain.iter().filter_map(|example| disagreement(example, &context)).collect();
    assert!(wrong.is_empty(), "{} of {} disagree:\n{}", wrong.len(), plain.len(), wrong.join("\n"));
    assert_eq!(ruled.len(), RULED_OTHERWISE.len(), "a ruling is about an example that exists");
    let needless: Vec<&Json> =
        ruled.iter().filter(|example| disagreement(example, &context).is_none()).collect();
    assert!(needless.is_empty(), "these agree and need no ruling: {needless:?}");
}
