//! The loop: one writer per core.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use eyeline_model::{Core, Outcome, Timestamp};
use tokio::sync::{broadcast, mpsc, oneshot};
use tracing::{error, info};

use crate::{Outbox, Stamped, Statement, Store, StoreError, System, clock};

/// Commands that wait for the loop. A full mailbox makes the sender wait: back-pressure, nothing is lost.
const MAILBOX: usize = 4_096;
/// Commands that share one commit at the most, so that nobody waits for a transaction without end.
const BATCH: usize = 512;
/// Committed notices kept for slow subscribers. One that falls behind is told so and reads again.
const BUS: usize = 8_192;

type Event<S> = <<S as System>::Core as Core>::Event;
type Command<S> = <<S as System>::Core as Core>::Command;
type Refusal<S> = <<S as System>::Core as Core>::Refusal;
type Effect<S> = <<S as System>::Core as Core>::Effect;
type View<S, R> = Box<dyn FnOnce(&<S as System>::Core) -> R + Send>;
type Reply<S> = Box<dyn FnOnce(Result<(&<S as System>::Core, Vec<Event<S>>), Error<Refusal<S>>>) + Send>;

/// An answer that is owed once the turn is on disk.
type Owed<S> = (Reply<S>, Result<Vec<Event<S>>, Refusal<S>>);

/// Why a command had no effect.
#[derive(Debug, thiserror::Error)]
pub enum Error<R> {
    /// The core said no; nothing has changed.
    #[error("refused")]
    Refused(R),
    /// The store could not keep it; the core was built again from what the store has.
    #[error("could not be committed")]
    NotCommitted,
    /// The loop has ended.
    #[error("the system is stopping")]
    Stopped,
}

/// A command that is on disk, and what came of it.
#[derive(Debug)]
pub struct Committed<E, R> {
    /// What happened.
    pub events: Vec<E>,
    /// What the caller asked to see of the core just after.
    pub view: R,
}

enum Message<S: System> {
    Command(Command<S>, Reply<S>),
    Read(View<S, ()>),
}

/// The way to a loop; cheap to clone.
pub struct Handle<S: System> {
    mailbox: mpsc::Sender<Message<S>>,
    bus: broadcast::Sender<Arc<[S::Notice]>>,
}

impl<S: System> Clone for Handle<S> {
    fn clone(&self) -> Self {
        Self { mailbox: self.mailbox.clone(), bus: self.bus.clone() }
    }
}

impl<S: System> Handle<S> {
    /// Has `command` decided, and returns once it is on disk.
    pub async fn send(&self, command: Command<S>) -> Result<Vec<Event<S>>, Error<Refusal<S>>> {
        self.send_and_view(command, |_| ()).await.map(|committed| committed.events)
    }

    /// As [`Handle::send`], with a look at the core just after the commit.
    pub async fn send_and_view<R: Send + 'static>(
        &self,
        command: Command<S>,
        view: impl FnOnce(&S::Core) -> R + Send + 'static,
    ) -> Result<Committed<Event<S>, R>, Error<Refusal<S>>> {
        let (answer, answered) = oneshot::channel();
        let reply: Reply<S> = Box::new(move |result| {
            let result = result.map(|(core, events)| Committed { events, view: view(core) });
            // The asker may have gone; the command holds all the same.
            drop(answer.send(result));
        });
        let sent = self.mailbox.send(Message::Command(command, reply)).await;
        sent.map_err(|_| Error::Stopped)?;
        // A reply that was dropped belongs to a turn that was given up.
        answered.await.unwrap_or(Err(Error::NotCommitted))
    }

    /// Looks at the core between two commits; `None` once the loop has ended.
    pub async fn read<R: Send + 'static>(
        &self,
        view: impl FnOnce(&S::Core) -> R + Send + 'static,
    ) -> Option<R> {
        let (answer, answered) = oneshot::channel();
        let read: View<S, ()> = Box::new(move |core| drop(answer.send(view(core))));
        self.mailbox.send(Message::Read(read)).await.ok()?;
        answered.await.ok()
    }

    /// All notices from now on, one slice a commit. A subscriber that lags is told how many it missed.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<[S::Notice]>> {
        self.bus.subscribe()
    }
}

/// The loop around one core.
pub struct Loop<S: System> {
    system: S,
    store: Store,
    outbox: Outbox,
    core: S::Core,
    mailbox: mpsc::Receiver<Message<S>>,
    bus: broadcast::Sender<Arc<[S::Notice]>>,
    last: Timestamp,
}

impl<S: System> Loop<S> {
    /// Builds the core from the store and starts its loop; it ends when the last handle is dropped.
    pub async fn start(
        system: S,
        store: Store,
        outbox: Outbox,
    ) -> Result<(Handle<S>, tokio::task::JoinHandle<()>), StoreError> {
        let last = clock::now();
        let core = system.rebuild(&store, last).await?;
        let (sender, mailbox) = mpsc::channel(MAILBOX);
        let (bus, _) = broadcast::channel(BUS);
        let handle = Handle { mailbox: sender, bus: bus.clone() };
        let this = Self { system, store, outbox, core, mailbox, bus, last };
        Ok((handle, tokio::spawn(this.run())))
    }

