//! What an instruction works with: a constant or an expression.

use crate::{Context, EvalError, Expression, Type, Value, Variables};

/// A value, or how to find it.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Constant(Value),
    Expression(Box<Expression>),
}

impl Operand {
    pub(crate) fn evaluate(&self, variables: &Variables, context: &Context<'_>) -> Result<Value, EvalError> {
        match self {
            Self::Constant(value) => Ok(value.clone()),
            Self::Expression(expression) => expression.evaluate(variables, context),
        }
    }

    /// What its value is.
    pub(crate) fn of(&self) -> Type {
        match self {
            Self::Constant(value) => value.of(),
            Self::Expression(expression) => expression.of(),
        }
    }

    /// Its value, if nothing is needed to know it.
    pub(crate) fn constant(&self) -> Option<&Value> {
        match self {
            Self::Constant(value) => Some(value),
            Self::Expression(_) => None,
        }
    }
}
