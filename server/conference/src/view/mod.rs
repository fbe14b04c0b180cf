//! The only place that knows both vocabularies: the core's and Pexip's.

pub(crate) mod management;
mod participant;
mod room;
mod sink;
mod stream;

pub(crate) use participant::{connection, participant, protocol, role, service_type, token_role};
pub(crate) use room::{call_type, conference_status, layout, version};
pub(crate) use sink::{conference_report, participant_report};
pub(crate) use stream::{departure, message, presentation, tracks};

/// Seconds since 1970, as clients count.
pub(crate) fn seconds(at: eyeline_model::Timestamp) -> f64 {
    at.as_millis() as f64 / 1_000.0
}
