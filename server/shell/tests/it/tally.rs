//! The smallest system there is: it counts.

use eyeline_model::{Core, OrganizationId, Outcome, Timestamp};
use eyeline_shell::{
    Cipher, Handle, Job, Keyring, Loop, Outbox, Record, Stamped, Statement, Store, StoreError, System,
};
use uuid::Uuid;

/// An event that no table takes.
const SPOILED: i64 = i64::MIN;

pub(crate) const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(1));

#[derive(Debug)]
pub(crate) enum Count {
    Add(i64),
    Post {
        subject: &'static str,
        revision: i64,
    },
    /// Decided, but the store will not have it.
    Spoil,
    Break,
}

#[derive(Debug)]
pub(crate) struct Refused;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) total: i64,
}

impl Core for Tally {
    type Command = Count;
    type Event = i64;
    type Effect = (&'static str, i64);
    type Refusal = Refused;

    fn handle(&mut self, _: Timestamp, count: Count) -> Result<Outcome<i64, Self::Effect>, Refused> {
        match count {
            Count::Add(more) if more < 0 => Err(Refused),
            Count::Add(more) => {
                self.total += more;
                Ok(Outcome { events: vec![more], effects: vec![] })
            }
            Count::Post { subject, revision } => {
                Ok(Outcome { events: vec![], effects: vec![(subject, revision)] })
            }
            Count::Spoil => Ok(Outcome { events: vec![SPOILED], effects: vec![] }),
            Count::Break => {
                self.total = -1;
                panic!("an invariant is broken")
            }
        }
    }

    fn wake_at(&self) -> Option<Timestamp> {
        None
    }

    fn wake(&mut self, _: Timestamp) -> Outcome<i64, Self::Effect> {
        Outcome::default()
    }
}

pub(crate) struct Counting(Cipher);

impl System for Counting {
    type Core = Tally;
    type Notice = i64;
    const NAME: &'static str = "tally";

    fn cipher(&self) -> &Cipher {
        &self.0
    }

    fn organization(&self) -> OrganizationId {
        ORGANIZATION
    }

    async fn rebuild(&self, store: &Store, _: Timestamp) -> Result<Tally, StoreError> {
        let rows = store.query(Statement::new("SELECT total FROM tally")).await?;
        let total = rows.first().map_or(Ok(0), |row| row.int("total"))?;
        Ok(Tally { total })
    }

    fn record(&self, event: &i64) -> Record {
        Record { kind: "tally.added", subject: "tally".to_owned(), body: event.to_string().into_bytes() }
    }

    fn writes(&self, core: &Tally, events: &[Stamped<i64>]) -> Vec<Statement> {
        let upsert = "INSERT INTO tally (id, total) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET total = $1";
        let spoiled = events.iter().filter(|stamped| stamped.event == SPOILED);
        let spoiled = spoiled.map(|_| Statement::new("INSERT INTO tally (id, total) VALUES (2, NULL)"));
        std::iter::once(Statement::new(upsert).bind(core.total)).chain(spoiled).collect()
    }

    fn notices(&self, _: &Tally, events: &[Stamped<i64>]) -> Vec<i64> {
        events.iter().map(|stamped| stamped.event).collect()
    }

    fn job(&self, now: Timestamp, (subject, revision): &(&'static str, i64)) -> Job {
        Job {
            subject: (*subject).to_owned(),
            kind: "tally.post".to_owned(),
            revision: *revision,
            due: now,
            body: b"{}".to_vec(),
        }
    }
}

/// One database with the tally's table in it.
pub(crate) struct Bed {
    pub(crate) store: Store,
    keyring: Keyring,
    /// Keeps the file until the test is over.
    _folder: Option<tempfile::TempDir>,
}

impl Bed {
    pub(crate) async fn each() -> Vec<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let sqlite = Store::sqlite(&folder.path().join("eyeline.db")).await.expect("SQLite opens");
        let mut beds = vec![Self { store: sqlite, keyring: Keyring::new([1; 32]), _folder: Some(folder) }];
        if let Ok(url) = std::env::var("EYELINE_TEST_POSTGRES") {
            let url = scratch_database(&url).await;
            let store = Store::postgres(&url).await.expect("PostgreSQL answers");
            beds.push(Self { store, keyring: Keyring::new([1; 32]), _folder: None });
        }
        for bed in &beds {
            let table = Statement::new("CREATE TABLE tally (id BIGINT PRIMARY KEY, total BIGINT NOT NULL)");
            bed.store.commit(vec![table]).await.expect("the tally's table");
        }
        beds
    }

    pub(crate) async fn start(&self) -> Handle<Counting> {
        let outbox = Outbox::new(self.store.clone());
        let system = Counting(self.cipher().await);
        let (handle, _) = Loop::start(system, self.store.clone(), outbox).await.expect("the loop starts");
        handle
    }

    pub(crate) fn organization(&self) -> OrganizationId {
        ORGANIZATION
    }

    pub(crate) async fn cipher(&self) -> Cipher {
        self.keyring.cipher(&self.store, ORGANIZATION).await.expect("a key")
    }

    pub(crate) async fn strike(&self) {
        self.store.close().await;
    }
}

/// A database of this test's own on the server that `url` names, so that tests do not meet.
async fn scratch_database(url: &str) -> String {
    use sqlx::Connection as _;
    let name = format!("eyeline_shell_{}", Uuid::new_v4().simple());
    let mut server = sqlx::PgConnection::connect(url).await.expect("the server answers");
    let create = format!("CREATE DATABASE {name}");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut server).await.expect("a database of our own");
    let (server, _) = url.rsplit_once('/').expect("a URL with a database in it");
    format!("{server}/{name}")
}
