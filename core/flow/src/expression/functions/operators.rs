//! Arithmetic and logic written with symbols.

use std::sync::Arc;

use rust_decimal::{Decimal, MathematicalOps};

use super::{
    Arguments, Line, Outcome, Run, by,
    dates::moment_after,
    money::{same_code, with_amount},
};
use crate::{Audio, Value};

pub(super) const TABLE: &[Line] = &[
    ("+(one: Integer, other: Integer) -> Integer", by(add)),
    ("+(one: Decimal, other: Integer) -> Decimal", by(add)),
    ("+(one: Integer, other: Decimal) -> Decimal", by(add)),
    ("+(one: Currency, other: Currency) -> Currency", by(add)),
    ("+(one: Playable, other: Playable) -> Audio", by(sequence)),
    ("+(one: Decimal, other: Decimal) -> Decimal", by(add)),
    ("+(span: Duration, moment: DateTime) -> DateTime", by(add)),
    ("+(moment: DateTime, span: Duration) -> DateTime", by(add)),
    ("+(one: Duration, other: Duration) -> Duration", by(add)),
    ("+(one: String, other: String) -> String", by(concatenate)),
    ("-(one: Integer, other: Integer) -> Integer", by(subtract)),
    ("-(one: Currency, other: Currency) -> Currency", by(subtract)),
    ("-(one: Decimal, other: Decimal) -> Decimal", by(subtract)),
    ("-(one: Decimal, other: Integer) -> Decimal", by(subtract)),
    ("-(one: Integer, other: Decimal) -> Decimal", by(subtract)),
    ("-(one: Duration, other: Duration) -> Duration", by(subtract)),
    ("-(moment: DateTime, span: Duration) -> DateTime", by(subtract)),
    ("*(one: Integer, other: Integer) -> Integer", by(multiply)),
    ("*(one: Decimal, other: Decimal) -> Decimal", by(multiply)),
    ("*(one: Integer, other: Decimal) -> Decimal", by(multiply)),
    ("*(one: Decimal, other: Integer) -> Decimal", by(multiply)),
    ("*(factor: Decimal, amount: Currency) -> Currency", by(multiply)),
    ("*(amount: Currency, factor: Decimal) -> Currency", by(multiply)),
    ("*(factor: Integer, amount: Currency) -> Currency", by(multiply)),
    ("*(amount: Currency, factor: Integer) -> Currency", by(multiply)),
    ("/(dividend: Integer, divisor: Decimal !0) -> Decimal", by(divide)),
    ("/(dividend: Decimal, divisor: Integer !0) -> Decimal", by(divide)),
    ("/(dividend: Integer, divisor: Integer !0) -> Decimal", by(divide)),
    ("/(dividend: Decimal, divisor: Decimal !0) -> Decimal", by(divide)),
    ("/(dividend: Currency, divisor: Decimal !0) -> Currency", by(divide)),
    ("/(dividend: Currency, divisor: Integer !0) -> Currency", by(divide)),
    ("%(dividend: Integer, divisor: Integer !0) -> Integer", by(remainder)),
    ("%(dividend: Decimal, divisor: Decimal !0) -> Decimal", by(remainder)),
    ("%(dividend: Integer, divisor: Decimal !0) -> Decimal", by(remainder)),
    ("%(dividend: Decimal, divisor: Integer !0) -> Decimal", by(remainder)),
    ("%(dividend: Currency, divisor: Decimal !0) -> Currency", by(remainder)),
    ("%(dividend: Currency, divisor: Integer !0) -> Currency", by(remainder)),
    ("^(base: Integer, exponent: Integer) -> Decimal", by(power)),
    ("^(base: Integer, exponent: Decimal) -> Decimal", by(power)),
    ("^(base: Decimal, exponent: Integer) -> Decimal", by(power)),
    ("^(base: Decimal, exponent: Decimal) -> Decimal", by(power)),
    ("negate(amount: Currency) -> Currency", by(negate)),
    ("negate(value: Integer) -> Integer", by(negate)),
    ("negate(value: Decimal) -> Decimal", by(negate)),
    ("negate(span: Duration) -> Duration", by(negate)),
    ("&(one: Integer, other: Integer) -> Integer", by(bit_and)),
    ("|(one: Integer, other: Integer) -> Integer", by(bit_or)),
    ("~(value: Integer) -> Integer", by(bit_not)),
    ("!(value: Boolean) -> Boolean", by(not)),
    ("and(one: Boolean, other: Boolean) -> Boolean", Run::And),
    ("or(one: Boolean, other: Boolean) -> Boolean", Run::Or),
    ("?(condition: Boolean?, then: T?, otherwise: T?) -> T", Run::If),
    ("?(condition: Boolean?, then: T[], otherwise: T[]) -> T[]", Run::If),
    ("?(condition: Boolean?, then: Audio, otherwise: Audio) -> Audio", Run::If),
];

