//! Rounding, sums and averages, also of money and durations.

use eyeline_model::Duration;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{
    Arguments, Line, Outcome, by,
    money::{sum_of, with_amount},
    operators::{TOO_LARGE, amount, number},
};
use crate::{Kind, Value};

pub(super) const TABLE: &[Line] = &[
    ("Ceiling(amount: Currency) -> Currency", by(ceiling)),
    ("Ceiling(value: Decimal) -> Decimal", by(ceiling)),
    ("Ceiling(value: Integer) -> Integer", by(ceiling)),
    ("Floor(amount: Currency) -> Currency", by(floor)),
    ("Floor(value: Decimal) -> Decimal", by(floor)),
    ("Floor(value: Integer) -> Integer", by(floor)),
    ("Round(amount: Currency) -> Currency", by(round)),
    ("Round(value: Decimal) -> Decimal", by(round)),
    ("Round(value: Decimal, digits: Integer 0..28) -> Decimal", by(round)),
    ("Round(amount: Currency, digits: Integer 0..28) -> Currency", by(round)),
    ("Sum(value: Integer?, more: Integer?...) -> Integer", by(sum)),
    ("Sum(amount: Currency?, more: Currency?...) -> Currency", by(sum)),
    ("Sum(value: Decimal?, more: Decimal?...) -> Decimal", by(sum)),
    ("Sum(span: Duration?, more: Duration?...) -> Duration", by(sum)),
    ("Sum(list: Integer[]) -> Integer", by(sum)),
    ("Sum(list: Currency[]) -> Currency", by(sum)),
    ("Sum(list: Decimal[]) -> Decimal", by(sum)),
    ("Sum(list: Duration[]) -> Duration", by(sum)),
    ("Average(amounts: Currency?...) -> Currency", by(average)),
    ("Average(values: Decimal?...) -> Decimal", by(average)),
    ("Average(spans: Duration?...) -> Duration", by(average)),
    ("Average(values: Integer?...) -> Decimal", by(average)),
    ("Average(list: Currency[]) -> Currency", by(average)),
    ("Average(list: Decimal[]) -> Decimal", by(average)),
    ("Average(list: Integer[]) -> Decimal", by(average)),
    ("Average(list: Duration[]) -> Duration", by(average)),
];

fn ceiling(a: &Arguments<'_>) -> Outcome {
    each(&a.values[0], |number| number.ceil())
}

fn floor(a: &Arguments<'_>) -> Outcome {
    each(&a.values[0], |number| number.floor())
}

/// A half goes away from zero.
fn round(a: &Arguments<'_>) -> Outcome {
    let digits = if a.count() == 2 { a.integer(1) } else { 0 };
    let digits = u32::try_from(digits).unwrap_or(0);
    each(&a.values[0], |number| number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
}

/// A number, or the amount of money, as `change` leaves it. Whole numbers are round already.
fn each(value: &Value, change: impl Fn(Decimal) -> Decimal) -> Outcome {
    match value {
        Value::Integer(number) => Ok((*number).into()),
        Value::Currency(currency) => with_amount(Some(change(amount(value)?)), currency.code.clone()),
        value => Ok(change(number(value)).into()),
    }
}

/// What is NOT_SET counts nothing.
fn sum(a: &Arguments<'_>) -> Outcome {
    let set = || a.items().iter().filter(|item| !item.is_not_set());
    let total = match a.returns.kind {
        Kind::Integer => whole_sum(set()).and_then(|sum| i64::try_from(sum).ok()).map(Value::from),
        Kind::Duration => whole_sum(set()).and_then(|sum| i64::try_from(sum).ok()).map(span),
        Kind::Currency => return sum_of(a.items()).and_then(|sum| with_amount(Some(sum.amount), sum.code)),
        _ => decimal_sum(set()).map(Value::from),
    };
    total.ok_or_else(|| TOO_LARGE.into())
}

/// Of what is set; of nothing it is zero.
fn average(a: &Arguments<'_>) -> Outcome {
    let set = || a.items().iter().filter(|item| !item.is_not_set());
    let count = set().count().max(1);
    let mean = match a.returns.kind {
        Kind::Duration => {
            let mean = |sum: i128| sum / i128::try_from(count).unwrap_or(i128::MAX);
            whole_sum(set()).map(mean).and_then(|mean| i64::try_from(mean).ok()).map(span)
        }
        Kind::Currency => {
            let sum = sum_of(a.items())?;
            return with_amount(sum.amount.checked_div(Decimal::from(sum.count.max(1))), sum.code);
        }
        _ => decimal_sum(set()).and_then(|sum| sum.checked_div(Decimal::from(count))).map(Value::from),
    };
    mean.ok_or_else(|| TOO_LARGE.into())
}

/// Of whole numbers, or of milliseconds.
fn whole_sum<'a>(items: impl Iterator<Item = &'a Value>) -> Option<i128> {
    let whole = |item: &Value| match item {
        Value::Duration(span) => i128::from(span.as_millis()),
        Value::Integer(number) => i128::from(*number),
        other => panic!("the table lets a {:?} into a sum", other.of()),
    };
    items.map(whole).try_fold(0i128, i128::checked_add)
}

fn decimal_sum<'a>(items: impl Iterator<Item = &'a Value>) -> Option<Decimal> {
    items.map(number).try_fold(Decimal::ZERO, Decimal::checked_add)
}

fn span(ms: i64) -> Value {
    Value::Duration(Duration::from_millis(ms))
}
