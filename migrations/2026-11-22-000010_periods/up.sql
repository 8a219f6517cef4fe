-- Years of diagnosis (1.09) that a service has locked and signed off, or unlocked again with a reason. Rows are only added:
-- the one with the highest version holds, the others tell what was before. A year without a row was never locked.
CREATE TABLE periods (
    service TEXT NOT NULL REFERENCES services (code),
    year INTEGER NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    locked BOOLEAN NOT NULL,
    reason TEXT,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_id TEXT NOT NULL,
    PRIMARY KEY (service, year, version),
    CHECK (locked OR reason IS NOT NULL)
);
