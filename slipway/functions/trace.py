"""The path of one request through the functions, from their log lines alone.

Each function logs the ids of what it handles. Two invocations whose log lines share an id belong to the same path.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from slipway.functions.entry import Entry, parse
from slipway.functions.events import FunctionLogs, LogEvent

# An id that fewer invocations share comes first: a request may cause several events.
_LINKS = ("messageId", "eventId", "streamEventId", "apiRequestId", "correlationId")
_REPORT = "platform.report"
_SHORTEST = 8  # characters of an invocation's id: as many as `slipway logs` shows


@dataclass
class Span:
    """An invocation of a function, or the part of one that is about one event of its batch.

    Attributes:
        app: name of the app.
        request: id of the invocation.
        ids: name -> value, of what the function handled.
        begin: when it began, in milliseconds since 1970; if the invocation had several parts, the first log line.
        end: when the last line was logged.
        lines: what was logged, oldest first.
        duration: of the invocation in milliseconds, as Lambda reports it; None if it hasn't ended.
        parent: the span that caused this one; None for the first one.
    """

    app: str
    request: str
    ids: dict[str, str]
    begin: float
    end: float
    lines: list[Entry] = field(default_factory=list)
    duration: float | None = None
    parent: "Span | None" = None

    @property
    def wait(self) -> float:
        """Milliseconds between the last line of the cause and the begin of this span; 0 without a cause."""
        return max(0.0, self.begin - self.parent.end) if self.parent else 0.0


def find(logs: FunctionLogs, identifier: str, since: int = 0) -> list[Span]:
    """Return the spans of a request, each after the one that caused it.

    An invocation whose log lines have no id is a path of one span.

    Args:
        logs: of the functions.
        identifier: a correlation id, or the id of an API request, an invocation, an event or a message. Of an
            invocation's id, the first characters are enough.
        since: the earliest time, in milliseconds since 1970.
    """
    if path := _path(logs, identifier, since):
        return path
    invocation = _invocation(logs, identifier, since) if len(identifier) >= _SHORTEST else None
    return (_path(logs, invocation.request, since) or [invocation]) if invocation else []


def _path(logs: FunctionLogs, identifier: str, since: int) -> list[Span]:
    apps = logs.apps()

    def search(text: str, belongs: Callable[[Mapping[str, str], str], bool]) -> dict[tuple[str, str, str], Span]:
        return _spans(logs.events(apps, since, json.dumps(text)), belongs)

    spans = search(identifier, lambda ids, request: identifier in (*ids.values(), request))
    for correlation_id in {span.ids.get("correlationId", identifier) for span in spans.values()} - {identifier}:
        spans |= search(correlation_id, partial(_has_correlation_id, correlation_id))
    _add_durations(spans.values(), logs, since)
    return _in_order(sorted(spans.values(), key=lambda span: span.begin))


def _invocation(logs: FunctionLogs, identifier: str, since: int) -> Span | None:
    """Return the invocation whose id begins like this, without the ids of what it handled."""
    found: Span | None = None
    for event in logs.events(logs.apps(), since, json.dumps(identifier)):
        entry = parse(event.message)
        if not entry.is_hidden and entry.request.startswith(identifier):
            found = found or Span(event.app, entry.request, {}, event.time, event.time)
            found.end = event.time
            found.lines.append(entry)
    if found:
        _add_durations([found], logs, since)
    return found


def _has_correlation_id(correlation_id: str, ids: Mapping[str, str], _request: str) -> bool:
    return ids.get("correlationId") == correlation_id


def _spans(
    events: Iterable[LogEvent], belongs: Callable[[Mapping[str, str], str], bool]
) -> dict[tuple[str, str, str], Span]:
    """Return a span for each invocation and event of the log lines that belong to the request."""
    spans: dict[tuple[str, str, str], Span] = {}
    for event in events:
        entry = parse(event.message)
        ids = {name: str(entry.fields[name]) for name in _LINKS if entry.fields.get(name)}
        if ids and belongs(ids, entry.request):
            key = event.app, entry.request, ids.get("eventId", "")
            span = spans.setdefault(key, Span(event.app, entry.request, {}, event.time, event.time))
            span.ids |= ids
            span.end = event.time
            span.lines.append(entry)
    return spans


def _add_durations(spans: Iterable[Span], logs: FunctionLogs, since: int) -> None:
    """Add what Lambda reports at the end of the invocations."""
    by_invocation: dict[tuple[str, str], list[Span]] = {}
    for span in spans:
        by_invocation.setdefault((span.app, span.request), []).append(span)
    for event in logs.events(sorted({app for app, _ in by_invocation}), since, f'"{_REPORT}"'):
        request, duration = _reported(event.message)
        parts = by_invocation.get((event.app, request), [])
        for span in parts:
            span.duration = duration
            if len(parts) == 1:
                span.begin = min(span.begin, event.time - duration)


def _reported(message: str) -> tuple[str, float]:
    """Return the invocation of a report and its milliseconds; nothing of another line that has the word, too."""
    try:
        event = json.loads(message)
        if event["type"] == _REPORT:
            return event["record"]["requestId"], float(event["record"]["metrics"]["durationMs"])
    except (ValueError, LookupError, TypeError):
        pass
    return "", 0.0


def _in_order(spans: Sequence[Span]) -> list[Span]:
    """Set the parents of spans that are sorted by time, and return the spans so that each follows its parent."""
    children: dict[int, list[Span]] = {}
    for index, span in enumerate(spans):
        span.parent = _cause(span, spans[:index])
        children.setdefault(id(span.parent), []).append(span)
    ordered = []
    remaining = list(reversed(children.get(id(None), [])))
    while remaining:
        span = remaining.pop()
        ordered.append(span)
        remaining += reversed(children.get(id(span), []))
    return ordered


def _cause(span: Span, earlier: Sequence[Span]) -> Span | None:
    """Return the latest earlier span of another app with the same id, by the id that the fewest spans share."""
    for name in _LINKS:
        for candidate in reversed(earlier):
            if candidate.app != span.app and name in span.ids and candidate.ids.get(name) == span.ids[name]:
                return candidate
    return None
