-- Flows as their authors work on them, and what each of their versions holds. A published one is an object, too.
CREATE TABLE flows (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    -- Of the type and the name, which together belong to one flow.
    name_index BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    UNIQUE (organization_id, name_index)
);

CREATE TABLE flow_versions (
    flow_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    organization_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (flow_id, version)
);
