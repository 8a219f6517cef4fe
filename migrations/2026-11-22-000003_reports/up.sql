-- Frozen results. A document is written once and never changed: its digest says so.
-- `whole` tells that nothing was hidden when it was frozen; the public document, made at the same moment from the same
-- data, is what disclosure control leaves of it. `version` counts the changes of state.
CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'national')),
    whole BOOLEAN NOT NULL,
    title TEXT NOT NULL,
    query TEXT NOT NULL,
    set_version TEXT NOT NULL,
    definition_hash TEXT NOT NULL,
    data_version BIGINT NOT NULL,
    software TEXT NOT NULL,
    disclosure TEXT NOT NULL,
    digest TEXT NOT NULL,
    public_digest TEXT,
    frozen_at TIMESTAMP NOT NULL,
    frozen_by TEXT NOT NULL,
    frozen_by_id TEXT NOT NULL,
    shared_at TIMESTAMP,
    shared_by TEXT,
    answer_by DATE,
    published_at TIMESTAMP,
    published_by TEXT,
    document BYTEA NOT NULL,
    public_document BYTEA,
    CHECK ((shared_at IS NULL) = (answer_by IS NULL)),
    CHECK ((public_digest IS NULL) = (public_document IS NULL)),
    CHECK (published_at IS NULL OR public_document IS NOT NULL)
);

-- The services whose own report it is; none for national reports.
CREATE TABLE report_services (
    report_id TEXT NOT NULL REFERENCES reports (id),
    service TEXT NOT NULL REFERENCES services (code),
    PRIMARY KEY (report_id, service)
);

-- Outlier flags, as they were decided when the report was frozen.
CREATE TABLE report_flags (
    report_id TEXT NOT NULL REFERENCES reports (id),
    service TEXT NOT NULL REFERENCES services (code),
    kpi SMALLINT NOT NULL,
    flag TEXT NOT NULL,
    PRIMARY KEY (report_id, service, kpi)
);

-- What the services answer to them.
CREATE TABLE report_answers (
    report_id TEXT NOT NULL REFERENCES reports (id),
    service TEXT NOT NULL REFERENCES services (code),
    version BIGINT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    answered_by TEXT NOT NULL,
    PRIMARY KEY (report_id, service)
);
