-- Runs of records for the national audit. Counts and digests stay; the rows go once a later run of the service and layout is accepted.
CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    layout TEXT NOT NULL,
    layout_version TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    started_by TEXT NOT NULL,
    send_by DATE,
    new_records BIGINT NOT NULL,
    changed_records BIGINT NOT NULL,
    deletions BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    opted_out BIGINT NOT NULL,
    objecting BIGINT NOT NULL,
    unchecked BIGINT NOT NULL,
    headings TEXT NOT NULL,
    key_headings TEXT NOT NULL,
    records_digest TEXT NOT NULL,
    deletions_digest TEXT NOT NULL,
    rejected BIGINT,
    rejects_digest TEXT,
    rejects_at TIMESTAMP,
    rejects_by TEXT,
    superseded_at TIMESTAMP
);
CREATE INDEX submissions_of_service ON submissions (service, id);
CREATE UNIQUE INDEX open_submissions ON submissions (service, layout) WHERE state = 'open';

-- The file of records, line by line; the headings are row 1. A reason stands where the audit rejected the row.
CREATE TABLE submission_rows (
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    position INTEGER NOT NULL,
    fracture_id TEXT NOT NULL,
    row_key TEXT NOT NULL,
    content TEXT NOT NULL,
    record_version BIGINT NOT NULL,
    reason TEXT,
    PRIMARY KEY (submission_id, position)
);
CREATE INDEX submission_rows_by_key ON submission_rows (submission_id, row_key);
CREATE INDEX submission_rejects ON submission_rows (submission_id, position) WHERE reason IS NOT NULL;

-- The file of keys that the audit is to delete, line by line.
CREATE TABLE submission_deletions (
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    position INTEGER NOT NULL,
    fracture_id TEXT NOT NULL,
    row_key TEXT NOT NULL,
    PRIMARY KEY (submission_id, position)
);

-- What the audit holds by the accepted runs: of each record the key and the digest of the line. The record itself may be gone.
CREATE TABLE submission_holdings (
    layout TEXT NOT NULL,
    fracture_id TEXT NOT NULL,
    service TEXT NOT NULL REFERENCES services (code),
    row_key TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (layout, fracture_id)
);
CREATE INDEX submission_holdings_of_service ON submission_holdings (service, layout);
