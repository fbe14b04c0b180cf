//! `cargo xtask demo`: from a fresh clone to a running demo.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{
    run::{command, run},
    setup,
};

/// Sets up, builds, and runs `eyeline demo` until it is stopped.
pub(crate) fn demo(args: &[&str]) -> Result<()> {
    setup::to_build()?;
    run(command("npm run --silent build").current_dir("web"))?;
    run(&mut command("cargo build --release --package eyeline"))?;
    // The demo takes this process's place in the foreground: Ctrl-C reaches both, and it ends cleanly.
    let mut demo = Command::new("target/release/eyeline");
    let status = demo.arg("demo").args(args).status().context("could not start target/release/eyeline")?;
    std::process::exit(status.code().unwrap_or(0));
}
