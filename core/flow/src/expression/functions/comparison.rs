//! What is equal, what is greater, what is set, and what follows from it.

use std::cmp::Ordering;

use super::{
    Arguments, Line, Outcome, Run, by,
    money::same_code,
    operators::{amount, number},
};
use crate::{Value, expression::collation::collate};

pub(super) const OPERATORS: &[Line] = &[
    ("==(one: E?, other: E?) -> Boolean", by(are_equal)),
    ("==(one: Decimal?, other: Integer?) -> Boolean", by(are_equal)),
    ("==(one: Integer?, other: Decimal?) -> Boolean", by(are_equal)),
    ("==(one: Integer[], other: Decimal[]) -> Boolean", by(are_equal)),
    ("==(one: Decimal[], other: Integer[]) -> Boolean", by(are_equal)),
    ("==(one: E[], other: E[]) -> Boolean", by(are_equal)),
    ("!=(one: E?, other: E?) -> Boolean", by(differ)),
    ("!=(one: Decimal?, other: Integer?) -> Boolean", by(differ)),
    ("!=(one: Integer?, other: Decimal?) -> Boolean", by(differ)),
    ("!=(one: Integer[], other: Decimal[]) -> Boolean", by(differ)),
    ("!=(one: Decimal[], other: Integer[]) -> Boolean", by(differ)),
    ("!=(one: E[], other: E[]) -> Boolean", by(differ)),
    (">(one: Integer, other: Decimal) -> Boolean", by(greater)),
    (">(one: Decimal, other: Integer) -> Boolean", by(greater)),
    (">(one: Currency, other: Currency) -> Boolean", by(greater)),
    (">(one: DateTime, other: DateTime) -> Boolean", by(greater)),
    (">(one: Decimal, other: Decimal) -> Boolean", by(greater)),
    (">(one: Duration, other: Duration) -> Boolean", by(greater)),
    (">(one: Integer, other: Integer) -> Boolean", by(greater)),
    (">(one: String, other: String) -> Boolean", by(greater)),
    (">=(one: Integer, other: Decimal) -> Boolean", by(greater_or_equal)),
    (">=(one: Decimal, other: Integer) -> Boolean", by(greater_or_equal)),
    (">=(one: Currency, other: Currency) -> Boolean", by(greater_or_equal)),
    (">=(one: DateTime, other: DateTime) -> Boolean", by(greater_or_equal)),
    (">=(one: Decimal, other: Decimal) -> Boolean", by(greater_or_equal)),
    (">=(one: Duration, other: Duration) -> Boolean", by(greater_or_equal)),
    (">=(one: Integer, other: Integer) -> Boolean", by(greater_or_equal)),
    (">=(one: String, other: String) -> Boolean", by(greater_or_equal)),
    ("<(one: Integer, other: Decimal) -> Boolean", by(less)),
    ("<(one: Decimal, other: Integer) -> Boolean", by(less)),
    ("<(one: Currency, other: Currency) -> Boolean", by(less)),
    ("<(one: DateTime, other: DateTime) -> Boolean", by(less)),
    ("<(one: Decimal, other: Decimal) -> Boolean", by(less)),
    ("<(one: Duration, other: Duration) -> Boolean", by(less)),
    ("<(one: Integer, other: Integer) -> Boolean", by(less)),
    ("<(one: String, other: String) -> Boolean", by(less)),
    ("<=(one: Integer, other: Decimal) -> Boolean", by(less_or_equal)),
    ("<=(one: Decimal, other: Integer) -> Boolean", by(less_or_equal)),
    ("<=(one: Currency, other: Currency) -> Boolean", by(less_or_equal)),
    ("<=(one: DateTime, other: DateTime) -> Boolean", by(less_or_equal)),
    ("<=(one: Decimal, other: Decimal) -> Boolean", by(less_or_equal)),
    ("<=(one: Duration, other: Duration) -> Boolean", by(less_or_equal)),
    ("<=(one: Integer, other: Integer) -> Boolean", by(less_or_equal)),
    ("<=(one: String, other: String) -> Boolean", by(less_or_equal)),
];

