DROP TABLE opt_out_numbers;
DROP TABLE opt_out_checks;
