//! What holds for all texts and all numbers.

use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Map;

use crate::{
    Answer, Context, Currency, Directory, Expression, Kind, List, PhoneNumber, Scope, Type, Value, Variables,
    expression::{
        functions::{Overload, all},
        parse::parse,
        signature::WantedKind,
        syntax::{Operator, Part, Syntax},
    },
    value::{parse_span, span_text},
};

fn evaluated(text: &str, variables: &[(&str, Value)]) -> Result<Value, String> {
    let directory = Directory::believing();
    let context = Context::new(super::NOW, &directory);
    let mut scope = Scope::default();
    let mut values = Variables::default();
    for (name, value) in variables {
        let slot = scope.declare(name, value.of());
        values.set(slot, value.clone());
    }
    let expression = Expression::compile(text, &scope).map_err(|error| error.to_string())?;
    expression.evaluate(&values, &context).map_err(|error| error.to_string())
}

/// Words that an expression is made of, so that random texts come far into the parser and the checker.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("("),
        Just(")"),
        Just("["),
        Just("]"),
        Just(","),
        Just("?"),
        Just(":"),
        Just("+"),
        Just("-"),
        Just("*"),
        Just("/"),
        Just("%"),
        Just("^"),
        Just("!"),
        Just("~"),
        Just("&"),
        Just("|"),
        Just("=="),
        Just("<"),
        Just("and"),
        Just("or"),
        Just("NOT_SET"),
        Just("true"),
        Just("1"),
        Just("2.5"),
        Just("\"a\""),
        Just(".x"),
        Just("Flow.name"),
        Just("MakeList("),
        Just("If("),
        Just("ToString("),
        Just("Sum("),
        Just("Left("),
        Just("ToInt("),
        Just("ToDuration("),
        Just("MakeCurrency("),
        Just("AddMonths("),
        Just("Replace("),
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z][A-Za-z0-9_]{0,5}", "[a-z \"\\\\]{1,6}"]
}

fn leaf(part: Part) -> Syntax {
    Syntax { column: 1, depth: 1, part }
}

/// Trees that a parser could have made.
fn trees() -> impl Strategy<Value = Syntax> {
    let number =
        |value: i64| if value < 0 { value.max(-999_999_999_999_999) } else { value.min(999_999_999_999_999) };
    let leaves = prop_oneof![
        Just(Part::NotSet),
        any::<bool>().prop_map(Part::Boolean),
        any::<i64>().prop_map(move |value| Part::Integer(number(value))),
        (any::<i32>(), 0u32..8).prop_map(|(digits, scale)| Part::Decimal(Decimal::new(digits.into(), scale))),
        ".{0,8}".prop_map(Part::Text),
        ("[A-Z][a-z]{0,5}x", prop::collection::vec(name(), 1..3))
            .prop_map(|(first, rest)| Part::Name([vec![first], rest].concat())),
    ];
    let binary = prop_oneof![
        Just(Operator::Or),
        Just(Operator::And),
        Just(Operator::BitOr),
        Just(Operator::BitAnd),
        Just(Operator::Equal),
        Just(Operator::NotEqual),
        Just(Operator::Greater),
        Just(Operator::GreaterOrEqual),
        Just(Operator::Less),
        Just(Operator::LessOrEqual),
        Just(Operator::Add),
        Just(Operator::Subtract),
        Just(Operator::Multiply),
        Just(Operator::Divide),
        Just(Operator::Remainder),
        Just(Operator::Power),
    ];
    let unary = prop_oneof![Just(Operator::Not), Just(Operator::BitNot), Just(Operator::Negate)];
    leaves.prop_map(leaf).prop_recursive(5, 40, 4, move |inner| {
        let call = ("[A-Z][a-z]{0,5}x", prop::collection::vec(inner.clone(), 0..4))
            .prop_map(|(name, arguments)| leaf(Part::Call(name, arguments)));
        prop_oneof![
            (unary.clone(), inner.clone()).prop_map(|(of, operand)| leaf(Part::Operator(of, vec![operand]))),
            (binary.clone(), inner.clone(), inner.clone())
                .prop_map(|(of, left, right)| leaf(Part::Operator(of, vec![left, right]))),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| leaf(Part::Operator(Operator::If, vec![a, b, c]))),
            call.clone(),
            (call.clone(), name()).prop_map(|(of, name)| leaf(Part::Property(Box::new(of), name))),
            (call, inner).prop_map(|(of, index)| leaf(Part::Index(Box::new(of), Box::new(index)))),
        ]
    })
}

