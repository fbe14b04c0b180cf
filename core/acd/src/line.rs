//! What waits in one queue on one medium.

use std::collections::BTreeSet;

use eyeline_model::Timestamp;

use crate::{
    class::Lane, estimate::History, index::PlaceAt, overflow::Gate, roll::Roll, service_level::Level,
};

/// What waits in one queue on one medium.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Everything unanswered, ringing or not.
    pub(crate) roll: Roll,
    /// How much of it rings on desks.
    pub(crate) ringing: usize,
    /// By how long it waits, where somebody must know.
    pub(crate) oldest: BTreeSet<(Timestamp, PlaceAt)>,
    /// What nobody could have so far, by what it asks for.
    pub(crate) lanes: Vec<Lane>,
    /// How it went lately.
    pub(crate) history: History,
    pub(crate) level: Level,
    pub(crate) gate: Gate,
    /// Among those at whose gate the next [`assign`](crate::Acd::assign) looks.
    pub(crate) is_flagged: bool,
}
