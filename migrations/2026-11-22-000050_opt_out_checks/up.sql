-- Checks against the national data opt-out: a list of NHS numbers went out, and those without an opt-out came back. None of it
-- stands beside a patient. Without a service, a check covers every service of England.
CREATE TABLE opt_out_checks (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT REFERENCES services (code),
    started_at TIMESTAMP NOT NULL,
    started_by TEXT NOT NULL,
    sent BIGINT NOT NULL,
    cleaned_at TIMESTAMP,
    cleaned_by TEXT,
    digest TEXT,
    returned BIGINT,
    expires_on DATE NOT NULL
);
CREATE INDEX opt_out_checks_of_service ON opt_out_checks (service, id);

-- The numbers, until the check expires.
CREATE TABLE opt_out_numbers (
    check_id TEXT NOT NULL REFERENCES opt_out_checks (id),
    nhs_number TEXT NOT NULL,
    taken_out BOOLEAN NOT NULL,
    PRIMARY KEY (check_id, nhs_number)
);
