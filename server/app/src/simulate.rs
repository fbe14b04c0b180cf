//! `eyeline simulate`: a planned day, or the simplest one that formulas are known for, played by the core that serves.

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::Args;
use eyeline_simulation::{Absence, Curve, Day, Erlang, Estimate, Estimates, Report, Scenario, plot};
use serde::Serialize;

/// After so many steps of a day everybody and everything is looked at; what a step changes, after each.
const WHOLE_EVERY: u64 = 1_000;

/// The largest number that is taken: beyond it times run out of their range.
const MOST: f64 = 1e9;
/// The longest simplest day, in seconds: a hundred years.
const LONGEST_S: f64 = 3.2e9;

/// What is simulated.
#[derive(Args)]
pub(crate) struct Options {
    /// The day, as docs/operating/simulation.md describes it.
    #[arg(required_unless_present = "erlang", conflicts_with = "erlang")]
    scenario: Option<PathBuf>,
    /// What chance draws: the same seed gives the same day.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many days are played, each with the next seed; the figures are of all of them together.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "erlang")]
    days: u64,
    /// What if so many agents, drawn by lot each day, or these (names with commas between) call in sick?
    #[arg(long, conflicts_with = "erlang")]
    absent: Option<Absence>,
    /// Prints one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// Draws waits and service level into this file.
    #[arg(long, conflicts_with = "erlang")]
    svg: Option<PathBuf>,
    /// The simplest day instead: one queue, agents who are all alike, exponential times (Erlang C; with patience A,
    /// with a patience of zero B).
    #[arg(long, requires_all = ["agents", "aht", "rate"])]
    erlang: bool,
    #[command(flatten)]
    simplest: Simplest,
}

/// The simplest day.
#[derive(Args)]
struct Simplest {
    /// How many agents.
    #[arg(long, requires = "erlang", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    agents: Option<u32>,
    /// The mean handling time in seconds.
    #[arg(long, requires = "erlang", value_parser = positive)]
    aht: Option<f64>,
    /// How many customers come an hour.
    #[arg(long, requires = "erlang", value_parser = positive)]
    rate: Option<f64>,
    /// The mean patience in seconds; without it customers wait for ever, with 0 they leave at once if nobody is free.
    #[arg(long, requires = "erlang", value_parser = not_negative)]
    patience: Option<f64>,
    /// Within how many seconds customers should be answered.
    #[arg(long, requires = "erlang", default_value_t = 20.0, value_parser = not_negative)]
    sl: f64,
    /// How many independent days.
    #[arg(long, requires = "erlang", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// How many customers each day, the tenth part included that comes before anybody counts.
    #[arg(long, requires = "erlang", default_value_t = 50_000.0, value_parser = positive)]
    arrivals: f64,
}

/// Plays what is asked for, and prints what it came to.
pub(crate) fn run(options: &Options) -> Result<()> {
    match &options.scenario {
        Some(file) => planned(options, file),
        None => simplest(options),
    }
}

/// What if: the day as it is planned, and with somebody absent.
#[derive(Serialize)]
struct Compared {
    planned: Report,
    changed: Report,
}

fn planned(options: &Options, file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let scenario = Scenario::read(&text).map_err(|error| anyhow!("{}, {error}", file.display()))?;
    let planned = report(options, file, &scenario, &Absence::Some(0))?;
    let changed = options.absent.as_ref();
    let changed = changed.map(|absence| report(options, file, &scenario, absence)).transpose()?;
    if let Some(svg) = &options.svg {
        draw(svg, &planned, changed.as_ref(), options.absent.as_ref())?;
    }
    match (changed, options.json) {
        (None, false) => print!("{planned}"),
        (None, true) => println!("{}", serde_json::to_string_pretty(&planned)?),
        (Some(changed), true) => {
            println!("{}", serde_json::to_string_pretty(&Compared { planned, changed })?);
        }
        (Some(changed), false) => {
            print!("As planned: {planned}\n{}: {changed}", capitalized(&name(options.absent.as_ref())));
        }
    }
    Ok(())
}

fn draw(file: &Path, planned: &Report, changed: Option<&Report>, absence: Option<&Absence>) -> Result<()> {
    let name = name(absence);
    let mut curves = vec![Curve { name: "as planned", report: planned }];
    curves.extend(changed.map(|report| Curve { name: &name, report }));
    fs::write(file, plot(&curves)).with_context(|| format!("could not write {}", file.display()))
}

fn name(absence: Option<&Absence>) -> String {
    match absence {
        None | Some(Absence::Some(0)) => "nobody absent".to_owned(),
        Some(Absence::Some(1)) => "one agent absent".to_owned(),
        Some(Absence::Some(count)) => format!("{count} agents absent"),
        Some(Absence::Named(names)) => format!("without {}", names.join(", ")),
    }
}

fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

