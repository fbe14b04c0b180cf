//! What a function takes and gives, written so that it can be read: `Left(text: String, length: Integer 0..) ->
//! String`.
//!
//! A parameter is `name: Type`, and then, in this order, as far as they apply: `[]` a collection, `?` may be
//! NOT_SET, `...` any number of them (the last one only), `1..12` from and to, `!0` not zero, `literal` must be
//! written out, `currency`, `language` or `dialing` a literal is checked against that list.
//!
//! Instead of a type stand: `Any` for all data; `T` for any one kind, which is the same wherever `T` stands;
//! `E`, the same, but NOT_SETs alone count as Strings; `Playable` for Audio and Prompt. `outermost` behind the
//! whole: such a call may be no argument of another.

use crate::{Kind, Type};

/// A function or operator with one list of parameters.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) parameters: Vec<Parameter>,
    pub(super) returns: Wanted,
    /// Whether it may be no argument of another call.
    pub(super) outermost: bool,
    /// As it is written in the table.
    pub(super) text: &'static str,
}

/// What is wanted of one argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) wanted: Wanted,
    pub(super) may_be_not_set: bool,
    pub(super) repeats: bool,
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
    pub(super) not_zero: bool,
    pub(super) literal: bool,
    pub(super) listed: Option<Listed>,
}

/// A type, or several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wanted {
    pub(super) what: WantedKind,
    pub(super) list: bool,
}

/// A kind, or several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WantedKind {
    Exactly(Kind),
    Any,
    Playable,
    /// Whatever it is, the same everywhere. NOT_SETs alone count as Strings, or are an error.
    Same {
        or_string: bool,
    },
}

/// Lists against which a literal is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Listed {
    Currency,
    Language,
    Dialing,
}

impl Wanted {
    /// Whether an argument of this type is one, as far as that can be said of it alone.
    pub(super) fn takes(self, given: Type) -> bool {
        let kind = match self.what {
            WantedKind::Exactly(kind) => given.kind == kind,
            WantedKind::Any | WantedKind::Same { .. } => given.kind.is_data() && given.kind != Kind::Unknown,
            WantedKind::Playable => matches!(given.kind, Kind::Audio | Kind::Prompt),
        };
        kind && given.list == self.list
    }

    fn name(self) -> String {
        let kind = match self.what {
            WantedKind::Exactly(kind) => kind.name(),
            WantedKind::Any => "Any",
            WantedKind::Playable => "Playable",
            WantedKind::Same { .. } => "T",
        };
        format!("{kind}{}", if self.list { "[]" } else { "" })
    }

    fn parse(text: &str) -> Option<Self> {
        let (name, list) = match text.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (text, false),
        };
        let what = match name {
            "Any" => WantedKind::Any,
            "Playable" => WantedKind::Playable,
            "T" => WantedKind::Same { or_string: false },
            "E" => WantedKind::Same { or_string: true },
            kind => WantedKind::Exactly(Kind::named(kind)?),
        };
        Some(Self { what, list })
    }
}

impl Signature {
    /// How many arguments there may be: at least, and at most if there is an end to it.
    pub(super) fn arity(&self) -> (usize, Option<usize>) {
        let count = self.parameters.len();
        let repeats = self.parameters.last().is_some_and(|last| last.repeats);
        (count, (!repeats).then_some(count))
    }

    /// For a reader: an operator between its operands, a function as it is in the table.
    pub(super) fn shown(&self) -> String {
        let symbol = !self.name.starts_with(|c: char| c.is_alphabetic()) || matches!(self.name, "and" | "or");
        match self.parameters.as_slice() {
            [one, other] if symbol => {
                format!("{} {} {}", one.wanted.name(), self.name, other.wanted.name())
            }
            [only] if symbol => format!("{}{}", self.name, only.wanted.name()),
            _ => self.text.to_owned(),
        }
    }

    /// The parameter that takes the argument at this place.
    pub(super) fn parameter(&self, index: usize) -> &Parameter {
        &self.parameters[index.min(self.parameters.len() - 1)]
    }

    /// A signature of the table; none if it is not written as the head of this module says.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let (head, returns) = text.rsplit_once(" -> ")?;
        let (name, parameters) = head.split_once('(')?;
        let parameters = parameters.strip_suffix(')')?;
        let parameters = match parameters {
            "" => Vec::new(),
            some => some.split(", ").map(Parameter::parse).collect::<Option<_>>()?,
        };
        let (returns, outermost) = match returns.strip_suffix(" outermost") {
            Some(returns) => (returns, true),
            None => (returns, false),
        };
        Some(Self { name, parameters, returns: Wanted::parse(returns)?, outermost, text })
    }
}

impl Parameter {
    fn parse(text: &'static str) -> Option<Self> {
        let (name, rest) = text.split_once(": ")?;
        let mut words = rest.split(' ');
        let wanted = words.next()?;
        let (wanted, repeats) = cut(wanted, "...");
        let (wanted, may_be_not_set) = cut(wanted, "?");
        let mut parameter = Self {
            name,
            wanted: Wanted::parse(wanted)?,
            may_be_not_set,
            repeats,
            from: None,
            to: None,
            not_zero: false,
            literal: false,
            listed: None,
        };
        for word in words {
            match word {
                "!0" => parameter.not_zero = true,
                "literal" => parameter.literal = true,
                "currency" => parameter.listed = Some(Listed::Currency),
                "language" => parameter.listed = Some(Listed::Language),
                "dialing" => parameter.listed = Some(Listed::Dialing),
                range => {
                    let (from, to) = range.split_once("..")?;
                    let bound =
                        |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
                    (parameter.from, parameter.to) = (bound(from)?, bound(to)?);
                }
            }
        }
        Some(parameter)
    }

    /// Whether a number is within its limits; if not, what they are.
    pub(super) fn refuses(&self, number: i64) -> Option<String> {
        if self.from.is_some_and(|from| number < from) || self.to.is_some_and(|to| number > to) {
            return Some(match (self.from, self.to) {
                (Some(from), Some(to)) => {
                    format!("{} lies between {from} and {to}, and was {number}", self.name)
                }
                (Some(from), None) => format!("{} is at least {from}, and was {number}", self.name),
                (_, to) => format!("{} is at most {}, and was {number}", self.name, to.unwrap_or(i64::MAX)),
            });
        }
        (self.not_zero && number == 0).then(|| format!("{} cannot be zero", self.name))
    }
}

fn cut<'a>(text: &'a str, suffix: &str) -> (&'a str, bool) {
    match text.strip_suffix(suffix) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}
