//! Reading maps: what is known, what is not, and what somebody may have meant.

use crate::{
    action::invented,
    report::{Position, Report, nearest},
    source::{Entry, Node},
};

/// Says which keys of a map nobody knows. They are kept in the file and have no effect.
pub(super) fn known_keys(map: &Node, owner: &str, known: &[&str], report: &mut Report) {
    for entry in map.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        unknown_key(entry, owner, known, report);
    }
}

pub(super) fn unknown_key(entry: &Entry, owner: &str, known: &[&str], report: &mut Report) {
    let what = format!("{owner} has no setting {:?}", entry.key);
    if let Some(instead) = invented(&entry.key) {
        let what = format!("{what}; this is not what the vendor's editor exports");
        report.error_instead(entry.at, what, instead);
    } else if report.is_full() {
        // A file that has more has one cause.
    } else if let Some(near) = nearest(&entry.key, known.iter().copied()) {
        report.warn_instead(entry.at, what, format!("did you mean {near:?}?"));
    } else {
        report.warn(entry.at, what);
    }
}

/// Says which outputs of an action nobody knows: what they lead to would never be done.
pub(super) fn known_outputs(outputs: &Node, action: &str, known: &[&str], report: &mut Report) {
    for entry in outputs.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        unknown_output(entry, action, known, report);
    }
}

pub(super) fn unknown_output(entry: &Entry, action: &str, known: &[&str], report: &mut Report) {
    let what = format!("{action} has no output {:?}", entry.key);
    match nearest(&entry.key, known.iter().copied()) {
        Some(near) => report.error_instead(entry.at, what, format!("did you mean {near:?}?")),
        None if known.is_empty() => {
            report.error_instead(entry.at, what, "what follows stands after the action")
        }
        None => report.error_instead(entry.at, what, format!("its outputs are {}", known.join(", "))),
    }
}

/// The text under a key.
pub(super) fn text(map: &Node, key: &str, report: &mut Report) -> Option<String> {
    let node = map.get(key).filter(|node| !node.is_nothing())?;
    let text = node.text().map(str::to_owned);
    if text.is_none() {
        report.error(node.at, format!("{key:?} is followed by a text"));
    }
    text
}

/// The items of a list under a key; each is a map with one of the given keys.
pub(super) fn items<'a>(map: &'a Node, key: &str, each: &[&str], report: &mut Report) -> Vec<&'a Node> {
    let mut found = Vec::new();
    let node = map.get(key).filter(|node| !node.is_nothing());
    if let Some(node) = node.filter(|node| node.items().is_empty() && !is_empty_list(node)) {
        report.error_instead(
            node.at,
            format!("{key:?} is followed by a list"),
            format!("- {}: ...", each[0]),
        );
    }
    for item in node.map(Node::items).unwrap_or_default() {
        match item.only().filter(|entry| each.contains(&entry.key.as_str())) {
            Some(entry) => found.push(&entry.value),
            None => {
                let what = format!("an item of {key:?} is a map with the key {:?} alone", each[0]);
                report.error_instead(item.at, what, format!("- {}: ...", each[0]));
            }
        }
    }
    found
}

fn is_empty_list(node: &Node) -> bool {
    matches!(&node.shape, crate::source::Shape::List(items) if items.is_empty())
}

/// Says that something must stand somewhere.
pub(super) fn missing(at: Position, owner: &str, key: &str, report: &mut Report) {
    report.error_instead(at, format!("{owner} has no {key:?}"), format!("{key}: ..."));
}
