ALTER TABLE follow_ups DROP COLUMN machine_fields;
ALTER TABLE assessments DROP COLUMN machine_fields;
ALTER TABLE fractures DROP COLUMN machine_fields;
ALTER TABLE patients DROP COLUMN machine_fields;
