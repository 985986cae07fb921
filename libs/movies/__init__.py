"""What a movie is: its schema, its item in the table, and the events about it."""
