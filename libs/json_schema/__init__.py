"""Validation of JSON against a subset of JSON Schema."""
