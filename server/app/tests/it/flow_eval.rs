//! `eyeline flow eval`

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    time::SystemTime,
};

use expect_test::{Expect, expect};
use jiff::{Timestamp, ToSpan as _};
use serde_json::Value as Json;

use super::{Said, eyeline, run};

fn eval(variables: &[&str], lines: &[u8]) -> Said {
    let mut arguments = vec!["flow", "eval"];
    arguments.extend(variables.iter().flat_map(|variable| ["--var", variable]));
    run(Path::new("."), &arguments, lines)
}

fn check(variables: &[&str], lines: &str, expected: Expect) {
    expected.assert_eq(&eval(variables, lines.as_bytes()).to_string());
}

#[test]
fn every_line_is_answered_by_one_line() {
    check(
        &[],
        "1 + 2 * 3\n10 / 4\nAppend(\"a\\\"b\", \"\u{e9}\")\nMakeList(3, 1, 2)[0]\nMakeDuration(1, 2, 0, 0)\n\
         FindQueue(\"Support\")\nNOT_SET\n",
        expect![[r#"
            {"value":7,"type":"Integer"}
            {"value":2.5,"type":"Decimal"}
            {"value":"a\"bé","type":"String"}
            {"value":3,"type":"Integer"}
            {"value":"P1DT2H","type":"Duration"}
            {"value":{"id":null,"name":"Support"},"type":"Queue"}
            {"value":null,"type":"Unknown"}
            exit code 0
        "#]],
    );
}

#[test]
fn what_is_no_expression_says_where_in_characters() {
    check(
        &[],
        "1 +\n\"\u{e9}\" + Lefft(\"a\", 1)\nToInt(\"x\") + 1\n1 + Flow.count\n'a'\n",
        expect![[r#"
            {"error":"the end does not fit here: something is missing","column":4}
            {"error":"there is no function Lefft; did you mean Left?","column":7}
            {"error":"ToInt: \"x\" is no Integer","column":1}
            {"error":"the variable Flow.count is not declared","column":5}
            {"error":"' does not fit here: put texts into double quotes","column":1}
            exit code 0
        "#]],
    );
}

#[test]
fn variables_have_the_types_that_their_json_has_or_names() {
    check(
        &[
            "Flow.count=3",
            "Flow.name=\"Ana = Bo\"",
            "Flow.rates=[0.5, 2]",
            "Flow.customer={\"city\": \"Z\u{fc}rich\"}",
            "Flow.limit={\"value\": \"PT1H\", \"type\": \"Duration\"}",
            "Call.Contact={\"First Name\": \"Ana\", \"Balance\": \"12.50\"}",
            "Call.Ani=\"tel:+41441234567\"",
        ],
        "Flow.count + 1\nflow.NAME\nFlow.rates\nFlow.customer.city\nFlow.limit\nCall.Contact.\"first name\"\n\
         ToDecimal(Call.Contact.Balance) * 2\nToPhoneNumber(Call.Ani).e164\nCall.CurrentQueue\nFlow.cuont\n",
        expect![[r#"
            {"value":4,"type":"Integer"}
            {"value":"Ana = Bo","type":"String"}
            {"value":[0.5,2.0],"type":"DecimalCollection"}
            {"value":"Zürich","type":"Json"}
            {"value":"PT1H","type":"Duration"}
            {"value":"Ana","type":"String"}
            {"value":25.0,"type":"Decimal"}
            {"value":"+41441234567","type":"String"}
            {"value":null,"type":"Queue"}
            {"error":"the variable Flow.cuont is not declared; did you mean Flow.count?","column":1}
            exit code 0
        "#]],
    );
}

#[test]
fn answers_match_lines_one_to_one() {
    check(
        &[],
        "\n1\r\n   \n\n2",
        expect![[r#"
        {"error":"an expression is missing here; write NOT_SET for no value","column":1}
        {"value":1,"type":"Integer"}
        {"error":"an expression is missing here; write NOT_SET for no value","column":1}
        {"error":"an expression is missing here; write NOT_SET for no value","column":1}
        {"value":2,"type":"Integer"}
        exit code 0
    "#]],
    );
    check(
        &[],
        "",
        expect![[r#"
        exit code 0
    "#]],
    );
    expect![[r#"
        {"value":1,"type":"Integer"}
        {"error":"the line is no UTF-8","column":8}
        {"value":3,"type":"Integer"}
        exit code 0
    "#]]
    .assert_eq(&eval(&[], b"1\n\"\xc3\xa9\" + \"\xff\"\n3\n").to_string());
    let lines: String = (0..10_000).map(|number| format!("{number} * 2\n")).collect();
    let said = eval(&["Flow.a=1"], lines.as_bytes());
    assert_eq!(said.out.lines().count(), 10_000);
    assert_eq!(said.out.lines().last(), Some(r#"{"value":19998,"type":"Integer"}"#));
}

#[test]
fn a_variable_that_cannot_be_understood_is_told_before_anything_is_read() {
    for (variables, expected) in [
        (
            &["Flow.name"][..],
            expect![[r#"
            error: invalid value 'Flow.name' for '--var <NAME=JSON>': a variable is given as NAME=JSON

            For more information, try '--help'.
        "#]],
        ),
        (
            &["=1"],
            expect![[r#"
            error: invalid value '=1' for '--var <NAME=JSON>': the variable has no name

            For more information, try '--help'.
        "#]],
        ),
        (
            &["Flow.name=Ana"],
            expect![[r#"
            error: invalid value 'Flow.name=Ana' for '--var <NAME=JSON>': Ana is no JSON (expected value at line 1 column 1); text needs its quotes: Flow.name='"text"'

            For more information, try '--help'.
        "#]],
        ),
        (
            &["Flow.limit={\"value\": \"soon\", \"type\": \"Duration\"}"],
            expect![[r#"
            error: the variable Flow.limit: "soon" is no Duration
        "#]],
        ),
        (
            &["Flow.limit={\"value\": 1, \"type\": \"Number\"}"],
            expect![[r#"
                error: invalid value 'Flow.limit={"value": 1, "type": "Number"}' for '--var <NAME=JSON>': there is no type "Number"; there are String, Queue, StringCollection and so on

                For more information, try '--help'.
            "#]],
        ),
        (
            &["Flow.count=1", "flow.Count=2"],
            expect![[r#"
            error: the variable flow.Count is given twice
        "#]],
        ),
    ] {
        let said = eval(variables, b"1\n");
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
        expected.assert_eq(&said.err);
    }
}

/// Whoever asks the next question only when the last is answered must not wait for ever.
#[test]
fn an_answer_comes_before_the_next_line() {
    let mut child = eyeline(Path::new("."), &["flow", "eval"]).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for number in 1..4 {
        writeln!(questions, "{number}").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert_eq!(answer, format!("{{\"value\":{number},\"type\":\"Integer\"}}\n"));
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}

#[test]
fn every_line_has_its_own_moment_by_the_machines_clock() {
    let mut child = eyeline(Path::new("."), &["flow", "eval"]).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        // The language has no fractions of seconds.
        let before = Timestamp::try_from(SystemTime::now()).unwrap() - 1.second();
        writeln!(questions, "GetCurrentDateTimeUtc()").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        let answer: Json = serde_json::from_str(&answer).unwrap();
        let moment: Timestamp = answer["value"].as_str().unwrap().parse().unwrap();
        assert!(before < moment && moment <= Timestamp::try_from(SystemTime::now()).unwrap(), "{answer}");
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}

#[test]
fn when_nobody_reads_the_answers_any_more_it_ends_quietly() {
    let mut child = eyeline(Path::new("."), &["flow", "eval"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut questions = child.stdin.take().unwrap();
    // More than a pipe holds; the last ones have no reader either.
    while questions.write_all("1\n".repeat(10_000).as_bytes()).is_ok() {}
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
