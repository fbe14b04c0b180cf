//! A day to be played.

use std::collections::BTreeSet;

use eyeline_contact_center::{Command, Event, Refusal};
use eyeline_model::{Duration, Timestamp};

use crate::{Profile, Scenario, Tally, Violation, world::World};

/// A day to be played: the same scenario, seed and absences give the same day.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// What is planned.
    pub scenario: &'a Scenario,
    /// What chance draws.
    pub seed: u64,
    /// Who calls in sick, by their place in the scenario's list. Everybody else's day is drawn as if they had come.
    pub absent: &'a BTreeSet<usize>,
    /// After how many steps everybody and everything is looked at; 0 for never. What a step changes is looked at after
    /// each step anyway.
    pub whole_every: u64,
}

/// Something that can be seen from outside.
#[derive(Clone, Copy, Debug)]
pub enum Sight<'a> {
    /// The core gets a command.
    Command(&'a Command),
    /// It refuses it.
    Refusal(&'a Refusal),
    /// It has decided something.
    Event(&'a Event),
    /// It was built again from its rows.
    Rebuilt,
}

impl Day<'_> {
    /// Plays the day and counts it by half hours, from the one in which it opens.
    pub fn play(self) -> Result<Tally, Violation> {
        self.watch(|_, _| ())
    }

    /// The same, with somebody watching.
    pub fn watch(self, mut watch: impl FnMut(Timestamp, Sight<'_>)) -> Result<Tally, Violation> {
        let Scenario { opens, closes, .. } = *self.scenario;
        let (opens, period) = (opens.0, Profile::HALF_HOUR.0);
        let from = opens - opens % period;
        let periods = usize::try_from((closes.0 - from + period - 1) / period).unwrap_or(0).max(1);
        let tally =
            Tally::new(Scenario::at(Duration(from)), Profile::HALF_HOUR, periods, self.scenario.queues.len());
        World::new(self, tally, &mut watch).play()
    }

    /// Whether rows are written, from which the core can be built again.
    pub(crate) fn keeps_tables(&self) -> bool {
        self.whole_every == 1 || self.scenario.faults.any()
    }
}
