//! `{{placeholders}}`, which stand unquoted as values and as keys, so that a file is no YAML before they are
//! gone.
//!
//! They are not replaced in the text: a queue that is called `Support: VIP` would change what the file says.
//! Each becomes a word of the same length that YAML takes anywhere, and is filled in when the scalar around
//! it is known. So every column stays what it was.

use std::collections::BTreeMap;

use crate::report::{Position, Report, nearest};

/// Characters for private use (Unicode §23.5), which no author writes.
const OPEN: &str = "\u{e000}\u{e000}";
const CLOSE: &str = "\u{e001}\u{e001}";

const LONGEST_NAME: usize = 128;

/// The text with every placeholder marked. Those that nothing is known for are reported, and stay as they
/// are.
pub(super) fn mark(text: &str, known: &BTreeMap<String, String>, report: &mut Report) -> String {
    let mut marked = String::with_capacity(text.len() + 64);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if line.trim_start().starts_with('#') {
            marked.push_str(line);
            continue;
        }
        let mut rest = line;
        while let Some(start) = rest.find("{{") {
            marked.push_str(&rest[..start]);
            let Some(inner) = inner(&rest[start + 2..]) else {
                marked.push_str("{{");
                rest = &rest[start + 2..];
                continue;
            };
            if !known.contains_key(inner.trim()) {
                let column = line[..line.len() - rest.len() + start].chars().count() + 1;
                missing(inner.trim(), position(number + 1, column), known, report);
            }
            marked.push_str(OPEN);
            marked.push_str(inner);
            marked.push_str(CLOSE);
            rest = &rest[start + inner.len() + 4..];
        }
        marked.push_str(rest);
    }
    marked
}

/// What stands between `{{` and `}}`, if it is a name.
fn inner(rest: &str) -> Option<&str> {
    let inner = &rest[..rest.find("}}").filter(|end| *end <= LONGEST_NAME)?];
    let mut letters = inner.trim().chars();
    let begins = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let named = begins && letters.all(|c| c.is_alphanumeric() || "_-. ".contains(c));
    named.then_some(inner)
}

fn missing(name: &str, at: Position, known: &BTreeMap<String, String>, report: &mut Report) {
    let what = format!("nothing is given for the placeholder {{{{{name}}}}}");
    match nearest(name, known.keys().map(String::as_str)) {
        Some(near) => report.error_instead(at, what, format!("did you mean {{{{{near}}}}}?")),
        None => report.error(at, what),
    }
}

pub(super) fn position(line: usize, column: usize) -> Position {
    let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: count(line), column: count(column) }
}

/// A scalar is not filled any further; whatever is longer has too many parts.
const LONGEST_SCALAR: usize = 8 << 20;

/// A scalar with its placeholders filled in.
pub(super) fn fill(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(OPEN).filter(|_| filled.len() < LONGEST_SCALAR) {
        filled.push_str(&rest[..start]);
        rest = &rest[start + OPEN.len()..];
        let Some(end) = rest.find(CLOSE) else { break };
        filled.push_str(known.get(rest[..end].trim()).map_or("", String::as_str));
        rest = &rest[end + CLOSE.len()..];
    }
    filled.push_str(rest);
    filled
}
