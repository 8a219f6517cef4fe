-- What other systems have sent, counted: a row for each sender, day of receipt and day of diagnosis (none where the message had
-- none that could be read). Received is the sum of the four.
CREATE TABLE receipts (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    sender_id TEXT NOT NULL,
    received_on DATE NOT NULL,
    diagnosed_on DATE,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL
);
CREATE INDEX receipts_of_day ON receipts (service, received_on);
CREATE INDEX receipts_of_diagnosis ON receipts (service, diagnosed_on);

-- Messages that were refused, kept until a message with the same key is accepted, somebody settles them, or they grow old. The
-- same message again counts as an attempt more.
CREATE TABLE refused_messages (
    id TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL REFERENCES services (code),
    digest TEXT NOT NULL,
    first_at TIMESTAMP NOT NULL,
    last_at TIMESTAMP NOT NULL,
    attempts BIGINT NOT NULL,
    sender TEXT NOT NULL,
    request_id TEXT NOT NULL,
    document TEXT NOT NULL,
    findings TEXT NOT NULL,
    nhs_number TEXT,
    local_record_number TEXT,
    diagnosed_on DATE,
    source_system TEXT,
    source_id TEXT,
    settled_at TIMESTAMP,
    settled_by TEXT,
    settled_reason TEXT
);
CREATE INDEX refused_messages_of_service ON refused_messages (service, id);
CREATE INDEX refused_messages_by_digest ON refused_messages (service, digest);
