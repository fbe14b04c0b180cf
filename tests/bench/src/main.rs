//! The benchmarks below the pages: commands through the shell, what flows calculate, decisions of
//! routing, and media through a worker.
//!
//! `cargo xtask bench` runs them and collects what they print: one figure a line, as JSON.

mod commands;
mod expressions;
mod figure;
mod routing;
mod sfu;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("commands") => commands::run(),
        Some("expressions") => expressions::run(),
        Some("routing") => routing::run(),
        Some("sfu") => sfu::run(),
        _ => bail!("usage: eyeline-bench commands | expressions | routing | sfu"),
    }
}
