//! A contact center's day under a virtual clock: the real core, and people drawn by lot.
//!
//! Holds: a plan of a day (queues, agents with shifts, who comes when, what goes wrong) and the world that plays it.
//! Decides: who comes, how long they talk and wait, who answers, when the process dies; all of it from one seed.
//! Never: decides anything that is the contact center's to decide; that is done by the core that serves, by its
//! commands and events alone.
//! Invariant: the same scenario, seed and absences give the same day; after each step the laws of [`Violation`] hold.
//!
//! Start reading at [`Day`] and [`Scenario`].

mod absence;
mod agenda;
mod agent_plan;
mod chance;
mod customer;
mod day;
mod distribution;
mod erlang;
mod faults;
mod file;
mod laws;
mod ledger;
mod meddling;
mod mishap;
mod opening;
mod person;
mod plot;
mod random;
mod report;
mod scenario;
mod stream;
mod tables;
mod tally;
mod tasks;
mod time_of_day;
mod violation;
mod world;
mod written;

#[cfg(test)]
mod tests;

pub use absence::{Absence, UnknownAgent};
pub use agent_plan::{AgentPlan, Span};
pub use day::{Day, Sight};
pub use distribution::Distribution;
pub use erlang::{Erlang, Estimate, Estimates, Measures};
pub use faults::{FaultCounts, Faults};
pub use file::FileError;
pub use plot::{Curve, plot};
pub use report::{Figures, HalfHour, QueueFigures, Report};
pub use scenario::{Burst, DirectPlan, OverflowPlan, QueuePlan, RingPlan, RulePlan, Scenario};
pub use stream::{Escalation, Profile, Stream};
pub use tally::{Tally, Waits, Work};
pub use time_of_day::{NoTimeOfDay, TimeOfDay};
pub use violation::{Broken, Violation};
