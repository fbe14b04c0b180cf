//! Common modules: parts that flows call, each a run of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eyeline_flow::{
    Call, Failure, Flow as Code, FlowKind, FlowRun, Problem, Reference, Referred, Reply, Severity, Value,
};
use eyeline_model::{FlowId, Pii};
use serde::{Deserialize, Serialize};

use crate::{
    ContactCenter, Flow,
    running::{Compiled, Going},
};

/// Modules within modules. One that calls itself, also by way of others, is refused at once.
const MODULES_LIMIT: usize = 8;

/// A common module that was called.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct ModuleRun {
    pub(crate) flow: FlowId,
    pub(crate) version: u32,
    pub(crate) run: FlowRun,
}

impl ModuleRun {
    /// What its caller is answered: its outputs, under their names with and without `Flow.`.
    pub(crate) fn reply(&self, code: &Code) -> Reply {
        if self.run.has_failed(code) {
            return Reply::Failed(Failure::new("module", format!("something went wrong in {:?}", code.name)));
        }
        let mut data = BTreeMap::new();
        for (name, value) in self.run.outputs(code) {
            let value = Value::to_json(&value);
            if let Some((_, own)) = name.split_once('.') {
                data.insert(own.to_owned(), value.clone());
            }
            data.insert(name, value);
        }
        Reply::Data(Pii::new(data))
    }
}

/// The common modules that a flow calls.
fn called(code: &Code) -> impl Iterator<Item = &Reference> {
    code.references.iter().filter(|reference| reference.what == Referred::Module)
}

/// Flows name each other in any case.
fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl ContactCenter {
    /// The module that a flow calls, or why it cannot be called.
    pub(crate) fn module(&self, flow: FlowId, going: &Going, call: &Call) -> Result<Compiled, Failure> {
        let found = self.flow_named(&call.name, |kind| kind == FlowKind::CommonModule);
        let found = found
            .ok_or_else(|| Failure::new("notFound", format!("there is no common module {:?}", call.name)))?;
        let within = &going.kept.modules;
        if found.0 == flow || within.iter().any(|module| module.flow == found.0) {
            return Err(Failure::new("recursion", format!("{:?} calls itself", call.name)));
        }
        if within.len() >= MODULES_LIMIT {
            let what = format!("modules call each other more than {MODULES_LIMIT} deep");
            return Err(Failure::new("tooDeep", what));
        }
        Ok(found)
    }

    /// How a common module would call itself, also by way of others, if it were published: who calls whom, and where
    /// it does.
    pub fn recursion(&self, flow: &Flow, code: &Code) -> Option<Problem> {
        if flow.kind != FlowKind::CommonModule {
            return None;
        }
        let is_itself = |name: &str| same_name(name, &flow.name);
        let mut seen = BTreeSet::new();
        for reference in called(code) {
            // Each with the names by which it was come to.
            let mut open = vec![vec![reference.name.clone()]];
            while let Some(way) = open.pop() {
                let name = way.last().expect("a way goes somewhere");
                if is_itself(name) {
                    let way = way.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>();
                    let what = format!(
                        "the module calls itself: {:?} calls {}",
                        flow.name,
                        way.join(", which calls ")
                    );
                    return Some(Problem {
                        severity: Severity::Error,
                        at: reference.at,
                        what,
                        instead: None,
                    });
                }
                if !seen.insert(name.to_lowercase()) {
                    continue;
                }
                let next = self.flow_named(name, |kind| kind == FlowKind::CommonModule);
                if let Some((.., next)) = next.filter(|(id, ..)| *id != flow.id) {
                    open.extend(called(&next).map(|next| [way.as_slice(), &[next.name.clone()]].concat()));
                }
            }
        }
        None
    }

    /// The flow of this name that is for such a thing and can run: in any case, if only one is called so.
    pub(crate) fn flow_named(&self, name: &str, fits: impl Fn(FlowKind) -> bool) -> Option<Compiled> {
        let flows = self.configuration.flows.values().filter(|flow| fits(flow.kind));
        let mut named = flows.filter(|flow| same_name(&flow.name, name));
        let flow = named.next().filter(|_| named.next().is_none())?;
        let version = flow.published.version;
        let code = self.compiled.get(&(flow.id, version))?;
        Some((flow.id, version, Arc::clone(code)))
    }
}
