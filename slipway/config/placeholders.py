"""Placeholders such as ``{movies_api_url}`` in settings, replaced with the outputs of stacks."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# Not str.format, which also evaluates {key.upper} and {key!r}.
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[^{}]*)\}|[{}]")


def render(value: Any, outputs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any value of TOML or Terraform
    """Return a value with every ``{key}`` in its strings, also in nested ones, replaced with the output of that key.

    A string that is only ``{key}`` becomes the output, with the output's type. Within other text, a value that isn't a
    string is written as JSON, e.g. ``true``.

    Raises:
        LookupError: there is no such output.
        ValueError: there is a single brace. Double it to write one.
    """
    if isinstance(value, dict):
        return {key: render(item, outputs) for key, item in value.items()}
    if isinstance(value, list):
        return [render(item, outputs) for item in value]
    if not isinstance(value, str):
        return value
    if value[1:-1] in outputs and value == f"{{{value[1:-1]}}}":
        return outputs[value[1:-1]]
    return _BRACES.sub(lambda braces: _text(braces, outputs), value)


def keys(value: Any) -> Iterator[str]:  # noqa: ANN401 - any value of TOML or Terraform
    """Yield the key of every ``{key}`` in the strings of a value, also in nested ones."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from keys(item)
    elif isinstance(value, str):
        yield from (braces["key"] for braces in _BRACES.finditer(value) if braces["key"] is not None)


def _text(braces: re.Match[str], outputs: Mapping[str, Any]) -> str:
    if braces[0] in ("{{", "}}"):
        return braces[0][0]
    if braces["key"] is None:
        raise ValueError(f"a single {braces[0]}")
    output = outputs[braces["key"]]
    return output if isinstance(output, str) else json.dumps(output)
