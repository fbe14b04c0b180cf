//! Days drawn by lot, one after the other, on every core.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
    panic::catch_unwind,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};
use eyeline_simulation::{Day, Scenario, Sight, Tally, TimeOfDay};

/// How often it is said how far it has come.
const PROGRESS: Duration = Duration::from_secs(60);

/// A seed that nobody has chosen.
pub(crate) fn any_seed() -> u64 {
    // Short enough to be typed again.
    RandomState::new().hash_one(0) >> 24
}

/// What all threads have come to.
struct Progress {
    started: Instant,
    next: AtomicU64,
    days: AtomicU64,
    steps: AtomicU64,
    rebuilds: AtomicU64,
    failures: AtomicU64,
    is_over: AtomicBool,
}

/// Plays days from the seed `from` on for so long, and says which of them broke a law.
pub(crate) fn soak(hours: f64, from: u64) -> Result<()> {
    let until = Duration::try_from_secs_f64(hours * 3_600.0)?;
    let progress = Progress {
        started: Instant::now(),
        next: AtomicU64::new(from),
        days: AtomicU64::new(0),
        steps: AtomicU64::new(0),
        rebuilds: AtomicU64::new(0),
        failures: AtomicU64::new(0),
        is_over: AtomicBool::new(false),
    };
    println!("days from seed {from} on, for {} s", until.as_secs());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| progress.play());
        }
        let mut told = Duration::ZERO;
        while progress.started.elapsed() < until {
            thread::sleep(Duration::from_millis(200).min(until.saturating_sub(progress.started.elapsed())));
            if progress.started.elapsed() - told >= PROGRESS {
                told = progress.started.elapsed();
                progress.tell();
            }
        }
        progress.is_over.store(true, Ordering::Relaxed);
    });
    progress.tell();
    let failures = progress.failures.load(Ordering::Relaxed);
    ensure!(failures == 0, "{failures} days broke a law");
    Ok(())
}

impl Progress {
    fn play(&self) {
        while !self.is_over.load(Ordering::Relaxed) {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            match day(seed) {
                Ok(tally) => {
                    self.steps.fetch_add(tally.steps(), Ordering::Relaxed);
                    self.rebuilds.fetch_add(tally.faults().rebuilds, Ordering::Relaxed);
                }
                Err(error) => {
                    self.failures.fetch_add(1, Ordering::Relaxed);
                    println!("seed {seed}: {error:#}\n  again: cargo xtask sim --seed {seed}");
                }
            }
            self.days.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn tell(&self) {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        println!(
            "{} s: {} days, {} steps, {} rebuilds, {} broke a law; next seed {}",
            self.started.elapsed().as_secs(),
            of(&self.days),
            of(&self.steps),
            of(&self.rebuilds),
            of(&self.failures),
            of(&self.next)
        );
    }
}

fn day(seed: u64) -> Result<Tally> {
    let played = catch_unwind(|| {
        let scenario = Scenario::random(seed);
        Day { scenario: &scenario, seed, absent: &BTreeSet::new(), whole_every: 1 }.play()
    });
    match played {
        Ok(tally) => Ok(tally?),
        Err(_) => bail!("the core panicked, as it says above"),
    }
}

/// Plays one day, and tells everything that happens in it.
pub(crate) fn replay(seed: u64) -> Result<()> {
    let scenario = Scenario::random(seed);
    println!("{scenario:#?}");
    let day = Day { scenario: &scenario, seed, absent: &BTreeSet::new(), whole_every: 1 };
    let tally = day.watch(|now, sight| {
        let time = TimeOfDay(Scenario::time_of_day(now));
        match sight {
            Sight::Command(command) => println!("{time}  {command:?}"),
            Sight::Refusal(refusal) => println!("{time}    refused: {refusal:?}"),
            Sight::Event(event) => println!("{time}    {event:?}"),
            Sight::Rebuilt => println!("{time}  built again"),
        }
    })?;
    println!("{:?}\n{:?}\nno law was broken", tally.waits(), tally.faults());
    Ok(())
}
