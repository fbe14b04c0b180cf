//! Whatever somebody writes, it ends.

use serde_json::Map;

use super::tried;
use crate::{
    Context, Directory,
    expression::{
        evaluate::MAX_TEXT_BYTES,
        parse::{MAX_DEPTH, MAX_LENGTH},
    },
};

fn refused_as_too_deep(text: &str) {
    let said = tried(text);
    assert!(said.contains("nested at most"), "{said}");
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    refused_as_too_deep(&format!("{}1{}", "(".repeat(15_000), ")".repeat(15_000)));
    refused_as_too_deep(&format!("{}true", "!".repeat(30_000)));
    refused_as_too_deep(&format!("{}1", "ToInt(".repeat(5_000)));
    refused_as_too_deep(&format!("1{}", "+1".repeat(15_000)));
    refused_as_too_deep(&format!("1{}", "^1".repeat(15_000)));
    refused_as_too_deep(&format!("true{}", "?true:true".repeat(3_000)));
    refused_as_too_deep(&format!("Flow.texts{}", "[0]".repeat(10_000)));
    refused_as_too_deep(&format!("Left(\"a\", 1){}", ".a".repeat(10_000)));
}

#[test]
fn what_is_nested_just_so_is_evaluated() {
    let sum = format!("1{}", "+1".repeat(MAX_DEPTH - 1));
    assert_eq!(tried(&sum), format!("Integer {MAX_DEPTH}"));
    let calls = MAX_DEPTH - 1;
    assert_eq!(tried(&format!("{}1{}", "ToInt(".repeat(calls), ")".repeat(calls))), "Integer 1");
    assert_eq!(tried(&format!("{}1{}", "(".repeat(calls), ")".repeat(calls))), "Integer 1");
}

#[test]
fn what_is_too_long_is_refused() {
    let text = format!("\"{}\"", "a".repeat(MAX_LENGTH - 2));
    assert!(tried(&text).starts_with("String"));
    assert_eq!(tried(&format!(" {text}")), "column 32001: an expression has at most 32000 characters");
}

/// 15 000 replacements of one letter by 15 000: the size is known before anything is copied.
#[test]
fn texts_do_not_grow_beyond_their_limit() {
    let letters = "a".repeat(15_000);
    let said = tried(&format!("Replace(\"{letters}\", \"a\", \"{letters}\")"));
    assert_eq!(said, format!("column 1: Replace: a text grows to at most {MAX_TEXT_BYTES} bytes"));
}

#[test]
fn an_empty_text_is_told_what_to_write() {
    let directory = Directory::default();
    let context = Context::new(super::NOW, &directory);
    for text in ["", "  \n"] {
        let line = crate::answer(text, &Map::new(), &context).line();
        assert_eq!(
            line,
            r#"{"error":"an expression is missing here; write NOT_SET for no value","column":1}"#
        );
    }
}
