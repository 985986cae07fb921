"""The types of a module's variables, parsed from its files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Place = tuple[str, ...]
"""The place of a value in a variable: names of attributes, ``*`` for an element, ``<key>`` for a key of a map."""

_VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r"^  type += ", re.MULTILINE)
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[\w.-]+|[(){}\[\]=,]')
_CLOSING = {"(": ")", "{": "}", "[": "]"}


def types_of(module: Path) -> dict[str, Any]:
    """Return the types of variables: ``"string"``, ``{attribute: type}``, ``["list", type]`` or ``["map", type]``."""
    text = "\n".join(file.read_text() for file in sorted(module.glob("variables*.tf")))
    return {name: _parse(_Tokens(_TYPE.split(body)[1])) for name, body in _VARIABLE.findall(text)}


def string_places(kind: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the places of the strings in a type, with the keys of its maps."""
    if kind == "string":
        yield place
    elif isinstance(kind, dict):
        for name, inner in kind.items():
            yield from string_places(inner, (*place, name))
    elif isinstance(kind, list):
        if kind[0] == "map":
            yield (*place, "<key>")
        yield from string_places(kind[1], (*place, "*"))


def replaced(value: Any, place: Place, text: str) -> Any:
    """Return a value with another text in a place of it.

    Raises:
        LookupError: the value has nothing there.
    """
    if not place:
        if not isinstance(value, str):
            raise LookupError("no text")
        return text
    first, *rest = place
    if first == "<key>":
        key = next(iter(value))
        return {text: value[key]}
    if isinstance(value, list):
        return [replaced(value[0], tuple(rest), text), *value[1:]]
    errors = []
    for key in value if first == "*" else [first]:
        try:
            return {**value, key: replaced(value[key], tuple(rest), text)}
        except (LookupError, StopIteration) as error:
            errors.append(error)
    raise LookupError(f"nothing at {first}: {errors}")


class _Tokens:
    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)

    def next(self) -> str:
        return str(self._tokens.pop(0))

    def peek(self) -> str:
        return str(self._tokens[0])

    def skip_value(self) -> None:
        """Skip a default, up to the bracket that closes ``optional(``."""
        depth = 0
        while depth or self.peek() != ")":
            token = self.next()
            depth += (token in _CLOSING) - (token in _CLOSING.values())


def _parse(tokens: _Tokens) -> Any:
    kind = tokens.next()
    if kind in {"string", "number", "bool", "any"}:
        return kind
    assert tokens.next() == "("
    if kind == "object":
        inner: Any = _attributes(tokens)
    else:
        inner = _parse(tokens)
    if tokens.peek() == ",":
        tokens.next()
        tokens.skip_value()
    assert tokens.next() == ")"
    return {"optional": inner, "object": inner, "map": ["map", inner]}.get(kind, ["list", inner])


def _attributes(tokens: _Tokens) -> dict[str, Any]:
    assert tokens.next() == "{"
    attributes = {}
    while (name := tokens.next()) != "}":
        if name == ",":
            continue
        assert tokens.next() == "="
        attributes[name] = _parse(tokens)
    return attributes
