-- The registry. Plain SQL that SQLite and PostgreSQL both take:
-- ids are UUIDv7 as text, options are their tokens, times are UTC, and BYTEA holds bytes on either
-- (SQLite gives it numeric affinity, which leaves bytes alone).

-- Services. `version` grows with each change of the service's records, in the same transaction; it is the lock, too.
CREATE TABLE services (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 3),
    name TEXT NOT NULL,
    ods_code TEXT,
    nation TEXT NOT NULL,
    region TEXT,
    version BIGINT NOT NULL CHECK (version >= 0)
);

CREATE TABLE hip_fractures (
    service TEXT NOT NULL REFERENCES services (code),
    year INTEGER NOT NULL,
    fractures INTEGER NOT NULL CHECK (fractures >= 0),
    PRIMARY KEY (service, year)
);

-- Records. `version` is the service's version when the row was last written.
CREATE TABLE patients (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    created_version BIGINT NOT NULL,
    nhs_number TEXT CHECK (length(nhs_number) = 10),
    nhs_number_absent_reason TEXT,
    local_record_number TEXT,
    date_of_birth DATE NOT NULL,
    sex TEXT,
    postcode TEXT,
    ethnic_category TEXT,
    date_of_death DATE,
    local_objection BOOLEAN NOT NULL,
    withdrawn_at TIMESTAMP,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL,
    CHECK (nhs_number IS NOT NULL OR local_record_number IS NOT NULL),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE UNIQUE INDEX patients_nhs_number ON patients (service, nhs_number) WHERE nhs_number IS NOT NULL;
CREATE UNIQUE INDEX patients_local_record_number ON patients (service, local_record_number) WHERE nhs_number IS NULL;
CREATE INDEX patients_nhs_number_anywhere ON patients (nhs_number);
CREATE INDEX patients_date_of_birth ON patients (date_of_birth);
CREATE INDEX patients_version ON patients (service, version);

-- An index fracture heads an episode; `episode_version` is that of the last change of any of its sections.
CREATE TABLE fractures (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id),
    service TEXT NOT NULL REFERENCES services (code),
    created_version BIGINT NOT NULL,
    episode_version BIGINT NOT NULL,
    diagnosed_on DATE NOT NULL CHECK (diagnosed_on >= '2016-01-01'),
    found_by TEXT,
    site TEXT,
    second_site TEXT,
    third_site TEXT,
    care_home TEXT,
    first_contact_on DATE,
    admitted TEXT,
    height_cm DOUBLE PRECISION,
    weight_kg DOUBLE PRECISION,
    previous_fracture TEXT,
    parent_hip_fracture TEXT,
    smoker TEXT,
    therapy_at_fracture TEXT,
    source_system TEXT,
    source_id TEXT,
    withdrawn_at TIMESTAMP,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL,
    CHECK (second_site IS NULL OR site IS NOT NULL),
    CHECK (third_site IS NULL OR second_site IS NOT NULL),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE UNIQUE INDEX fractures_natural_key ON fractures (patient_id, diagnosed_on) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX fractures_source ON fractures (service, source_system, source_id);
CREATE INDEX fractures_diagnosed_on ON fractures (service, diagnosed_on);
CREATE INDEX fractures_episode_version ON fractures (service, episode_version);

CREATE TABLE assessments (
    fracture_id TEXT NOT NULL PRIMARY KEY REFERENCES fractures (id),
    assessed_on DATE,
    outcome TEXT,
    dxa TEXT,
    dxa_not_ordered_reason TEXT,
    dxa_on DATE,
    t_score DOUBLE PRECISION,
    fracture_risk TEXT,
    risk_tool TEXT,
    risk_tool_version TEXT,
    risk_major_percent DOUBLE PRECISION,
    risk_hip_percent DOUBLE PRECISION,
    bone_therapy TEXT NOT NULL,
    calcium_vitamin_d TEXT,
    falls_assessment TEXT,
    two_falls TEXT,
    fear_of_falling TEXT,
    medication_risk TEXT,
    mobility TEXT,
    vision TEXT,
    toileting TEXT,
    cardiac TEXT,
    cognitive_impairment TEXT,
    falls_referrals TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL
);

-- Kind 16 (12–16 weeks) has 6.04 in calcium_vitamin_d and 6.06 in exercise_started; kind 52 has 7.04 and 7.06.
CREATE TABLE follow_ups (
    fracture_id TEXT NOT NULL REFERENCES fractures (id),
    kind SMALLINT NOT NULL CHECK (kind IN (16, 52)),
    followed_up TEXT,
    followed_up_on DATE,
    method TEXT,
    calcium_vitamin_d TEXT,
    therapy TEXT,
    exercise_started TEXT CHECK (exercise_started IS NULL OR kind = 16),
    refracture_count SMALLINT CHECK (refracture_count IS NULL OR kind = 52),
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL,
    PRIMARY KEY (fracture_id, kind)
);

CREATE TABLE refractures (
    fracture_id TEXT NOT NULL REFERENCES fractures (id),
    position SMALLINT NOT NULL,
    fractured_on DATE NOT NULL,
    site TEXT,
    PRIMARY KEY (fracture_id, position)
);

-- Findings of stored episodes: warnings, open until resolved or accepted.
CREATE TABLE findings (
    id TEXT NOT NULL PRIMARY KEY,
    fracture_id TEXT NOT NULL REFERENCES fractures (id),
    service TEXT NOT NULL REFERENCES services (code),
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    accepted_at TIMESTAMP,
    accepted_by TEXT,
    accepted_reason TEXT,
    CHECK ((accepted_at IS NULL) = (accepted_reason IS NULL))
);
CREATE UNIQUE INDEX findings_of_fracture ON findings (fracture_id, code, field);
CREATE INDEX findings_of_service ON findings (service, id);

-- History: the former state of a patient or an episode, and the versions between which it held.
CREATE TABLE versions (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    resource TEXT NOT NULL CHECK (resource IN ('patient', 'episode')),
    resource_id TEXT NOT NULL,
    version_from BIGINT NOT NULL,
    version_to BIGINT NOT NULL,
    document TEXT NOT NULL,
    CHECK (version_from < version_to)
);
CREATE UNIQUE INDEX versions_of_resource ON versions (resource_id, version_to);
CREATE INDEX versions_of_service ON versions (service, version_to);

-- Who read or changed what: keyed references and names of fields, no values.
CREATE TABLE audit_events (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    author_id TEXT NOT NULL,
    author_kind TEXT NOT NULL,
    request_id TEXT NOT NULL,
    service TEXT REFERENCES services (code),
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    reference TEXT,
    patient_reference TEXT,
    fields TEXT NOT NULL
);
CREATE INDEX audit_events_of_service ON audit_events (service, id);

-- Accounts.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    failed_sign_ins INTEGER NOT NULL,
    locked_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    service TEXT REFERENCES services (code)
);
CREATE UNIQUE INDEX grants_of_user ON grants (user_id, role, service);

