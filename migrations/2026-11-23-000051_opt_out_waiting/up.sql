-- People whose records came to a national deployment before any check had asked for them: the next one does.
CREATE TABLE opt_out_waiting (
    nhs_number TEXT NOT NULL PRIMARY KEY,
    since TIMESTAMP NOT NULL
);
