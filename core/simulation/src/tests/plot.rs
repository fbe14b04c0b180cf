//! The picture of a day.

use std::collections::BTreeSet;

use super::file::BANK;
use crate::{Curve, Day, Report, Scenario, plot};

#[test]
fn the_picture_has_two_labelled_panels_and_a_point_for_each_half_hour() {
    let scenario = Scenario::read(BANK).expect("it is right");
    let tally = Day { scenario: &scenario, seed: 1, absent: &BTreeSet::new(), whole_every: 0 }.play();
    let report = Report::new(&scenario, 1, 1, Vec::new(), &tally.expect("no law is broken"));
    let svg = plot(&[
        Curve { name: "as planned", report: &report },
        Curve { name: "<two> & more", report: &report },
    ]);
    assert_eq!(svg.matches("<circle").count(), 2 * 2 * 20);
    assert_eq!(svg.matches("<path class=\"line first\"").count(), 2);
    for words in ["seconds</text>", "half hour from</text>", ">08:00<", "prefers-color-scheme: dark", "100 %"]
    {
        assert!(svg.contains(words), "{words}");
    }
    assert!(svg.contains("&lt;two&gt; &amp; more") && !svg.contains("<two>"), "names are escaped");
    // Every element that is opened is closed.
    let opened = svg.matches('<').count() - svg.matches("</").count() - svg.matches("/>").count();
    assert_eq!(opened, svg.matches("</").count());
}

#[test]
fn half_hours_without_customers_leave_a_gap() {
    let mut scenario = Scenario::read(BANK).expect("it is right");
    scenario.bursts.clear();
    scenario.streams.truncate(1);
    scenario.streams[0].profile.expected[3..6].fill(0.0);
    scenario.streams[0].escalation = None;
    let tally = Day { scenario: &scenario, seed: 1, absent: &BTreeSet::new(), whole_every: 0 }.play();
    let report = Report::new(&scenario, 1, 1, Vec::new(), &tally.expect("no law is broken"));
    let svg = plot(&[Curve { name: "as planned", report: &report }]);
    let paths = svg.lines().filter(|line| line.starts_with("<path"));
    paths.for_each(|path| assert_eq!(path.matches('M').count(), 2, "{path}"));
}
