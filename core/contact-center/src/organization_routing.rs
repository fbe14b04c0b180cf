//! What holds for routing in all of the organization.

use std::collections::BTreeMap;

use eyeline_model::LabelId;
use serde::{Deserialize, Serialize};

/// What holds for routing in all of the organization, beside how much an agent does at once.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationRouting {
    /// Whoever is handed on by an agent waits for anybody: skills and language are not asked for any more
    /// (`transfer-voice-interaction`).
    pub strips_skills: bool,
    /// Being idle counts anew from each change of presence, and from the end of not responding (Genesys: *Routing
    /// Includes Agent Presence*).
    pub includes_presence: bool,
    /// How much an agent does at once of a kind of work, unless their own limits say otherwise. A kind without a limit
    /// is limited by its medium only.
    pub label_limits: BTreeMap<LabelId, u8>,
}
