//! JSON. Names of properties are case-sensitive, and what is not there is NOT_SET.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{Arguments, Line, Outcome, by};
use crate::{Kind, List, Value, expression::evaluate::member};

pub(super) const TABLE: &[Line] = &[
    ("JsonParse(text: String?) -> Json", by(json_parse)),
    ("JsonStringify(json: Json?) -> String", by(json_stringify)),
    ("ToJson(value: Any?) -> Json", by(to_json)),
    ("ToJson(list: Any[]) -> Json", by(to_json)),
    ("ToJsonCollection(array: Json?) -> Json[]", by(to_json_collection)),
    ("ToJsonCollection(list: Any[]) -> Json[]", by(to_json_collection)),
    ("GetJsonObjectProperty(object: Json, name: String) -> Json", by(get_json_object_property)),
    ("GetJsonObjectPropertyNames(object: Json) -> String[]", by(get_json_object_property_names)),
    ("HasJsonObjectProperty(object: Json, name: String) -> Boolean", by(has_json_object_property)),
];

fn json(value: Json) -> Value {
    Value::Json(Arc::new(value))
}

fn json_parse(a: &Arguments<'_>) -> Outcome {
    let Some(text) = a.text_if_set(0) else { return Ok(a.not_set()) };
    serde_json::from_str(&text).map(json).map_err(|error| format!("the text is no JSON: {error}"))
}

fn json_stringify(a: &Arguments<'_>) -> Outcome {
    Ok(match &a.values[0] {
        Value::Json(json) => json.to_string().into(),
        _ => a.not_set(),
    })
}

fn to_json(a: &Arguments<'_>) -> Outcome {
    Ok(match &a.values[0] {
        Value::NotSet(_) => a.not_set(),
        Value::Json(known) => Value::Json(known.clone()),
        value => json(value.to_json()),
    })
}

/// The items of an array, or of a collection each by itself; anything else is a collection of one.
fn to_json_collection(a: &Arguments<'_>) -> Outcome {
    let items = match &a.values[0] {
        Value::Json(known) => match &**known {
            Json::Array(items) => items.iter().cloned().map(json).collect(),
            _ => vec![Value::Json(known.clone())],
        },
        Value::List(list) => list
            .items
            .iter()
            .map(|item| if item.is_not_set() { Value::NotSet(Kind::Json) } else { json(item.to_json()) })
            .collect(),
        _ => Vec::new(),
    };
    Ok(List::new(Kind::Json, items).into())
}

fn get_json_object_property(a: &Arguments<'_>) -> Outcome {
    member(&a.values[0], &a.values[1])
}

fn get_json_object_property_names(a: &Arguments<'_>) -> Outcome {
    let Value::Json(known) = &a.values[0] else { return Ok(a.not_set()) };
    let names = known.as_object().into_iter().flat_map(|object| object.keys());
    Ok(List::new(Kind::String, names.map(|name| name.as_str().into()).collect()).into())
}

fn has_json_object_property(a: &Arguments<'_>) -> Outcome {
    let Value::Json(known) = &a.values[0] else { return Ok(false.into()) };
    Ok(known.get(&*a.text(1)).is_some().into())
}
