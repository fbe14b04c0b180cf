//! Menus become code: what is said, then a place for each choice.

use std::sync::Arc;

use super::{
    Compiler,
    body::Body,
    rooms::{Holds, Plan},
};
use crate::{
    Kind, Type,
    document::{Choice, Leads, Menu, Setting},
    flow::{ChoiceCode, Instruction, Line, MenuCode, RoomCode},
};

impl<'a> Compiler<'a> {
    pub(super) fn menu_of_room(
        &mut self,
        plan: &Plan<'a>,
        number: usize,
        prologue: Vec<Line>,
        menu: &'a Menu,
    ) -> Vec<Line> {
        let mut body = self.body(plan, number, prologue);
        let begin = body.code.len();
        let line = |name: &str, does| Line { at: menu.at, name: Arc::from(name), does };
        body.code.push(line("menu", Instruction::MenuBegin));
        body.code.push(line("menu", Instruction::RepeatMenu));
        let mut code = body.menu(menu);
        for choice in &menu.choices {
            let to = body.code.len();
            match &choice.leads {
                Leads::Actions(actions) => body.sequence(actions),
                Leads::SubMenu(sub) => {
                    let room = plan.rooms.iter().position(
                        |room| matches!(room.holds, Holds::Menu(menu) if std::ptr::eq(menu, &**sub)),
                    );
                    let room = room.expect("every menu within a menu is a room");
                    body.code.push(Line {
                        at: choice.at,
                        name: Arc::from(choice.name.as_str()),
                        does: Instruction::Go(room),
                    });
                }
            }
            // A choice that goes nowhere else comes back to its menu (`transfer-acd-action`: a failed
            // transfer does).
            body.code.push(Line {
                at: choice.at,
                name: Arc::from(choice.name.as_str()),
                does: Instruction::Jump(begin),
            });
            code.choices.push(ChoiceCode { key: choice.key, terms: choice.terms.clone(), room: number, to });
        }
        code.default = menu.default.as_ref().and_then(|default| {
            let by_reference = |choice: &Choice| choice.reference.as_ref() == Some(default);
            let index = menu.choices.iter().position(by_reference);
            let index = index.or_else(|| menu.choices.iter().position(|choice| choice.name == *default));
            if index.is_none() {
                let what = format!("the menu has no choice {default:?} that could be its default");
                body.compiler.report.error(menu.at, what);
            }
            index.map(|index| code.choices[index].to)
        });
        body.code[begin + 1].does = Instruction::Menu(Box::new(code));
        body.code
    }
}

impl<'a> Body<'_, 'a, '_> {
    fn menu(&mut self, menu: &'a Menu) -> MenuCode {
        let document = self.compiler.document;
        let said = |own: &'a Option<Setting>, all: &'a Option<Setting>| {
            own.as_ref().filter(|setting| !setting.is_unset()).or(all.as_ref())
        };
        let timeout = said(&menu.selection_timeout, &document.menu_timeout);
        let repeats = said(&menu.repeat_count, &document.menu_repeats);
        let mut operand = |setting: Option<&Setting>, kind| {
            setting.map(|setting| self.compiler.operand(setting, Type::one(kind), self.scope))
        };
        MenuCode {
            audio: operand(menu.audio.as_ref().filter(|audio| !audio.is_unset()), Kind::Audio),
            timeout: operand(timeout, Kind::Duration),
            repeats: operand(repeats, Kind::Integer),
            choices: Vec::new(),
            default: None,
        }
    }
}

/// Choices that can be made in every menu are added to the others. A menu's own choice of the same key comes
/// first.
pub(super) fn spread(rooms: &mut [RoomCode], plan: &Plan<'_>) {
    let mut everywhere: Vec<ChoiceCode> = Vec::new();
    for (number, planned) in plan.rooms.iter().enumerate() {
        let Holds::Menu(menu) = planned.holds else { continue };
        let Some(code) = menu_code(&mut rooms[number]) else { continue };
        let own = menu.choices.iter().zip(&code.choices);
        everywhere.extend(own.filter(|(choice, _)| choice.everywhere).map(|(_, code)| code.clone()));
    }
    for room in rooms {
        let Some(code) = menu_code(room) else { continue };
        for choice in &everywhere {
            let taken =
                |own: &ChoiceCode| own.key == choice.key || (own.room == choice.room && own.to == choice.to);
            if !code.choices.iter().any(taken) {
                code.choices.push(choice.clone());
            }
        }
    }
}

fn menu_code(room: &mut RoomCode) -> Option<&mut MenuCode> {
    room.code.iter_mut().find_map(|line| match &mut line.does {
        Instruction::Menu(menu) => Some(&mut **menu),
        _ => None,
    })
}
