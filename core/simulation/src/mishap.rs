//! Mishaps: the process dies, and commands come late, twice, or have to be sent again.

use eyeline_contact_center::{Command, ContactCenter};
use eyeline_model::{Duration, Ids};

use crate::{
    Broken, Scenario,
    agenda::Happening,
    world::{World, organization, until_next},
};

/// The longest that a command is held up, in milliseconds: longer than an offer rings.
const LATE_MS: usize = 30_000;
/// The longest that a start takes, in milliseconds.
const START_MS: usize = 20_000;
/// The longest that the core sleeps beyond its time, in milliseconds.
const OVERSLEEP_MS: usize = 2_000;

impl World<'_> {
    /// How long a command is held up on its way; with a bit of bad luck, a copy of it is besides.
    pub(crate) fn held_up(&mut self, command: &Command) -> Option<Duration> {
        let faults = self.scenario.faults;
        if faults.duplicates > 0.0 && self.mishaps.happens(faults.duplicates) {
            self.faults.duplicates += 1;
            let after = self.millis(LATE_MS);
            self.agenda.add(self.now + after, Happening::Delivery(Box::new(command.clone())));
        }
        if faults.late > 0.0 && self.mishaps.happens(faults.late) {
            self.faults.late += 1;
            return Some(self.millis(LATE_MS));
        }
        None
    }

    fn millis(&mut self, most: usize) -> Duration {
        Duration(self.mishaps.between(0, most) as i64)
    }

    pub(crate) fn oversleeps(&mut self) -> Duration {
        if self.scenario.faults.wakes_late { self.millis(OVERSLEEP_MS) } else { Duration::ZERO }
    }

    /// Whether the process dies before this turn is stored.
    pub(crate) fn turn_is_lost(&mut self) -> bool {
        let share = self.scenario.faults.lost_turns;
        share > 0.0 && self.is_open && self.mishaps.happens(share)
    }

    /// What the core has decided is forgotten with it; whoever sent the command hears nothing and sends it again.
    pub(crate) fn lose_turn(&mut self, command: Option<Command>) -> Result<(), Broken> {
        self.faults.lost_turns += 1;
        if let Some(command) = command {
            let after = self.millis(LATE_MS);
            self.agenda.add(self.now + after, Happening::Delivery(Box::new(command)));
        }
        self.rebuild()
    }

    pub(crate) fn crash(&mut self) -> Result<(), Broken> {
        let again = until_next(self.scenario.faults.crashes_per_hour, &mut self.mishaps);
        if let Some(span) = again.filter(|_| self.now < Scenario::at(self.scenario.closes)) {
            self.agenda.add(self.now + span, Happening::Crash);
        }
        self.tables.as_ref().map_or(Ok(()), |tables| tables.check_objects(&self.center))?;
        self.rebuild()
    }

    /// The core is built again from what the events had written. It should be as it was, with nothing left to decide.
    fn rebuild(&mut self) -> Result<(), Broken> {
        let Some(tables) = &self.tables else { return Ok(()) };
        let organization = organization(&mut Ids::new(self.day.seed));
        let center = ContactCenter::rebuild(self.mishaps.bits(), organization, tables.snapshot());
        self.up_at = self.now + self.millis(START_MS);
        self.rebuilt(center);
        self.check_whole(&[])
    }
}
