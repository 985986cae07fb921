"""Filter patterns of CloudWatch Logs: which log events match, and what a metric filter takes from them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

A term matches within a word too: on AWS, ``?error`` finds "Warm Up Finished with 0 invoke errors".
https://github.com/dougmoscrop/serverless-plugin-log-subscription/issues/15
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slipway_emulator.log_patterns.conditions import (
    QUOTED,
    REGEX,
    SELECTOR,
    Condition,
    PatternError,
    parse,
    to_regex,
    unquote,
)

_TERM = re.compile(rf"\s*([-?]?)({QUOTED}|{REGEX}|[^\s\"%]+)")
_STEP = re.compile(r"""\.?\['([^']*)'\]|\.?\["([^"]*)"\]|\[(\d+|\*)\]|\.([^.\[]+)""")
# Of a space-delimited event: a text in brackets or quotation marks is one field.
_FIELD = re.compile(r'\[([^\]]*)\]|"([^"]*)"|(\S+)')
_NAME = re.compile(r"\s*\(*\s*([\w-]+)")
_ELLIPSIS = "..."


@dataclass(frozen=True)
class Match:
    """A log event that matches.

    Attributes:
        find: returns the text of a field, by a selector such as ``$.n`` or ``$status``; None if it doesn't exist.
        extracted: the fields that the pattern names, with their texts.
    """

    find: Callable[[str], str | None]
    extracted: Mapping[str, str]


Pattern = Callable[[str], Match | None]
_PLAIN = Match(lambda _: None, {})


@functools.lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Return the function that matches a log event's message.

    Raises:
        PatternError: the pattern can't be parsed.
    """
    text = text.strip()
    for opening, closing, compile_kind in (("{", "}", _of_json), ("[", "]", _of_fields)):
        if text.startswith(opening):
            if not text.endswith(closing):
                raise PatternError(f"{closing} is missing")
            return compile_kind(text[1:-1])
    return _of_terms(text)


def _of_terms(text: str) -> Pattern:
    terms: dict[str, list[Callable[[str], bool]]] = {"": [], "-": [], "?": []}
    position = 0
    while text[position:].strip():
        if not (found := _TERM.match(text, position)):
            raise PatternError(f"Invalid character(s) in term '{text[position:].strip()}'")
        terms[found[1]].append(_term(found[2]))
        position = found.end()
    # "If you combine ? with other filter patterns, the question mark is ignored", and with it the term.
    optional = [] if terms[""] or terms["-"] else terms["?"]

    def match(message: str) -> Match | None:
        is_match = (
            all(test(message) for test in terms[""])
            and not any(test(message) for test in terms["-"])
            and (not optional or any(test(message) for test in optional))
        )
        return _PLAIN if is_match else None

    return match


def _term(token: str) -> Callable[[str], bool]:
    if token.startswith("%"):
        regex = to_regex(token)
        return lambda message: bool(regex.search(message))
    if token.startswith('"'):
        text = unquote(token)
    elif re.fullmatch(r"[\w*]+", token):
        text = token.strip("*")
    else:
        raise PatternError(f"Invalid character(s) in term '{token}'")
    return lambda message: text in message


def _of_json(text: str) -> Pattern:
    condition, selectors = parse(text), re.findall(SELECTOR, re.sub(rf"{QUOTED}|{REGEX}", "", text))

    def match(message: str) -> Match | None:
        try:
            event = json.loads(message)
        except (ValueError, RecursionError):
            return None
        if not isinstance(event, dict) or not condition(functools.partial(_select, event)):
            return None
        find = functools.partial(_first, event)
        return Match(find, {name: value for name in selectors if (value := find(name)) is not None})

    return match


def _first(event: Any, selector: str) -> str | None:  # noqa: ANN401 - JSON
    values = _select(event, selector)
    if not values:
        return None
    return values[0] if isinstance(values[0], str) else json.dumps(values[0])


def _select(event: Any, selector: str) -> list[Any]:  # noqa: ANN401 - JSON
    """Return the values that a selector such as ``$.a['b c'][*].d`` leads to."""
    values = [event]
    for step in _STEP.finditer(selector):
        index, key = step[3], step[1] or step[2] or step[4]
        if index == "*":
            values = [each for value in values if isinstance(value, list) for each in value]
        elif index:
            values = [value[int(index)] for value in values if isinstance(value, list) and int(index) < len(value)]
        else:
            values = [value[key] for value in values if isinstance(value, dict) and key in value]
    return values


def _of_fields(text: str) -> Pattern:
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    before = parts.index(_ELLIPSIS) if _ELLIPSIS in parts else len(parts)
    if parts.count(_ELLIPSIS) > 1:
        raise PatternError("unexpected ...")
    named = [_named(part) for part in parts if part != _ELLIPSIS]

    def match(message: str) -> Match | None:
        fields = [found[1] or found[2] or found[3] or "" for found in _FIELD.finditer(message)]
        if len(fields) < len(named) or (before == len(parts) and len(fields) > len(named)):
            return None
        after = len(named) - before
        chosen = fields[:before] + (fields[-after:] if after > 0 else [])
        by_name = {name: field for (name, _), field in zip(named, chosen, strict=True)}
        if not all(condition(lambda name: [by_name[name]] if name in by_name else []) for _, condition in named):
            return None
        return Match(lambda name: by_name.get(name.removeprefix("$")), {f"${name}": by_name[name] for name in by_name})

    return match


def _named(part: str) -> tuple[str, Condition]:
    """Return the name of a field, and the condition on it."""
    name = _NAME.match(part)
    if not name:
        raise PatternError(f"unexpected {part or ','}")
    return name[1], (lambda _: True) if name[0] == part else parse(part)
