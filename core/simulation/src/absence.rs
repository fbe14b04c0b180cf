//! What if somebody calls in sick?

use std::{collections::BTreeSet, str::FromStr};

use crate::{
    Scenario,
    chance::{Chance, Purpose},
};

/// Who calls in sick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absence {
    /// So many, by lot: others on each day.
    Some(usize),
    /// These.
    Named(Vec<String>),
}

/// Nobody is called so.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no agent {0:?}")]
pub struct UnknownAgent(pub String);

impl FromStr for Absence {
    type Err = std::convert::Infallible;

    /// A number, or names with commas between them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = || text.split(',').map(|name| name.trim().to_owned()).collect();
        Ok(text.trim().parse().map_or_else(|_| Self::Named(names()), Self::Some))
    }
}

impl Absence {
    /// Who is absent on a day, by their place in the scenario's list.
    pub fn on(&self, scenario: &Scenario, seed: u64) -> Result<BTreeSet<usize>, UnknownAgent> {
        match self {
            Self::Some(count) => {
                let mut chance = Chance::new(seed, Purpose::Absence);
                let mut all: Vec<usize> = (0..scenario.agents.len()).collect();
                let drawn = (0..*count).map_while(|_| {
                    let at = chance.below(all.len());
                    (!all.is_empty()).then(|| all.swap_remove(at))
                });
                Ok(drawn.collect())
            }
            Self::Named(names) => {
                let find = |name: &String| scenario.agents.iter().position(|agent| agent.name == *name);
                names.iter().map(|name| find(name).ok_or_else(|| UnknownAgent(name.clone()))).collect()
            }
        }
    }
}
