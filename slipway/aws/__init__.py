"""The target, AWS or the local AWS, and helpers for calling it."""
