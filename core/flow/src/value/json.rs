//! Values as JSON, for the command line and for APIs: amounts exact, instants and spans as ISO 8601.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::{
    AgentScorePair, Audio, Choice, Currency, EmailAddress, Kind, List, Named, PhoneNumber, Prompt,
    PromptKind, Record, Type, User, Value, decimal_text, moment_text, parse_moment, parse_span, span_text,
};

/// JSON that is no value of the wanted type.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{found} is no {wanted}")]
pub struct UnsuitableJson {
    /// The type that was asked for.
    pub wanted: Type,
    /// The JSON, cut to a length that can be shown.
    pub found: String,
}

impl Value {
    /// The value as JSON text: decimals with all their digits, NOT_SET as `null`, a date, span or telephone
    /// number as text, what has properties as an object.
    pub fn json_text(&self) -> String {
        let mut text = String::new();
        write(self, &mut text);
        text
    }

    /// The value as JSON. A decimal of more than 15 digits loses the last of them: [`Self::json_text`] keeps them.
    pub fn to_json(&self) -> Json {
        serde_json::from_str(&self.json_text()).expect("what was just written is JSON")
    }

    /// The value of a type, from what [`Self::json_text`] writes. `null` is NOT_SET, or an empty collection.
    ///
    /// # Errors
    /// If the JSON is no value of that type.
    pub fn from_json(json: &Json, of: Type) -> Result<Self, UnsuitableJson> {
        let value = if of.list { list(json, of.kind) } else { single(json, of.kind) };
        value.ok_or_else(|| UnsuitableJson { wanted: of, found: json.to_string().chars().take(80).collect() })
    }

    /// The value that a JSON most likely means: text a String, whole numbers Integers, others Decimals; an array
    /// a collection of what is in it; `{"value": …, "type": …}` what it says; any other object stays JSON.
    /// `null` is NOT_SET of no kind yet.
    ///
    /// # Errors
    /// If `type` is no type, or `value` none of it.
    pub fn infer(json: &Json) -> Result<Self, UnsuitableJson> {
        if let Some((value, name)) = typed(json) {
            let json_type = Type::one(Kind::Json);
            let unknown = || UnsuitableJson { wanted: json_type, found: format!("the type {name:?}") };
            return Self::from_json(value, Type::named(name).ok_or_else(unknown)?);
        }
        Self::from_json(json, inferred(json))
    }
}

/// `{"value": …, "type": …}` and nothing else.
fn typed(json: &Json) -> Option<(&Json, &str)> {
    let object = json.as_object().filter(|object| object.len() == 2)?;
    Some((object.get("value")?, object.get("type")?.as_str()?))
}

fn inferred(json: &Json) -> Type {
    match json {
        Json::Null => Type::one(Kind::Unknown),
        Json::Bool(_) => Type::one(Kind::Boolean),
        Json::Number(number) if number.is_i64() => Type::one(Kind::Integer),
        Json::Number(_) => Type::one(Kind::Decimal),
        Json::String(_) => Type::one(Kind::String),
        Json::Object(_) => Type::one(Kind::Json),
        Json::Array(items) => {
            let mut kinds = items.iter().filter(|item| !item.is_null()).map(inferred);
            let first = kinds.next().unwrap_or(Type::one(Kind::String));
            let number = |kind| matches!(kind, Kind::Integer | Kind::Decimal);
            let join = |one: Type, other: Type| match (one, other) {
                (one, other) if one.list || other.list => Type::one(Kind::Json),
                (one, other) if one == other => one,
                (one, other) if number(one.kind) && number(other.kind) => Type::one(Kind::Decimal),
                _ => Type::one(Kind::Json),
            };
            let kind = kinds.fold(first, join);
            Type::list(if kind.list { Kind::Json } else { kind.kind })
        }
    }
}

fn list(json: &Json, of: Kind) -> Option<Value> {
    let items = match json {
        Json::Null => Vec::new(),
        Json::Array(items) => items.iter().map(|item| single(item, of)).collect::<Option<_>>()?,
        _ => return None,
    };
    Some(List::new(of, items).into())
}

