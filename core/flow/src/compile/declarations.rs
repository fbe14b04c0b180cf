//! Which variables a flow uses without declaring them: they appear where something is first assigned to them.

use super::Compiler;
use crate::{
    Kind, Type,
    document::{Action, Binding, Container, Holding, Leads, Menu, Pair, What},
    report::Position,
};

/// A variable that takes something.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) at: Position,
    pub(super) name: String,
    /// What it takes; none if only the world knows.
    pub(super) of: Option<Type>,
    /// Whether it takes that out of JSON, in which a whole number is a number.
    pub(super) from_json: bool,
}

impl Use {
    pub(super) fn of(at: Position, name: &str, of: Option<Type>) -> Self {
        Self { at, name: name.to_owned(), of, from_json: false }
    }

    /// Whether a variable of a type takes it.
    pub(super) fn fits(&self, variable: Type) -> bool {
        let widens = |of: Type| {
            self.from_json
                && (of.kind, variable.kind) == (Kind::Integer, Kind::Decimal)
                && of.list == variable.list
        };
        self.of.is_none_or(|of| of == variable || widens(of))
    }
}

impl Compiler<'_> {
    /// Every variable that a room assigns to, in the order of the file; those with a type first.
    pub(super) fn uses(&self, container: &Container) -> Vec<Use> {
        let mut uses = Vec::new();
        match &container.holding {
            Holding::Actions(actions) => self.in_actions(actions, &mut uses),
            Holding::Menu(menu) => self.in_menu(menu, &mut uses),
        }
        uses.sort_by_key(|assigned| assigned.of.is_none());
        uses
    }

    /// A menu within the menu is a room of its own.
    pub(super) fn in_menu(&self, menu: &Menu, uses: &mut Vec<Use>) {
        for choice in &menu.choices {
            if let Leads::Actions(actions) = &choice.leads {
                self.in_actions(actions, uses);
            }
        }
    }

    pub(super) fn in_actions(&self, actions: &[Action], uses: &mut Vec<Use>) {
        for action in actions {
            self.in_action(&action.what, uses);
        }
    }

    fn in_action(&self, what: &What, uses: &mut Vec<Use>) {
        let bound = |binding: &Binding, of| Use::of(binding.at, &binding.variable, of);
        match what {
            What::Ask(ask) => {
                let contract = self.contract(ask);
                uses.extend(ask.results.iter().map(|binding| {
                    let known = contract.filter(|_| !binding.of_failure);
                    let known = known.and_then(|contract| contract.output(&binding.result));
                    Use { from_json: known.is_some(), ..bound(binding, binding.of.or(known)) }
                }));
                uses.extend(ask.pairs.iter().filter_map(|pair| match pair {
                    Pair::Get { variable, at, .. } => {
                        Some(Use::of(*at, variable, Some(Type::one(Kind::String))))
                    }
                    Pair::Set { .. } => None,
                }));
                ask.outputs.iter().for_each(|(_, actions)| self.in_actions(actions, uses));
            }
            What::UpdateData(assignments) => {
                uses.extend(assignments.iter().map(|set| Use::of(set.at, &set.variable, Some(set.of))))
            }
            What::Decision { yes, no, .. } => {
                self.in_actions(yes, uses);
                self.in_actions(no, uses);
            }
            What::Switch { cases, default, .. } => {
                cases.iter().for_each(|case| self.in_actions(&case.actions, uses));
                self.in_actions(default, uses);
            }
            What::Loop { index, body, .. } => {
                uses.extend(index.iter().map(|index| bound(index, index.of)));
                self.in_actions(body, uses);
            }
            What::LoopUntil { index, body, cases, .. } => {
                uses.extend(index.iter().map(|index| bound(index, index.of)));
                self.in_actions(body, uses);
                cases.iter().for_each(|case| self.in_actions(&case.actions, uses));
            }
            What::CallTask(call) => {
                uses.extend(call.outputs.iter().map(|binding| bound(binding, binding.of)));
                call.paths.iter().for_each(|(_, actions)| self.in_actions(actions, uses));
                self.in_actions(&call.default, uses);
            }
            What::Unsupported { instead } => self.in_actions(instead, uses),
            _ => {}
        }
    }
}
