//! The outbox: work that must happen though the process may die, done at least once.
//!
//! A job is a row, written in the transaction that decided it. A worker claims due rows by lease, does them
//! and marks them done; a worker that dies loses its lease and another goes on. Whoever does a job looks
//! again whether it still makes sense, for it may come twice.

use std::{future::Future, sync::Arc, time::Duration};

use eyeline_model::{OrganizationId, Timestamp};
use tokio::sync::{Notify, Semaphore};
use tracing::{error, warn};

use crate::{Cipher, Job, Row, Statement, Store, StoreError, clock};

/// How long a worker may be silent before its jobs are another's.
const LEASE_MS: i64 = 30_000;
/// Jobs under way at once; further ones wait in their rows.
const AT_ONCE: usize = 32;
/// Tries before a job is set aside for a person to look at: about an hour with the back-off below.
const TRIES: i64 = 20;
/// How long the worker sleeps at the most when no row says otherwise.
const IDLE: Duration = Duration::from_secs(5);

const CLAIM: &str = "
    UPDATE outbox SET lease_until = $1, attempts = attempts + 1
    WHERE id IN (
        SELECT waiting.id FROM outbox waiting
        WHERE waiting.system = $2 AND waiting.organization_id = $5
          AND waiting.done_at IS NULL AND waiting.due_at <= $3 AND waiting.lease_until <= $3
          AND NOT EXISTS (
            SELECT 1 FROM outbox earlier
            WHERE earlier.system = waiting.system AND earlier.subject = waiting.subject
              AND earlier.organization_id = waiting.organization_id
              AND earlier.done_at IS NULL AND earlier.id < waiting.id)
        ORDER BY waiting.id LIMIT $4)
    RETURNING id, subject, kind, revision, due_at, attempts, body";

const NEXT: &str = "
    SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) AS due
    FROM outbox WHERE system = $1 AND organization_id = $2 AND done_at IS NULL";

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Performed {
    /// It is done, or no longer makes sense.
    Done,
    /// It could not be done now, for this reason; it will be tried again.
    Later(String),
    /// It can never be done, for this reason. The row stays, with the reason as its `failure`.
    Never(String),
}

/// The outbox of one store; cheap to clone.
#[derive(Clone)]
pub struct Outbox {
    store: Store,
    bell: Arc<Notify>,
}

impl Outbox {
    /// The outbox kept in `store`.
    pub fn new(store: Store) -> Self {
        Self { store, bell: Arc::default() }
    }

    /// Wakes the workers: there may be something to do.
    pub(crate) fn ring(&self) {
        self.bell.notify_waiters();
    }

