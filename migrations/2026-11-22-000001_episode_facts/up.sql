-- What decides the KPIs of each episode, derived from its record in the same transaction: all that figures read.
-- `version` is the service's when the row was written; `facts` is NULL once the episode is withdrawn or removed.
CREATE TABLE episode_facts (
    fracture_id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    version BIGINT NOT NULL,
    facts BYTEA
);
CREATE INDEX episode_facts_version ON episode_facts (service, version);

-- Deprivation by postcode, as the deployment loads it; `deprivation` is the place among the quintiles of all indices.
CREATE TABLE deprivations (
    postcode TEXT NOT NULL PRIMARY KEY,
    deprivation SMALLINT NOT NULL
);
