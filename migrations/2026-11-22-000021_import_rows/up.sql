-- Rows of a checked file that have errors, cell by cell, and what was typed to mend them. Kept as long as the import.
CREATE TABLE import_rows (
    import_id TEXT NOT NULL REFERENCES imports (id),
    row_number BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (import_id, row_number)
);

CREATE TABLE import_mends (
    import_id TEXT NOT NULL REFERENCES imports (id),
    row_number BIGINT NOT NULL,
    heading TEXT NOT NULL,
    cell TEXT NOT NULL,
    PRIMARY KEY (import_id, row_number, heading)
);
