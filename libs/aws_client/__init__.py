"""A small client of AWS for functions that make a few calls. It needs the standard library only."""
