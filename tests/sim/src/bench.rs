//! How long a day of a thousand agents takes.

use std::{collections::BTreeSet, time::Instant};

use anyhow::{Context as _, Result, ensure};
use eyeline_simulation::{Day, Scenario};
use serde_json::json;

/// The day that is measured; the middle one of so many.
const DAYS: u64 = 5;
const SCENARIO: &str = include_str!("thousand.toml");

/// Prints one figure a line, as `cargo xtask bench` reads them.
pub(crate) fn run() -> Result<()> {
    let scenario = Scenario::read(SCENARIO).context("thousand.toml")?;
    let mut seconds = Vec::new();
    let mut conversations = Vec::new();
    for seed in 1..=DAYS {
        let started = Instant::now();
        let tally = Day { scenario: &scenario, seed, absent: &BTreeSet::new(), whole_every: 1_000 }.play()?;
        seconds.push(started.elapsed().as_secs_f64());
        conversations.push(tally.waits().offered);
        ensure!(tally.waits().answered * 10 > tally.waits().offered * 9, "most customers are answered");
    }
    seconds.sort_by(f64::total_cmp);
    conversations.sort_unstable();
    let middle = seconds.len() / 2;
    figure("a day of 1000 agents, median of 5", seconds[middle], "s", Some(5.0));
    figure("its conversations, median of 5", conversations[middle] as f64, "", None);
    Ok(())
}

fn figure(name: &str, value: f64, unit: &str, at_most: Option<f64>) {
    let value = (value * 100.0).round() / 100.0;
    let target = at_most.map_or(String::new(), |most| format!("≤ {most}"));
    let met = at_most.map(|most| value <= most);
    println!(
        "{}",
        json!({ "bench": "simulation", "figure": name, "value": value, "unit": unit, "target": target, "met": met })
    );
}
