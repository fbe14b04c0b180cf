//! The table of operators and functions: what each takes and gives, and what works it out.
//!
//! The order of overloads is the order in which they are tried. How a line is read says `signature.rs`; what a
//! function does says the function.

mod audio;
mod comparison;
mod conversion;
mod dates;
mod durations;
mod email;
mod json;
mod language;
mod lists;
mod lookups;
mod money;
mod numbers;
mod operators;
mod text;

use std::{collections::HashMap, sync::LazyLock};

use super::{
    arguments::{Arguments, Outcome},
    signature::Signature,
};

/// A signature and what works it out.
#[derive(Debug)]
pub(super) struct Overload {
    pub(super) signature: Signature,
    pub(super) run: Run,
}

/// What works out a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Run {
    /// All arguments first, then this.
    Function(fn(&Arguments<'_>) -> Outcome),
    /// The second argument only if the first is true.
    And,
    /// The second argument only if the first is false.
    Or,
    /// The second argument if the first is true, otherwise the third.
    If,
}

/// A line of the table.
type Line = (&'static str, Run);

/// Runs a function: keeps the table readable.
const fn by(function: fn(&Arguments<'_>) -> Outcome) -> Run {
    Run::Function(function)
}

static OPERATORS: LazyLock<Table> = LazyLock::new(|| Table::new(&[operators::TABLE, comparison::OPERATORS]));

static FUNCTIONS: LazyLock<Table> = LazyLock::new(|| {
    Table::new(&[
        text::TABLE,
        numbers::TABLE,
        money::TABLE,
        dates::TABLE,
        durations::TABLE,
        lists::TABLE,
        comparison::TABLE,
        conversion::TABLE,
        lookups::TABLE,
        email::TABLE,
        json::TABLE,
        language::TABLE,
        audio::TABLE,
    ])
});

/// The overloads of a function; none if there is no such function. Its name may be in any case.
pub(super) fn functions(name: &str) -> &'static [Overload] {
    FUNCTIONS.find(name)
}

/// The overloads of an operator.
pub(super) fn operators(symbol: &str) -> &'static [Overload] {
    OPERATORS.find(symbol)
}

/// Every overload of every function.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static Overload> {
    FUNCTIONS.by_name.values().chain(OPERATORS.by_name.values()).flatten()
}

/// The function whose name is almost this one: at most two letters are otherwise.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    if name.len() > 64 {
        return None;
    }
    let name = name.to_lowercase();
    let distances = FUNCTIONS.by_name.iter().map(|(known, overloads)| (distance(&name, known), overloads));
    let (distance, overloads) =
        distances.min_by_key(|(distance, overloads)| (*distance, overloads[0].signature.name))?;
    (distance <= 2 && distance < name.len()).then_some(overloads[0].signature.name)
}

/// How many letters must be added, taken away or changed to make one of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[derive(Debug)]
struct Table {
    by_name: HashMap<String, Vec<Overload>>,
}

impl Table {
    fn new(families: &[&[Line]]) -> Self {
        let mut by_name: HashMap<String, Vec<Overload>> = HashMap::new();
        for (text, run) in families.iter().copied().flatten() {
            let signature = Signature::parse(text).unwrap_or_else(|| panic!("{text} is no signature"));
            let overloads = by_name.entry(signature.name.to_lowercase()).or_default();
            overloads.push(Overload { signature, run: *run });
        }
        Self { by_name }
    }

    fn find(&self, name: &str) -> &[Overload] {
        self.by_name.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}
