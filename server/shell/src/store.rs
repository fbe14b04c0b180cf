//! The store: one SQL text for SQLite and PostgreSQL, and transactions that are on disk when they return.

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use eyeline_model::Timestamp;
use sqlx::{
    AssertSqlSafe, Column as _, Executor as _, Row as _, TypeInfo as _, ValueRef as _,
    postgres::{PgPool, PgPoolOptions, PgRow},
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};
use uuid::Uuid;

/// IMMEDIATE: a transaction that reads before it writes must not find another writer in between.
const BEGIN_TO_WRITE: &str = "BEGIN IMMEDIATE";
/// Prepared statements that a connection keeps: every text in every size of packet.
const PREPARED: usize = 512;

static SQLITE_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database could not be opened or brought up to date.
    #[error("could not open the store at {url}")]
    Open {
        /// Where it should be, without credentials.
        url: String,
        /// What the database says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A transaction was rolled back.
    #[error("could not commit: {sql}")]
    Commit {
        /// The statement that failed, or `COMMIT`.
        sql: &'static str,
        /// What the database says.
        #[source]
        source: sqlx::Error,
    },
    /// A query failed.
    #[error("could not query: {sql}")]
    Query {
        /// The query.
        sql: &'static str,
        /// What the database says.
        #[source]
        source: sqlx::Error,
    },
    /// A row does not hold what the code expects of it.
    #[error("column {column} is not {wanted}")]
    Shape {
        /// The column asked for.
        column: String,
        /// The kind of value asked for.
        wanted: &'static str,
    },
    /// What is stored was sealed with another master key, or was altered.
    #[error("the store's data was sealed with another master key")]
    WrongMasterKey,
    /// A stored document cannot be read by this version.
    #[error("a stored {what} cannot be read")]
    Document {
        /// What kind of document it is.
        what: &'static str,
        /// Where it stops making sense.
        #[source]
        source: serde_json::Error,
    },
}

/// A value as both databases keep it: BIGINT, TEXT, BLOB or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// NULL.
    Null,
    /// BIGINT; times are milliseconds since the epoch, truths are 0 and 1.
    Int(i64),
    /// TEXT; ids are hyphenated UUIDs.
    Text(String),
    /// BLOB or BYTEA.
    Blob(Vec<u8>),
}

macro_rules! value_from {
    ($($from:ty, $value:ident => $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self { $make }
        }
    )*};
}

value_from! {
    i64, value => Self::Int(value);
    bool, value => Self::Int(value.into());
    Timestamp, value => Self::Int(value.as_millis());
    String, value => Self::Text(value);
    &str, value => Self::Text(value.to_owned());
    Uuid, value => Self::Text(value.to_string());
    Vec<u8>, value => Self::Blob(value);
}

macro_rules! value_from_id {
    ($($id:ident)*) => {$(
        impl From<eyeline_model::$id> for Value {
            fn from(id: eyeline_model::$id) -> Self { Self::Text(id.to_string()) }
        }
    )*};
}

value_from_id! {
    OrganizationId UserId QueueId SkillId LanguageId WrapUpCodeId DeploymentId ConversationId ParticipantId
    CommunicationId MessageId EscalationId RoomId FlowId
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One SQL statement with `$1`-style places, and what goes into them.
#[derive(Clone, Debug)]
pub struct Statement {
    sql: &'static str,
    args: Vec<Value>,
}

impl Statement {
    /// A statement whose text is part of the program, never of the input.
    pub const fn new(sql: &'static str) -> Self {
        Self { sql, args: Vec::new() }
    }

    /// Fills the next place.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.args.push(value.into());
        self
    }
}

/// Statements of one text, to be done one after the other in one trip.
struct Packet {
    sql: &'static str,
    text: String,
    args: Vec<Value>,
}

impl Packet {
    /// Statements that travel together at the most.
    const LARGEST: usize = 32;

    /// Packs `statements` in their order. Sizes are powers of two, so that a text has few packets to prepare.
    fn pack(statements: Vec<Statement>) -> Vec<Self> {
        let mut packets = Vec::new();
        let mut rest = statements.into_iter().peekable();
        while let Some(first) = rest.next() {
            let sql = first.sql;
            let mut run = vec![first];
            while let Some(next) = rest.next_if(|next| next.sql == sql) {
                run.push(next);
            }
            while !run.is_empty() {
                let size = (1 << run.len().ilog2()).min(Self::LARGEST);
                packets.push(Self::of(sql, run.drain(..size)));
            }
        }
        packets
    }

    fn of(sql: &'static str, statements: impl Iterator<Item = Statement>) -> Self {
        let mut packet = Self { sql, text: String::new(), args: Vec::new() };
        for statement in statements {
            packet.text.push_str(&renumbered(sql, packet.args.len()));
            packet.text.push(';');
            packet.args.extend(statement.args);
        }
        packet
    }
}

