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
        spans: as `trace.find` returns them; at least one.
    """
    start = min(span.begin for span in spans)
    names = [f"{'  ' * _depth(span)}{printable(span.app)}" for span in spans]
    width = max(map(len, names))
    lines = [
        f"{span.begin - start:>8.0f} ms  {name:<{width}}  {_duration(span)}  {_wait(span)}  {_text(span)}".rstrip()
        for span, name in zip(spans, names, strict=True)
    ]
    ids = sorted({span.ids["correlationId"] for span in spans if "correlationId" in span.ids})
    head = f"{utc_time(int(start))}  {printable(', '.join(ids))}".rstrip()
    return "\n".join([head, *lines, _slowest(spans, max(span.end for span in spans) - start)])


def as_json(spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Return an object for each span: app, ids, times in UTC, milliseconds, the index of its cause, log lines."""
    return [
        {
            "app": span.app,
            "requestId": span.request,
            **span.ids,
            "begin": utc_time(int(span.begin)),
            "end": utc_time(int(span.end)),
            "durationMs": span.duration,
            "waitMs": round(span.wait),
            "cause": spans.index(span.parent) if span.parent else None,
            "log": [{"level": line.level, "message": line.message, **line.fields, **line.error} for line in span.lines],
        }
        for span in spans
    ]


def _depth(span: Span) -> int:
    return 1 + _depth(span.parent) if span.parent else 0


def _duration(span: Span) -> str:
    return f"{span.duration:>6.0f} ms" if span.duration is not None else f"{'?':>9}"


def _wait(span: Span) -> str:
    return f"after {span.wait:>6.0f} ms" if span.parent else " " * 15


def _text(span: Span) -> str:
    return printable("; ".join(_line(line) for line in span.lines)).replace("\n", " ")


def _line(line: Entry) -> str:
    """Return an API's request as method, resource and status, another line with its reason."""
    fields = line.fields
    if "method" in fields and "status" in fields:
        text = f"{fields['method']} {fields.get('resource', '')} {fields['status']}"
    else:
        text = f"{line.message}: {fields['reason']}" if "reason" in fields else line.message
    return f"{line.level} {text}" if line.is_error else text


def _slowest(spans: Sequence[Span], total: float) -> str:
    parts = [(span.duration or 0.0, f"in {span.app}") for span in spans]
    parts += [(span.wait, f"before {span.app} began") for span in spans]
    milliseconds, where = max(parts, key=lambda part: part[0])
    return f"Slowest: {milliseconds:.0f} of {total:.0f} ms {printable(where)}"
