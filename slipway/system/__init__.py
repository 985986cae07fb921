"""Processes, Python interpreters, folders and concurrency on this machine."""
