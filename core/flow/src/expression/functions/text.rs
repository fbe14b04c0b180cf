//! Functions on text. Positions and lengths count characters: Unicode scalar values.

use super::{Arguments, Line, Outcome, by, operators::sequence};
use crate::{Kind, List, Value, expression::evaluate::MAX_TEXT_BYTES};

pub(super) const TABLE: &[Line] = &[
    ("Append(text: String?, more: String?...) -> String", by(append)),
    ("Append(audio: Playable?, more: Playable?...) -> Audio", by(sequence)),
    ("Left(text: String, length: Integer 0..) -> String", by(left)),
    ("Right(text: String, length: Integer 0..) -> String", by(right)),
    ("Substring(text: String, start: Integer 0.., length: Integer 0..) -> String", by(substring)),
    ("Length(text: String) -> Integer", by(length)),
    ("Lower(text: String) -> String", by(lower)),
    ("Upper(text: String) -> String", by(upper)),
    ("Trim(text: String) -> String", by(trim)),
    ("LTrim(text: String) -> String", by(left_trim)),
    ("RTrim(text: String) -> String", by(right_trim)),
    ("Replace(text: String, find: String, replacement: String?) -> String", by(replace)),
    ("Reverse(text: String) -> String", by(reverse)),
    ("Split(text: String, delimiter: String) -> String[]", by(split)),
    ("Contains(text: String, find: String) -> Boolean", by(contains)),
    ("Contains(text: String, find: String, ignoreCase: Boolean) -> Boolean", by(contains)),
    ("FindString(text: String, find: String) -> Integer", by(find_string)),
    ("FindString(text: String, find: String, ignoreCase: Boolean) -> Integer", by(find_string)),
    ("FindString(text: String, find: String, occurrence: Integer 1..) -> Integer", by(find_string)),
    (
        "FindString(text: String, find: String, occurrence: Integer 1.., ignoreCase: Boolean) -> Integer",
        by(find_string),
    ),
];

/// Space, tab, carriage return, line feed.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// What is NOT_SET adds nothing.
fn append(a: &Arguments<'_>) -> Outcome {
    let texts: Vec<_> = (0..a.count()).filter_map(|index| a.text_if_set(index)).collect();
    joined(texts.iter().map(|text| &**text), "")
}

/// Texts with something between them, if that stays within the limit.
pub(super) fn joined<'a>(texts: impl Iterator<Item = &'a str>, between: &str) -> Outcome {
    let mut whole = String::new();
    for (index, text) in texts.enumerate() {
        if whole.len() + between.len() + text.len() > MAX_TEXT_BYTES {
            return Err(too_long());
        }
        if index > 0 {
            whole.push_str(between);
        }
        whole.push_str(text);
    }
    Ok(whole.into())
}

fn too_long() -> String {
    format!("a text grows to at most {MAX_TEXT_BYTES} bytes")
}

fn left(a: &Arguments<'_>) -> Outcome {
    Ok(part(&a.text(0), 0, size(a.integer(1))).into())
}

fn right(a: &Arguments<'_>) -> Outcome {
    let text = a.text(0);
    let skipped = text.chars().count().saturating_sub(size(a.integer(1)));
    Ok(part(&text, skipped, usize::MAX).into())
}

/// Ends where the text ends; beyond the end it is empty.
fn substring(a: &Arguments<'_>) -> Outcome {
    Ok(part(&a.text(0), size(a.integer(1)), size(a.integer(2))).into())
}

fn part(text: &str, start: usize, length: usize) -> String {
    text.chars().skip(start).take(length).collect()
}

/// A size that the signature has found not to be negative.
fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn length(a: &Arguments<'_>) -> Outcome {
    index(a.text(0).chars().count())
}

fn index(characters: usize) -> Outcome {
    Ok(i64::try_from(characters).unwrap_or(i64::MAX).into())
}

fn lower(a: &Arguments<'_>) -> Outcome {
    Ok(a.text(0).to_lowercase().into())
}

fn upper(a: &Arguments<'_>) -> Outcome {
    Ok(a.text(0).to_uppercase().into())
}

fn trim(a: &Arguments<'_>) -> Outcome {
    Ok(a.text(0).trim_matches(BLANKS).into())
}

fn left_trim(a: &Arguments<'_>) -> Outcome {
    Ok(a.text(0).trim_start_matches(BLANKS).into())
}

fn right_trim(a: &Arguments<'_>) -> Outcome {
    Ok(a.text(0).trim_end_matches(BLANKS).into())
}

/// Nothing is found by an empty text. A replacement that is NOT_SET takes away.
fn replace(a: &Arguments<'_>) -> Outcome {
    let (text, find) = (a.text(0), a.text(1));
    let replacement = a.text_if_set(2).unwrap_or_default();
    if find.is_empty() {
        return Ok(text.into());
    }
    joined(text.split(&*find), &replacement)
}

fn reverse(a: &Arguments<'_>) -> Outcome {
    Ok(a.text(0).chars().rev().collect::<String>().into())
}

/// An empty delimiter gives the characters.
fn split(a: &Arguments<'_>) -> Outcome {
    let (text, delimiter) = (a.text(0), a.text(1));
    let items: Vec<Value> = if delimiter.is_empty() {
        text.chars().map(|c| Value::from(c.to_string())).collect()
    } else {
        text.split(&*delimiter).map(Value::from).collect()
    };
    Ok(List::new(Kind::String, items).into())
}

fn contains(a: &Arguments<'_>) -> Outcome {
    let ignore_case = a.count() == 3 && a.boolean(2);
    Ok(position(&a.text(0), &a.text(1), 1, ignore_case).is_some().into())
}

/// From 0; -1 if it is not there as often. The third argument is the occurrence or whether case counts.
fn find_string(a: &Arguments<'_>) -> Outcome {
    let (occurrence, ignore_case) = match a.values {
        [_, _, Value::Integer(occurrence), Value::Boolean(ignore_case)] => (*occurrence, *ignore_case),
        [_, _, Value::Integer(occurrence)] => (*occurrence, false),
        [_, _, Value::Boolean(ignore_case)] => (1, *ignore_case),
        _ => (1, false),
    };
    match position(&a.text(0), &a.text(1), size(occurrence), ignore_case) {
        Some(position) => index(position),
        None => Ok((-1).into()),
    }
}

/// The position of an occurrence, counted from 1; occurrences do not overlap. An empty text is at the beginning.
fn position(text: &str, find: &str, occurrence: usize, ignore_case: bool) -> Option<usize> {
    if find.is_empty() {
        return Some(0);
    }
    if ignore_case {
        return position(&folded(text), &folded(find), occurrence, false);
    }
    let (bytes, _) = text.match_indices(find).nth(occurrence - 1)?;
    Some(text[..bytes].chars().count())
}

/// In lower case, character by character, so that positions stay: `İ`, which would become two, keeps its case.
fn folded(text: &str) -> String {
    let fold = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(only), None) => only,
            _ => c,
        }
    };
    text.chars().map(fold).collect()
}
