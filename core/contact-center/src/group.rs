//! Groups of people.

use std::collections::BTreeMap;

use eyeline_model::GroupId;
use serde::{Deserialize, Serialize};

use crate::{Configuration, User};

/// People who belong together, and may be members of queues together. Who belongs to it, each [`User`] says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Which group.
    pub id: GroupId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

impl Configuration {
    /// Who belongs to a group.
    pub fn people_of(&self, group: GroupId) -> impl Iterator<Item = &User> {
        self.users.values().filter(move |user| user.groups.contains(&group))
    }

    /// How many people belong to each group; those to which nobody belongs are missing.
    pub fn sizes_of_groups(&self) -> BTreeMap<GroupId, usize> {
        let mut sizes = BTreeMap::new();
        for group in self.users.values().flat_map(|user| &user.groups) {
            *sizes.entry(*group).or_default() += 1;
        }
        sizes
    }
}
