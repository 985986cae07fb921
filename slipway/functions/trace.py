"""The path of one request through the functions, from their log lines alone.

Each function logs the ids of what it handles. Two invocations whose log lines share an id belong to the same path.
Where functions log spans, as those of libs do, these say which one caused which, and how long each took.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from slipway.functions.entry import Entry, parse
from slipway.functions.events import FunctionLogs, LogEvent

# An id that fewer invocations share comes first: a request may cause several events.
_LINKS = ("messageId", "eventId", "streamEventId", "apiRequestId", "correlationId")
_PARTS = ("eventId", "streamEventId", "messageId")  # of a batch
_REPORT = "platform.report"
# As a client sends it: a person may copy all of it.
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_SHORTEST = 8  # characters of an invocation's id: as many as `slipway logs` shows


@dataclass
class Span:
    """An invocation of a function, or the part of one that is about one event of its batch.

    Attributes:
        app: name of the app.
        request: id of the invocation.
        ids: name -> value of the ids of what the function handled.
        begin: its begin, in milliseconds since 1970; if the invocation had several parts, the first log line.
        end: the time of the last line that was logged.
        lines: what was logged, oldest first.
        duration: duration in milliseconds, as the function logs it, else of the invocation, as Lambda reports it; None
            if it hasn't ended.
        parent: the span that caused this one; None for the first one.
        name: what it did; empty if the function logs no spans.
    """

    app: str
    request: str
    ids: dict[str, str]
    begin: float
    end: float
    lines: list[Entry] = field(default_factory=list)
    duration: float | None = None
    parent: "Span | None" = None
    name: str = ""

    @property
    def wait(self) -> float:
        """Milliseconds between the last line of the cause and the begin of this span; 0 without a cause."""
        return max(0.0, self.begin - self.parent.end) if self.parent else 0.0


def find(logs: FunctionLogs, identifier: str, since: int = 0) -> list[Span]:
    """Return the spans of a request, each after the one that caused it.

    An invocation whose log lines have no id is a path of one span.

    Args:
        logs: logs of the functions.
        identifier: a correlation id, or the id of an API request, an invocation, an event, a message or a trace, also
            as a ``traceparent``. Of an invocation's id, the first characters are enough.
        since: the earliest time, in milliseconds since 1970.
    """
    if traceparent := _TRACEPARENT.fullmatch(identifier):
        identifier = traceparent[1]
    if path := _path(logs, identifier, since):
        return path
    invocation = _invocation(logs, identifier, since) if len(identifier) >= _SHORTEST else None
    return (_path(logs, invocation.request, since) or [invocation]) if invocation else []


def _path(logs: FunctionLogs, identifier: str, since: int) -> list[Span]:
    apps = logs.apps()

    def search(text: str, belongs: Callable[[Mapping[str, str], str], bool]) -> dict[tuple[str, str, str], Span]:
        return _spans(logs.events(apps, since, json.dumps(text)), belongs)

    # The span of an invocation that logs no other id has the id of its trace, but the other lines of it have none.
    spans = search(
        identifier,
        lambda ids, request: identifier in ids.values() or (request == identifier and not {*ids} <= {"traceId"}),
    )
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
            _add(found, event, entry)
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
        ids = {name: str(entry.fields[name]) for name in (*_LINKS, "traceId") if entry.fields.get(name)}
        if ids and belongs(ids, entry.request):
            key = event.app, entry.request, next((ids[name] for name in _PARTS if name in ids), "")
            span = spans.setdefault(key, Span(event.app, entry.request, {}, event.time, event.time))
            span.ids |= ids
            _add(span, event, entry)
    return spans


def _add(span: Span, event: LogEvent, entry: Entry) -> None:
    """Add a log line to a span, or what the line about the span itself says."""
    span.end = event.time
    fields = entry.fields
    try:
        is_span = bool(fields["traceId"] and fields["spanId"])
        begin, duration = datetime.fromisoformat(fields["start"]).timestamp() * 1000, float(fields["durationMs"])
    except (LookupError, TypeError, ValueError, OverflowError):
        is_span = False
    if not is_span or entry.message != "span":  # that one says nothing else
        span.lines.append(entry)
    if not is_span:
        return
    span.name, span.begin, span.duration = str(fields.get("span", "")), begin, duration
    span.ids |= {name: str(fields[name]) for name in ("traceId", "spanId", "parentSpanId") if fields.get(name)}


def _add_durations(spans: Iterable[Span], logs: FunctionLogs, since: int) -> None:
    """Add what Lambda reports at the end of the invocations, to spans that have no duration."""
    by_invocation: dict[tuple[str, str], list[Span]] = {}
    for span in spans:
        by_invocation.setdefault((span.app, span.request), []).append(span)
    for event in logs.events(sorted({app for app, _ in by_invocation}), since, f'"{_REPORT}"'):
        request, duration = _reported(event.message)
        parts = by_invocation.get((event.app, request), [])
        for span in parts:
            if span.duration is None:
                span.duration = duration
                span.begin = min(span.begin, event.time - duration) if len(parts) == 1 else span.begin


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
        span.parent = _parent(span, spans) if "parentSpanId" in span.ids else _cause(span, spans[:index])
        children.setdefault(id(span.parent), []).append(span)
    ordered = []
    remaining = list(reversed(children.get(id(None), [])))
    while remaining:
        span = remaining.pop()
        ordered.append(span)
        remaining += reversed(children.get(id(span), []))
    return ordered


def _parent(span: Span, spans: Sequence[Span]) -> Span | None:
    """Return the span that caused another one, as that one says; None if it is a client's."""
    return next((each for each in spans if each.ids.get("spanId") == span.ids["parentSpanId"]), None)


def _cause(span: Span, earlier: Sequence[Span]) -> Span | None:
    """Return the latest earlier span of another app with the same id, by the id that the fewest spans share."""
    for name in _LINKS:
        for candidate in reversed(earlier):
            if candidate.app != span.app and name in span.ids and candidate.ids.get(name) == span.ids[name]:
                return candidate
    return None
