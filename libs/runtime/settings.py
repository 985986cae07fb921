"""Settings from the function's environment variables."""

import os


def setting(name: str) -> str:
    """Return the environment variable ``name``.

    Called at import, so that a function that lacks a setting fails at once, before it takes an event.

    Raises:
        RuntimeError: it is not set, or empty.
    """
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"the environment variable {name} is not set")
    return value
