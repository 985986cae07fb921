"""The one schema of a movie, shared with the gateway's model and the OpenAPI document."""

from functools import partial
from pathlib import Path

import json_schema

_SCHEMA = json_schema.load(Path(__file__).with_name("movie.schema.json").read_text(encoding="utf-8"))

violation = partial(json_schema.violation, _SCHEMA)
"""``violation(value) -> str | None``: how a parsed request body breaks the schema, in words."""
