"""Processes, Python interpreters, files, folders and concurrency on this machine."""
