"""Output for the user: standard output and progress."""
