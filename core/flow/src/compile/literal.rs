//! Literals: what `{lit: …}` means where a value of some type is wanted.

use std::sync::Arc;

use eyeline_model::Duration;
use rust_decimal::Decimal;

use super::{Compiler, operands};
use crate::{
    Audio, Currency, EmailAddress, Kind, List, Named, PhoneNumber, Referred, Type, User, Value,
    source::{Node, Plain, Shape},
    value::{parse_moment, parse_span},
};

/// The value of a literal, or what is wrong with it. Where nothing is known of what is wanted, the literal
/// decides.
pub(super) fn value(compiler: &mut Compiler<'_>, node: &Node, wanted: Option<Type>) -> Result<Value, String> {
    let Some(of) = wanted else { return Ok(unknown(node)) };
    if node.is_nothing() || node.get("noValue").is_some() {
        return Ok(Value::unset(of));
    }
    if !of.list {
        return single(compiler, node, of.kind);
    }
    let Shape::List(items) = &node.shape else { return Err(wrong(of)) };
    let items = items.iter().map(|item| single(compiler, item.get("lit").unwrap_or(item), of.kind));
    Ok(List::new(of.kind, items.collect::<Result<_, _>>()?).into())
}

fn wrong(of: Type) -> String {
    format!("this is no {of}; what cannot be written as a literal can be an expression: exp: ...")
}

fn single(compiler: &mut Compiler<'_>, node: &Node, of: Kind) -> Result<Value, String> {
    let found = match of {
        Kind::String => node.text().map(Value::from),
        Kind::Boolean => boolean(node).map(Value::from),
        Kind::Integer => integer(node).map(Value::from),
        Kind::Decimal => decimal(node).map(Value::from),
        Kind::Duration => duration(node).map(Value::from),
        Kind::DateTime => node.text().and_then(parse_moment).map(Value::from),
        Kind::Currency => currency(node).map(Value::from),
        Kind::PhoneNumber => node.text().map(|text| Value::PhoneNumber(Arc::new(PhoneNumber::new(text)))),
        Kind::EmailAddress => node
            .text()
            .map(|text| Value::EmailAddress(Arc::new(EmailAddress { id: text.into(), name: None }))),
        Kind::Audio => audio(compiler, node),
        Kind::Prompt => name(node).map(|name| Value::Prompt(operands::prompt(compiler, name, node.at))),
        Kind::Json => Some(Value::Json(Arc::new(json(node)))),
        kind => named(compiler, node, kind),
    };
    found.ok_or_else(|| wrong(Type::one(of)))
}

/// A literal where anything may stand, such as an input of a data action.
fn unknown(node: &Node) -> Value {
    match node.plain() {
        Some(Plain::Nothing) => Value::unset(Type::one(Kind::String)),
        Some(Plain::Boolean(value)) => value.into(),
        Some(Plain::Integer(value)) => value.into(),
        Some(Plain::Decimal(value)) => value.into(),
        Some(Plain::Text(text)) => text.into(),
        None => Value::Json(Arc::new(json(node))),
    }
}

fn boolean(node: &Node) -> Option<bool> {
    match node.plain()? {
        Plain::Boolean(value) => Some(value),
        Plain::Text(text) => text.to_lowercase().parse().ok(),
        _ => None,
    }
}

fn integer(node: &Node) -> Option<i64> {
    match node.plain()? {
        Plain::Integer(value) => Some(value),
        Plain::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn decimal(node: &Node) -> Option<Decimal> {
    match node.plain()? {
        Plain::Integer(value) => Some(value.into()),
        Plain::Decimal(value) => Some(value),
        Plain::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// `{minutes: 1, seconds: 30}`, or ISO 8601.
fn duration(node: &Node) -> Option<Duration> {
    if let Some(text) = node.text() {
        return parse_span(text);
    }
    let mut sum = 0i64;
    for entry in node.entries() {
        let unit = match entry.key.as_str() {
            "days" => 86_400_000,
            "hours" => 3_600_000,
            "minutes" => 60_000,
            "seconds" => 1_000,
            "ms" | "milliseconds" | "millis" => 1,
            _ => return None,
        };
        sum = sum.checked_add(integer(&entry.value)?.checked_mul(unit)?)?;
    }
    (!node.entries().is_empty()).then(|| Duration::from_millis(sum))
}

fn currency(node: &Node) -> Option<Currency> {
    let amount = node.get("amount").and_then(decimal);
    let code = node.get("code").and_then(Node::text).map(Arc::from);
    (amount.is_some() && code.is_some()).then_some(Currency { amount, code })
}

/// A text is spoken; `{name: X}` is a prompt.
fn audio(compiler: &mut Compiler<'_>, node: &Node) -> Option<Value> {
    if let Some(text) = node.text() {
        return Some(Audio::Tts { text: text.into(), language: None, spelled: false }.into());
    }
    let name = name(node)?;
    Some(Audio::Prompt { prompt: operands::prompt(compiler, name, node.at) }.into())
}

/// `{name: X}`, or the name alone.
fn name(node: &Node) -> Option<&str> {
    node.text().or_else(|| node.get("name")?.text()).filter(|name| !name.is_empty())
}

/// Something of the organization: `{name: X}`, `{id: …}`, or the name alone.
fn named(compiler: &mut Compiler<'_>, node: &Node, of: Kind) -> Option<Value> {
    let is_named = matches!(
        of,
        Kind::Queue
            | Kind::User
            | Kind::Group
            | Kind::Skill
            | Kind::LanguageSkill
            | Kind::WrapupCode
            | Kind::Schedule
            | Kind::ScheduleGroup
            | Kind::EmergencyGroup
    );
    if !is_named {
        return None;
    }
    let id = node.get("id").and_then(Node::text).unwrap_or_default();
    let name = name(node).or_else(|| node.get("username")?.text()).unwrap_or_default();
    if id.is_empty() && name.is_empty() {
        return None;
    }
    if !name.is_empty() {
        let what = if of == Kind::EmergencyGroup { Referred::EmergencyGroup } else { Referred::Object(of) };
        compiler.refer(what, name, node.at);
    }
    Some(match of {
        Kind::User => Value::User(Arc::new(User { id: id.into(), name: "".into(), username: name.into() })),
        of => Value::Named(Arc::new(Named::new(of, id, name))),
    })
}

fn json(node: &Node) -> serde_json::Value {
    match &node.shape {
        Shape::Scalar { .. } => match node.plain() {
            Some(Plain::Boolean(value)) => value.into(),
            Some(Plain::Integer(value)) => value.into(),
            Some(Plain::Decimal(value)) => {
                serde_json::from_str(&value.to_string()).unwrap_or_else(|_| value.to_string().into())
            }
            Some(Plain::Text(text)) => text.into(),
            Some(Plain::Nothing) | None => serde_json::Value::Null,
        },
        Shape::List(items) => items.iter().map(json).collect(),
        Shape::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect(),
    }
}
