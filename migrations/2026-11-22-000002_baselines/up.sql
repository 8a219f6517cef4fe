-- Re-basings of run charts: mean and limits start afresh with a month. Without a service it is the pooled national value.
-- Rows stay when a re-basing is undone.
CREATE TABLE baselines (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT REFERENCES services (code),
    kpi_set TEXT NOT NULL,
    kpi SMALLINT NOT NULL,
    from_month DATE NOT NULL,
    reason TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    created_by_id TEXT NOT NULL,
    removed_at TIMESTAMP,
    removed_by TEXT,
    removed_reason TEXT,
    CHECK ((removed_at IS NULL) = (removed_reason IS NULL))
);
CREATE INDEX baselines_of_chart ON baselines (kpi_set, kpi, service);
