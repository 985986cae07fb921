"""Patches of Lambda functions."""
