"""Where things stand in a Terraform file, as far as it takes to add to it: module blocks, lists and maps.

It works on a mask of the text: of the same length, with strings filled by quotes and comments by blanks, so that a
bracket or a name in it is one of the configuration.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

_COMMENT = re.compile(r"(?:#|//)[^\n]*|/\*.*?\*/", re.DOTALL)
_HEREDOC = re.compile(r"<<-?(\w+)\n.*?^[ \t]*\1$", re.DOTALL | re.MULTILINE)
_MODULE = re.compile(r'^module\s+("+)\s*\{', re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A module block of a file.

    Attributes:
        text: of the file.
        masked: the file's mask.
        label: the module's name.
        start: where the body begins, after the brace.
        end: where the closing brace is.
    """

    text: str
    masked: str
    label: str
    start: int
    end: int

    @classmethod
    def all_in(cls, text: str) -> list[Self]:
        """Return the file's module blocks."""
        masked = mask(text)
        return [
            cls(text, masked, text[found.start(1) + 1 : found.end(1) - 1], found.end(), _closing(masked, found.end()))
            for found in _MODULE.finditer(masked)
        ]

    def expression(self, name: str) -> str | None:
        """Return what an argument is set to, as far as it stands on the argument's line."""
        start = self._value(name)
        return None if start is None else self.text[start:].partition("\n")[0].strip()

    def literal(self, name: str) -> str | None:
        """Return the list or map that an argument is set to, brackets and all; None if it isn't written out."""
        span = self._literal(name)
        return None if span is None else self.text[span[0] : span[1] + 1]

    def with_item(self, name: str, item: str) -> str:
        """Return the file's text with an item at the end of the argument's list or map, to be formatted.

        Args:
            name: of an argument that `literal` has a value for.
            item: an element, or ``key = value``.
        """
        start, end = self._literal(name) or (0, 0)
        is_list = self.masked[start] == "["
        last = len(self.masked[:end].rstrip())
        before, between, after = self.text[:last], self.text[last:end], self.text[end:]
        follows = self.masked[last - 1] not in "[{,"
        if "\n" in self.masked[last:end]:  # the closing bracket has a line of its own
            comma = "," if follows and is_list else ""
            return f"{before}{comma}{between}{item}{',' if is_list else ''}\n{after}"
        return f"{before}{',' if follows else ''} {item}{between}{after}"

    def _literal(self, name: str) -> tuple[int, int] | None:
        start = self._value(name)
        if start is None or self.masked[start] not in "[{":
            return None
        end = _closing(self.masked, start + 1)
        if self.masked[end + 1 :].partition("\n")[0].strip():
            return None  # an index, a condition, an operator
        return start, end

    def _value(self, name: str) -> int | None:
        for found in re.compile(rf"^[ \t]*{name}[ \t]*=[ \t]*", re.MULTILINE).finditer(
            self.masked, self.start, self.end
        ):
            inside = self.masked[self.start : found.start()]
            if all(inside.count(opening) == inside.count(closing) for opening, closing in ("[]", "{}", "()")):
                return found.end()
        return None


def mask(text: str) -> str:
    """Return the text with every character of a string replaced by a quote, and of a comment by a blank."""
    parts = []
    position = 0
    for start, end, filler in _opaque(text):
        parts += [text[position:start], re.sub(r"[^\n]", filler, text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def _opaque(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    while found := re.compile(r'"|#|//|/\*|<<').search(text, position):
        start = found.start()
        if text[start] == '"':
            end, filler = _end_of_string(text, start + 1), '"'
        else:
            pattern, filler = (_HEREDOC, '"') if text[start] == "<" else (_COMMENT, " ")
            opaque = pattern.match(text, start)
            end = opaque.end() if opaque else found.end()
        yield start, end, filler
        position = end


def _end_of_string(text: str, position: int) -> int:
    """Return where the string ends whose content begins at a position; ``${}`` in it may hold further strings."""
    while found := re.compile(r'\\.|\$\$\{|%%\{|[$%]\{|"').search(text, position):
        position = found.end()
        if found.group() == '"':
            return position
        if found.group() in ("${", "%{"):
            position = _end_of_template(text, position)
    return len(text)


def _end_of_template(text: str, position: int) -> int:
    depth = 1
    while depth and (found := re.compile(r'[{}"]').search(text, position)):
        position = found.end()
        if found.group() == '"':
            position = _end_of_string(text, position)
        else:
            depth += 1 if found.group() == "{" else -1
    return position


def _closing(masked: str, position: int) -> int:
    """Return where the bracket is closed whose content begins at a position."""
    depth = 1
    for found in re.compile(r"[\[{(]|[\]})]").finditer(masked, position):
        depth += 1 if found.group() in "[{(" else -1
        if not depth:
            return found.start()
    return len(masked)
