ALTER TABLE services DROP COLUMN details_changed_by;
ALTER TABLE services DROP COLUMN details_changed_at;
ALTER TABLE services DROP COLUMN details_version;
DROP TABLE password_links;
ALTER TABLE users DROP COLUMN changed_by;
ALTER TABLE users DROP COLUMN changed_at;
ALTER TABLE users DROP COLUMN disabled_at;
ALTER TABLE users DROP COLUMN version;
