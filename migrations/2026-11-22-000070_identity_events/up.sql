-- What a hospital's patient index has told: that two numbers are one person, that a number was replaced, that somebody has died.
-- `version` is the service's version that the event made, by which it is undone; none if it changed nothing. `moved` holds the
-- ids of entries for direct care that went from one patient to the other.
CREATE TABLE identity_events (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    kind TEXT NOT NULL,
    version BIGINT,
    patient_id TEXT NOT NULL,
    merged_id TEXT,
    episodes BIGINT NOT NULL,
    moved TEXT NOT NULL,
    told_at TIMESTAMP NOT NULL,
    told_by TEXT NOT NULL,
    undone_at TIMESTAMP,
    undone_by TEXT
);
CREATE INDEX identity_events_of_service ON identity_events (service, id);
