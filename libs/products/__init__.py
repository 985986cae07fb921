"""Products, and their table."""
