//! From one type to another.

use std::sync::Arc;

use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{Arguments, Line, Outcome, by, operators::TOO_LARGE, text::joined};
use crate::{
    PhoneNumber, Value,
    value::{fixed_text, symbol},
};

pub(super) const TABLE: &[Line] = &[
    ("ToBool(number: Decimal?) -> Boolean", by(to_bool)),
    ("ToBool(text: String?) -> Boolean", by(to_bool)),
    ("ToBool(number: Integer?) -> Boolean", by(to_bool)),
    ("ToBool(value: Boolean?) -> Boolean", by(to_bool)),
    ("ToBool(json: Json?) -> Boolean", by(to_bool)),
    ("ToInt(value: Boolean?) -> Integer", by(to_int)),
    ("ToInt(number: Decimal?) -> Integer", by(to_int)),
    ("ToInt(text: String?) -> Integer", by(to_int)),
    ("ToInt(number: Integer?) -> Integer", by(to_int)),
    ("ToInt(span: Duration?) -> Integer", by(to_int)),
    ("ToInt(json: Json?) -> Integer", by(to_int)),
    ("ToDecimal(value: Boolean?) -> Decimal", by(to_decimal)),
    ("ToDecimal(amount: Currency?) -> Decimal", by(to_decimal)),
    ("ToDecimal(text: String?) -> Decimal", by(to_decimal)),
    ("ToDecimal(number: Integer?) -> Decimal", by(to_decimal)),
    ("ToDecimal(number: Decimal?) -> Decimal", by(to_decimal)),
    ("ToDecimal(json: Json?) -> Decimal", by(to_decimal)),
    ("ToString(value: Any?) -> String", by(to_string)),
    ("ToString(list: Any[]) -> String", by(to_string)),
    ("ToString(list: Any[], delimiter: String?) -> String", by(to_string)),
    ("ToString(number: Decimal?, decimalPlaces: Integer 1..28) -> String", by(to_string)),
    ("ToString(amount: Currency?, decimalPlaces: Integer 1..28) -> String", by(to_string)),
    ("ToString(list: Decimal[], decimalPlaces: Integer 1..28) -> String", by(to_string)),
    ("ToString(list: Currency[], decimalPlaces: Integer 1..28) -> String", by(to_string)),
    ("ToString(list: Decimal[], delimiter: String?, decimalPlaces: Integer 1..28) -> String", by(to_string)),
    ("ToString(list: Currency[], delimiter: String?, decimalPlaces: Integer 1..28) -> String", by(to_string)),
    ("ToDisplayString(value: Any?) -> String", by(to_display_string)),
    ("ToPhoneNumber(text: String?) -> PhoneNumber", by(to_phone_number)),
    ("ToPhoneNumber(number: PhoneNumber?) -> PhoneNumber", by(to_phone_number)),
];

/// Of texts only `true`, `t`, `1`, `false`, `f` and `0` are one, in any case; the others are NOT_SET.
fn to_bool(a: &Arguments<'_>) -> Outcome {
    Ok(match &from_json(&a.values[0]) {
        Value::Boolean(value) => (*value).into(),
        Value::Integer(number) => (*number != 0).into(),
        Value::Decimal(number) => (!number.is_zero()).into(),
        Value::String(text) => match text.to_lowercase().as_str() {
            "true" | "t" | "1" => true.into(),
            "false" | "f" | "0" => false.into(),
            _ => a.not_set(),
        },
        _ => a.not_set(),
    })
}

/// Decimals lose what is behind the point, durations become milliseconds, blank texts NOT_SET.
fn to_int(a: &Arguments<'_>) -> Outcome {
    Ok(match &from_json(&a.values[0]) {
        Value::Boolean(value) => i64::from(*value).into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) => number.trunc().to_i64().ok_or(TOO_LARGE)?.into(),
        Value::Duration(span) => span.as_millis().into(),
        Value::String(text) if !text.trim().is_empty() => {
            text.trim().parse::<i64>().map_err(|_| format!("{text:?} is no Integer"))?.into()
        }
        _ => a.not_set(),
    })
}

fn to_decimal(a: &Arguments<'_>) -> Outcome {
    Ok(match &from_json(&a.values[0]) {
        Value::Boolean(value) => Decimal::from(i64::from(*value)).into(),
        Value::Integer(number) => Decimal::from(*number).into(),
        Value::Decimal(number) => (*number).into(),
        Value::Currency(currency) => currency.amount.map_or_else(|| a.not_set(), Value::from),
        Value::String(text) if !text.trim().is_empty() => {
            text.trim().parse::<Decimal>().map_err(|_| format!("{text:?} is no Decimal"))?.into()
        }
        _ => a.not_set(),
    })
}

/// The Boolean, number or text that JSON is; other values as they are.
fn from_json(value: &Value) -> Value {
    let Value::Json(json) = value else { return value.clone() };
    Value::infer(json).unwrap_or_else(|_| value.clone())
}

/// With the places, and the delimiter of collections, that are asked for. Items that are NOT_SET are empty.
fn to_string(a: &Arguments<'_>) -> Outcome {
    let places = match a.values.last() {
        Some(Value::Integer(places)) if a.count() > 1 => u32::try_from(*places).ok(),
        _ => None,
    };
    let text = |value: &Value| match (value, places) {
        (Value::Decimal(number), Some(places)) => Some(fixed_text(*number, places)),
        (Value::Currency(currency), Some(places)) => Some(currency.text(places)),
        (value, _) => value.text(),
    };
    let Value::List(list) = &a.values[0] else {
        return Ok(text(&a.values[0]).map_or_else(|| a.not_set(), Value::from));
    };
    let delimiter: Arc<str> = match a.values.get(1) {
        Some(Value::String(delimiter)) => delimiter.clone(),
        Some(Value::NotSet(_)) => "".into(),
        _ => "\n".into(),
    };
    let texts: Vec<String> = list.items.iter().map(|item| text(item).unwrap_or_default()).collect();
    joined(texts.iter().map(String::as_str), &delimiter)
}

/// As a person reads it: money with its symbol, telephone numbers as they were written; everything else as
/// `ToString`.
fn to_display_string(a: &Arguments<'_>) -> Outcome {
    Ok(match &a.values[0] {
        Value::Currency(currency) => match (currency.amount, currency.code.as_deref().and_then(symbol)) {
            (Some(amount), Some(symbol)) => format!("{symbol}{}", fixed_text(amount, 2)).into(),
            (Some(amount), None) => fixed_text(amount, 2).into(),
            (None, _) => a.not_set(),
        },
        Value::PhoneNumber(number) => Value::String(number.raw.clone()),
        value => value.text().map_or_else(|| a.not_set(), Value::from),
    })
}

fn to_phone_number(a: &Arguments<'_>) -> Outcome {
    Ok(match &a.values[0] {
        Value::String(text) if !text.trim().is_empty() => {
            Value::PhoneNumber(Arc::new(PhoneNumber::new(text.clone())))
        }
        number @ Value::PhoneNumber(_) => number.clone(),
        _ => a.not_set(),
    })
}
