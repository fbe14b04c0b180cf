//! `cargo xtask sim`: simulated days for hours, or one of them again.

use anyhow::Result;

use crate::run::{command, run};

/// Plays days drawn by lot. It needs nothing but Rust, so nothing is set up.
pub(crate) fn sim(args: &[&str]) -> Result<()> {
    run(command("cargo run --quiet --release --package eyeline-sim --").args(args))
}
