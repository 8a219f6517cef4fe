DROP TABLE deprivations;
DROP TABLE episode_facts;
