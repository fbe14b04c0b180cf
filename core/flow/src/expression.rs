//! The expression language: text in, a compiled expression out; variables and the moment in, a value out.

mod answer;
mod arguments;
mod check;
mod collation;
mod constant;
mod context;
mod directory;
mod evaluate;
mod functions;
mod parse;
mod scope;
mod signature;
mod syntax;
mod token;

#[cfg(test)]
mod tests;

use crate::{Type, Value};

pub use answer::{Answer, answer};
pub use context::Context;
pub use directory::Directory;
pub use scope::{Scope, Slot, Variables};

use evaluate::Node;

/// A compiled expression: its overloads are chosen, its names are slots. It is made once, when a flow is
/// published, and evaluated as often as the flow comes by.
#[derive(Clone, Debug)]
pub struct Expression {
    root: Node,
    of: Type,
}

/// Why a text is no expression, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct CompileError {
    /// The first character it is about, counted from 1 over the whole text, line ends included.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub message: String,
    /// The variable that is not declared, if that is what is wrong.
    pub undeclared: Option<String>,
}

impl CompileError {
    /// The declared variable that the author may have meant.
    pub fn meant<'a>(&self, scope: &'a Scope) -> Option<&'a str> {
        scope.nearest(self.undeclared.as_deref()?)
    }
}

/// Why an expression has no value this time, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct EvalError {
    /// The name of the function, the operator or the variable that failed, counted from 1 over the whole text.
    pub column: usize,
    /// What went wrong.
    pub message: String,
}

impl Expression {
    /// Compiles a text.
    ///
    /// # Errors
    /// If it is no expression, uses a name that `scope` does not have, or gives a function what it does not take.
    pub fn compile(text: &str, scope: &Scope) -> Result<Self, CompileError> {
        let (root, of) = check::check(&parse::parse(text)?, scope)?;
        Ok(Self { root, of })
    }

    /// Compiles a text where a value of one type is wanted. What is of another type is converted as the
    /// vendor's editor does it: by the function `To…` of the wanted type, if it takes the expression as its
    /// only argument.
    ///
    /// # Errors
    /// As [`Self::compile`]; and if there is no such conversion.
    pub fn compile_as(text: &str, scope: &Scope, wanted: Type) -> Result<Self, CompileError> {
        let (root, of) = check::check(&parse::parse(text)?, scope)?;
        let root = check::convert(root, of, wanted)?;
        Ok(Self { root, of: wanted })
    }

    /// The type of its value. `Unknown` for a bare NOT_SET.
    pub fn of(&self) -> Type {
        self.of
    }

    /// Its value. The same arguments give the same value.
    ///
    /// # Errors
    /// If a function gets NOT_SET where it takes none, or a value that it cannot work with.
    pub fn evaluate(&self, variables: &Variables, context: &Context<'_>) -> Result<Value, EvalError> {
        self.root.evaluate(variables, context)
    }
}
