//! Tasks, states and menus: the parts of a flow that can be gone to.

use super::{Action, Declaration, Menu, Room, menu, reader, sequence, variable};
use crate::{
    report::{Position, Report},
    source::Node,
};

/// A part of a flow.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Container {
    pub(crate) at: Position,
    pub(crate) room: Room,
    pub(crate) name: String,
    pub(crate) reference: Option<String>,
    pub(crate) variables: Vec<Declaration>,
    pub(crate) holding: Holding,
}

/// What a part holds.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Holding {
    Actions(Vec<Action>),
    Menu(Box<Menu>),
}

const KEYS: &[&str] = &[
    "name",
    "refId",
    "description",
    "variables",
    "actions",
    "trackingId",
    "taskInputs",
    "taskOutputs",
    "outputPaths",
];

/// Everything under `menus`, `tasks` and `states`.
pub(super) fn containers(flow: &Node, report: &mut Report) -> Vec<Container> {
    let mut all = Vec::new();
    for (key, room) in [("menus", Room::Menu), ("tasks", Room::Task), ("states", Room::State)] {
        for body in reader::items(flow, key, &[room.name()], report) {
            all.push(container(body, room, report));
        }
    }
    all
}

fn container(body: &Node, room: Room, report: &mut Report) -> Container {
    let name = reader::text(body, "name", report);
    let reference = reader::text(body, "refId", report);
    if name.is_none() && reference.is_none() {
        reader::missing(body.at, &format!("a {}", room.name()), "name", report);
    }
    let holding = match room {
        Room::Menu => Holding::Menu(Box::new(menu::read(body, report))),
        Room::Task | Room::State => {
            reader::known_keys(body, &format!("a {}", room.name()), KEYS, report);
            Holding::Actions(sequence::of(body, report))
        }
    };
    Container {
        at: body.at,
        room,
        name: name.or_else(|| reference.clone()).unwrap_or_default(),
        reference,
        variables: variable::variables(body, report),
        holding,
    }
}
