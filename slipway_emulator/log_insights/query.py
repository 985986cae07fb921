"""A query: its commands, one after the other, change rows of log events.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slipway_emulator.log_insights.bins import column
from slipway_emulator.log_insights.conditions import condition, number
from slipway_emulator.log_insights.extraction import parse
from slipway_emulator.log_insights.statistics import names_of, stats
from slipway_emulator.log_insights.tokens import QueryError, Reader, commands

Rows = list[dict[str, str]]
_Step = Callable[[Rows], Rows]

_DEFAULT = ["@timestamp", "@message", "@logStream", "@log"]
_MAX_LIMIT = 10_000


class Query:
    """A query.

    Args:
        text: query in Logs Insights QL.

    Raises:
        QueryError: it is malformed, or uses what isn't supported.
    """

    def __init__(self, text: str) -> None:
        self._steps: list[_Step] = []
        self._fields: list[str] = []
        self._is_grouped = self._is_sorted = self._is_deduplicated = False
        self._counted: int | None = None  # how many steps come before the number of matches
        self.limit = _MAX_LIMIT
        """The most rows that it returns."""
        for tokens in commands(text):
            reader = Reader(tokens)
            name = reader.take("name").value.lower()
            if name not in _COMMANDS:
                raise QueryError(f"the local AWS doesn't have the command {name}, only {', '.join(_COMMANDS)}")
            if self._is_deduplicated and name != "limit":
                raise QueryError(f"only limit can be used after dedup, not {name}")
            _COMMANDS[name](self, reader)
            reader.end()

    def select(self, rows: Rows) -> tuple[int, list[list[tuple[str, str]]]]:
        """Return the number of the rows that match, and the fields of each result.

        Args:
            rows: rows of log events, by `row`, oldest first.
        """
        matched = None
        for number_, step in enumerate(self._steps):
            matched = len(rows) if number_ == self._counted else matched
            rows = step(rows)
        matched = len(rows) if matched is None else matched
        selected = rows[: self.limit]
        if self._is_grouped and not self._fields:
            return matched, [list(row.items()) for row in selected]
        names = [*(self._fields or _DEFAULT), *([] if self._is_grouped else ["@ptr"])]
        return matched, [[(name, row[name]) for name in names if name in row] for row in selected]

    def _read_fields(self, reader: Reader) -> None:
        self._fields += names_of(reader)

    def _read_display(self, reader: Reader) -> None:
        self._fields = names_of(reader)

    def _read_filter(self, reader: Reader) -> None:
        matches = condition(reader)
        self._steps.append(lambda rows: [row for row in rows if matches(row)])

    def _read_stats(self, reader: Reader) -> None:
        self._is_grouped, self._fields = True, []
        self._reduce(stats(reader))

    def _reduce(self, step: _Step) -> None:
        """Add a step before whose first one the matches are counted."""
        self._counted = len(self._steps) if self._counted is None else self._counted
        self._steps.append(step)

    def _read_parse(self, reader: Reader) -> None:
        self._steps.append(parse(reader))

    def _read_dedup(self, reader: Reader) -> None:
        names = names_of(reader)
        if not self._is_sorted and not self._is_grouped:  # as AWS says
            self._steps.append(lambda rows: _sorted(rows, "@timestamp", is_descending=True))
        self._is_deduplicated = True
        self._reduce(lambda rows: _without_duplicates(rows, names))

    def _read_sort(self, reader: Reader) -> None:
        self._is_sorted = True
        keys = [_sort_key(reader)]
        while reader.accept(","):
            keys.append(_sort_key(reader))

        def ordered(rows: Rows) -> Rows:
            for name, is_descending in reversed(keys):
                rows = _sorted(rows, name, is_descending=is_descending)
            return rows

        self._steps.append(ordered)

    def _read_limit(self, reader: Reader) -> None:
        text = reader.take("number").value
        if not text.isdecimal() or not 1 <= int(text) <= _MAX_LIMIT:
            raise QueryError(f"limit must be 1 to {_MAX_LIMIT}, not {text}")
        self.limit = int(text)


_COMMANDS: dict[str, Callable[[Query, Reader], None]] = {
    "dedup": Query._read_dedup,
    "display": Query._read_display,
    "fields": Query._read_fields,
    "filter": Query._read_filter,
    "limit": Query._read_limit,
    "parse": Query._read_parse,
    "sort": Query._read_sort,
    "stats": Query._read_stats,
}


def row(event: Mapping[str, str]) -> dict[str, str]:
    """Return a log event with the fields of its message, if that is a JSON object: ``record.metrics.durationMs``.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html

    Args:
        event: the fields that begin with ``@``.
    """
    try:
        message = json.loads(event["@message"])
    except ValueError:
        message = None
    return {**(dict(_flat("", message)) if isinstance(message, dict) else {}), **event}


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _flat(f"{path}.{key}" if path else str(key), item)
    elif value is not None:
        yield path, value if isinstance(value, str) else json.dumps(value)


def _sort_key(reader: Reader) -> tuple[str, bool]:
    name, _ = column(reader)
    is_descending = reader.accept("desc")
    if not is_descending:
        reader.accept("asc")
    return name, is_descending


def _without_duplicates(rows: Rows, names: Sequence[str]) -> Rows:
    """Return the first row of each combination of values, and each row that lacks one of the fields.

    "Null values are not considered duplicates for evaluation. Log events with null values for any of the specified
    fields are retained": https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Dedup.html
    """
    first: dict[tuple[str | None, ...], int] = {}
    keys = [tuple(row.get(name) for name in names) for row in rows]
    return [
        row
        for place, (row, key) in enumerate(zip(rows, keys, strict=True))
        if None in key or first.setdefault(key, place) == place
    ]


def _sorted(rows: Sequence[dict[str, str]], name: str, *, is_descending: bool) -> Rows:
    """Return the rows in the order of a field, as numbers before texts; those without it come last."""

    def key(row: Mapping[str, str]) -> tuple[bool, float, str]:
        value = number(row[name])
        return (value is None, value or 0, row[name])

    with_field = sorted((row for row in rows if name in row), key=key, reverse=is_descending)
    return [*with_field, *(row for row in rows if name not in row)]
