//! What a flow names of its organization.

use crate::{Kind, Position};

/// Something of the organization that a flow names. Whether it exists is for the caller to check.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// Where the flow names it first.
    pub at: Position,
    /// What it is.
    pub what: Referred,
    /// Its name; of a user, the login.
    pub name: String,
}

/// What is named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Referred {
    /// A queue, user, skill, prompt…
    Object(Kind),
    /// Another flow.
    Flow,
    /// A common module.
    Module,
    /// A data action: `category/action`.
    DataAction,
    /// A table of the organization.
    DataTable,
    /// An agent's script.
    Script,
    /// A group of numbers for which everything else can be switched off.
    EmergencyGroup,
}
