-- What the public page lists for professionals, patients and carers: a link, a PDF, or both.
CREATE TABLE resources (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    audiences TEXT NOT NULL,
    link TEXT,
    dated_on DATE NOT NULL,
    document BYTEA,
    document_bytes BIGINT,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    CHECK ((document IS NULL) = (document_bytes IS NULL))
);

-- Services that ask to take part, and what was decided. Anybody may send one: `changed_by` is then the registry itself.
CREATE TABLE registrations (
    id TEXT NOT NULL PRIMARY KEY,
    service_name TEXT NOT NULL,
    nation TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    email TEXT NOT NULL,
    message TEXT,
    sent_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused')),
    reason TEXT,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL
);
CREATE INDEX registrations_by_state ON registrations (state);
