//! Addresses of a flow's parts: `/inboundCall/tasks/task[Name_12]`, `./menus/menu[x]`.

use super::reader;
use crate::{
    report::{Position, Report},
    source::Node,
};

/// What kind of part is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Room {
    Task,
    Menu,
    State,
}

impl Room {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Menu => "menu",
            Self::State => "state",
        }
    }
}

/// An address: by the part's `refId`, or else by its name.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Target {
    pub(crate) at: Position,
    pub(crate) room: Room,
    pub(crate) name: String,
}

impl Target {
    /// The address under a key, which must be there.
    pub(super) fn read(
        at: Position,
        map: &Node,
        owner: &str,
        key: &str,
        report: &mut Report,
    ) -> Option<Self> {
        let Some(node) = map.get(key).filter(|node| !node.is_nothing()) else {
            reader::missing(at, owner, key, report);
            return None;
        };
        Self::parse(node, report)
    }

    pub(super) fn parse(node: &Node, report: &mut Report) -> Option<Self> {
        let target = node.text().and_then(|text| {
            let last = text.trim_end_matches(']').len();
            let (path, name) = text[..last].split_once('[')?;
            let room = match path.rsplit('/').next()? {
                "task" => Room::Task,
                "menu" => Room::Menu,
                "state" => Room::State,
                _ => return None,
            };
            (last < text.len()).then(|| Self {
                at: node.at,
                room,
                name: name.trim_matches(['"', '\'']).to_owned(),
            })
        });
        if target.is_none() {
            report.error_instead(node.at, "this is no address", "\"/inboundCall/tasks/task[Name_12]\"");
        }
        target
    }
}