fn decimals() -> impl Strategy<Value = Decimal> {
    (-1_000_000_000_000i64..1_000_000_000_000, 0u32..6)
        .prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn values() -> impl Strategy<Value = Value> {
    let text = || ".{0,8}".prop_map(|text: String| Arc::<str>::from(text));
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        decimals().prop_map(Value::from),
        text().prop_map(Value::from),
        (-5_000_000_000_000i64..7_000_000_000_000)
            .prop_map(|ms| Value::DateTime(eyeline_model::Timestamp(ms))),
        any::<i64>().prop_map(|ms| Value::Duration(eyeline_model::Duration::from_millis(ms))),
        (prop::option::of(decimals()), prop::option::of(Just("EUR"))).prop_map(|(amount, code)| Currency {
            amount,
            code: code.map(Arc::from)
        }
        .into()),
        "[+0-9 ()a-z:@]{1,12}".prop_map(|raw| Value::PhoneNumber(Arc::new(PhoneNumber::new(raw)))),
        prop::collection::vec(any::<i64>(), 0..4).prop_map(|items| List::new(
            Kind::Integer,
            items.into_iter().map(Value::from).collect()
        )
        .into()),
        Just(Value::NotSet(Kind::Queue)),
    ]
}

/// Extreme and ordinary values of a kind, of which a number picks one.
fn some_value(kind: Kind, pick: usize) -> Value {
    let list: Vec<Value> = match kind {
        Kind::Boolean => vec![true.into(), false.into()],
        Kind::Integer => {
            [0, 1, -1, 2, 28, 100, 2_000, i64::MAX, i64::MIN].into_iter().map(Value::from).collect()
        }
        Kind::Decimal => {
            [Decimal::ZERO, Decimal::MAX, Decimal::MIN, Decimal::new(5, 1), Decimal::new(-1, 28)]
                .into_iter()
                .map(Value::from)
                .collect()
        }
        Kind::String => {
            ["", " ", "é", "a,b", "1", "-1.5", "true", "P1D", "2024-02-29", "5|EUR", "[1]", "u@x.y", "+1"]
                .into_iter()
                .map(Value::from)
                .collect()
        }
        Kind::DateTime => [0, i64::MIN, i64::MAX, 7_289_654_399_000, -5_364_662_400_000]
            .map(|ms| Value::DateTime(eyeline_model::Timestamp(ms)))
            .to_vec(),
        Kind::Duration => [0, i64::MIN, i64::MAX, 1, -86_400_000]
            .map(|ms| Value::Duration(eyeline_model::Duration::from_millis(ms)))
            .to_vec(),
        Kind::Currency => [None, Some(Decimal::MAX), Some(Decimal::NEGATIVE_ONE)]
            .map(|amount| Currency { amount, code: Some("EUR".into()) }.into())
            .to_vec(),
        Kind::PhoneNumber => ["+13178723000", "sip:a@b@", ":", "tel:"]
            .map(|raw| Value::PhoneNumber(Arc::new(PhoneNumber::new(raw))))
            .to_vec(),
        Kind::Json => ["{\"a\":[1]}", "[]", "null", "1e300", "\"x\""]
            .map(|text| Value::Json(Arc::new(serde_json::from_str(text).unwrap())))
            .to_vec(),
        Kind::User => vec![Directory::believing().by_name(Kind::User, "ana").unwrap()],
        _ => Vec::new(),
    };
    let count = list.len() + 1;
    list.into_iter().nth(pick % count).unwrap_or(Value::NotSet(kind))
}

