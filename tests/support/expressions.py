"""GitHub Actions' expressions, as far as the workflows here use them."""

import json
import operator
import re
from typing import Any

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|&&|\|\||!=|==|[!(),]|[A-Za-z_][\w.*-]*)")
_OPERATORS = {"&&": "and", "||": "or", "!": "not"}
_PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
FUNCTIONS = {"cancelled", "contains", "fromJSON"}


def evaluate(expression: str, contexts: dict[str, Any]) -> Any:
    """Return an expression's value; a function among the contexts may be called."""
    text, position, words = expression.strip(), 0, []
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match, f"don't know how to read {text[position:]!r} of {expression!r}"
        words.append(_word(match[1]))
        position = match.end()
    functions = {name: value for name, value in contexts.items() if callable(value)}
    own = {"lookup": lambda path: _lookup(path, contexts), "contains": operator.contains, "fromJSON": json.loads}
    scope = own | functions
    return eval(" ".join(words), {"__builtins__": {}}, scope)


def interpolate(value: Any, contexts: dict[str, Any]) -> Any:
    """Return a value of YAML with its ``${{ }}`` evaluated."""
    if isinstance(value, dict):
        return {key: interpolate(item, contexts) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    match = _PLACE.match(value)
    if match and match[0] == value:  # keeps the type, e.g. a list
        return evaluate(match[1], contexts)
    return _PLACE.sub(lambda match: as_text(evaluate(match[1], contexts)), value)


def as_text(value: Any) -> str:
    """Return a value as the text of an environment variable."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def condition(text: str | None, contexts: dict[str, Any], results: list[str]) -> bool:
    """Return whether a job runs; without a status function in its condition, all needed jobs must have succeeded."""
    text = (text or "").strip().removeprefix("${{").removesuffix("}}")
    if "cancelled(" not in text and any(result != "success" for result in results):
        return False
    return bool(evaluate(text, {**contexts, "cancelled": lambda: False})) if text else True


def _word(token: str) -> str:
    if token.startswith("'"):
        return repr(token[1:-1].replace("''", "'"))
    if token in _OPERATORS or not token[0].isalpha() or token in FUNCTIONS:
        return _OPERATORS.get(token, token)
    return f"lookup({token!r})"


def _lookup(path: str, contexts: dict[str, Any]) -> Any:
    name, *keys = path.split(".")
    value = contexts[name]  # an unknown context is a mistake; what a known one lacks is null
    for number, key in enumerate(keys):
        if key == "*":
            return [_lookup(".".join([name, *keys[number + 1 :]]), {name: item}) for item in value.values()]
        value = value.get(key) if isinstance(value, dict) else None
    return value
