//! A law that was broken.

use eyeline_model::Timestamp;

use crate::{Scenario, TimeOfDay};

/// A law that was broken: a bug of the core, or of the simulation. The same scenario and seed break it again.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("at {}, step {step}: {broken}", TimeOfDay(*.at - Scenario::MIDNIGHT))]
pub struct Violation {
    /// When.
    pub at: Timestamp,
    /// After so many commands and wake-ups.
    pub step: u64,
    /// Which law, and how.
    pub broken: Broken,
}

/// Which law was broken, and how.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{law} ({detail})")]
pub struct Broken {
    /// The law, as it should be.
    pub law: &'static str,
    /// What was found instead.
    pub detail: String,
}

/// Refuses what a law forbids.
pub(crate) fn ensure(holds: bool, law: &'static str, detail: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken { law, detail: detail() }) }
}
