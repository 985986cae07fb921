"""The types of a module's variables, as far as they have attributes: objects, and maps and lists of them."""

import re
from pathlib import Path
from typing import Any

from slipway.terraform import configuration_files, hcl

_TOKEN = re.compile(r'"+|[\w.-]+|[(){}\[\]=,]')  # of a mask, in which a string is a row of quotes
_CLOSING = {"(": ")", "{": "}", "[": "]"}
_PRIMITIVES = {"string", "number", "bool", "any"}


def types_of(module: Path) -> dict[str, Any]:
    """Return the types of a module's variables.

    A type is a name, such as ``"string"``, an object ``{attribute: type}``, or ``["list", type]`` (also for sets) or
    ``["map", type]``. It is ``"any"`` for a variable without a type, and for a type that isn't understood.
    """
    types = {}
    for file in configuration_files.find(module, [".tf"]):
        for variable in hcl.blocks(configuration_files.read(file), "variable"):
            start, end = variable.attributes().get("type", (0, 0))
            types[variable.label] = _type(variable.masked[start:end])
    return types


def _type(text: str) -> Any:  # noqa: ANN401 - a type as above
    tokens = _Tokens(text)
    try:
        return _parse(tokens)
    except (IndexError, ValueError):
        return "any"


class _Tokens:
    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)

    def next(self, expected: str = "") -> str:
        token = str(self._tokens.pop(0))
        if expected and token != expected:
            raise ValueError(f"{expected} is missing before {token}")
        return token

    def peek(self) -> str:
        return str(self._tokens[0])

    def skip_default(self) -> None:
        """Skip a default, up to the bracket that closes ``optional(``."""
        depth = 0
        while depth or self.peek() != ")":
            token = self.next()
            depth += (token in _CLOSING) - (token in _CLOSING.values())


def _parse(tokens: _Tokens) -> Any:  # noqa: ANN401 - a type as above
    kind = tokens.next()
    if kind in _PRIMITIVES:
        return kind
    tokens.next("(")
    inner = _attributes(tokens) if kind == "object" else _parse(tokens)
    if tokens.peek() == ",":
        tokens.skip_default()
    tokens.next(")")
    if kind in {"object", "optional"}:
        return inner
    return ["map" if kind == "map" else "list", inner]


def _attributes(tokens: _Tokens) -> dict[str, Any]:
    tokens.next("{")
    attributes = {}
    while (name := tokens.next()) != "}":
        if name != ",":
            tokens.next("=")
            attributes[name] = _parse(tokens)
    return attributes
