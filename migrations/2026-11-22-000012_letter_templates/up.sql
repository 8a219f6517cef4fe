-- What a service has written in the place of a standard text for letters. Without a content the standard text holds again:
-- the row stays, so that versions never begin anew.
CREATE TABLE letter_templates (
    service TEXT NOT NULL REFERENCES services (code),
    kind TEXT NOT NULL,
    content TEXT,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL,
    PRIMARY KEY (service, kind)
);
