DROP TABLE report_answers;
DROP TABLE report_flags;
DROP TABLE report_services;
DROP TABLE reports;
