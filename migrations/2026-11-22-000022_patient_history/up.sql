-- What happened to one patient is found without going through all events of the service.
CREATE INDEX audit_events_of_patient ON audit_events (patient_reference, id);
