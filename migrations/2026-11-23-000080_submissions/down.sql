DROP TABLE submission_holdings;
DROP TABLE submission_deletions;
DROP TABLE submission_rows;
DROP TABLE submissions;
