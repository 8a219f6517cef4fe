DROP TABLE registrations;
DROP TABLE resources;
