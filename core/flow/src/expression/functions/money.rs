//! Amounts of money.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{
    Arguments, Line, Outcome, by,
    operators::{TOO_LARGE, number},
};
use crate::{
    Currency, Kind, List, Value,
    value::{canonical, symbol},
};

pub(super) const TABLE: &[Line] = &[
    ("MakeCurrency(amount: Decimal?, code: String? currency) -> Currency", by(make_currency)),
    ("MakeCurrency(amount: Integer?, code: String? currency) -> Currency", by(make_currency)),
    ("MakeListCurrency(amounts: Decimal[], code: String? currency) -> Currency[]", by(make_list_currency)),
    ("MakeListCurrency(amounts: Decimal[], codes: String[]) -> Currency[]", by(make_list_currency)),
    ("ToCurrency(text: String?) -> Currency", by(to_currency)),
    ("ToCurrency(amount: Decimal?) -> Currency", by(to_currency)),
    ("ToCurrency(amount: Integer?) -> Currency", by(to_currency)),
    ("ToCurrency(amount: Currency?) -> Currency", by(to_currency)),
    ("GetCurrencySymbol(code: String currency) -> String", by(get_currency_symbol)),
    ("GetCurrencySymbol(amount: Currency?) -> String", by(get_currency_symbol)),
    ("ConvertCurrency(amount: Currency?, code: String? currency) -> Currency", by(convert_currency)),
    (
        "ConvertCurrency(amount: Currency?, code: String? currency, rate: Decimal) -> Currency",
        by(convert_currency),
    ),
];

/// What amounts of one currency come to.
pub(super) struct Total {
    pub(super) amount: Decimal,
    pub(super) code: Option<Arc<str>>,
    /// Of how many.
    pub(super) count: usize,
}

/// The sum of those amounts that are set. All of them, and also those whose amount is NOT_SET, are of one
/// currency.
pub(super) fn sum_of(items: &[Value]) -> Result<Total, String> {
    let mut total = Total { amount: Decimal::ZERO, code: None, count: 0 };
    let mut first: Option<&Currency> = None;
    for item in items {
        let Value::Currency(currency) = item else { continue };
        total.code = same_code(first.unwrap_or(currency), currency)?;
        first = first.or(Some(currency));
        if let Some(amount) = currency.amount {
            total.amount = total.amount.checked_add(amount).ok_or(TOO_LARGE)?;
            total.count += 1;
        }
    }
    Ok(total)
}

/// The code that both have, if it is the same.
pub(super) fn same_code(one: &Currency, other: &Currency) -> Result<Option<Arc<str>>, String> {
    if one.code == other.code {
        return Ok(one.code.clone());
    }
    let name = |currency: &Currency| currency.code.as_deref().unwrap_or("NOT_SET").to_owned();
    Err(format!("{} and {} are two currencies; use ConvertCurrency", name(one), name(other)))
}

/// An amount that was worked out; none if it was too large.
pub(super) fn with_amount(amount: Option<Decimal>, code: Option<Arc<str>>) -> Outcome {
    let amount = amount.ok_or(TOO_LARGE)?;
    Ok(Currency { amount: Some(amount), code }.into())
}

fn make_currency(a: &Arguments<'_>) -> Outcome {
    let amount = if a.values[0].is_not_set() { None } else { Some(number(&a.values[0])) };
    Ok(Currency { amount, code: code(a.text_if_set(1))? }.into())
}

/// One code for all amounts, or one for each.
fn make_list_currency(a: &Arguments<'_>) -> Outcome {
    let (amounts, codes) = (a.values[0].items(), a.values[1].items());
    let one_for_all = a.values[1].of() == crate::Type::one(Kind::String);
    if !one_for_all && amounts.len() != codes.len() {
        return Err(format!("there are {} amounts and {} codes", amounts.len(), codes.len()));
    }
    let mut list = Vec::with_capacity(amounts.len());
    for (index, amount) in amounts.iter().enumerate() {
        let amount = if amount.is_not_set() { None } else { Some(number(amount)) };
        let text = match &codes[if one_for_all { 0 } else { index }] {
            Value::String(code) => Some(code.clone()),
            _ => None,
        };
        list.push(Currency { amount, code: code(text)? }.into());
    }
    Ok(List::new(Kind::Currency, list).into())
}

/// In capitals; an empty code is none.
fn code(text: Option<Arc<str>>) -> Result<Option<Arc<str>>, String> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => match canonical(text) {
            Some(code) => Ok(Some(code.into())),
            None => Err(format!("{text:?} is no currency of ISO 4217")),
        },
    }
}

/// `5.00|USD`; either side may be empty, and the second may be missing.
fn to_currency(a: &Arguments<'_>) -> Outcome {
    match &a.values[0] {
        Value::NotSet(_) => Ok(a.not_set()),
        Value::Currency(currency) => Ok(currency.clone().into()),
        Value::String(text) if text.trim().is_empty() => Ok(a.not_set()),
        Value::String(text) => {
            let (amount, of) = text.split_once('|').unwrap_or((text, ""));
            let amount = match amount.trim() {
                "" => None,
                digits => Some(digits.parse().map_err(|_| format!("{digits:?} is no amount"))?),
            };
            Ok(Currency { amount, code: code(Some(of.into()))? }.into())
        }
        amount => Ok(Currency { amount: Some(number(amount)), code: None }.into()),
    }
}

fn get_currency_symbol(a: &Arguments<'_>) -> Outcome {
    let code = match &a.values[0] {
        Value::Currency(currency) => currency.code.clone(),
        Value::String(code) => Some(code.clone()),
        _ => None,
    };
    let Some(code) = code else { return Ok(a.not_set()) };
    symbol(code.trim()).map(Value::from).ok_or_else(|| format!("{code:?} is no currency of ISO 4217"))
}

/// The same amount in another currency, or its multiple.
fn convert_currency(a: &Arguments<'_>) -> Outcome {
    let Some(source) = a.currency_if_set(0) else { return Ok(a.not_set()) };
    let code = code(a.text_if_set(1))?;
    let amount = match (source.amount, a.count()) {
        (Some(amount), 3) => Some(amount.checked_mul(a.decimal(2)).ok_or(TOO_LARGE)?),
        (amount, _) => amount,
    };
    Ok(Currency { amount, code }.into())
}
