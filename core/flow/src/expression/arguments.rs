//! What a function is called with.

use std::sync::Arc;

use eyeline_model::{Duration, Timestamp};
use rust_decimal::Decimal;

use super::Context;
use crate::{Currency, Type, Value};

/// The arguments of a call, which the checker has found to be of the right types, and which are NOT_SET only
/// where the signature says so. Asking for another type is a bug in the function's own table entry.
pub(super) struct Arguments<'a> {
    pub(super) values: &'a [Value],
    /// What the call gives.
    pub(super) returns: Type,
    pub(super) context: &'a Context<'a>,
}

/// What a function gives, or what went wrong; the evaluator knows where.
pub(super) type Outcome = Result<Value, String>;

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident $name_if_set:ident $variant:ident -> $type:ty;)*) => {$(
        $(#[$doc])*
        pub(super) fn $name(&self, index: usize) -> $type {
            self.$name_if_set(index).unwrap_or_else(|| self.bug(index, stringify!($variant)))
        }

        /// None if it is NOT_SET.
        pub(super) fn $name_if_set(&self, index: usize) -> Option<$type> {
            match &self.values[index] {
                Value::$variant(value) => Some(value.clone()),
                Value::NotSet(_) => None,
                _ => self.bug(index, stringify!($variant)),
            }
        }
    )*};
}

impl<'a> Arguments<'a> {
    getters! {
        boolean boolean_if_set Boolean -> bool;
        integer integer_if_set Integer -> i64;
        decimal decimal_if_set Decimal -> Decimal;
        text text_if_set String -> Arc<str>;
        moment moment_if_set DateTime -> Timestamp;
        span span_if_set Duration -> Duration;
    }

    /// An amount of money, if it is set.
    pub(super) fn currency_if_set(&self, index: usize) -> Option<&'a Currency> {
        match &self.values[index] {
            Value::Currency(currency) => Some(currency),
            Value::NotSet(_) => None,
            _ => self.bug(index, "Currency"),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    /// All of them; a single collection counts as its items.
    pub(super) fn items(&self) -> &'a [Value] {
        match self.values {
            [only] => only.items(),
            several => several,
        }
    }

    /// What the call gives for NOT_SET.
    pub(super) fn not_set(&self) -> Value {
        Value::unset(self.returns)
    }

    fn bug(&self, index: usize, wanted: &str) -> ! {
        panic!("argument {index} should be a {wanted}, and is {:?}", self.values[index].of())
    }
}
