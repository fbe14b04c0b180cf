//! The rooms of a flow and their variables.

use std::sync::Arc;

use super::{Compiler, declarations::Use};
use crate::{
    FlowKind, Kind, Scope, Type,
    document::{Action, Container, Declaration, Holding, Leads, Menu, Room, Start},
    flow::{Instruction, Line, RoomCode},
    report::{Report, Severity},
};

/// Variables of a room whose types are guessed; further ones are Strings.
const GUESSES: usize = 16;

/// All rooms, before any of them is compiled.
pub(super) struct Plan<'a> {
    pub(super) rooms: Vec<Planned<'a>>,
    /// What every room sees.
    pub(super) base: Scope,
    pub(super) start: Option<usize>,
}

/// A room: its name, what it holds, and what it sees.
pub(super) struct Planned<'a> {
    /// The part of the document; none of the start-up task and of a menu within a menu.
    pub(super) container: Option<&'a Container>,
    /// How it can be addressed; none of the start-up task.
    pub(super) room: Option<Room>,
    pub(super) name: &'a str,
    pub(super) reference: Option<&'a str>,
    pub(super) holds: Holds<'a>,
    pub(super) variables: &'a [Declaration],
    pub(super) scope: Scope,
}

#[derive(Clone, Copy)]
pub(super) enum Holds<'a> {
    Actions(&'a [Action]),
    Menu(&'a Menu),
}

impl<'a> Compiler<'a> {
    pub(super) fn plan(&mut self) -> Plan<'a> {
        let mut rooms = self.rooms();
        let uses: Vec<Vec<Use>> = rooms.iter().map(|room| self.uses_of(room)).collect();
        let base = self.base(uses.iter().flatten());
        for (room, uses) in rooms.iter_mut().zip(&uses) {
            room.scope = self.scope(&base, room.variables, uses);
        }
        let mut plan = Plan { rooms, base, start: None };
        plan.start = self.start(&plan);
        for (number, uses) in uses.iter().enumerate() {
            self.guess(&mut plan, number, uses);
        }
        plan
    }

    /// What a variable takes that only the world knows is guessed from how it is used: it is a text unless
    /// that makes errors which another type does not make.
    fn guess(&mut self, plan: &mut Plan<'a>, number: usize, uses: &[Use]) {
        let variables = plan.rooms[number].variables;
        let declared = |name: &str| variables.iter().any(|variable| variable.name.eq_ignore_ascii_case(name));
        let typed =
            |name: &str| uses.iter().any(|other| other.of.is_some() && other.name.eq_ignore_ascii_case(name));
        let known = |name: &str| plan.base.find(name).is_some() || declared(name) || typed(name);
        let mut unknown: Vec<&Use> = uses.iter().filter(|used| !known(&used.name)).collect();
        unknown.dedup_by(|one, other| one.name.eq_ignore_ascii_case(&other.name));
        if unknown.is_empty() {
            return;
        }
        let mut errors = self.errors_of(plan, number);
        // Each guess compiles the room again.
        unknown.truncate(GUESSES);
        for Use { at, name, .. } in unknown {
            let mut best = Type::one(Kind::String);
            for kind in [Kind::Integer, Kind::Decimal, Kind::Boolean] {
                if errors == 0 {
                    break;
                }
                plan.rooms[number].scope.declare(name, Type::one(kind));
                let fewer = self.errors_of(plan, number);
                if fewer < errors {
                    (errors, best) = (fewer, Type::one(kind));
                }
            }
            plan.rooms[number].scope.declare(name, best);
            let what = format!("what {name} takes is only known at run time; it is taken for {best}");
            let used = Use::of(*at, name, Some(best));
            self.report.warn_instead(*at, what, format!("variables: [{}]", declaration(&used)));
        }
    }

    /// How many errors a room would have.
    fn errors_of(&mut self, plan: &Plan<'a>, number: usize) -> usize {
        let kept = std::mem::replace(self.report, Report::new(""));
        self.room(plan, number);
        let trial = std::mem::replace(self.report, kept);
        trial.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    fn uses_of(&self, room: &Planned<'_>) -> Vec<Use> {
        if let Some(container) = room.container {
            return self.uses(container);
        }
        let mut uses = Vec::new();
        match room.holds {
            Holds::Actions(actions) => self.in_actions(actions, &mut uses),
            Holds::Menu(menu) => self.in_menu(menu, &mut uses),
        }
        uses.sort_by_key(|assigned| assigned.of.is_none());
        uses
    }

    /// The document's parts, the menus within menus, and the start-up task.
    fn rooms(&self) -> Vec<Planned<'a>> {
        let document = self.document;
        let mut rooms = Vec::new();
        for container in &document.containers {
            let holds = match &container.holding {
                Holding::Actions(actions) => Holds::Actions(actions),
                Holding::Menu(menu) => Holds::Menu(menu),
            };
            rooms.push(Planned {
                container: Some(container),
                room: Some(container.room),
                name: &container.name,
                reference: container.reference.as_deref(),
                holds,
                variables: &container.variables,
                scope: Scope::default(),
            });
            if let Holds::Menu(menu) = holds {
                sub_menus(menu, &mut rooms);
            }
        }
        if let Start::Actions(actions) = &document.start {
            rooms.push(Planned {
                container: None,
                room: None,
                name: "start-up task",
                reference: None,
                holds: Holds::Actions(actions),
                variables: &[],
                scope: Scope::default(),
            });
        }
        rooms
    }

    /// What is built in, what the flow declares, and what it should have declared.
    fn base<'b>(&mut self, uses: impl Iterator<Item = &'b Use>) -> Scope {
        let mut base = Scope::new();
        let read_only: Vec<String> = base.variables().map(|(name, _)| name.to_lowercase()).collect();
        for variable in &self.document.variables {
            if read_only.contains(&variable.name.to_lowercase()) {
                self.report
                    .error(variable.at, format!("{} is built in, and cannot be declared", variable.name));
            }
            base.declare(&variable.name, variable.of);
        }
        let declared: Vec<String> = base.variables().map(|(name, _)| name.to_lowercase()).collect();
        for assigned in uses {
            let name = assigned.name.to_lowercase();
            if read_only.contains(&name) {
                self.report.error(assigned.at, format!("{} can only be read", assigned.name));
            } else if is_shared(&name) && !declared.contains(&name) {
                let what = format!("{} is not declared", assigned.name);
                self.report.warn_instead(
                    assigned.at,
                    what,
                    format!("variables: [{}]", declaration(assigned)),
                );
                if base.find(&name).is_none() {
                    base.declare(&assigned.name, assigned.of.unwrap_or(Type::one(Kind::String)));
                }
            }
        }
        base
    }

    /// What one room sees: its own variables besides those of all.
    fn scope(&mut self, base: &Scope, variables: &[Declaration], uses: &[Use]) -> Scope {
        let mut scope = base.clone();
        for variable in variables {
            if base.find(&variable.name).is_some() {
                self.report.error(variable.at, format!("{} is declared twice", variable.name));
            }
            scope.declare(&variable.name, variable.of);
        }
        for used in uses {
            let Use { at, name, of, .. } = used;
            match (scope.find(name), of) {
                (Some((_, known)), Some(of)) if !used.fits(known) => {
                    self.report.error(*at, format!("{name} is {known}, and here it takes {of}"));
                }
                (Some(_), _) => {}
                (None, Some(of)) => {
                    scope.declare(name, *of);
                }
                (None, None) => {
                    scope.declare(name, Type::one(Kind::String));
                }
            }
        }
        scope
    }

    fn start(&mut self, plan: &Plan<'_>) -> Option<usize> {
        let document = self.document;
        let first = match &document.start {
            Start::At(target) => return self.find(target, plan),
            Start::Actions(_) => plan.rooms.iter().position(|planned| planned.room.is_none()),
            Start::First => plan.rooms.iter().position(|room| room.container.is_some()),
        };
        if first.is_none() {
            let key =
                if document.kind == FlowKind::InqueueCall { "startUpTaskActions" } else { "startUpRef" };
            self.report.error_instead(
                document.at,
                "the flow does not say where it starts",
                format!("{key}: ..."),
            );
        } else if document.start == Start::First && document.containers.len() > 1 {
            let room = document.containers.first().map_or(Room::Task, |container| container.room).name();
            let instead = format!("startUpRef: \"/{}/{room}s/{room}[...]\"", document.kind.key());
            let what = "the flow does not say where it starts; it starts with its first part";
            self.report.warn_instead(document.at, what, instead);
        }
        first
    }

    /// The code of one room.
    pub(super) fn room(&mut self, plan: &Plan<'a>, number: usize) -> RoomCode {
        let planned = &plan.rooms[number];
        let mut prologue = Vec::new();
        for variable in planned.variables {
            let Some((slot, of)) = planned.scope.find(&variable.name) else { continue };
            if let Some(initial) = variable.initial.as_ref().filter(|initial| !initial.is_unset()) {
                let value = self.operand(initial, of, &planned.scope);
                let does = Instruction::Assign { slot, of, value };
                prologue.push(Line { at: variable.at, name: Arc::from(variable.name.as_str()), does });
            }
        }
        let code = match planned.holds {
            Holds::Actions(actions) => self.actions_of_room(plan, number, prologue, actions),
            Holds::Menu(menu) => self.menu_of_room(plan, number, prologue, menu),
        };
        let own = planned.scope.variables().filter(|(name, _)| plan.base.find(name).is_none());
        RoomCode {
            name: planned.room.map_or_else(String::new, |room| format!("{} ", room.name())) + planned.name,
            is_menu: matches!(planned.holds, Holds::Menu(_)),
            locals: own.filter_map(|(name, _)| planned.scope.find(name)).collect(),
            code,
        }
    }
}

/// Menus within a menu, and within those.
fn sub_menus<'a>(menu: &'a Menu, rooms: &mut Vec<Planned<'a>>) {
    for choice in &menu.choices {
        if let Leads::SubMenu(menu) = &choice.leads {
            rooms.push(Planned {
                container: None,
                room: Some(Room::Menu),
                name: &choice.name,
                reference: choice.reference.as_deref(),
                holds: Holds::Menu(menu),
                variables: &[],
                scope: Scope::default(),
            });
            sub_menus(menu, rooms);
        }
    }
}

/// Whether a variable outlives the room that assigns to it.
fn is_shared(lower: &str) -> bool {
    !lower.starts_with("task.") && !lower.starts_with("state.")
}

/// `{stringVariable: {name: Flow.x}}`
fn declaration(assigned: &Use) -> String {
    let of = assigned.of.unwrap_or(Type::one(Kind::String)).to_string();
    let (first, rest) = of.split_at(1);
    format!("{{{}{rest}Variable: {{name: {}}}}}", first.to_ascii_lowercase(), assigned.name)
}
