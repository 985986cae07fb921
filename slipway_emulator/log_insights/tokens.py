"""The tokens of a query in Logs Insights QL."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s+|\#[^\n]*
    |(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<pattern>/(?:\\.|[^/\\\n])+/i?)
    |`(?P<quoted>[^`]+)`
    |(?P<period>\d+[A-Za-z]+)(?![\w.@])
    |(?P<number>-?\d+(?:\.\d+)?)(?![\w.@])
    |(?P<name>[@A-Za-z_][\w.@]*)
    |(?P<mark><=|>=|!=|=~|[=<>()\[\],*|])""",
    re.VERBOSE,
)


class QueryError(Exception):
    """A query is malformed, or uses what isn't supported here."""


@dataclass(frozen=True)
class Token:
    """A token.

    Attributes:
        kind: ``text``, ``pattern``, ``name``, ``number``, ``period`` or ``mark``; ``end`` after the last one.
        value: text without quotes; of a pattern with its slashes.
    """

    kind: str
    value: str

    def is_word(self, word: str) -> bool:
        """Return whether it is a keyword, in any case, or a mark."""
        return self.kind in ("name", "mark") and self.value.lower() == word


def commands(query: str) -> list[list[Token]]:
    """Return the tokens of each command; commands are separated by pipes.

    Raises:
        QueryError: a character belongs to no token.
    """
    found: list[list[Token]] = [[]]
    position = 0
    while position < len(query):
        match = _TOKEN.match(query, position)
        if not match:
            raise QueryError(f"unexpected symbol found {query[position]} at position {position}")
        position = match.end()
        kind = match.lastgroup
        if kind is None:
            continue
        value = match[kind]
        if kind == "mark" and value == "|":
            found.append([])
        elif kind == "text":
            found[-1].append(Token(kind, re.sub(r"\\(.)", r"\1", value[1:-1])))
        else:
            found[-1].append(Token("name" if kind == "quoted" else kind, value))
    return [each for each in found if each]


class Reader:
    """Reads the tokens of a command."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._next] if self._next < len(self._tokens) else Token("end", "the end of the command")

    def take(self, *kinds: str) -> Token:
        """Return the next token, which has one of these kinds.

        Raises:
            QueryError: it has another one.
        """
        token = self.token
        if token.kind not in kinds:
            raise QueryError(f"unexpected symbol found {token.value}")
        self._next += 1
        return token

    def accept(self, word: str) -> bool:
        """Take the next token if it is this keyword or mark, and return whether it is."""
        found = self.token.is_word(word)
        self._next += found
        return found

    def expect(self, word: str) -> None:
        """Take this keyword or mark.

        Raises:
            QueryError: the next token is another one.
        """
        if not self.accept(word):
            raise QueryError(f"expected {word}, found {self.token.value}")

    def end(self) -> None:
        """Check that no token is left.

        Raises:
            QueryError: there is one.
        """
        self.take("end") if self.token.kind != "end" else None
