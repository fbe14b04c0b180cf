//! Flows that run.

mod calls;
mod errors;
mod limits;
mod messages;
mod random;
mod scenario;
mod waiting;
mod workflows;
