DROP TABLE refused_messages;
DROP TABLE receipts;
