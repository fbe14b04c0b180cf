//! The tenant.

use eyeline_acd::Utilization;
use eyeline_model::OrganizationId;
use serde::{Deserialize, Serialize};

/// The tenant, and what holds for all of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Organization {
    /// Which tenant.
    pub id: OrganizationId,
    /// What it is called.
    pub name: String,
    /// How much an agent does at once, unless their own rule says otherwise.
    #[serde(default)]
    pub utilization: Utilization,
}
