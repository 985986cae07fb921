"""Movies: their schema, their items in the table, and the events about them."""
