"""Values with the outputs of stacks in place of their keys."""

import json
import re
from collections.abc import Mapping
from typing import Any

# What str.format has besides, such as {key.upper} and {key!r}, would put something else there than the output.
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[^{}]*)\}|[{}]")


def render(value: Any, outputs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever TOML or Terraform has
    """Return a value in which every ``{key}`` of its strings, however deep in it, is the output of that key.

    A string that is nothing but ``{key}`` becomes the output, of whatever type that is. Within other text, what is no
    string is JSON, as Terraform writes it too: ``true``.

    Raises:
        LookupError: there is no such output.
        ValueError: a single brace; doubled, it is one.
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


def _text(braces: re.Match[str], outputs: Mapping[str, Any]) -> str:
    if braces[0] in ("{{", "}}"):
        return braces[0][0]
    if braces["key"] is None:
        raise ValueError(f"a single {braces[0]}")
    output = outputs[braces["key"]]
    return output if isinstance(output, str) else json.dumps(output)
