-- The contact center: configuration, agents, conversations, messages; logins, clients and tokens; guests.
-- What is sealed names a person or says what they said. Times are milliseconds since the epoch.
CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE objects (
    organization_id TEXT NOT NULL,
    key TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (organization_id, key)
);

CREATE TABLE agents (
    user_id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX agents_of_organization ON agents (organization_id);

CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    is_open BIGINT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX conversations_open ON conversations (organization_id) WHERE is_open = 1;

CREATE TABLE messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    status TEXT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX messages_of_conversation ON messages (conversation_id, position);

CREATE TABLE logins (
    user_id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    email_index BLOB NOT NULL,
    email BLOB NOT NULL,
    password TEXT NOT NULL,
    roles TEXT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (organization_id, email_index)
);

CREATE TABLE login_sessions (
    fingerprint BLOB NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE oauth_clients (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    grant_type TEXT NOT NULL,
    secret_fingerprint BLOB,
    redirect_uris TEXT NOT NULL,
    roles TEXT NOT NULL,
    requests_per_minute BIGINT
);

CREATE TABLE authorization_codes (
    fingerprint BLOB NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT,
    expires_at BIGINT NOT NULL
);

CREATE TABLE access_tokens (
    fingerprint BLOB NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT,
    expires_at BIGINT NOT NULL
);

CREATE TABLE guest_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    deployment_id TEXT NOT NULL,
    token_fingerprint BLOB NOT NULL UNIQUE,
    conversation_id TEXT,
    expires_at BIGINT NOT NULL
);

-- Every conversation a guest session has had, oldest first: the guest's history.
CREATE TABLE guest_conversations (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX conversations_of_guest ON guest_conversations (session_id, started_at);
