"""Cloud providers, and the table of each stage."""