-- Refresh tokens by their hashes; a family is one sign-in.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    family TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX sessions_of_family ON sessions (family);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Machines.
CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    disabled_at TIMESTAMP
);

-- Files on their way in.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT REFERENCES services (code),
    filename TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    status TEXT NOT NULL,
    failure TEXT,
    rows_read BIGINT NOT NULL,
    rows_total BIGINT,
    report TEXT NOT NULL,
    blank TEXT NOT NULL,
    policy TEXT,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    created_by_id TEXT NOT NULL,
    committed_at TIMESTAMP,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX imports_by_expiry ON imports (expires_at);

CREATE TABLE import_pieces (
    import_id TEXT NOT NULL REFERENCES imports (id),
    file TEXT NOT NULL CHECK (file IN ('sent', 'rejected')),
    position INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (import_id, file, position)
);

CREATE TABLE import_findings (
    import_id TEXT NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    heading TEXT NOT NULL,
    cell TEXT NOT NULL,
    code TEXT NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (import_id, position)
);

CREATE TABLE import_versions (
    import_id TEXT NOT NULL REFERENCES imports (id),
    service TEXT NOT NULL REFERENCES services (code),
    version BIGINT NOT NULL,
    PRIMARY KEY (import_id, service)
);

-- Direct care only: never exported to the audit, never seen by a national role, no part of any KPI.
CREATE TABLE contact_details (
    patient_id TEXT NOT NULL PRIMARY KEY REFERENCES patients (id),
    family_name TEXT,
    given_names TEXT,
    telephone TEXT,
    gp_practice TEXT,
    communication_needs TEXT,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL
);

CREATE TABLE contact_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id),
    attempted_at TIMESTAMP NOT NULL,
    method TEXT NOT NULL,
    outcome TEXT NOT NULL,
    call_back_on DATE,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL
);
CREATE INDEX contact_attempts_of_patient ON contact_attempts (patient_id);

CREATE TABLE treatment_courses (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id),
    drug TEXT NOT NULL,
    started_on DATE,
    last_given_on DATE,
    next_due_on DATE,
    stopped_on DATE,
    stop_reason TEXT,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL
);
CREATE INDEX treatment_courses_of_patient ON treatment_courses (patient_id);

CREATE TABLE notes (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id),
    content TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL
);
CREATE INDEX notes_of_patient ON notes (patient_id);

CREATE TABLE letters (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id),
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    content TEXT NOT NULL,
    sent_on DATE,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_by_kind TEXT NOT NULL
);
CREATE INDEX letters_of_patient ON letters (patient_id);

-- The installation.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
    author_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER,
    body TEXT,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (author_id, idempotency_key)
);
