//! What a compiled expression is worth.

use std::sync::Arc;

use super::{
    Context, EvalError,
    arguments::Arguments,
    functions::{Overload, Run},
    scope::{Slot, Variables},
};
use crate::{Kind, Property, Type, Value};

/// The longest text and the longest collection that a call may give; what comes in from outside may be longer.
pub(super) const MAX_TEXT_BYTES: usize = 256 * 1024;
const MAX_ITEMS: usize = 64 * 1024;

/// A part of a compiled expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Constant(Value),
    Variable(Box<Variable>),
    Call(Box<Call>),
    Property {
        column: usize,
        of: Box<Node>,
        property: Property,
    },
    Element {
        column: usize,
        list: Box<Node>,
        index: Box<Node>,
    },
    /// A property of a JSON object, or an item of a JSON array.
    Member {
        column: usize,
        json: Box<Node>,
        key: Box<Node>,
    },
    /// What a contact's list has in a column.
    Column {
        column: usize,
        contact: Box<Node>,
        name: Arc<str>,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) column: usize,
    pub(super) slot: Slot,
    pub(super) of: Type,
    /// As it was declared.
    pub(super) name: String,
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) column: usize,
    pub(super) overload: &'static Overload,
    pub(super) arguments: Vec<Node>,
    pub(super) returns: Type,
}

impl Node {
    pub(super) fn evaluate(&self, variables: &Variables, context: &Context<'_>) -> Result<Value, EvalError> {
        match self {
            Self::Constant(value) => Ok(value.clone()),
            Self::Variable(variable) => variable.evaluate(variables),
            Self::Call(call) => call.evaluate(variables, context),
            Self::Property { column, of, property } => {
                let of = of.evaluate(variables, context)?;
                if of.is_not_set() {
                    return Err(error(
                        *column,
                        format!("{} of a {} that is NOT_SET", property.name, of.of()),
                    ));
                }
                Ok(of.property(*property))
            }
            Self::Element { column, list, index } => {
                let list = list.evaluate(variables, context)?;
                let index = index.evaluate(variables, context)?;
                element(&list, &index).map_err(|message| error(*column, message))
            }
            Self::Member { column, json, key } => {
                let json = json.evaluate(variables, context)?;
                let key = key.evaluate(variables, context)?;
                member(&json, &key).map_err(|message| error(*column, message))
            }
            Self::Column { column, contact, name } => match contact.evaluate(variables, context)? {
                Value::Record(contact) => {
                    Ok(contact.column(name).cloned().unwrap_or(Value::NotSet(Kind::String)))
                }
                _ => Err(error(*column, format!("{name} of a Contact that is NOT_SET"))),
            },
        }
    }
}

fn error(column: usize, message: String) -> EvalError {
    EvalError { column, message }
}

/// The item at a place of a collection.
pub(super) fn element(list: &Value, index: &Value) -> Result<Value, String> {
    let items = list.items();
    let Value::Integer(index) = index else { return Err("the index is NOT_SET".into()) };
    let at = usize::try_from(*index).ok().and_then(|index| items.get(index));
    at.cloned().ok_or_else(|| format!("there is no item {index} in a collection of {}", items.len()))
}

/// A property of a JSON object or an item of a JSON array; NOT_SET if there is none.
pub(super) fn member(json: &Value, key: &Value) -> Result<Value, String> {
    let Value::Json(json) = json else { return Err("the JSON is NOT_SET".into()) };
    let member = match key {
        Value::String(name) => json.get(&**name),
        Value::Integer(index) => usize::try_from(*index).ok().and_then(|index| json.get(index)),
        _ => return Err("the name or index is NOT_SET".into()),
    };
    let value = |member: &serde_json::Value| Value::Json(Arc::new(member.clone()));
    Ok(member.map_or(Value::NotSet(Kind::Json), value))
}

impl Variable {
    fn evaluate(&self, variables: &Variables) -> Result<Value, EvalError> {
        match variables.get(self.slot) {
            Some(value) if value.of() == self.of => Ok(value.clone()),
            None => Ok(Value::unset(self.of)),
            Some(other) => {
                let message = format!("{} is {}, and holds {}", self.name, self.of, other.of());
                Err(error(self.column, message))
            }
        }
    }
}

impl Call {
    fn evaluate(&self, variables: &Variables, context: &Context<'_>) -> Result<Value, EvalError> {
        match self.overload.run {
            Run::And => self.decided_by(false, variables, context),
            Run::Or => self.decided_by(true, variables, context),
            Run::If => {
                // NOT_SET is not true: the vendor takes the second branch.
                let condition = self.arguments[0].evaluate(variables, context)?;
                let branch = if condition == Value::Boolean(true) { 1 } else { 2 };
                let value = self.arguments[branch].evaluate(variables, context)?;
                self.permitted(branch, &value)?;
                Ok(value)
            }
            Run::Function(function) => {
                let mut values = Vec::with_capacity(self.arguments.len());
                for (index, argument) in self.arguments.iter().enumerate() {
                    let value = argument.evaluate(variables, context)?;
                    self.permitted(index, &value)?;
                    values.push(value);
                }
                let arguments = Arguments { values: &values, returns: self.returns, context };
                let value = function(&arguments).map_err(|message| self.failed(message))?;
                self.within_limits(value)
            }
        }
    }

    /// `and` is decided by false, `or` by true: what comes behind is then not evaluated.
    fn decided_by(
        &self,
        decisive: bool,
        variables: &Variables,
        context: &Context<'_>,
    ) -> Result<Value, EvalError> {
        for (index, argument) in self.arguments.iter().enumerate() {
            let value = argument.evaluate(variables, context)?;
            self.permitted(index, &value)?;
            if value == Value::Boolean(decisive) {
                return Ok(value);
            }
        }
        Ok(Value::Boolean(!decisive))
    }

    /// Whether an argument may be NOT_SET if it is, and is within its limits.
    fn permitted(&self, index: usize, value: &Value) -> Result<(), EvalError> {
        let parameter = self.overload.signature.parameter(index);
        match value {
            Value::NotSet(_) if !parameter.may_be_not_set => {
                Err(self.failed(format!("{} is NOT_SET", parameter.name)))
            }
            Value::Integer(number) => match parameter.refuses(*number) {
                Some(reason) => Err(self.failed(reason)),
                None => Ok(()),
            },
            Value::Decimal(number) if parameter.not_zero && number.is_zero() => {
                Err(self.failed(format!("{} cannot be zero", parameter.name)))
            }
            _ => Ok(()),
        }
    }

    fn within_limits(&self, value: Value) -> Result<Value, EvalError> {
        match &value {
            Value::String(text) if text.len() > MAX_TEXT_BYTES => {
                Err(self.failed(format!("a text grows to at most {MAX_TEXT_BYTES} bytes")))
            }
            Value::List(list) if list.items.len() > MAX_ITEMS => {
                Err(self.failed(format!("a collection grows to at most {MAX_ITEMS} items")))
            }
            _ => Ok(value),
        }
    }

    fn failed(&self, message: String) -> EvalError {
        error(self.column, format!("{}: {message}", self.overload.signature.name))
    }
}
