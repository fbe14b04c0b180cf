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
        let mut seen = BTreeSet::new();
        let mut calls = called(code).filter(|_| flow.kind == FlowKind::CommonModule);
        let (at, way) =
            calls.find_map(|call| Some((call.at, self.way_back(flow, &call.name, &mut seen)?)))?;
        let way: Vec<String> = way.iter().map(|name| format!("{name:?}")).collect();
        let way = way.join(", which calls ");
        let what = format!("the module calls itself: {:?} calls {way}", flow.name);
        Some(Problem { severity: Severity::Error, at, what, instead: None })
    }

    /// The names by which calls that begin with `first` come to a module, if they do. Those that were `seen` before do
    /// not.
    fn way_back(&self, to: &Flow, first: &str, seen: &mut BTreeSet<FlowId>) -> Option<Vec<String>> {
        let mut open = vec![vec![first.to_owned()]];
        while let Some(way) = open.pop() {
            let name = way.last().expect("a way goes somewhere");
            if same_name(name, &to.name) {
                return Some(way);
            }
            let next = self.flow_named(name, |kind| kind == FlowKind::CommonModule);
            if let Some((.., next)) = next.filter(|(id, ..)| *id != to.id && seen.insert(*id)) {
                open.extend(called(&next).map(|next| [&way[..], std::slice::from_ref(&next.name)].concat()));
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
