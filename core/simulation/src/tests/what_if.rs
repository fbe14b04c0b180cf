//! What if somebody calls in sick.

use std::collections::BTreeSet;

use super::file::BANK;
use crate::{Absence, Day, Report, Scenario, Tally, UnknownAgent};

fn play(scenario: &Scenario, absent: &BTreeSet<usize>) -> Tally {
    Day { scenario, seed: 1, absent, whole_every: 1 }.play().expect("no law is broken")
}

#[test]
fn the_same_customers_come_and_fewer_are_answered_in_time() {
    let scenario = Scenario::read(BANK).expect("it is right");
    let planned = play(&scenario, &BTreeSet::new());
    let absent = Absence::Some(4).on(&scenario, 1).expect("there are four");
    let changed = play(&scenario, &absent);
    assert_eq!(absent.len(), 4);
    assert_eq!(
        planned.waits_of(2).offered,
        changed.waits_of(2).offered,
        "calls back do not follow from chats"
    );
    assert!(changed.waits().service_level() < planned.waits().service_level());
    assert!(changed.work().staffed < planned.work().staffed);
}

#[test]
fn every_customer_of_a_half_hour_is_accounted_for() {
    let scenario = Scenario::read(BANK).expect("it is right");
    let tally = play(&scenario, &BTreeSet::new());
    let report = Report::new(&scenario, 1, 1, Vec::new(), &tally);
    for half in &report.half_hours {
        let figures = half.figures;
        assert_eq!(figures.offered, figures.answered + figures.abandoned, "{half:?}");
        assert!(figures.occupancy.is_none_or(|share| (0.0..=1.0).contains(&share)), "{half:?}");
    }
    let sum: u64 = report.half_hours.iter().map(|half| half.figures.offered).sum();
    assert_eq!((sum, report.half_hours.len()), (report.total.offered, 20));
    assert_eq!(sum, report.queues.iter().map(|queue| queue.figures.offered).sum::<u64>());
}

#[test]
fn the_absent_are_named_or_counted() {
    let scenario = Scenario::read(BANK).expect("it is right");
    let on = |text: &str| text.parse::<Absence>().expect("anything can be read").on(&scenario, 7);
    assert_eq!(on("early-2, late-1"), Ok(BTreeSet::from([1, 4])));
    assert_eq!(on("early-9"), Err(UnknownAgent("early-9".to_owned())));
    assert_eq!(on("3").map(|absent| absent.len()), Ok(3));
    assert_eq!(on("99").map(|absent| absent.len()), Ok(13), "no more than there are");
}