/// `sql` with its places counted from `before` on: `$1` after three others is `$4`.
fn renumbered(sql: &str, before: usize) -> String {
    let mut parts = sql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|char: char| !char.is_ascii_digit()).unwrap_or(part.len());
        let (place, rest) = part.split_at(digits);
        let place: usize = place.parse().expect("a dollar sign begins a place");
        text.push_str(&format!("${}{rest}", before + place));
    }
    text
}

/// One row of an answer.
#[derive(Clone, Debug)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    fn value(&self, column: &str) -> Option<&Value> {
        let index = self.columns.iter().position(|name| name == column)?;
        self.values.get(index)
    }

    fn shape(column: &str, wanted: &'static str) -> Error {
        Error::Shape { column: column.to_owned(), wanted }
    }

    /// The column as an integer.
    pub fn int(&self, column: &str) -> Result<i64, Error> {
        match self.value(column) {
            Some(Value::Int(value)) => Ok(*value),
            _ => Err(Self::shape(column, "an integer")),
        }
    }

    /// The column as a truth.
    pub fn truth(&self, column: &str) -> Result<bool, Error> {
        self.int(column).map(|value| value != 0)
    }

    /// The column as a moment.
    pub fn time(&self, column: &str) -> Result<Timestamp, Error> {
        self.int(column).map(Timestamp)
    }

    /// The column as text.
    pub fn text(&self, column: &str) -> Result<&str, Error> {
        match self.value(column) {
            Some(Value::Text(value)) => Ok(value),
            _ => Err(Self::shape(column, "text")),
        }
    }

    /// The column as bytes.
    pub fn blob(&self, column: &str) -> Result<&[u8], Error> {
        match self.value(column) {
            Some(Value::Blob(value)) => Ok(value),
            _ => Err(Self::shape(column, "bytes")),
        }
    }

    /// The column as an id, or anything else that is read from text.
    pub fn parse<T: FromStr>(&self, column: &str) -> Result<T, Error> {
        self.text(column)?.parse().map_err(|_| Self::shape(column, std::any::type_name::<T>()))
    }

    /// Whether the column is NULL or absent.
    pub fn is_null(&self, column: &str) -> bool {
        matches!(self.value(column), None | Some(Value::Null))
    }
}

#[derive(Clone)]
enum Db {
    /// One connection writes, the others read (WAL).
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A database; cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
}

macro_rules! bind_all {
    ($statement:expr) => {
        bind_all!($statement.sql, $statement.args)
    };
    ($text:expr, $args:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($text));
        for value in $args {
            query = match value {
                Value::Null => query.bind(None::<i64>),
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Blob(value) => query.bind(value),
            };
        }
        query
    }};
}

macro_rules! commit_all {
    ($pool:expr, $begin:expr, $statements:expr) => {{
        let failed = |sql| move |source| Error::Commit { sql, source };
        let mut connection = $pool.acquire().await.map_err(failed("BEGIN"))?;
        let mut transaction =
            sqlx::Connection::begin_with(&mut *connection, $begin).await.map_err(failed("BEGIN"))?;
        let mut changed = Vec::with_capacity($statements.len());
        for statement in $statements {
            let sql = statement.sql;
            let done = bind_all!(statement).execute(&mut *transaction).await.map_err(failed(sql))?;
            changed.push(done.rows_affected());
        }
        transaction.commit().await.map_err(failed("COMMIT"))?;
        Ok(changed)
    }};
}

async fn commit_packets(writer: &SqlitePool, packets: Vec<Packet>) -> Result<(), Error> {
    let failed = |sql| move |source| Error::Commit { sql, source };
    let mut transaction = writer.begin_with(BEGIN_TO_WRITE).await.map_err(failed("BEGIN"))?;
    for Packet { sql, text, args } in packets {
        bind_all!(text, args).execute(&mut *transaction).await.map_err(failed(sql))?;
    }
    transaction.commit().await.map_err(failed("COMMIT"))
}

macro_rules! fetch_all {
    ($pool:expr, $statement:expr, $read:path) => {{
        let sql = $statement.sql;
        let rows = bind_all!($statement).fetch_all($pool).await;
        let rows = rows.map_err(|source| Error::Query { sql, source })?;
        rows.iter().map($read).collect()
    }};
}

impl Store {
    /// Opens the SQLite file at `path`, making it if needed, and brings its tables up to date.
    pub async fn sqlite(path: &Path) -> Result<Self, Error> {
        // FULL: a commit that was answered survives a power cut (WAL with NORMAL would not).
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .statement_cache_capacity(PREPARED)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let opened = async {
            let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
            SQLITE_MIGRATIONS.run(&writer).await?;
            let readers =
                SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await?;
            Ok(Self { db: Db::Sqlite { writer, readers } })
        };
        opened.await.map_err(|source| Error::Open { url: path.display().to_string(), source })
    }

