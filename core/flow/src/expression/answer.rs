//! One expression, tried out: text and JSON in, JSON out. The command line's `flow eval` is this, line by line.

use serde_json::{Map, Value as Json};

use super::{Context, Expression, Scope, Variables};
use crate::Value;

/// What became of an expression that was tried out.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// It has a value.
    Value(Value),
    /// It is no expression, or has no value.
    Error {
        /// What is wrong.
        message: String,
        /// Where: in characters, from 1. None if a variable is to blame.
        column: Option<usize>,
    },
}

impl Answer {
    /// One line of JSON: `{"value":…,"type":…}` or `{"error":…,"column":…}`. Decimals keep all their digits.
    pub fn line(&self) -> String {
        match self {
            Self::Value(value) => format!(r#"{{"value":{},"type":"{}"}}"#, value.json_text(), value.of()),
            Self::Error { message, column } => {
                let message = Json::from(message.as_str());
                match column {
                    Some(column) => format!(r#"{{"error":{message},"column":{column}}}"#),
                    None => format!(r#"{{"error":{message}}}"#),
                }
            }
        }
    }
}

/// Compiles and evaluates one expression. The variables need no declaration: their types are what their JSON is
/// most likely to mean ([`Value::infer`]); those that every flow has are there and NOT_SET.
pub fn answer(text: &str, variables: &Map<String, Json>, context: &Context<'_>) -> Answer {
    let mut scope = Scope::new();
    let mut values = Variables::default();
    for (name, json) in variables {
        match given(&scope, name, json) {
            Ok(value) => {
                let slot = scope.declare(name, value.of());
                values.set(slot, value);
            }
            Err(message) => return Answer::Error { message, column: None },
        }
    }
    let expression = match Expression::compile(text, &scope) {
        Ok(expression) => expression,
        Err(error) => {
            let message = match error.meant(&scope) {
                Some(near) => format!("{}; did you mean {near}?", error.message),
                None => error.message,
            };
            return Answer::Error { message, column: Some(error.column) };
        }
    };
    match expression.evaluate(&values, context) {
        Ok(value) => Answer::Value(value),
        Err(error) => Answer::Error { message: error.message, column: Some(error.column) },
    }
}

/// A variable that every flow has keeps its type if the JSON allows it.
fn given(scope: &Scope, name: &str, json: &Json) -> Result<Value, String> {
    let known = scope.find(name).and_then(|(_, of)| Value::from_json(json, of).ok());
    let value = known.map_or_else(|| Value::infer(json), Ok);
    value.map_err(|error| format!("the variable {name}: {error}"))
}
