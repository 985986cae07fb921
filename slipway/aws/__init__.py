"""Where AWS is, and how to talk to it."""
