"""A request's path as a person or a program reads it."""

from collections.abc import Sequence
from typing import Any

from slipway.aws.log_events import utc_time
from slipway.console.output import printable
from slipway.functions.entry import Entry
from slipway.functions.trace import Span


def render(spans: Sequence[Span]) -> str:
    """Return a line for each span, indented below its cause, and one that names the longest part.

    A line has the milliseconds since the first span began, the app, the duration of its invocation, the wait since its
    cause, and what was logged.

    Args:
        spans: spans, as `trace.find` returns them; at least one.
    """
    start, _ = limits(spans)
    names = [f"{'  ' * depth(span)}{printable(span.app)}" for span in spans]
    width = max(map(len, names))
    lines = [
        f"{span.begin - start:>8.0f} ms  {name:<{width}}  {_duration(span)}  {_wait(span)}  {text(span)}".rstrip()
        for span, name in zip(spans, names, strict=True)
    ]
    head = f"{utc_time(int(start))}  {correlation_ids(spans)}".rstrip()
    return "\n".join([head, *lines, slowest(spans)])


def log(span: Span) -> list[dict[str, Any]]:
    """Return the lines of a span, each with its level, message, fields and error."""
    return [{"level": line.level, "message": line.message, **line.fields, **line.error} for line in span.lines]


def limits(spans: Sequence[Span]) -> tuple[float, float]:
    """Return when the first span began and the last one ended, in milliseconds since 1970."""
    return min(span.begin for span in spans), max(span.end for span in spans)


def correlation_ids(spans: Sequence[Span]) -> str:
    """Return the correlation ids of the requests, usually one."""
    return printable(", ".join(sorted({span.ids["correlationId"] for span in spans if "correlationId" in span.ids})))


def slowest(spans: Sequence[Span]) -> str:
    """Return which part took longest: an invocation, or the wait for one."""
    start, end = limits(spans)
    parts = [(span.duration or 0.0, f"in {span.app}") for span in spans]
    parts += [(span.wait, f"before {span.app} began") for span in spans]
    milliseconds, where = max(parts, key=lambda part: part[0])
    return f"Slowest: {milliseconds:.0f} of {end - start:.0f} ms {printable(where)}"


def depth(span: Span) -> int:
    """Return the number of the span's causes."""
    return 1 + depth(span.parent) if span.parent else 0


def text(span: Span) -> str:
    """Return what was logged, in one line; the span's name if that is all."""
    return printable("; ".join(_line(line) for line in span.lines) or span.name).replace("\n", " ")


def as_json(spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Return an object for each span: app, ids, times in UTC, milliseconds, the index of its cause, log lines."""
    return [
        {
            "app": span.app,
            "requestId": span.request,
            "name": span.name,
            **span.ids,
            "begin": utc_time(int(span.begin)),
            "end": utc_time(int(span.end)),
            "durationMs": span.duration,
            "waitMs": round(span.wait),
            "cause": spans.index(span.parent) if span.parent else None,
            "log": log(span),
        }
        for span in spans
    ]


def _duration(span: Span) -> str:
    return f"{span.duration:>6.0f} ms" if span.duration is not None else f"{'?':>9}"


def _wait(span: Span) -> str:
    return f"after {span.wait:>6.0f} ms" if span.parent else " " * 15


def _line(line: Entry) -> str:
    """Return an API's request as method, resource and status, another line with its reason."""
    fields = line.fields
    if "method" in fields and "status" in fields:
        said = f"{fields['method']} {fields.get('resource', '')} {fields['status']}"
    else:
        said = f"{line.message}: {fields['reason']}" if "reason" in fields else line.message
    return f"{line.level} {said}" if line.is_error else said
