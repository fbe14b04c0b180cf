//! Variables that a flow declares.

use super::{Setting, reader};
use crate::{
    Kind, Type,
    report::{Position, Report, nearest},
    source::Node,
};

/// A declared variable.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Declaration {
    pub(crate) at: Position,
    /// `Flow.name`
    pub(crate) name: String,
    pub(crate) of: Type,
    pub(crate) initial: Option<Setting>,
    /// Whether whoever starts the flow can give it.
    pub(crate) is_input: bool,
    /// Whether whoever started the flow gets it.
    pub(crate) is_output: bool,
}

const KEYS: &[&str] = &["name", "initialValue", "isInput", "isOutput", "isSecure", "description"];

/// `variables: [{stringVariable: {name: Flow.x, initialValue: …}}]`
pub(super) fn variables(map: &Node, report: &mut Report) -> Vec<Declaration> {
    let mut declared: Vec<Declaration> = Vec::new();
    for item in map.get("variables").map(Node::items).unwrap_or_default() {
        let Some(entry) = item.only() else {
            report.error_instead(
                item.at,
                "a variable is a map with one key",
                "- stringVariable: {name: Flow.x}",
            );
            continue;
        };
        let Some(of) = variable_type(&entry.key) else {
            unknown_type(&entry.key, entry.at, report);
            continue;
        };
        let body = &entry.value;
        reader::known_keys(body, &entry.key, KEYS, report);
        let Some(name) = reader::text(body, "name", report) else {
            reader::missing(entry.at, &entry.key, "name", report);
            continue;
        };
        if declared.iter().any(|known| known.name.eq_ignore_ascii_case(&name)) {
            report.error(entry.at, format!("{name} is declared twice"));
            continue;
        }
        let initial = body.get("initialValue").map(|node| Setting::read(node, report));
        let flag = |key| body.get(key).is_some_and(Node::is_true);
        let (is_input, is_output) = (flag("isInput"), flag("isOutput"));
        declared.push(Declaration { at: entry.at, name, of, initial, is_input, is_output });
    }
    declared
}

/// `stringCollectionVariable` is a collection of texts.
fn variable_type(key: &str) -> Option<Type> {
    typed(key.strip_suffix("Variable")?)
}

/// A type by the word that files have for it: `string`, `phoneNumber`, `queueCollection`.
pub(super) fn typed(word: &str) -> Option<Type> {
    let mut letters = word.chars();
    let first = letters.next().filter(char::is_ascii_lowercase)?;
    Type::named(&format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
        .filter(|of| !matches!(of.kind, Kind::Unknown) && of.kind.is_data())
}

fn unknown_type(key: &str, at: Position, report: &mut Report) {
    let keys: Vec<String> = Kind::ALL.iter().map(|kind| format!("{}Variable", kind.name())).collect();
    let what = format!("there are no variables of the type {key:?}");
    match nearest(key, keys.iter().map(String::as_str)) {
        Some(near) => {
            let (first, rest) = near.split_at(1);
            report.error_instead(at, what, format!("did you mean \"{}{rest}\"?", first.to_ascii_lowercase()));
        }
        None => report.error_instead(at, what, "stringVariable, integerVariable, queueVariable, ..."),
    }
}