/// A call of an overload with variables for arguments, and their values.
fn a_call(overload: &'static Overload, picks: &[usize]) -> (String, Vec<(String, Value)>) {
    let signature = &overload.signature;
    let (mut words, mut variables) = (Vec::new(), Vec::new());
    for (index, parameter) in signature.parameters.iter().enumerate() {
        let pick = picks[index % picks.len()];
        let kind = match parameter.wanted.what {
            WantedKind::Exactly(kind) => kind,
            WantedKind::Playable => Kind::Audio,
            _ => [Kind::Integer, Kind::String, Kind::Currency, Kind::Duration][picks[0] % 4],
        };
        let value = match parameter.wanted.list {
            true => List::new(kind, (0..pick % 4).map(|at| some_value(kind, pick / 4 + at)).collect()).into(),
            false => some_value(kind, pick),
        };
        if parameter.literal {
            words.push(if kind == Kind::Boolean { "true".to_owned() } else { "7".to_owned() });
            continue;
        }
        let name = format!("v.a{index}");
        words.push(name.clone());
        variables.push((name, value));
    }
    let text = match (signature.name, words.as_slice()) {
        ("negate", [only]) => format!("-{only}"),
        ("?", [a, b, c]) => format!("{a} ? {b} : {c}"),
        (name, all) if name.starts_with(|c: char| c.is_ascii_uppercase()) => {
            format!("{name}({})", all.join(", "))
        }
        (name, [a, b]) => format!("{a} {name} {b}"),
        (name, all) => format!("{name}{}", all.join("")),
    };
    (text, variables)
}

