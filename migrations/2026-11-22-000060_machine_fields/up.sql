-- The fields of a section whose answers a machine wrote, their headings joined by `;`. What is not named here was written by a
-- person, or is blank: a machine overwrites it only if it says so.
ALTER TABLE patients ADD COLUMN machine_fields TEXT NOT NULL DEFAULT '';
ALTER TABLE fractures ADD COLUMN machine_fields TEXT NOT NULL DEFAULT '';
ALTER TABLE assessments ADD COLUMN machine_fields TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_ups ADD COLUMN machine_fields TEXT NOT NULL DEFAULT '';