    pub(crate) fn insert(
        &self,
        system: &'static str,
        organization: OrganizationId,
        cipher: &Cipher,
        job: Job,
    ) -> Statement {
        Statement::new(
            "INSERT INTO outbox (organization_id, system, subject, kind, revision, due_at, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        )
        .bind(organization)
        .bind(system)
        .bind(job.subject)
        .bind(job.kind)
        .bind(job.revision)
        .bind(job.due)
        .bind(cipher.seal("outbox.body", &job.body))
    }

    /// Does the jobs of one organization's `system` as they fall due, until the future is dropped. Jobs that a
    /// process was at when it died come first.
    pub async fn work<F>(
        &self,
        system: &'static str,
        organization: OrganizationId,
        cipher: Cipher,
        perform: impl Fn(Job) -> F,
    ) where
        F: Future<Output = Performed> + Send + 'static,
    {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        if let Err(error) = self.release_abandoned(system, organization).await {
            error!(
                system,
                error = &error as &dyn std::error::Error,
                "abandoned jobs wait for their lease to end"
            );
        }
        loop {
            // Listening begins before looking, so that a ring in between is heard.
            let bell = self.bell.notified();
            let mut bell = std::pin::pin!(bell);
            bell.as_mut().enable();
            match self.claim(system, organization, places.available_permits()).await {
                Ok(rows) if rows.is_empty() => {
                    let pause = self.pause(system, organization).await;
                    tokio::select! { () = bell => {}, () = tokio::time::sleep(pause) => {} }
                }
                Ok(rows) => {
                    for row in rows {
                        let claim = Claim::of(&row);
                        let job = match claim.job(&row, &cipher) {
                            Ok(job) => job,
                            Err(error) => {
                                self.settle(claim, Performed::Never(format!("it cannot be read: {error}")))
                                    .await;
                                self.ring();
                                continue;
                            }
                        };
                        let place = places.clone().acquire_owned().await.expect("never closed");
                        let (this, work) = (self.clone(), perform(job));
                        tokio::spawn(async move {
                            let performed = work.await;
                            this.settle(claim, performed).await;
                            drop(place);
                            this.ring();
                        });
                    }
                }
                Err(error) => {
                    error!(system, error = &error as &dyn std::error::Error, "the outbox cannot be read");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// A SQLite file has one process, so whoever had claimed these jobs is gone. On PostgreSQL they may well be alive:
    /// there the lease decides.
    async fn release_abandoned(
        &self,
        system: &'static str,
        organization: OrganizationId,
    ) -> Result<(), StoreError> {
        if !self.store.has_one_process() {
            return Ok(());
        }
        let release = "UPDATE outbox SET lease_until = 0
            WHERE system = $1 AND organization_id = $2 AND done_at IS NULL AND lease_until > 0";
        self.store.commit(vec![Statement::new(release).bind(system).bind(organization)]).await
    }

    async fn claim(
        &self,
        system: &str,
        organization: OrganizationId,
        places: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let now = clock::now();
        let places = i64::try_from(places).unwrap_or(i64::MAX);
        // A look costs nothing; a claim costs a write.
        let due = self.next(system, organization).await?;
        if places == 0 || due.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        let until = Timestamp(now.as_millis() + LEASE_MS);
        let claim = Statement::new(CLAIM).bind(until).bind(system).bind(now).bind(places).bind(organization);
        self.store.query_changed(claim).await
    }

    async fn next(
        &self,
        system: &str,
        organization: OrganizationId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let rows = self.store.query(Statement::new(NEXT).bind(system).bind(organization)).await?;
        rows.first().filter(|row| !row.is_null("due")).map(|row| row.time("due")).transpose()
    }

    async fn pause(&self, system: &str, organization: OrganizationId) -> Duration {
        let Ok(Some(due)) = self.next(system, organization).await else { return IDLE };
        // A row that is due but was not claimed waits for an earlier one of its subject, whose end rings.
        let left = (due - clock::now()).as_millis().max(250);
        Duration::from_millis(left.unsigned_abs()).min(IDLE)
    }

    async fn settle(&self, claim: Claim, performed: Performed) {
        let now = clock::now();
        let set_aside = |reason: String| {
            let set_aside = Statement::new("UPDATE outbox SET done_at = $1, failure = $3 WHERE id = $2");
            set_aside.bind(now).bind(claim.id).bind(reason)
        };
        let statement = match performed {
            Performed::Done => {
                Statement::new("UPDATE outbox SET done_at = $1 WHERE id = $2").bind(now).bind(claim.id)
            }
            Performed::Later(reason) if claim.attempts >= TRIES => {
                error!(outbox.kind = %claim.kind, subject = %claim.subject, %reason, "gave up {} after {TRIES} tries", claim.kind);
                set_aside(reason)
            }
            Performed::Never(reason) => {
                error!(outbox.kind = %claim.kind, subject = %claim.subject, %reason, "{} can never be done", claim.kind);
                set_aside(reason)
            }
            Performed::Later(reason) => {
                warn!(outbox.kind = %claim.kind, subject = %claim.subject, %reason, "{} is tried again", claim.kind);
                let due = Timestamp(now.as_millis() + back_off_ms(claim.attempts));
                Statement::new("UPDATE outbox SET due_at = $1, lease_until = 0 WHERE id = $2")
                    .bind(due)
                    .bind(claim.id)
            }
        };
        if let Err(error) = self.store.commit(vec![statement]).await {
            // The lease runs out and the job comes again: at least once.
            error!(
                error = &error as &dyn std::error::Error,
                "could not mark {} of {}", claim.kind, claim.subject
            );
        }
    }
}

/// 200 ms, doubling, five minutes at the most.
fn back_off_ms(attempts: i64) -> i64 {
    (200 << attempts.clamp(0, 11)).min(300_000)
}

struct Claim {
    id: i64,
    subject: String,
    kind: String,
    attempts: i64,
}

impl Claim {
    /// What is needed to settle it, whatever else of the row makes no sense.
    fn of(row: &Row) -> Self {
        let text = |column| row.text(column).unwrap_or_default().to_owned();
        Self {
            id: row.int("id").expect("the primary key is a number"),
            subject: text("subject"),
            kind: text("kind"),
            attempts: row.int("attempts").unwrap_or(TRIES),
        }
    }

    fn job(&self, row: &Row, cipher: &Cipher) -> Result<Job, StoreError> {
        let body = cipher.open("outbox.body", row.blob("body")?).ok_or(StoreError::WrongMasterKey)?;
        let (subject, kind) = (row.text("subject")?.to_owned(), row.text("kind")?.to_owned());
        Ok(Job { subject, kind, revision: row.int("revision")?, due: row.time("due_at")?, body })
    }
}
