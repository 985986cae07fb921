"""Patches of how MiniStack handles HTTP requests."""