/// What no number of 28 digits, no whole number of 64 bits and no duration can hold.
pub(super) const TOO_LARGE: &str = "the result is too large";

fn add(a: &Arguments<'_>) -> Outcome {
    let sum = match (&a.values[0], &a.values[1]) {
        (Value::Integer(one), Value::Integer(other)) => one.checked_add(*other).map(Value::from),
        (Value::Duration(one), Value::Duration(other)) => {
            one.as_millis().checked_add(other.as_millis()).map(span)
        }
        (Value::DateTime(moment), Value::Duration(span))
        | (Value::Duration(span), Value::DateTime(moment)) => {
            return moment_after(*moment, *span);
        }
        (Value::Currency(one), Value::Currency(other)) => {
            let code = same_code(one, other)?;
            let amount = amount(&a.values[0])?.checked_add(amount(&a.values[1])?);
            return with_amount(amount, code);
        }
        (one, other) => number(one).checked_add(number(other)).map(Value::from),
    };
    sum.ok_or_else(|| TOO_LARGE.into())
}

fn subtract(a: &Arguments<'_>) -> Outcome {
    let difference = match (&a.values[0], &a.values[1]) {
        (Value::Integer(one), Value::Integer(other)) => one.checked_sub(*other).map(Value::from),
        (Value::Duration(one), Value::Duration(other)) => {
            one.as_millis().checked_sub(other.as_millis()).map(span)
        }
        (Value::DateTime(moment), Value::Duration(span)) => {
            let back = span.as_millis().checked_neg().ok_or(TOO_LARGE)?;
            return moment_after(*moment, eyeline_model::Duration::from_millis(back));
        }
        (Value::Currency(one), Value::Currency(other)) => {
            let code = same_code(one, other)?;
            let amount = amount(&a.values[0])?.checked_sub(amount(&a.values[1])?);
            return with_amount(amount, code);
        }
        (one, other) => number(one).checked_sub(number(other)).map(Value::from),
    };
    difference.ok_or_else(|| TOO_LARGE.into())
}

fn multiply(a: &Arguments<'_>) -> Outcome {
    match (&a.values[0], &a.values[1]) {
        (Value::Integer(one), Value::Integer(other)) => {
            one.checked_mul(*other).map(Value::from).ok_or_else(|| TOO_LARGE.into())
        }
        (money @ Value::Currency(currency), factor) | (factor, money @ Value::Currency(currency)) => {
            with_amount(amount(money)?.checked_mul(number(factor)), currency.code.clone())
        }
        (one, other) => {
            number(one).checked_mul(number(other)).map(Value::from).ok_or_else(|| TOO_LARGE.into())
        }
    }
}

fn divide(a: &Arguments<'_>) -> Outcome {
    match (&a.values[0], number(&a.values[1])) {
        (money @ Value::Currency(currency), divisor) => {
            with_amount(amount(money)?.checked_div(divisor), currency.code.clone())
        }
        (one, divisor) => number(one).checked_div(divisor).map(Value::from).ok_or_else(|| TOO_LARGE.into()),
    }
}

