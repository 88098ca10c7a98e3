"""What is written to the log: a line for each record, with the number of its request and without anybody's secrets."""
