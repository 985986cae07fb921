"""Patches of Secrets Manager."""
