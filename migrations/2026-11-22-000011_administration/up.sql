-- Accounts are changed and locked by administrators. `version` counts their changes; a lock by hand is apart from the one that
-- failed sign-ins bring about. Without a password hash nobody can sign in: the password is set by a link that is good once.
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN disabled_at TIMESTAMP;
ALTER TABLE users ADD COLUMN changed_at TIMESTAMP;
ALTER TABLE users ADD COLUMN changed_by TEXT;

CREATE TABLE password_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX password_links_of_user ON password_links (user_id);

-- What is said of a service itself, hip counts included, has a version apart from that of its records.
ALTER TABLE services ADD COLUMN details_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE services ADD COLUMN details_changed_at TIMESTAMP;
ALTER TABLE services ADD COLUMN details_changed_by TEXT;
