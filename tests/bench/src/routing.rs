//! Routing decisions: the pure engine under a day's work, from a hundred agents to a hundred thousand.
//!
//! The work is the same in every run: agents with two to eight of 128 skills, Zipf distributed, in four queues
//! of at most 5 000 members; conversations that ask for up to three skills; arrivals, handling, patience,
//! unanswered offers, presence and skills drawn from one seed; a virtual clock. Beside the engine runs a naive
//! router that looks at every member for every conversation: whenever the two choose differently, the benchmark
//! fails.

mod day;
mod naive;
mod random;

use std::time::Duration;

use anyhow::{Result, ensure};

use self::day::{Arrivals, Day, Kind, Measured};
use crate::figure::{Target, figure, quantile};

/// How many agents.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];
/// Arrivals that are measured at each size.
const ARRIVALS: usize = 60_000;

/// Prints what a decision costs, at every size.
pub(crate) fn run() -> Result<()> {
    // First, while the process has no memory that it could use again.
    size()?;
    let mut medians = Vec::new();
    for agents in SIZES {
        medians.push(steady(agents)?);
    }
    // From a thousand agents to a hundred thousand.
    let growth = (medians[3] / medians[1]).ln() / 100_f64.ln();
    figure(
        "routing",
        "growth of assign + release with agents, exponent, 10³ to 10⁵",
        growth,
        "",
        Target::AtMost(0.3),
    );
    overload()?;
    burst()?;
    switching()?;
    skills()
}

/// A day with enough agents; returns the median of assigning and releasing, in microseconds.
fn steady(agents: usize) -> Result<f64> {
    let named = |name: &str| format!("{name}, {agents} agents");
    compared(agents)?;
    let mut measured = timed(agents, Arrivals::Steady { load: 0.85 })?;
    let assign = both(&mut measured, 0.5);
    figure("routing", &named("assign + release, median"), assign, "µs", Target::AtMost(1.0));
    figure("routing", &named("assign + release, p99"), both(&mut measured, 0.99), "µs", Target::AtMost(10.0));
    figure("routing", &named("assign + release, p99.9"), both(&mut measured, 0.999), "µs", Target::None);
    for kind in Kind::ALL {
        let Some(median) = measured.quantile(kind, 0.5) else { continue };
        let tail = measured.quantile(kind, 0.99).unwrap_or_default();
        figure("routing", &named(&format!("{}, median", kind.name())), micros(median), "µs", Target::None);
        figure("routing", &named(&format!("{}, p99", kind.name())), micros(tail), "µs", Target::None);
    }
    let target = if agents == 10_000 { Target::AtLeast(1_000_000.0) } else { Target::None };
    figure("routing", &named("events"), measured.rate(), "/s", target);
    Ok(assign)
}

/// The same day beside the naive router, whose looking around leaves nothing in the caches of others.
fn compared(agents: usize) -> Result<()> {
    let named = |name: &str| format!("{name}, {agents} agents");
    let mut measured = Day::begin(agents, Arrivals::Steady { load: 0.85 }, true).run(ARRIVALS)?;
    let naive = quantile(&mut measured.naive, 0.5).unwrap_or_default();
    figure("routing", &named("a naive choice, median"), micros(naive), "µs", Target::None);
    figure(
        "routing",
        &named("choices compared with the naive router"),
        measured.compared as f64,
        "",
        Target::None,
    );
    Ok(())
}

/// A day that has been going on for a while.
fn timed(agents: usize, arrivals: Arrivals) -> Result<Measured> {
    let mut day = Day::begin(agents, arrivals, false);
    day.run(ARRIVALS + 2 * agents)?;
    day.run(ARRIVALS)
}

/// Assigning plus releasing, in microseconds.
fn both(measured: &mut Measured, q: f64) -> f64 {
    let mut of = |kind| micros(measured.quantile(kind, q).unwrap_or_default());
    of(Kind::Assign) + of(Kind::Release)
}

