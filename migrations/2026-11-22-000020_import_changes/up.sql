-- What the rows of a checked file would change of what is stored, worst first. Kept as long as the import.
CREATE TABLE import_changes (
    import_id TEXT NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    patient_id TEXT NOT NULL,
    fracture_id TEXT,
    heading TEXT NOT NULL,
    stored TEXT NOT NULL,
    given TEXT NOT NULL,
    PRIMARY KEY (import_id, position)
);
