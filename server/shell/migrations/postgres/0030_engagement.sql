-- Escalations of chats to face-to-face calls. The document is sealed: it holds names and telephone numbers.
CREATE TABLE escalations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    ended_at BIGINT,
    document BYTEA NOT NULL
);
CREATE INDEX escalations_by_end ON escalations (organization_id, ended_at);
