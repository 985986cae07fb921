"""Processes, Python interpreters and concurrency on this machine."""