/// The sign is the dividend's.
fn remainder(a: &Arguments<'_>) -> Outcome {
    match (&a.values[0], &a.values[1]) {
        (Value::Integer(one), Value::Integer(other)) => Ok(one.wrapping_rem(*other).into()),
        (money @ Value::Currency(currency), divisor) => {
            with_amount(amount(money)?.checked_rem(number(divisor)), currency.code.clone())
        }
        (one, other) => {
            number(one).checked_rem(number(other)).map(Value::from).ok_or_else(|| TOO_LARGE.into())
        }
    }
}

fn power(a: &Arguments<'_>) -> Outcome {
    let (base, exponent) = (number(&a.values[0]), number(&a.values[1]));
    if base.is_zero() && exponent.is_sign_negative() && !exponent.is_zero() {
        return Err("zero has no negative power".into());
    }
    if base.is_sign_negative() && !exponent.fract().is_zero() {
        return Err("a negative number has no broken power".into());
    }
    raised(base, exponent).map(Value::from).ok_or_else(|| TOO_LARGE.into())
}

/// Halves go by the square root, which is exact to the last digit; other broken exponents by the logarithm, of
/// which the last digits are rounded away.
fn raised(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    let whole = |exponent: Decimal| base.checked_powi(i64::try_from(exponent).ok()?);
    let rest = exponent - exponent.floor();
    if rest.is_zero() {
        return whole(exponent);
    }
    if base.is_zero() {
        return Some(Decimal::ZERO);
    }
    if rest == Decimal::new(5, 1) {
        return whole(exponent.floor())?.checked_mul(base.sqrt()?);
    }
    base.checked_powd(exponent)?.round_sf(20)
}

fn negate(a: &Arguments<'_>) -> Outcome {
    match &a.values[0] {
        Value::Integer(value) => value.checked_neg().map(Value::from).ok_or_else(|| TOO_LARGE.into()),
        Value::Duration(value) => value.as_millis().checked_neg().map(span).ok_or_else(|| TOO_LARGE.into()),
        Value::Currency(currency) => {
            with_amount(Some(Decimal::ZERO - amount(&a.values[0])?), currency.code.clone())
        }
        value => Ok((Decimal::ZERO - number(value)).into()),
    }
}

fn bit_and(a: &Arguments<'_>) -> Outcome {
    Ok((a.integer(0) & a.integer(1)).into())
}

fn bit_or(a: &Arguments<'_>) -> Outcome {
    Ok((a.integer(0) | a.integer(1)).into())
}

fn bit_not(a: &Arguments<'_>) -> Outcome {
    Ok((!a.integer(0)).into())
}

fn not(a: &Arguments<'_>) -> Outcome {
    Ok((!a.boolean(0)).into())
}

fn concatenate(a: &Arguments<'_>) -> Outcome {
    Ok(format!("{}{}", a.text(0), a.text(1)).into())
}

/// One after the other; prompts become audio.
pub(super) fn sequence(a: &Arguments<'_>) -> Outcome {
    let part = |value: &Value| match value {
        Value::Audio(audio) => audio.clone(),
        Value::Prompt(prompt) => Arc::new(Audio::Prompt { prompt: prompt.clone() }),
        _ => Arc::new(Audio::NOTHING),
    };
    let mut parts = Vec::new();
    for audio in a.values.iter().map(part) {
        match &*audio {
            Audio::Sequence { parts: inner } => parts.extend(inner.iter().cloned()),
            Audio::Blank { length_ms: 0 } => {}
            _ => parts.push(audio),
        }
    }
    Ok(Audio::Sequence { parts }.into())
}

fn span(ms: i64) -> Value {
    Value::Duration(eyeline_model::Duration::from_millis(ms))
}

/// A number as a decimal.
pub(super) fn number(value: &Value) -> Decimal {
    match value {
        Value::Integer(value) => Decimal::from(*value),
        Value::Decimal(value) => *value,
        other => panic!("the table lets a {:?} into arithmetic", other.of()),
    }
}

/// The amount of an amount of money.
pub(super) fn amount(value: &Value) -> Result<Decimal, String> {
    match value {
        Value::Currency(currency) => currency.amount.ok_or_else(|| "the amount is NOT_SET".to_owned()),
        other => panic!("the table lets a {:?} into arithmetic with money", other.of()),
    }
}
