//! What flows may rely on when they ask another system.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Flow, Referred, Type};

/// What is known of one data action.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contract {
    /// Inputs without which it cannot be asked.
    pub required: BTreeSet<String>,
    /// Everything that it takes, each with its type if that is known; none if it takes whatever it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<BTreeMap<String, Option<Type>>>,
    /// Everything that it gives, likewise; none if nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<BTreeMap<String, Option<Type>>>,
}

/// What is known of data actions. Flows name them in any case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Contracts(BTreeMap<String, Contract>);

impl Contracts {
    /// Nothing is known.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes note of the data action `category/action`.
    pub fn insert(&mut self, category: &str, action: &str, contract: Contract) {
        self.0.insert(format!("{category}/{action}").to_lowercase(), contract);
    }

    /// Those alone that a flow relies on: without the others it compiles to the same.
    #[must_use]
    pub fn named_by(mut self, flow: &Flow) -> Self {
        let named = flow.references.iter().filter(|reference| reference.what == Referred::DataAction);
        let named: BTreeSet<String> = named.map(|reference| reference.name.to_lowercase()).collect();
        self.0.retain(|name, _| named.contains(name));
        self
    }

    /// What is known of `category/action`.
    pub(crate) fn of(&self, subject: &[String]) -> Option<&Contract> {
        self.0.get(&subject.join("/").to_lowercase())
    }
}

impl Contract {
    /// The type of an output, if it is known.
    pub(crate) fn output(&self, name: &str) -> Option<Type> {
        *self.outputs.as_ref()?.get(name)?
    }

    /// The type of an input, if it is known.
    pub(crate) fn input(&self, name: &str) -> Option<Type> {
        *self.inputs.as_ref()?.get(name)?
    }
}
