//! Simulated days for hours, and the figures of the simulation. `cargo xtask sim` runs it.

mod bench;
mod soak;

use anyhow::Result;
use clap::Parser;

/// Plays days drawn by lot, and looks for one that breaks a law.
#[derive(Parser)]
#[command(name = "cargo xtask sim")]
struct Arguments {
    /// For how many hours.
    #[arg(long, default_value_t = 1.0, conflicts_with_all = ["seed", "bench"])]
    hours: f64,
    /// The first seed; without one the operating system chooses.
    #[arg(long)]
    from: Option<u64>,
    /// Plays the day of this seed alone, and tells what happens in it.
    #[arg(long)]
    seed: Option<u64>,
    /// Prints how long a day of a thousand agents takes.
    #[arg(long, conflicts_with = "seed")]
    bench: bool,
}

fn main() -> Result<()> {
    let Arguments { hours, from, seed, bench } = Arguments::parse();
    match seed {
        _ if bench => bench::run(),
        Some(seed) => soak::replay(seed),
        None => soak::soak(hours, from.unwrap_or_else(soak::any_seed)),
    }
}