fn single(json: &Json, of: Kind) -> Option<Value> {
    if json.is_null() {
        return Some(Value::NotSet(of));
    }
    if json == &Json::String(String::new()) && of != Kind::String && of != Kind::Json {
        return Some(Value::NotSet(of));
    }
    let text = |name: &str| json.get(name).and_then(Json::as_str).map(Arc::<str>::from);
    Some(match of {
        Kind::Boolean => json.as_bool()?.into(),
        Kind::Integer => json.as_i64()?.into(),
        Kind::Decimal => decimal(json)?.into(),
        Kind::String => json.as_str()?.into(),
        Kind::DateTime => parse_moment(json.as_str()?)?.into(),
        Kind::Duration => parse_span(json.as_str()?)?.into(),
        Kind::Currency => {
            let amount = json.get("amount").filter(|amount| !amount.is_null());
            let amount = match amount {
                Some(amount) => Some(decimal(amount)?),
                None => None,
            };
            json.as_object()?;
            Currency { amount, code: text("code") }.into()
        }
        Kind::PhoneNumber => Value::PhoneNumber(Arc::new(PhoneNumber::new(json.as_str()?))),
        Kind::EmailAddress => {
            let id = text("id").or_else(|| json.as_str().map(Arc::from))?;
            Value::EmailAddress(Arc::new(EmailAddress { id, name: text("name") }))
        }
        Kind::User => {
            let part = |name| text(name).unwrap_or_default();
            json.as_object()?;
            let user = User { id: part("id"), name: part("name"), username: part("username") };
            Value::User(Arc::new(user))
        }
        Kind::Queue
        | Kind::Group
        | Kind::Skill
        | Kind::LanguageSkill
        | Kind::WrapupCode
        | Kind::Schedule
        | Kind::ScheduleGroup
        | Kind::EmergencyGroup => {
            json.as_object()?;
            let part = |name| text(name).unwrap_or_default();
            Value::Named(Arc::new(Named::new(of, part("id"), part("name"))))
        }
        Kind::AgentScorePair => agent_score_pair(json)?,
        Kind::Prompt => prompt(json)?,
        Kind::Audio => serde_json::from_value::<Audio>(json.clone()).ok()?.into(),
        Kind::Json => Value::Json(Arc::new(json.clone())),
        Kind::Unknown => return None,
        _ if !of.is_data() => Value::Choice(Choice { of, name: json.as_str()?.into() }),
        Kind::Contact => contact(json.as_object()?)?,
        _ => record(json.as_object()?, of)?,
    })
}

fn decimal(json: &Json) -> Option<Decimal> {
    let number = json.as_number()?.to_string();
    number.parse().ok().or_else(|| Decimal::from_scientific(&number).ok())
}

fn agent_score_pair(json: &Json) -> Option<Value> {
    let agent = match single(json.get("agent").unwrap_or(&Json::Null), Kind::User)? {
        Value::User(agent) => Some(agent),
        _ => None,
    };
    let score = json.get("score").and_then(Json::as_u64).and_then(|score| u8::try_from(score).ok());
    json.as_object().map(|_| Value::AgentScorePair(Arc::new(AgentScorePair { agent, score })))
}

fn prompt(json: &Json) -> Option<Value> {
    let object = json.as_object()?;
    let text = |name: &str| object.get(name).and_then(Json::as_str);
    let of = if text("type") == Some("system") { PromptKind::System } else { PromptKind::User };
    let mut prompt = Prompt::by_name(of, text("name").unwrap_or_default());
    prompt.id = text("id").unwrap_or_default().into();
    prompt.duration = text("duration").and_then(parse_span);
    prompt.text_to_speech = text("textToSpeech").map(Arc::from);
    Some(Value::Prompt(Arc::new(prompt)))
}

/// Properties that its kind does not have are left out.
fn record(object: &Map<String, Json>, of: Kind) -> Option<Value> {
    let mut properties = BTreeMap::new();
    for (name, json) in object {
        let Some(property) = of.property(name) else { continue };
        let value = Value::from_json(json, property.of).ok()?;
        properties.insert(Arc::from(property.name), value);
    }
    Some(Value::Record(Arc::new(Record { of, properties })))
}

/// Every column is a text, whatever the list holds.
fn contact(object: &Map<String, Json>) -> Option<Value> {
    let mut properties = BTreeMap::new();
    for (name, json) in object {
        let value = match json {
            Json::Null => Value::NotSet(Kind::String),
            Json::String(text) => text.as_str().into(),
            Json::Number(_) | Json::Bool(_) => json.to_string().into(),
            Json::Array(_) | Json::Object(_) => return None,
        };
        properties.insert(Arc::from(name.as_str()), value);
    }
    Some(Value::Record(Arc::new(Record { of: Kind::Contact, properties })))
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::NotSet(_) => text.push_str("null"),
        Value::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Integer(value) => write!(text, "{value}").expect("a String takes everything"),
        Value::Decimal(value) => text.push_str(&decimal_text(*value)),
        Value::String(value) => write_text(value, text),
        Value::DateTime(value) => write_text(&moment_text(*value), text),
        Value::Duration(value) => write_text(&span_text(*value), text),
        Value::PhoneNumber(value) => write_text(&value.raw, text),
        Value::Choice(value) => write_text(&value.name, text),
        Value::Json(value) => text.push_str(&value.to_string()),
        Value::Audio(value) => {
            text.push_str(&serde_json::to_string(value).expect("audio has only text for keys"));
        }
        Value::List(list) => {
            text.push('[');
            for (index, item) in list.items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Record(contact) if contact.of == Kind::Contact => {
            let columns = contact.properties.iter();
            write_members(columns.map(|(name, value)| (&**name, value.clone())), text);
        }
        object => {
            // Also those of which there is no value.
            let properties = object.kind().properties().iter();
            write_members(properties.map(|property| (property.name, object.property(*property))), text);
        }
    }
}

fn write_members<'a>(members: impl Iterator<Item = (&'a str, Value)>, text: &mut String) {
    text.push('{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_text(name, text);
        text.push(':');
        write(&value, text);
    }
    text.push('}');
}

fn write_text(part: &str, text: &mut String) {
    text.push_str(&serde_json::to_string(part).expect("text is JSON"));
}
