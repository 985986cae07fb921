"""Module blocks and objects in a Terraform file: enough of its syntax to read their attributes and to add one.

It works on a mask of the text. The mask has the same length, with strings replaced by quotes and comments by blanks,
so that a bracket or a name in it belongs to the configuration. A string's newlines are replaced too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"(?:#|//)[^\n]*|/\*.*?\*/", re.DOTALL)
_HEREDOC = re.compile(r"<<-?(\w+)\n.*?^[ \t]*\1$", re.DOTALL | re.MULTILINE)
# The name of an attribute up to its value, or the brace of a nested block.
_ATTRIBUTE = re.compile(r'("+|[\w-]+)[ \t]*[=:](?![=>])[ \t]*|\{')


@dataclass(frozen=True)
class Body:
    """The attributes between two braces: of a block or of an object.

    Attributes:
        text: text of the file.
        masked: mask of the text.
        start: position after the opening brace.
        end: position of the closing brace.
        label: name of the block, of two labels as in an address; empty for an object.
    """

    text: str
    masked: str
    start: int
    end: int
    label: str = ""

    def attributes(self) -> dict[str, tuple[int, int]]:
        """Return where the value of each attribute starts and ends, by its name without quotes."""
        spans = {}
        position = self.start
        while found := _ATTRIBUTE.search(self.masked, position, self.end):
            if found[1]:
                position = _end_of_value(self.masked, found.end(), self.end)
                value = self.masked[found.end() : position].rstrip()
                spans[self.text[slice(*found.span(1))].strip('"')] = found.end(), found.end() + len(value)
            else:  # a nested block
                position = _closing(self.masked, found.end()) + 1
        return spans

    def expression(self, name: str) -> str | None:
        """Return the text of an attribute's value; None if there is no such attribute."""
        span = self.attributes().get(name)
        return self.text[slice(*span)] if span else None

    def object(self, name: str) -> "Body | None":
        """Return the object that is an attribute's value; None if the value is any other expression."""
        span = self.attributes().get(name)
        return self.object_at(*span) if span else None

    def object_at(self, start: int, end: int) -> "Body | None":
        """Return the object that is the value between two positions; None if it is any other expression."""
        return Body(self.text, self.masked, start + 1, end - 1) if self._is_literal("{", start, end) else None

    def elements_at(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the elements of a list start and end; none if the value between the positions isn't a list."""
        spans = []
        position = start + 1 if self._is_literal("[", start, end) else end
        while found := re.compile(r"[^\s,]").search(self.masked, position, end - 1):
            position = _end_of_value(self.masked, found.start(), end - 1)
            spans.append((found.start(), found.start() + len(self.masked[found.start() : position].rstrip())))
        return spans

    def elements_of(self, name: str) -> list[tuple[int, int]]:
        """Return the same for the list that is an attribute's value."""
        span = self.attributes().get(name)
        return self.elements_at(*span) if span else []

    def with_element(self, name: str, element: str) -> str:
        """Return the file's text with another element after the last one of a list that isn't empty."""
        _, last = self.elements_of(name)[-1]
        start = self.masked.rfind("\n", 0, self.elements_of(name)[-1][0]) + 1
        indent = self.masked[start : self.elements_of(name)[-1][0]]
        separator = f",\n{indent}" if not indent.strip() else ", "
        return f"{self.text[:last]}{separator}{element}{self.text[last:]}"

    def _is_literal(self, bracket: str, start: int, end: int) -> bool:
        """Return whether a value is an object or a list, and not an expression that only begins like one."""
        is_literal = re.match(rf"\{bracket}(?!\s*for\b)", self.masked[start:end])
        return bool(is_literal) and _closing(self.masked, start + 1) == end - 1

    def with_value(self, name: str, expression: str) -> str:
        """Return the file's text in which an attribute has a value: the attribute is changed or added."""
        span = self.attributes().get(name)
        if span is None:
            return self.with_attribute(f"{name} = {expression}")
        return f"{self.text[: span[0]]}{expression}{self.text[span[1] :]}"

    def with_attribute(self, attribute: str) -> str:
        """Return the file's text with another attribute at the end of this object, not yet formatted.

        Args:
            attribute: ``name = value``.
        """
        last = self.start + len(self.masked[self.start : self.end].rstrip())
        before, between, after = self.text[:last], self.text[last : self.end], self.text[self.end :]
        if "\n" in self.masked[last : self.end]:  # the closing brace has its own line
            return f"{before}{between}{attribute}\n{after}"
        separator = "" if self.masked[last - 1] in "{," else ","
        return f"{before}{separator} {attribute}{between}{after}"


def document(text: str) -> Body:
    """Return the attributes of a file that aren't in a block, such as those of a backend's settings."""
    return Body(text, mask(text), 0, len(text))


def modules(text: str) -> list[Body]:
    """Return the module blocks of a file."""
    return blocks(text, "module")


def blocks(text: str, kind: str) -> list[Body]:
    """Return the blocks of a file that have a kind, such as ``variable``."""
    masked = mask(text)
    return [
        Body(text, masked, found.end(), _closing(masked, found.end()), _label(text[slice(*found.span(1))]))
        for found in re.finditer(rf'^[ \t]*{kind}\b((?:\s+"+)*)\s*\{{', masked, re.MULTILINE)
    ]


def _label(text: str) -> str:
    """Return the labels of a block as in an address, such as ``aws_sqs_queue.this``."""
    return ".".join(label.strip('"') for label in text.split())


def mask(text: str) -> str:
    """Return the text with each character of a string replaced by a quote, and of a comment by a blank."""
    return _replace(text, '" ')


def without_comments(text: str) -> str:
    """Return the text with each character of a comment replaced by a blank. Strings are as they were."""
    return _replace(text, " ")


def _replace(text: str, fillers: str) -> str:
    parts = []
    position = 0
    for start, end, filler in _opaque(text):
        part = text[start:end]
        replaced = len(part) * '"' if filler == '"' else re.sub(r"[^\n]", " ", part)
        parts += [text[position:start], replaced if filler in fillers else part]
        position = end
    return "".join([*parts, text[position:]])


def _opaque(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and filler of each string and comment."""
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
    """Return the end of the string whose content starts at a position; ``${}`` in it may hold further strings."""
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


def _end_of_value(masked: str, position: int, end: int) -> int:
    """Return the end of the value that starts at a position: the next newline or comma outside of brackets."""
    while found := re.compile(r"[\[{(\n,]").search(masked, position, end):
        if found.group() in "\n,":
            return found.start()
        position = _closing(masked, found.end()) + 1
    return end


def _closing(masked: str, position: int) -> int:
    """Return the position of the bracket that closes the one whose content starts at a position."""
    depth = 1
    for found in re.compile(r"[\[{(]|[\]})]").finditer(masked, position):
        depth += 1 if found.group() in "[{(" else -1
        if not depth:
            return found.start()
    return len(masked)
