DROP TABLE opt_out_waiting;
