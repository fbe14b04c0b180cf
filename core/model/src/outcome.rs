//! The shape of a decision.

use crate::Timestamp;

/// What a command led to: facts to store and publish, and work for the world to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome<Event, Effect> {
    /// What has happened, in order.
    pub events: Vec<Event>,
    /// What must now be done outside the core.
    pub effects: Vec<Effect>,
}

impl<Event, Effect> Default for Outcome<Event, Effect> {
    fn default() -> Self {
        Self { events: Vec::new(), effects: Vec::new() }
    }
}

/// A system's core: one door in, one value out.
///
/// A shell owns the core, hands it the time, and stores what comes out before anybody sees it.
/// A core that panics is dropped and built again from the store.
pub trait Core: Send + 'static {
    /// Asks for something.
    type Command: Send + 'static;
    /// A fact.
    type Event: Clone + Send + Sync + 'static;
    /// Something the world must now do.
    type Effect: Clone + Send + Sync + 'static;
    /// An answer, not a failure: the core says no, and nothing has changed.
    type Refusal: Send + 'static;

    /// Decides `command` at `now`. `now` never goes backwards between calls.
    fn handle(
        &mut self,
        now: Timestamp,
        command: Self::Command,
    ) -> Result<Outcome<Self::Event, Self::Effect>, Self::Refusal>;

    /// When [`Core::wake`] must next be called, if nothing else happens before.
    fn wake_at(&self) -> Option<Timestamp>;

    /// Does what has become due by `now`.
    fn wake(&mut self, now: Timestamp) -> Outcome<Self::Event, Self::Effect>;
}