pub(super) const TABLE: &[Line] = &[
    ("If(condition: Boolean?, then: T?, otherwise: T?) -> T", Run::If),
    ("If(condition: Boolean?, then: T[], otherwise: T[]) -> T[]", Run::If),
    ("If(condition: Boolean?, then: Audio, otherwise: Audio) -> Audio", Run::If),
    ("AreEqual(value: E?, others: E?...) -> Boolean", by(are_equal)),
    ("AreEqual(list: E[], other: E[]) -> Boolean", by(are_equal)),
    ("AreEqual(ignoreCase: Boolean, value: String?, others: String?...) -> Boolean", by(are_equal_texts)),
    ("AreEqual(ignoreCase: Boolean, list: String[], other: String[]) -> Boolean", by(are_equal_texts)),
    ("Compare(text: String?, other: String?) -> Integer", by(compare)),
    ("Compare(text: String?, other: String?, ignoreCase: Boolean) -> Integer", by(compare)),
    ("IsSet(value: Any?) -> Boolean", by(is_set)),
    ("IsNotSetOrEmpty(value: Any?) -> Boolean", by(is_not_set_or_empty)),
    ("IsNotSetOrEmpty(list: Any[]) -> Boolean", by(is_not_set_or_empty)),
];

fn are_equal(a: &Arguments<'_>) -> Outcome {
    Ok(a.values[1..].iter().all(|other| a.values[0].equals(other)).into())
}

fn differ(a: &Arguments<'_>) -> Outcome {
    Ok((!a.values[0].equals(&a.values[1])).into())
}

/// The first argument says whether case counts.
fn are_equal_texts(a: &Arguments<'_>) -> Outcome {
    let ignore_case = a.boolean(0);
    let same = |one: &Value, other: &Value| match (one, other) {
        (Value::String(one), Value::String(other)) if ignore_case => {
            one.to_lowercase() == other.to_lowercase()
        }
        (one, other) => one.equals(other),
    };
    let first = a.values[1].items();
    let all = a.values[2..].iter().map(Value::items).all(|other| {
        first.len() == other.len() && first.iter().zip(other).all(|(one, other)| same(one, other))
    });
    Ok(all.into())
}

fn order(a: &Arguments<'_>) -> Result<Ordering, String> {
    Ok(match (&a.values[0], &a.values[1]) {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (Value::DateTime(one), Value::DateTime(other)) => one.cmp(other),
        (Value::Duration(one), Value::Duration(other)) => one.cmp(other),
        (Value::String(one), Value::String(other)) => collate(one, other, false),
        (Value::Currency(one), Value::Currency(other)) => {
            same_code(one, other)?;
            amount(&a.values[0])?.cmp(&amount(&a.values[1])?)
        }
        (one, other) => number(one).cmp(&number(other)),
    })
}

fn greater(a: &Arguments<'_>) -> Outcome {
    Ok(order(a)?.is_gt().into())
}

fn greater_or_equal(a: &Arguments<'_>) -> Outcome {
    Ok(order(a)?.is_ge().into())
}

fn less(a: &Arguments<'_>) -> Outcome {
    Ok(order(a)?.is_lt().into())
}

fn less_or_equal(a: &Arguments<'_>) -> Outcome {
    Ok(order(a)?.is_le().into())
}

/// -1, 0 or 1. NOT_SET comes before everything, the empty text included.
fn compare(a: &Arguments<'_>) -> Outcome {
    let ignore_case = a.count() == 3 && a.boolean(2);
    let order = match (a.text_if_set(0), a.text_if_set(1)) {
        (Some(one), Some(other)) => collate(&one, &other, ignore_case),
        (one, other) => one.is_some().cmp(&other.is_some()),
    };
    Ok((order as i64).into())
}

fn is_set(a: &Arguments<'_>) -> Outcome {
    Ok((!a.values[0].is_not_set()).into())
}

/// Empty are a text and a collection with nothing in it, and money of which the amount is unknown.
fn is_not_set_or_empty(a: &Arguments<'_>) -> Outcome {
    Ok(match &a.values[0] {
        Value::NotSet(_) => true,
        Value::String(text) => text.is_empty(),
        Value::List(list) => list.items.is_empty(),
        Value::Currency(currency) => currency.amount.is_none(),
        _ => false,
    }
    .into())
}
