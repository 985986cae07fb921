"""Files to which the local AWS appends a JSON object a line."""

import json
from contextlib import suppress
from typing import Any


def parse(line: bytes) -> dict[str, Any] | None:
    """Return the object in a line; None if it is cut off, as a full disk leaves it, with the next one behind it."""
    with suppress(ValueError):
        value = json.loads(line)
        if isinstance(value, dict):
            return value
    return None
