//! Days drawn by lot, one after the other, on every core.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, RandomState},
    panic::catch_unwind,
    sync::atomic::{AtomicU64, Ordering},
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
    /// When it was said last how far it has come, in seconds.
    told: AtomicU64,
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
        told: AtomicU64::new(0),
    };
    println!("days from seed {from} on, for {} s", until.as_secs());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| progress.play(until));
        }
    });
    progress.tell();
    let failures = progress.failures.load(Ordering::Relaxed);
    ensure!(failures == 0, "{failures} days broke a law");
    Ok(())
}

impl Progress {
    fn play(&self, until: Duration) {
        while self.started.elapsed() < until {
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
            self.tell_now_and_then();
        }
    }

    /// Whichever thread first finds that it is time tells it.
    fn tell_now_and_then(&self) {
        let (told, now) = (self.told.load(Ordering::Relaxed), self.started.elapsed().as_secs());
        let is_time = now - told >= PROGRESS.as_secs();
        if is_time && self.told.compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.tell();
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
