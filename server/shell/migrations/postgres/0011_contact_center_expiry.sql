-- What expires is deleted by its time whenever something of its kind is added.
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);
CREATE INDEX login_sessions_by_expiry ON login_sessions (expires_at);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);
CREATE INDEX guest_sessions_by_expiry ON guest_sessions (expires_at);
