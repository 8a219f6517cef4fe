DROP TABLE import_mends;
DROP TABLE import_rows;