    /// Connects to PostgreSQL and brings its tables up to date.
    pub async fn postgres(url: &str) -> Result<Self, Error> {
        let opened = async {
            let pool = PgPoolOptions::new().max_connections(8).connect(url).await?;
            POSTGRES_MIGRATIONS.run(&pool).await?;
            Ok(Self { db: Db::Postgres(pool) })
        };
        let place = url.rsplit_once('@').map_or(url, |(_, place)| place).to_owned();
        opened.await.map_err(|source| Error::Open { url: place, source })
    }

    /// Does all of `statements` in one transaction. When this returns, they are on disk.
    pub async fn commit(&self, statements: Vec<Statement>) -> Result<(), Error> {
        match &self.db {
            // SQLite works on a thread of its own, and going there and back costs more than most statements.
            Db::Sqlite { writer, .. } => commit_packets(writer, Packet::pack(statements)).await,
            Db::Postgres(_) => self.change(statements).await.map(drop),
        }
    }

    /// As [`Store::commit`]; says how many rows each statement changed.
    pub async fn change(&self, statements: Vec<Statement>) -> Result<Vec<u64>, Error> {
        match &self.db {
            Db::Sqlite { writer, .. } => commit_all!(writer, BEGIN_TO_WRITE, statements),
            Db::Postgres(pool) => commit_all!(pool, "BEGIN", statements),
        }
    }

    /// All rows that `statement` selects.
    pub async fn query(&self, statement: Statement) -> Result<Vec<Row>, Error> {
        match &self.db {
            Db::Sqlite { readers, .. } => fetch_all!(readers, statement, sqlite_row),
            Db::Postgres(pool) => fetch_all!(pool, statement, postgres_row),
        }
    }

    /// The rows that a changing `statement` returns by its RETURNING clause, on disk when this returns.
    pub async fn query_changed(&self, statement: Statement) -> Result<Vec<Row>, Error> {
        match &self.db {
            Db::Sqlite { writer, .. } => fetch_all!(writer, statement, sqlite_row),
            Db::Postgres(pool) => fetch_all!(pool, statement, postgres_row),
        }
    }

    /// Whether no other process can be at work on it: a SQLite file is one process's own.
    pub fn has_one_process(&self) -> bool {
        matches!(self.db, Db::Sqlite { .. })
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        match &self.db {
            Db::Sqlite { readers, .. } => readers.execute("SELECT 1").await.is_ok(),
            Db::Postgres(pool) => pool.execute("SELECT 1").await.is_ok(),
        }
    }

    /// Lets go of the database, having finished what is under way.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

macro_rules! read_row {
    ($name:ident, $row:ty) => {
        fn $name(row: &$row) -> Result<Row, Error> {
            let columns = row.columns().iter().map(|column| column.name().to_owned()).collect();
            let values = (0..row.len()).map(|index| {
                let raw = row.try_get_raw(index)?;
                if raw.is_null() {
                    return Ok(Value::Null);
                }
                Ok(match raw.type_info().name() {
                    "INTEGER" | "INT8" | "BIGINT" => Value::Int(row.try_get(index)?),
                    "INT4" => Value::Int(row.try_get::<i32, _>(index)?.into()),
                    "BLOB" | "BYTEA" => Value::Blob(row.try_get(index)?),
                    _ => Value::Text(row.try_get(index)?),
                })
            });
            let values = values.collect::<Result<_, sqlx::Error>>();
            Ok(Row { columns, values: values.map_err(|source| Error::Query { sql: "a row", source })? })
        }
    };
}

read_row!(sqlite_row, SqliteRow);
read_row!(postgres_row, PgRow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_one_text_travel_together_in_their_order() {
        let insert =
            |id: i64| Statement::new("INSERT INTO t (id, twin) VALUES ($1, $1 + $2)").bind(id).bind(id);
        let update = Statement::new("UPDATE t SET id = 0");
        let packets = Packet::pack(vec![insert(1), insert(2), insert(3), update, insert(4)]);
        let texts: Vec<&str> = packets.iter().map(|packet| packet.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "INSERT INTO t (id, twin) VALUES ($1, $1 + $2);INSERT INTO t (id, twin) VALUES ($3, $3 + $4);",
                "INSERT INTO t (id, twin) VALUES ($1, $1 + $2);",
                "UPDATE t SET id = 0;",
                "INSERT INTO t (id, twin) VALUES ($1, $1 + $2);",
            ]
        );
        assert_eq!(packets[0].args, [1, 1, 2, 2].map(Value::Int));
    }
}
