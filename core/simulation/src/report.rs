//! What a day came to, to be read by people and programs.

use std::fmt;

use eyeline_model::{Duration, Timestamp};
use serde::Serialize;

use crate::{FaultCounts, Profile, Scenario, Tally, TimeOfDay, Waits, Work};

/// What one or several days of a scenario came to. Counts are of all days together.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub scenario: String,
    /// The seed of the first day; each further day has the next.
    pub seed: u64,
    /// How many days were played.
    pub days: u64,
    /// Who was absent, where it was the same on all days.
    pub absent: Vec<String>,
    /// The whole day.
    pub total: Figures,
    /// Each queue's whole day.
    pub queues: Vec<QueueFigures>,
    /// All queues together.
    pub half_hours: Vec<HalfHour>,
    /// What has gone wrong.
    pub faults: FaultCounts,
    /// Commands and wake-ups that the core has had.
    pub steps: u64,
}

/// A half hour, by when customers entered the queue.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct HalfHour {
    /// The time of day.
    pub from: String,
    /// What it came to.
    #[serde(flatten)]
    pub figures: Figures,
}

/// A queue's day.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct QueueFigures {
    /// What it is called.
    pub name: String,
    /// What it came to; occupancy is of all agents, for they have several queues.
    #[serde(flatten)]
    pub figures: Figures,
    /// Its half hours.
    pub half_hours: Vec<HalfHour>,
}

/// What a time came to. Whoever is neither answered nor gave up was sent home at the very end.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Figures {
    /// How many entered a queue.
    pub offered: u64,
    /// How many of them were answered.
    pub answered: u64,
    /// How many of them gave up.
    pub abandoned: u64,
    /// How many of them went to another queue unanswered, where they are offered again.
    pub flowed_out: u64,
    /// How many were answered in time, of all who came.
    pub service_level: Option<f64>,
    /// How long those who were answered had waited.
    pub mean_wait_s: Option<f64>,
    /// The share of agents' time, on queue or busy, in which they were in a conversation or its after-call work.
    pub occupancy: Option<f64>,
}

impl Figures {
    fn of(waits: Waits, work: Work) -> Self {
        Self {
            offered: waits.offered,
            answered: waits.answered,
            abandoned: waits.abandoned,
            flowed_out: waits.flowed_out,
            service_level: waits.service_level(),
            mean_wait_s: waits.mean_wait_s(),
            occupancy: work.occupancy(),
        }
    }
}

impl Report {
    /// What `tally` says of so many days of a scenario.
    pub fn new(scenario: &Scenario, seed: u64, days: u64, absent: Vec<String>, tally: &Tally) -> Self {
        let figures = |waits: &[Waits]| -> Vec<HalfHour> {
            let half_hours = waits.iter().zip(&tally.work).enumerate();
            half_hours
                .map(|(number, (waits, work))| half_hour(tally, number, Figures::of(*waits, *work)))
                .collect()
        };
        let queues = scenario.queues.iter().enumerate().map(|(number, queue)| QueueFigures {
            name: queue.name.clone(),
            figures: Figures::of(tally.waits_of(number), tally.work()),
            half_hours: figures(&tally.waits[number]),
        });
        let together: Vec<Waits> = (0..tally.work.len()).map(|period| tally.waits_in(period)).collect();
        Self {
            scenario: scenario.name.clone(),
            seed,
            days,
            absent,
            total: Figures::of(tally.waits(), tally.work()),
            queues: queues.collect(),
            half_hours: figures(&together),
            faults: tally.faults(),
            steps: tally.steps(),
        }
    }
}

fn half_hour(tally: &Tally, number: usize, figures: Figures) -> HalfHour {
    let from: Timestamp = tally.begin() + Duration(number as i64 * Profile::HALF_HOUR.0);
    HalfHour { from: TimeOfDay(from - Scenario::MIDNIGHT).to_string(), figures }
}

impl fmt::Display for Report {
    /// A table, with counts for one day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {}",
            self.scenario,
            if self.days == 1 { "one day".to_owned() } else { format!("mean of {} days", self.days) }
        )?;
        write!(f, " from seed {}", self.seed)?;
        if !self.absent.is_empty() {
            write!(f, ", without {}", self.absent.join(", "))?;
        }
        writeln!(f, "\n")?;
        writeln!(
            f,
            "{:<12}{:>9}{:>10}{:>11}{:>10}{:>11}{:>11}",
            "from", "offered", "answered", "abandoned", "in time", "mean wait", "occupancy"
        )?;
        for HalfHour { from, figures } in &self.half_hours {
            self.line(f, from, figures)?;
        }
        writeln!(f)?;
        for queue in &self.queues {
            self.line(f, &queue.name, &queue.figures)?;
        }
        self.line(f, "all day", &self.total)?;
        let FaultCounts { rebuilds, lost_turns, duplicates, late, refused, meddling } = self.faults;
        if rebuilds + duplicates + late + meddling > 0 {
            writeln!(
                f,
                "\n{rebuilds} rebuilds ({lost_turns} with a lost turn), {duplicates} commands twice, {late} late, \
                 {refused} refused, {meddling} unplanned deeds; no law was broken"
            )?;
        }
        Ok(())
    }
}

impl Report {
    fn line(&self, f: &mut fmt::Formatter<'_>, name: &str, figures: &Figures) -> fmt::Result {
        let count = |count: u64| match self.days {
            1 => count.to_string(),
            days => format!("{:.1}", count as f64 / days as f64),
        };
        let percent =
            |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0));
        let wait = figures.mean_wait_s.map_or("–".to_owned(), |wait| format!("{wait:.1} s"));
        writeln!(
            f,
            "{name:<12}{:>9}{:>10}{:>11}{:>10}{wait:>11}{:>11}",
            count(figures.offered),
            count(figures.answered),
            count(figures.abandoned),
            percent(figures.service_level),
            percent(figures.occupancy)
        )
    }
}
