"""The execution environment of Python functions, for the patch ``isolated_workers``."""
