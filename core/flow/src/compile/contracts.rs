//! What a flow asks of a data action, held against what is known of that.

use std::collections::BTreeMap;

use super::Compiler;
use crate::{
    Contract, Type,
    action::Verb,
    document::{Action, Ask},
    report::{Position, Severity, nearest},
};

/// Names that are told for one that is not there.
const NAMES_TOLD: usize = 10;

impl<'a> Compiler<'a> {
    /// What is known of the data action that is asked.
    pub(super) fn contract(&self, ask: &Ask) -> Option<&'a Contract> {
        if ask.shape.verb == Verb::CallData { self.contracts.of(&ask.subject) } else { None }
    }

    /// Refuses inputs and outputs that the data action does not have, and inputs that are missing. Types are looked
    /// at where values and variables are.
    pub(super) fn check_contract(&mut self, action: &Action, ask: &Ask) {
        let Some(contract) = self.contract(ask) else { return };
        let of = format!("the data action {}", ask.subject.join("/"));
        if let Some(known) = &contract.inputs {
            for (name, setting) in ask.inputs.iter().filter(|(name, _)| !known.contains_key(name)) {
                self.no_such(setting.at(), &format!("{of} takes no {name}"), name, known);
            }
        }
        if let Some(known) = &contract.outputs {
            let results = ask.results.iter().filter(|binding| !binding.of_failure);
            for binding in results.filter(|binding| !known.contains_key(&binding.result)) {
                let name = &binding.result;
                self.no_such(binding.at, &format!("{of} gives no {name}"), name, known);
            }
        }
        let given =
            |name: &String| ask.inputs.iter().any(|(input, value)| input == name && !value.is_unset());
        for name in contract.required.iter().filter(|name| !given(name)) {
            let instead = format!("inputs: {{{name}: {{exp: ...}}}}");
            self.report.error_instead(action.at, format!("{of} cannot be asked without {name}"), instead);
        }
    }

    fn no_such(&mut self, at: Position, what: &str, name: &str, known: &BTreeMap<String, Option<Type>>) {
        let known = || known.keys().map(String::as_str).filter(|_| !self.report.is_full());
        let instead = match nearest(name, known()) {
            Some(near) => Some(format!("did you mean {near}?")),
            None => known()
                .next()
                .map(|_| format!("there is {}", known().take(NAMES_TOLD).collect::<Vec<_>>().join(", "))),
        };
        self.report.add(Severity::Error, at, what.to_owned(), instead);
    }
}
