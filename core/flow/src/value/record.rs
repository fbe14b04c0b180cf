//! Values with many properties, most of which are seldom asked for.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Kind, Value};

/// An external contact, an e-mail, a message…: properties by name. Which there may be, and of which type, says
/// [`Kind::properties`]; of a contact they are the columns of its list, each a String.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// What it is.
    pub of: Kind,
    /// Those that have a value.
    pub properties: BTreeMap<Arc<str>, Value>,
}

impl Record {
    /// A contact's column: of exactly this name, or else of this name in another case.
    pub fn column(&self, name: &str) -> Option<&Value> {
        self.properties.get(name).or_else(|| {
            let name = name.to_lowercase();
            self.properties.iter().find(|(known, _)| known.to_lowercase() == name).map(|(_, value)| value)
        })
    }
}
