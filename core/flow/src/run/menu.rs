//! Menus: said until a choice is made, or nobody seems to be there.

use std::sync::Arc;

use eyeline_model::{Duration, Pii};

use super::{
    Failure, Menu, MenuChoice, Reply, Task,
    machine::{Machine, Pending},
};
use crate::{
    Value,
    flow::{Instruction, MenuCode},
};

/// How often a menu is said again, and how long it waits, where nobody says (the vendor's defaults).
const REPEATS: i64 = 3;
const TIMEOUT: Duration = Duration::from_secs(10);

impl Machine<'_> {
    pub(super) fn menu(&mut self, menu: &MenuCode) {
        let audio = match menu.audio.as_ref().map(|audio| self.value(audio)).transpose() {
            Ok(Some(Value::Audio(audio))) => Some(Pii::new((*audio).clone())),
            Ok(_) => None,
            Err(what) => return self.fault(what),
        };
        let timeout = match menu.timeout.as_ref().map(|timeout| self.value(timeout)).transpose() {
            Ok(Some(Value::Duration(timeout))) => timeout,
            Ok(_) => TIMEOUT,
            Err(what) => return self.fault(what),
        };
        self.frame_mut().said += 1;
        let choices = menu
            .choices
            .iter()
            .map(|choice| MenuChoice { key: choice.key, terms: choice.terms.clone() })
            .collect();
        let language = Arc::from(self.run.language.as_str());
        self.suspend(
            Pending::Menu,
            Task::Menu(Menu { audio, choices, timeout: Some(timeout), language }),
            None,
        );
    }

    /// The caller chose, or did not.
    pub(super) fn chosen(&mut self, reply: &Reply) {
        let Instruction::Menu(menu) = &self.line().does else {
            return self.fault("a choice was made where there is no menu".to_owned());
        };
        let choice = match reply {
            Reply::Digits(digits) => {
                let key = digits.reveal().chars().next();
                menu.choices.iter().find(|choice| choice.key == key && key.is_some())
            }
            Reply::Said(said) => menu
                .choices
                .iter()
                .find(|choice| choice.terms.iter().any(|term| term.eq_ignore_ascii_case(said.trim()))),
            Reply::Failed(Failure { kind, message, .. }) => return self.fault(format!("{kind}: {message}")),
            _ => None,
        };
        match choice {
            Some(choice) => {
                let (room, place) = (choice.room, choice.to);
                if room != self.frame().room {
                    self.enter(room);
                }
                self.jump(place);
            }
            None => self.nothing_chosen(menu),
        }
    }

    fn nothing_chosen(&mut self, menu: &MenuCode) {
        let repeats = match menu.repeats.as_ref().map(|repeats| self.value(repeats)).transpose() {
            Ok(Some(Value::Integer(repeats))) => repeats,
            Ok(_) => REPEATS,
            Err(what) => return self.fault(what),
        };
        if i64::from(self.frame().said) <= repeats {
            // The line is that of the menu still: it is said again.
            return;
        }
        match menu.default {
            Some(place) => {
                self.frame_mut().said = 0;
                self.jump(place);
            }
            None => self.disconnect(),
        }
    }

    pub(super) fn previous_menu(&mut self) {
        if self.run.menus.len() > 1 {
            self.run.menus.pop();
        }
        self.repeat_menu();
    }

    /// Says the latest menu again.
    pub(super) fn repeat_menu(&mut self) {
        match self.run.menus.last().copied() {
            Some(room) => self.enter(room),
            None => self.fault("there is no menu to go to".to_owned()),
        }
    }
}
