//! What a system tells the shell: how its facts become rows, notices and jobs.

use std::future::Future;

use eyeline_model::{Core, Timestamp};

use crate::{Cipher, Statement, Store, StoreError};

/// An event and the moment it happened.
#[derive(Clone, Debug)]
pub struct Stamped<Event> {
    /// When the core decided it.
    pub at: Timestamp,
    /// The fact.
    pub event: Event,
}

/// An event as the log keeps it. The body is sealed before it is written.
pub struct Record {
    /// The event's name, such as `conversation.started`.
    pub kind: &'static str,
    /// The id of what it happened to.
    pub subject: String,
    /// The event as JSON.
    pub body: Vec<u8>,
}

/// An effect that must survive a crash: a row in the outbox until it is done.
///
/// The key `(subject, kind, revision)` makes it happen once, however often it is asked for.
/// Jobs of one subject are done in the order in which they were committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The id of what it is about.
    pub subject: String,
    /// What is to be done, such as `callback.create`.
    pub kind: String,
    /// Tells two jobs of one kind for one subject apart.
    pub revision: i64,
    /// When it may first be done.
    pub due: Timestamp,
    /// What the one who does it needs to know, as JSON; sealed while it waits.
    pub body: Vec<u8>,
}

/// One system as the shell sees it: a core, and the translation of its decisions.
pub trait System: Send + Sync + 'static {
    /// The core that decides.
    type Core: Core;
    /// What is published after a commit.
    type Notice: Clone + Send + Sync + 'static;

    /// The system's name in logs, in the event log and in the outbox.
    const NAME: &'static str;

    /// Encrypts what this system keeps.
    fn cipher(&self) -> &Cipher;

    /// The organization whose loop this is, for the log and the outbox.
    fn organization(&self) -> eyeline_model::OrganizationId;

    /// Builds the core from the tables.
    fn rebuild(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> impl Future<Output = Result<Self::Core, StoreError>> + Send;

    /// The event as the log keeps it.
    fn record(&self, event: &<Self::Core as Core>::Event) -> Record;

    /// The rows that `events` change, given the core after them.
    fn writes(&self, core: &Self::Core, events: &[Stamped<<Self::Core as Core>::Event>]) -> Vec<Statement>;

    /// What is published once `events` are committed.
    fn notices(
        &self,
        core: &Self::Core,
        events: &[Stamped<<Self::Core as Core>::Event>],
    ) -> Vec<Self::Notice>;

    /// The effect as a job of the outbox.
    fn job(&self, now: Timestamp, effect: &<Self::Core as Core>::Effect) -> Job;
}
