-- Machines: the systems of a hospital. The table of the first migration was never written to.
DROP TABLE clients;
CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    -- The public keys by which it may sign, as a JWKS document.
    keys TEXT,
    created_at TIMESTAMP NOT NULL,
    disabled_at TIMESTAMP,
    last_used_at TIMESTAMP,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL
);
CREATE INDEX clients_of_service ON clients (service);

-- Secrets by their hashes. A revoked one is gone.
CREATE TABLE client_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    secret_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    last_used_at TIMESTAMP
);
CREATE INDEX client_secrets_of_client ON client_secrets (client_id);

-- Signed assertions that were used, until they would have expired: each is good once.
CREATE TABLE client_assertions (
    client_id TEXT NOT NULL REFERENCES clients (id),
    jti TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);
