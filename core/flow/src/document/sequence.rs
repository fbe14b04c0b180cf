//! Actions one after the other.

use super::{Action, action};
use crate::{
    report::Report,
    source::{Node, Shape},
};

/// `{actions: […]}` under a key; nothing there is an empty sequence.
pub(super) fn under(map: &Node, key: &str, report: &mut Report) -> Vec<Action> {
    map.get(key).map_or_else(Vec::new, |node| of(node, report))
}

/// The sequence of an output, a case or a task: a map with `actions`.
pub(super) fn of(node: &Node, report: &mut Report) -> Vec<Action> {
    if node.is_nothing() {
        return Vec::new();
    }
    if let Shape::List(_) = node.shape {
        report.error_instead(
            node.at,
            "actions stand under the key \"actions\"",
            "actions: [{playAudio: ...}]",
        );
        return actions(node, report);
    }
    node.get("actions").map_or_else(Vec::new, |list| actions(list, report))
}

/// A list of actions.
pub(super) fn actions(list: &Node, report: &mut Report) -> Vec<Action> {
    if list.items().is_empty() && !list.is_nothing() && !matches!(list.shape, Shape::List(_)) {
        report.error_instead(list.at, "actions are a list", "- playAudio: {name: X, audio: {tts: ...}}");
    }
    list.items().iter().filter_map(|item| action::read(item, report)).collect()
}
