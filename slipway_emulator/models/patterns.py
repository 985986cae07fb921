"""The regular expressions of the models, which are Java's, in Python."""

import functools
import re
import sys
import unicodedata
from collections import defaultdict

# Python's classes for the ones that Java writes as \p{…}. Those with one letter are categories of Unicode.
_CLASSES = {
    "ASCII": r"\x00-\x7f",
    "Alnum": "a-zA-Z0-9",
    "Alpha": "a-zA-Z",
    "Cntrl": r"\x00-\x1f\x7f",
    "Digit": "0-9",
    "Graph": r"\x21-\x7e",
    "Lower": "a-z",
    "Print": r"\x20-\x7e",
    "Punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "Space": r"\s",
    "Upper": "A-Z",
    "XDigit": "a-fA-F0-9",
}
_CLASS = re.compile(r"\\p\{(?:Is)?(\w+)\}")
# Such a class alone, an escaped character, or everything in brackets.
_CLASS_OR_BRACKETS = re.compile(rf"{_CLASS.pattern}|\\[^p]|\[\^?\]?(?:\\.|[^\]\\])*\]")
# From the first to the last character that Java has as two.
_SURROGATE_PAIRS = re.compile(r"\\uD800[-\\uDBF0-9A-F]*\\uDFFF", re.IGNORECASE)


@functools.cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return a pattern that matches a whole value, None if Python has no equivalent.

    A pattern with one anchor says where it may begin or end, so the other end is open.
    """
    start = ".*" if pattern.endswith("$") and not pattern.startswith("^") else ""
    end = ".*" if pattern.startswith("^") and not pattern.endswith("$") else ""
    flags = re.DOTALL | re.ASCII | (re.IGNORECASE if "(?i)" in pattern else 0)
    try:
        return re.compile(f"{start}(?:{_translate(pattern)}){end}", flags)
    except re.error:
        return None


def _translate(pattern: str) -> str:
    pattern = re.sub(r"\(\?[is]\)", "", pattern)  # Python has flags at the start only
    pattern = _SURROGATE_PAIRS.sub(r"\\U00010000-\\U0010ffff", pattern)
    # Java reads the hyphen after a class of characters as itself.
    pattern = re.sub(r"(\\[wWdDsS])-(?=[^\]])", r"\1\\-", pattern)
    pattern = re.sub(r"(?<!\\)\[\[", r"[\\[", pattern)
    return _CLASS_OR_BRACKETS.sub(
        lambda match: f"[{_class(match[1])}]" if match[1] else _in_brackets(match[0]), pattern
    )


def _in_brackets(text: str) -> str:
    return _CLASS.sub(lambda match: _class(match[1]), text)


def _class(name: str) -> str:
    if name in _CLASSES:
        return _CLASSES[name]
    ranges = _categories().get(name)
    if ranges is None:
        message = f"\\p{{{name}}}"
        raise re.error(message)
    return ranges


@functools.cache
def _categories() -> dict[str, str]:
    """Return the ranges of each category of Unicode, e.g. of ``L``, the letters, and of ``Lu``, those in upper case."""
    characters: dict[str, list[list[int]]] = defaultdict(list)
    for point in range(min(sys.maxunicode, 0x20000)):
        category = unicodedata.category(chr(point))
        for name in (category, category[0]):
            ranges = characters[name]
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    # The rest is ideographs.
    characters["L"].append([0x20000, sys.maxunicode])
    return {
        name: "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges) for name, ranges in characters.items()
    }
