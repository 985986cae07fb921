"""Conditions on the fields of a log event, as in the filter patterns ``{ $.n > 3 || $.b IS TRUE }`` and ``[a = 1]``.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
"""

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

# The values of a field, by its name in the pattern: none if it doesn't exist, several for ``[*]``.
Fields = Callable[[str], Sequence[Any]]
Condition = Callable[[Fields], bool]
_Test = Callable[[Any], bool]

QUOTED = r'"(?:\\.|[^"\\])*"'
REGEX = r"%(?:\\.|[^%\\])+%"
SELECTOR = r"""\$(?:\.?\['[^']*'\]|\.?\["[^"]*"\]|\[(?:\d+|\*)\]|\.[^\s.\[\]=!<>()&|,]+)*"""
_TOKEN = re.compile(rf"\s*({QUOTED}|{REGEX}|{SELECTOR}|&&|\|\||!=|<=|>=|[=<>()]|[^\s()=!<>&|\",]+)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_STATES: dict[tuple[str, str], Callable[[Sequence[Any]], bool]] = {
    ("IS", "NULL"): lambda values: any(value is None for value in values),
    ("IS", "TRUE"): lambda values: any(value is True for value in values),
    ("IS", "FALSE"): lambda values: any(value is False for value in values),
    ("NOT", "EXISTS"): lambda values: not values,
}


class PatternError(ValueError):
    """A filter pattern can't be parsed. The message says why."""


def parse(text: str) -> Condition:
    """Return the condition that a text states.

    Raises:
        PatternError: it can't be parsed.
    """
    tokens = _tokens(text)
    condition = _any_of(tokens)
    if tokens:
        raise PatternError(f"unexpected {tokens[0]}")
    return condition


def to_regex(token: str) -> re.Pattern[str]:
    """Return the regular expression of a token in percent signs.

    Raises:
        PatternError: it isn't one.
    """
    try:
        return re.compile(token[1:-1], re.ASCII)
    except re.error as error:
        raise PatternError(f"{token}: {error}") from error


def unquote(token: str) -> str:
    """Return the text in quotation marks, without its escapes."""
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if not found:
            raise PatternError(f"unexpected {text[position:].strip()[0]}")
        tokens.append(found[1])
        position = found.end()
    return tokens


def _any_of(tokens: list[str]) -> Condition:
    conditions = [_all_of(tokens)]
    while tokens[:1] == ["||"]:
        del tokens[0]
        conditions.append(_all_of(tokens))
    return lambda fields: any(condition(fields) for condition in conditions)


def _all_of(tokens: list[str]) -> Condition:
    conditions = [_single(tokens)]
    while tokens[:1] == ["&&"]:
        del tokens[0]
        conditions.append(_single(tokens))
    return lambda fields: all(condition(fields) for condition in conditions)


def _single(tokens: list[str]) -> Condition:
    name = _next(tokens)
    if name == "(":
        condition = _any_of(tokens)
        if _next(tokens) != ")":
            raise PatternError("a parenthesis isn't closed")
        return condition
    word = _next(tokens)
    if word in ("IS", "NOT"):
        state = (word, _next(tokens))
        if state not in _STATES:
            raise PatternError(f"unexpected {state[1]}")
        return lambda fields: _STATES[state](fields(name))
    test = _test(word, _next(tokens))
    return lambda fields: any(map(test, fields(name)))


def _next(tokens: list[str]) -> str:
    if not tokens:
        raise PatternError("unexpected end")
    return tokens.pop(0)


def _test(comparison: str, token: str) -> _Test:
    if compare := _COMPARISONS.get(comparison):
        if not _NUMBER.fullmatch(token):
            raise PatternError(f"{token} isn't a number")
        bound = float(token)
        return lambda value: (number := _number(value)) is not None and compare(number, bound)
    if comparison not in ("=", "!="):
        raise PatternError(f"unexpected {comparison}")
    is_equal = _equality(token)
    return is_equal if comparison == "=" else lambda value: not is_equal(value)


def _equality(token: str) -> _Test:
    if token.startswith("%"):
        regex = to_regex(token)
        return lambda value: isinstance(value, str) and bool(regex.search(value))
    if token.startswith('"'):
        matches = _wildcards(unquote(token)).fullmatch
        return lambda value: isinstance(value, str) and bool(matches(value))
    if _NUMBER.fullmatch(token):
        expected = float(token)
        return lambda value: _number(value) == expected
    matches = _wildcards(token).fullmatch
    return lambda value: not isinstance(value, dict | list | None) and bool(matches(_text(value)))


def _wildcards(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
