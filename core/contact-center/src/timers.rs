//! Sessions for which something becomes due.

use std::collections::BTreeSet;

use eyeline_conversation::{SessionKey, Stage};
use eyeline_model::Timestamp;

/// Scheduled callbacks, after-call work and places in queues, by when they are due. What is due follows from the
/// session's stage.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeSet<(Timestamp, SessionKey)>);

impl Timers {
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<SessionKey> {
        let due = self.0.first().is_some_and(|(at, _)| *at <= now);
        if due { self.0.pop_first().map(|(_, session)| session) } else { None }
    }

    /// Sets the timer that a session's stage calls for.
    pub(crate) fn set(&mut self, session: SessionKey, stage: Stage) {
        if let Some(at) = due_at(stage) {
            self.add(at, session);
        }
    }

    /// Takes back the timer that a session's stage called for.
    pub(crate) fn clear(&mut self, session: SessionKey, stage: Stage) {
        if let Some(at) = due_at(stage) {
            self.take_back(at, session);
        }
    }

    /// Sets a timer that does not follow from the session's stage alone.
    pub(crate) fn add(&mut self, at: Timestamp, session: SessionKey) {
        self.0.insert((at, session));
    }

    /// Takes back such a timer.
    pub(crate) fn take_back(&mut self, at: Timestamp, session: SessionKey) {
        self.0.remove(&(at, session));
    }
}

/// When a stage ends by itself. The ACD has its own timers for what rings.
fn due_at(stage: Stage) -> Option<Timestamp> {
    match stage {
        Stage::Scheduled { due } => Some(due),
        Stage::WrapUp { work, .. } => work.until(),
        Stage::Alerting { .. } | Stage::Connected { .. } | Stage::Disconnected { .. } => None,
    }
}