/// Plays the days, and counts them together.
fn report(options: &Options, file: &Path, scenario: &Scenario, absence: &Absence) -> Result<Report> {
    let absent: Vec<BTreeSet<usize>> = (options.seed..)
        .take(usize::try_from(options.days)?)
        .map(|seed| absence.on(scenario, seed))
        .collect::<Result<_, _>>()?;
    let again = |seed| {
        let absence = options.absent.as_ref();
        let absent = absence.map_or(String::new(), |absence| format!(" --absent {}", word(absence)));
        format!("eyeline simulate {} --seed {seed}{absent}", file.display())
    };
    let days = each(options.seed, options.days, again, |seed| {
        let absent = &absent[usize::try_from(seed - options.seed)?];
        Ok(Day { scenario, seed, absent, whole_every: WHOLE_EVERY }.play()?)
    })?;
    let mut days = days.into_iter();
    let mut tally = days.next().context("no day was played")?;
    days.for_each(|other| tally.add(&other));
    // Who is drawn by lot is somebody else on each day.
    let names = match absence {
        Absence::Some(_) if options.days > 1 => Vec::new(),
        _ => absent[0].iter().map(|agent| scenario.agents[*agent].name.clone()).collect(),
    };
    Ok(Report::new(scenario, options.seed, options.days, names, &tally))
}

fn word(absence: &Absence) -> String {
    match absence {
        Absence::Some(count) => count.to_string(),
        Absence::Named(names) => names.join(","),
    }
}

fn simplest(options: &Options) -> Result<()> {
    let Simplest { agents, aht, rate, patience, sl, seeds, arrivals } = options.simplest;
    let (Some(agents), Some(aht_s), Some(rate_per_hour)) = (agents, aht, rate) else {
        bail!("--erlang needs --agents, --aht and --rate");
    };
    let agents = usize::try_from(agents)?;
    let day = Erlang { agents, aht_s, rate_per_hour, patience_s: patience, service_level_s: sl, arrivals };
    let load = rate_per_hour / 3_600.0 * aht_s / agents as f64;
    let length_s = arrivals / rate_per_hour * 3_600.0;
    ensure!(
        (60.0..=LONGEST_S).contains(&length_s),
        "{arrivals} customers at {rate_per_hour} an hour come within {length_s} s; a day lasts from a minute to a \
        hundred years: choose other --arrivals"
    );
    ensure!(
        patience.is_some() || load < 1.0,
        "{load:.2} times as much work comes as can be done: nobody who \
        waits for ever would be answered in the end; give customers some --patience"
    );
    let patience = patience.map_or(String::new(), |patience| format!(" --patience {patience}"));
    let again = |seed| {
        format!(
            "eyeline simulate --erlang --agents {agents} --aht {aht_s} --rate {rate_per_hour}{patience} --sl {sl} \
            --arrivals {arrivals} --seeds 1 --seed {seed}"
        )
    };
    let days = each(options.seed, seeds, again, |seed| Ok(day.play(seed)?))?;
    let estimates = Estimates::of(&days);
    if options.json {
        println!("{}", serde_json::to_string(&estimates)?);
    } else {
        show(&estimates);
    }
    Ok(())
}

fn show(estimates: &Estimates) {
    let Estimates { p_wait, asa_s, service_level, abandon, occupancy } = estimates;
    let lines = [
        ("share that waits", p_wait),
        ("mean wait of the answered, s", asa_s),
        ("answered in time", service_level),
        ("gave up", abandon),
        ("occupancy", occupancy),
    ];
    for (name, Estimate { mean, se }) in lines {
        let number = |value: &Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.5}"));
        println!("{name:<30}{:>12} ± {}", number(mean), number(se));
    }
}

/// Plays a day for each of so many seeds, on every core; the results come in the order of the seeds. If a law is broken,
/// it is said which seed breaks it, and what plays that day `again`.
fn each<T: Send>(
    from: u64,
    count: u64,
    again: impl Fn(u64) -> String + Sync,
    play: impl Fn(u64) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let end = from.checked_add(count).context("there are no seeds beyond 2^64")?;
    let next = AtomicU64::new(from);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return Ok(done);
            }
            // A core that panics has broken a law of its own.
            let played = catch_unwind(AssertUnwindSafe(|| play(seed)));
            let played = played.unwrap_or_else(|_| Err(anyhow!("the core panicked")));
            let played =
                played.with_context(|| format!("a law was broken at seed {seed}; again: {}", again(seed)));
            done.push((seed, played?));
        }
    };
    let mut done = thread::scope(|scope| -> Result<Vec<(u64, T)>> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let started: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        let mut done = Vec::new();
        for worker in started {
            let part: Result<Vec<(u64, T)>> = worker.join().map_err(|_| anyhow!("the core panicked"))?;
            done.extend(part?);
        }
        Ok(done)
    })?;
    done.sort_by_key(|(seed, _)| *seed);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

fn positive(text: &str) -> Result<f64, String> {
    let number = not_negative(text)?;
    if number > 0.0 { Ok(number) } else { Err("must be more than 0".to_owned()) }
}

fn not_negative(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|error| format!("{error}"))?;
    let is_one = (0.0..=MOST).contains(&number);
    if is_one { Ok(number) } else { Err(format!("must be from 0 to {MOST}")) }
}
