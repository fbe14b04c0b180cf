-- The conference: rooms as configured, their names, and one-time links that were used.
CREATE TABLE rooms (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL
);

CREATE TABLE room_aliases (
    alias TEXT NOT NULL PRIMARY KEY,
    room_id BIGINT NOT NULL
);
CREATE INDEX room_aliases_of_room ON room_aliases (room_id);

CREATE TABLE room_tickets_used (
    ticket TEXT NOT NULL PRIMARY KEY,
    room_id BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX room_tickets_used_in_room ON room_tickets_used (room_id);
