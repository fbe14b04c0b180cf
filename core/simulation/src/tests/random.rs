//! Days that nobody would plan: no law is broken, and the same seed gives the same day.

use std::{collections::BTreeSet, panic::catch_unwind};

use crate::{Day, Scenario, Tally, Violation};

/// Short days that are played.
const DAYS: u64 = 2_000;

fn play(seed: u64) -> Result<Tally, Violation> {
    let scenario = Scenario::random(seed);
    Day { scenario: &scenario, seed, absent: &BTreeSet::new(), whole_every: 1 }.play()
}

#[test]
fn whatever_the_day_no_law_is_broken() {
    let mut answered = 0;
    for seed in 1..=DAYS {
        // A core that panics has broken a law of its own.
        match catch_unwind(|| play(seed)) {
            Ok(Ok(tally)) => answered += tally.waits().answered,
            Ok(Err(violation)) => panic!("{violation}\nagain: cargo xtask sim --seed {seed}"),
            Err(_) => panic!("the core panicked\nagain: cargo xtask sim --seed {seed}"),
        }
    }
    assert!(answered > 10 * DAYS, "the days are busy: {answered}");
}

#[test]
fn the_same_seed_gives_the_same_day() {
    for seed in 1..20 {
        assert_eq!(play(seed), play(seed));
    }
}
