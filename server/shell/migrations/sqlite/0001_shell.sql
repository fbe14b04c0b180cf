-- The event log, the outbox and the organizations' keys. Times are milliseconds since the epoch.
CREATE TABLE organization_keys (
    organization_id TEXT NOT NULL PRIMARY KEY,
    wrapped BLOB NOT NULL
);

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT NOT NULL,
    system TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id TEXT NOT NULL,
    system TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    revision BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    done_at BIGINT,
    failure TEXT,
    body BLOB NOT NULL,
    UNIQUE (system, subject, kind, revision)
);
CREATE INDEX outbox_waiting ON outbox (system, subject, id) WHERE done_at IS NULL;
