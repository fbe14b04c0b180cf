//! YAML as a tree with places.

use rust_decimal::Decimal;

use crate::report::Position;

/// A part of a document.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) shape: Shape,
}

/// What a part is.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shape {
    /// One word or text. A plain one stands without quotes, and may be a number, a Boolean or nothing.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    /// In the order of the file; no key twice.
    Map(Vec<Entry>),
}

/// A key and what is under it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) at: Position,
    pub(crate) value: Node,
}

/// What a scalar means (YAML 1.2.2 §10.3.2, core schema): `yes` and `no` are words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Plain<'a> {
    Nothing,
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Text(&'a str),
}

impl Node {
    /// The text of a scalar, whatever it means.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What a scalar means.
    pub(crate) fn plain(&self) -> Option<Plain<'_>> {
        match &self.shape {
            Shape::Scalar { text, plain: true } => Some(resolve(text)),
            Shape::Scalar { text, plain: false } => Some(Plain::Text(text)),
            _ => None,
        }
    }

    /// Whether a key has nothing under it.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.plain(), Some(Plain::Nothing))
    }

    /// Whether it says `true`.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self.plain(), Some(Plain::Boolean(true)))
    }

    /// The entries of a map; of anything else, none.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.shape {
            Shape::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; of anything else, none.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::List(items) => items,
            _ => &[],
        }
    }

    /// What is under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The only entry of a map that has one.
    pub(crate) fn only(&self) -> Option<&Entry> {
        match self.entries() {
            [entry] => Some(entry),
            _ => None,
        }
    }

    /// How many parts it has, itself included. Text counts by its length, or little could be repeated into much.
    pub(super) fn size(&self) -> usize {
        match &self.shape {
            Shape::Scalar { text, .. } => size_of_text(text),
            Shape::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Shape::Map(entries) => {
                let sizes = entries.iter().map(|entry| size_of_text(&entry.key) + entry.value.size());
                1 + sizes.sum::<usize>()
            }
        }
    }

    /// How many levels it has, itself included.
    pub(super) fn depth(&self) -> usize {
        let within = match &self.shape {
            Shape::Scalar { .. } => None,
            Shape::List(items) => items.iter().map(Self::depth).max(),
            Shape::Map(entries) => entries.iter().map(|entry| entry.value.depth()).max(),
        };
        1 + within.unwrap_or(0)
    }
}

/// Bytes of text that count as one part.
const BYTES_OF_A_PART: usize = 64;

fn size_of_text(text: &str) -> usize {
    1 + text.len() / BYTES_OF_A_PART
}

fn resolve(text: &str) -> Plain<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Nothing,
        "true" | "True" | "TRUE" => return Plain::Boolean(true),
        "false" | "False" | "FALSE" => return Plain::Boolean(false),
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Plain::Text(text);
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map_or(Plain::Text(text), Plain::Integer);
    }
    let numeric = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    let decimal = numeric.then(|| text.parse().or_else(|_| Decimal::from_scientific(text)).ok()).flatten();
    decimal.map_or(Plain::Text(text), Plain::Decimal)
}