    async fn run(mut self) {
        let mut messages = Vec::with_capacity(BATCH);
        loop {
            let due = self.core.wake_at();
            tokio::select! {
                taken = self.mailbox.recv_many(&mut messages, BATCH) => if taken == 0 { break },
                () = until(due) => {}
            }
            self.turn(&mut messages).await;
        }
        info!(system = S::NAME, "{} loop has ended", S::NAME);
    }

    /// One turn: decide all that waits, commit it as one, then answer, publish and show.
    async fn turn(&mut self, messages: &mut Vec<Message<S>>) {
        // A clock set back must not turn the core's time back.
        self.last = self.last.max(clock::now());
        let mut turn = Turn::<S>::default();
        let decided = catch_unwind(AssertUnwindSafe(|| self.decide(&mut turn, messages)));
        messages.clear();
        let kept = match decided {
            Ok(statements) => keep(&self.store, S::NAME, statements).await,
            Err(_) => {
                error!(
                    system = S::NAME,
                    "the {} core broke an invariant; nothing of this turn was kept",
                    S::NAME
                );
                false
            }
        };
        if kept {
            self.publish(&turn);
        } else {
            self.rebuild().await;
        }
        turn.answer(&self.core, kept);
    }

    /// Lets the core decide, and says what must be on disk for it to hold.
    fn decide(&mut self, turn: &mut Turn<S>, messages: &mut Vec<Message<S>>) -> Vec<Statement> {
        if self.core.wake_at().is_some_and(|due| due <= self.last) {
            let outcome = self.core.wake(self.last);
            turn.take(self.last, outcome);
        }
        for message in messages.drain(..) {
            turn.decide(&mut self.core, self.last, message);
        }
        if turn.events.is_empty() && turn.effects.is_empty() {
            return Vec::new();
        }
        let mut statements = self.system.writes(&self.core, &turn.events);
        statements.extend(turn.events.iter().map(|stamped| self.log(stamped)));
        statements.extend(turn.effects.iter().map(|effect| self.post(effect)));
        statements
    }

    fn post(&self, effect: &Effect<S>) -> Statement {
        let job = self.system.job(self.last, effect);
        self.outbox.insert(S::NAME, self.system.organization(), self.system.cipher(), job)
    }

    fn log(&self, stamped: &Stamped<Event<S>>) -> Statement {
        let record = self.system.record(&stamped.event);
        Statement::new(
            "INSERT INTO events (organization_id, system, at, kind, subject, body) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.system.organization())
        .bind(S::NAME)
        .bind(stamped.at)
        .bind(record.kind)
        .bind(record.subject)
        .bind(self.system.cipher().seal("events.body", &record.body))
    }

    fn publish(&self, turn: &Turn<S>) {
        let notices = self.system.notices(&self.core, &turn.events);
        if !notices.is_empty() {
            // Nobody listening is fine: notices are for those who do.
            drop(self.bus.send(notices.into()));
        }
        if !turn.effects.is_empty() {
            self.outbox.ring();
        }
    }

    /// Goes back to what the store has; a store that is away is asked again until it answers.
    async fn rebuild(&mut self) {
        loop {
            match self.system.rebuild(&self.store, self.last).await {
                Ok(core) => return self.core = core,
                Err(error) => {
                    error!(
                        system = S::NAME,
                        error = &error as &dyn std::error::Error,
                        "cannot rebuild, trying again"
                    );
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

/// What one turn has decided and whom it owes an answer.
struct Turn<S: System> {
    events: Vec<Stamped<Event<S>>>,
    effects: Vec<Effect<S>>,
    answers: Vec<Owed<S>>,
    reads: Vec<View<S, ()>>,
}

impl<S: System> Default for Turn<S> {
    fn default() -> Self {
        Self { events: Vec::new(), effects: Vec::new(), answers: Vec::new(), reads: Vec::new() }
    }
}

impl<S: System> Turn<S> {
    fn decide(&mut self, core: &mut S::Core, now: Timestamp, message: Message<S>) {
        match message {
            Message::Read(read) => self.reads.push(read),
            Message::Command(command, reply) => {
                let result = core.handle(now, command).map(|outcome| self.take(now, outcome));
                self.answers.push((reply, result));
            }
        }
    }

    fn take(&mut self, at: Timestamp, outcome: Outcome<Event<S>, Effect<S>>) -> Vec<Event<S>> {
        let stamped = outcome.events.iter().cloned().map(|event| Stamped { at, event });
        self.events.extend(stamped);
        self.effects.extend(outcome.effects);
        outcome.events
    }

    fn answer(self, core: &S::Core, kept: bool) {
        for (reply, result) in self.answers {
            match result {
                Err(refusal) => reply(Err(Error::Refused(refusal))),
                Ok(_) if !kept => reply(Err(Error::NotCommitted)),
                Ok(events) => reply(Ok((core, events))),
            }
        }
        for read in self.reads {
            read(core);
        }
    }
}

async fn keep(store: &Store, system: &'static str, statements: Vec<Statement>) -> bool {
    if statements.is_empty() {
        return true;
    }
    let rows = statements.len();
    let committed = store.commit(statements).await;
    if let Err(error) = &committed {
        error!(system, rows, error = error as &dyn std::error::Error, "a turn of {system} was not committed");
    }
    committed.is_ok()
}

async fn until(due: Option<Timestamp>) {
    match due {
        None => std::future::pending().await,
        Some(due) => {
            let left = (due - clock::now()).as_millis().max(0);
            tokio::time::sleep(Duration::from_millis(left.unsigned_abs())).await;
        }
    }
}