/// Every overload with sixty combinations of extreme arguments.
#[test]
fn no_arguments_make_a_function_panic() {
    let mut evaluated_at_all = 0;
    for overload in all() {
        for seed in 0..60usize {
            let picks: Vec<usize> = (0..7).map(|at| seed * 31 + at * (seed / 7 + 3)).collect();
            let (text, variables) = a_call(overload, &picks);
            let variables: Vec<(&str, Value)> =
                variables.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            match evaluated(&text, &variables) {
                Ok(_) => evaluated_at_all += 1,
                Err(error) => assert!(error.starts_with("column "), "{text}: {error}"),
            }
        }
    }
    assert!(evaluated_at_all > 3_000, "only {evaluated_at_all} calls had a value");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_makes_it_panic(text in ".{0,60}") {
        let _ = evaluated(&text, &[]);
    }

    #[test]
    fn no_words_make_it_panic(text in words()) {
        let _ = evaluated(&text, &[("Flow.name", "Ana".into())]);
    }

    #[test]
    fn every_column_lies_within_the_text(text in words()) {
        let directory = Directory::default();
        let answer = crate::answer(&text, &Map::new(), &Context::new(super::NOW, &directory));
        if let Answer::Error { column, .. } = answer {
            let column = column.expect("no variable is to blame");
            prop_assert!((1..=text.chars().count() + 1).contains(&column), "column {column}");
        }
    }

    #[test]
    fn what_is_printed_reads_as_it_was(tree in trees()) {
        let printed = tree.to_string();
        let read = parse(&printed);
        prop_assert_eq!(read.as_ref(), Ok(&tree), "{}", printed);
    }

    #[test]
    fn decimals_add_and_multiply_exactly(a in decimals(), b in decimals(), c in -1000i64..1000) {
        let with = |text: &str| evaluated(text, &[("v.a", a.into()), ("v.b", b.into()), ("v.c", c.into())]);
        for law in [
            "v.a + v.b == v.b + v.a",
            "v.a - v.b == v.a + (0 - v.b)",
            "(v.a + v.b) - v.b == v.a",
            "v.c * (v.a + v.b) == v.c * v.a + v.c * v.b",
            "v.a * 10 / 10 == v.a",
            "-(0 - v.a) == v.a",
            "Floor(v.a) <= v.a and v.a <= Ceiling(v.a)",
            "v.a > v.b == v.b < v.a",
        ] {
            prop_assert_eq!(with(law), Ok(Value::Boolean(true)), "{}", law);
        }
    }

    #[test]
    fn substrings_are_those_of_a_naive_model(text in "[abÉé中]{0,12}", start in 0i64..14, length in 0i64..14) {
        let all: Vec<char> = text.chars().collect();
        let (from, count) = (usize::try_from(start).unwrap(), usize::try_from(length).unwrap());
        let naive: String = (from..from + count).filter_map(|at| all.get(at)).collect();
        let variables = [("v.t", text.as_str().into()), ("v.s", start.into()), ("v.l", length.into())];
        prop_assert_eq!(evaluated("Substring(v.t, v.s, v.l)", &variables), Ok(naive.as_str().into()));
        let left: String = all.iter().take(count).collect();
        prop_assert_eq!(evaluated("Left(v.t, v.l)", &variables), Ok(left.as_str().into()));
        let right: String = all.iter().skip(all.len().saturating_sub(count)).collect();
        prop_assert_eq!(evaluated("Right(v.t, v.l)", &variables), Ok(right.as_str().into()));
        prop_assert_eq!(evaluated("Reverse(Reverse(v.t)) == v.t", &variables), Ok(true.into()));
    }

    #[test]
    fn finding_is_that_of_a_naive_model(
        text in "[aAb中]{0,10}", find in "[aA中b]{0,3}", occurrence in 1i64..4, ignore_case: bool,
    ) {
        let same = |a: char, b: char| if ignore_case { a.eq_ignore_ascii_case(&b) } else { a == b };
        let (all, wanted): (Vec<char>, Vec<char>) = (text.chars().collect(), find.chars().collect());
        let mut places = Vec::new();
        let mut at = 0;
        while !wanted.is_empty() && at + wanted.len() <= all.len() {
            let found = wanted.iter().zip(&all[at..]).all(|(a, b)| same(*a, *b));
            if found { places.push(at) }
            at += if found { wanted.len() } else { 1 };
        }
        let nth = places.get(usize::try_from(occurrence).unwrap() - 1);
        let naive = if wanted.is_empty() { 0 } else { nth.map_or(-1, |at| i64::try_from(*at).unwrap()) };
        let variables = [
            ("v.t", text.as_str().into()), ("v.f", find.as_str().into()),
            ("v.o", occurrence.into()), ("v.i", ignore_case.into()),
        ];
        prop_assert_eq!(evaluated("FindString(v.t, v.f, v.o, v.i)", &variables), Ok(naive.into()));
        let contains = "Contains(v.t, v.f, v.i) == (FindString(v.t, v.f, v.i) >= 0)";
        prop_assert_eq!(evaluated(contains, &variables), Ok(true.into()));
    }

    #[test]
    fn comparing_is_an_order(a in "[aAbBéÉ1 -]{0,4}", b in "[aAbBéÉ1 -]{0,4}", c in "[aAbBéÉ1 -]{0,4}") {
        let variables = [("v.a", a.as_str().into()), ("v.b", b.as_str().into()), ("v.c", c.as_str().into())];
        for law in [
            "Compare(v.a, v.b) == 0 - Compare(v.b, v.a)",
            "(Compare(v.a, v.b) == 0) == (v.a == v.b)",
            "Compare(v.a, v.b) > 0 or Compare(v.b, v.c) > 0 or Compare(v.a, v.c) <= 0",
        ] {
            prop_assert_eq!(evaluated(law, &variables), Ok(true.into()), "{}", law);
        }
    }

    #[test]
    fn durations_are_read_as_they_are_written(ms: i64) {
        let span = eyeline_model::Duration::from_millis(ms);
        prop_assert_eq!(parse_span(&span_text(span)), Some(span));
    }

    #[test]
    fn values_survive_json_and_storage(value in values()) {
        let text = value.json_text();
        let json = serde_json::from_str(&text).expect("json_text is JSON");
        let read = Value::from_json(&json, value.of()).expect("it is of its own type");
        prop_assert_eq!(read.json_text(), text);
        let stored = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), value.clone());
        prop_assert_eq!(Type::named(&value.of().to_string()), Some(value.of()));
    }
}
