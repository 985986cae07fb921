"""Reading Slipway's own records, files of JSON: most of them are below ``.slipway/``."""

import json
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError


def read_record(file: Path, remedy: str) -> dict[str, Any]:
    """Return the object in a file; empty if there is no file.

    Records are written as a whole, so a damaged one was edited, or its disk was full or failed.

    Args:
        file: the record.
        remedy: what to do if it is damaged, e.g. "run `make up`".

    Raises:
        SlipwayError: the file doesn't contain an object of JSON.
    """
    try:
        record = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise SlipwayError(f"{file} is damaged: {remedy}")
    return record