/// More work than agents can do.
fn overload() -> Result<()> {
    let agents = 10_000;
    let mut measured = timed(agents, Arrivals::Steady { load: 1.05 })?;
    let named = |name: &str| format!("{name}, {agents} agents, load 1.05");
    figure(
        "routing",
        &named("assign + release, median"),
        both(&mut measured, 0.5),
        "µs",
        Target::AtMost(1.0),
    );
    figure("routing", &named("assign + release, p99"), both(&mut measured, 0.99), "µs", Target::AtMost(10.0));
    figure("routing", &named("events"), measured.rate(), "/s", Target::None);
    Ok(())
}

/// Ten conversations for every agent within one second.
fn burst() -> Result<()> {
    let agents = 10_000;
    let mut day = Day::begin(agents, Arrivals::Steady { load: 0.85 }, false);
    day.run(ARRIVALS)?;
    let mut measured = day.burst(10 * agents)?;
    let named = |name: &str| format!("{name}, {agents} agents, burst of {}", 10 * agents);
    let arrival = measured.quantile(Kind::Wait, 0.99).unwrap_or_default();
    figure("routing", &named("an arrival, p99"), micros(arrival), "µs", Target::None);
    let release = measured.quantile(Kind::Release, 0.99).unwrap_or_default();
    figure("routing", &named("a release, p99"), micros(release), "µs", Target::AtMost(10.0));
    Ok(())
}

/// Quiet and busy minutes in turn.
fn switching() -> Result<()> {
    let agents = 10_000;
    let mut measured = timed(agents, Arrivals::Switching { quiet: 0.5, busy: 1.4 })?;
    let named = |name: &str| format!("{name}, {agents} agents, quiet and busy in turn");
    figure("routing", &named("assign + release, p99"), both(&mut measured, 0.99), "µs", Target::AtMost(10.0));
    Ok(())
}

/// What agents and waiting conversations take, and how long building takes.
fn size() -> Result<()> {
    let agents = 100_000;
    let before = resident()?;
    let started = std::time::Instant::now();
    let mut day = Day::begin(agents, Arrivals::Steady { load: 0.85 }, false);
    figure(
        "routing",
        "cold start, 100000 agents",
        started.elapsed().as_secs_f64() * 1_000.0,
        "ms",
        Target::None,
    );
    day.warm_logs();
    let with_agents = resident()?;
    let each = (with_agents - before - day.own_bytes()) as f64 / agents as f64;
    figure("routing", "memory of an agent in four queues", each, "bytes", Target::AtMost(200.0));
    let waiting = 1_000_000;
    let restored = day.fill(waiting);
    let each = (resident()? - with_agents) as f64 / waiting as f64;
    figure("routing", "memory of a waiting conversation", each, "bytes", Target::AtMost(300.0));
    let each = restored.as_secs_f64() * 1e6 / waiting as f64;
    figure("routing", "restoring a waiting conversation, mean", each, "µs", Target::None);
    ensure!(day.waiting() >= waiting, "what was restored waits");
    Ok(())
}

/// What a change of skills costs.
fn skills() -> Result<()> {
    let mut day = Day::begin(100_000, Arrivals::Steady { load: 0.85 }, false);
    day.run(ARRIVALS)?;
    let mut edits = day.edit_skills(20_000);
    let p99 = quantile(&mut edits, 0.99).unwrap_or_default();
    figure("routing", "a change of skills, p99, 100000 agents", micros(p99), "µs", Target::AtMost(50.0));
    Ok(())
}

fn micros(span: Duration) -> f64 {
    span.as_secs_f64() * 1e6
}

/// Resident memory of this process, in bytes.
fn resident() -> Result<i64> {
    let status = std::fs::read_to_string("/proc/self/statm")?;
    let pages: i64 = status.split_whitespace().nth(1).unwrap_or("0").parse()?;
    Ok(pages * 4_096)
}
