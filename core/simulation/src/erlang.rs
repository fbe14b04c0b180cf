//! The simplest day, for which mathematics knows the answer.
//!
//! One queue, agents who are all alike and answer at once, no after-call work, calls that come one by one and last as
//! long as they like (M/M/c): what Erlang and Palm have formulas for. So whatever the core does to a conversation is
//! held against something that nobody here has written.

use std::collections::BTreeSet;

use eyeline_model::{Duration, Media};
use serde::Serialize;

use crate::{
    AgentPlan, Day, Distribution, Profile, QueuePlan, Scenario, Span, Stream, Tally, Violation,
    distribution::seconds, world::World,
};

/// The simplest day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Erlang {
    /// How many agents.
    pub agents: usize,
    /// The mean handling time in seconds; exponentially distributed.
    pub aht_s: f64,
    /// How many customers an hour.
    pub rate_per_hour: f64,
    /// The mean patience in seconds, exponentially distributed. With none customers wait for ever (Erlang C); with some
    /// they give up (Erlang A); with zero they leave at once if nobody is free (Erlang B).
    pub patience_s: Option<f64>,
    /// The time in which customers should be answered, in seconds.
    pub service_level_s: f64,
    /// How many customers are expected, the tenth part included that comes before anybody counts.
    pub arrivals: f64,
}

/// What one day came to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measures {
    /// The share of customers who found nobody free.
    pub p_wait: Option<f64>,
    /// How long those who were answered had waited, in seconds.
    pub asa_s: Option<f64>,
    /// The share of all customers who were answered in time.
    pub service_level: Option<f64>,
    /// The share of customers who left before they were answered.
    pub abandon: Option<f64>,
    /// The share of their time in which agents were busy.
    pub occupancy: Option<f64>,
}

/// What several independent days say.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Estimates {
    /// The share of customers who found nobody free.
    pub p_wait: Estimate,
    /// How long those who were answered had waited, in seconds.
    pub asa_s: Estimate,
    /// The share of all customers who were answered in time.
    pub service_level: Estimate,
    /// The share of customers who left before they were answered.
    pub abandon: Estimate,
    /// The share of their time in which agents were busy.
    pub occupancy: Estimate,
}

/// A mean over independent days, and how far off it may be.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Estimate {
    /// The mean; none of nothing.
    pub mean: Option<f64>,
    /// Its standard error; none of one day.
    pub se: Option<f64>,
}

impl Erlang {
    /// How often everybody is looked at: seldom, for there are many days of many customers.
    const WHOLE_EVERY: u64 = 50_000;

    /// The day as a scenario.
    pub fn scenario(&self) -> Scenario {
        let length = seconds(self.arrivals / self.rate_per_hour * 3_600.0);
        let forever = Span { from: Duration::ZERO, to: Duration(i64::MAX / 4) };
        let agent =
            |number| AgentPlan { queues: vec![0], ..AgentPlan::new(format!("{number}"), vec![forever]) };
        let patience = self.patience_s.map(|mean_s| match mean_s {
            0.0 => Distribution::NONE,
            mean_s => Distribution::Exponential { mean_s },
        });
        Scenario {
            queues: vec![QueuePlan {
                service_level: seconds(self.service_level_s),
                ..QueuePlan::new("calls")
            }],
            streams: vec![Stream {
                queue: 0,
                media: Media::Message,
                profile: Profile { period: length, expected: vec![self.arrivals] },
                handling: Distribution::Exponential { mean_s: self.aht_s },
                patience,
                skills: Vec::new(),
                language: None,
                priority: 0,
                ahead: None,
                asks_for: 0.0,
                returns: 0.0,
                escalation: None,
            }],
            agents: (0..self.agents).map(agent).collect(),
            ..Scenario::new("Erlang", Duration::ZERO, length)
        }
    }

    /// Plays a day; what comes in its first tenth is not counted.
    pub fn play(&self, seed: u64) -> Result<Measures, Violation> {
        let scenario = self.scenario();
        let warm_up = Duration(scenario.closes.0 / 10);
        let tally = Tally::new(Scenario::at(warm_up), Duration(scenario.closes.0 - warm_up.0), 1, 1);
        let day = Day { scenario: &scenario, seed, absent: &BTreeSet::new(), whole_every: Self::WHOLE_EVERY };
        let tally = World::new(day, tally, &mut |_, _| ()).play()?;
        let waits = tally.waits();
        let share = |part: u64| crate::tally::ratio(part as f64, waits.offered as f64);
        Ok(Measures {
            p_wait: share(waits.waited),
            asa_s: waits.mean_wait_s(),
            service_level: waits.service_level(),
            abandon: share(waits.abandoned),
            occupancy: tally.work().occupancy(),
        })
    }
}

impl Estimates {
    /// What the days say together.
    pub fn of(days: &[Measures]) -> Self {
        let of = |measure: fn(&Measures) -> Option<f64>| {
            Estimate::of(&days.iter().filter_map(measure).collect::<Vec<_>>())
        };
        Self {
            p_wait: of(|day| day.p_wait),
            asa_s: of(|day| day.asa_s),
            service_level: of(|day| day.service_level),
            abandon: of(|day| day.abandon),
            occupancy: of(|day| day.occupancy),
        }
    }
}

impl Estimate {
    fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        if values.is_empty() {
            return Self { mean: None, se: None };
        }
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let se = (values.len() > 1).then(|| (squares / (count - 1.0) / count).sqrt());
        Self { mean: Some(mean), se }
    }
}
