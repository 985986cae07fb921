"""The spans of a request: what each function did for it, as one log line each, in one trace.

Functions pass the trace on as W3C's ``traceparent`` and ``tracestate``: https://www.w3.org/TR/trace-context/
The first function decides whether the trace is sampled, and all others keep the decision. Every span is logged; those
of sampled traces also leave by `runtime.otlp`, if ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set.
"""

import logging
import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Parent = tuple[str, str, bool | None, str]
    """Trace id, span id, whether the trace is sampled (None if that isn't decided), and its ``tracestate``."""

SERVER = 2
"""The kind of a span that handles a request, by OTLP's number."""

CONSUMER = 5
"""The kind of a span that handles a record of a queue or a stream."""

_HEX = "0123456789abcdef"
_SAMPLED = 1
_SAMPLER = "parentbased_traceidratio"

_logger = logging.getLogger(__name__)


def _rate() -> float:
    """Return the share of the new traces that are sampled.

    The variable is that of OpenTelemetry's sampler ``parentbased_traceidratio``. With another one, it means something
    else to the layer that knows it: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    """
    if os.environ.get("OTEL_TRACES_SAMPLER", _SAMPLER) != _SAMPLER:
        return 1
    text = os.environ.get("OTEL_TRACES_SAMPLER_ARG") or "1"
    try:
        rate = float(text)
    except ValueError:
        rate = -1
    if not 0 <= rate <= 1:
        raise RuntimeError(f"the environment variable OTEL_TRACES_SAMPLER_ARG is {text!r}: write a number from 0 to 1")
    return rate


_RATE = _rate()

_exporter: "Any" = None
if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):  # otherwise a cold start doesn't need the module
    from runtime.otlp import exporter_from_environment

    _exporter = exporter_from_environment()


def is_id(text: str, length: int) -> bool:
    """Return whether a text has this many hexadecimal digits, not all of them 0."""
    return _is_hex(text, length) and bool(text.strip("0"))


def parse(traceparent: str, tracestate: str = "") -> "Parent | None":
    """Return the parent that a ``traceparent`` names; None if it is invalid, as if there were none.

    Args:
        traceparent: the value of the header or the attribute.
        tracestate: value of the other one, which counts only beside a valid ``traceparent``. If it is invalid itself,
            the parent has none.
    """
    version, *parts = traceparent.strip().split("-")
    if len(parts) < 3 or (version == "00" and len(parts) > 3):  # a later version may have more
        return None
    trace_id, span_id, flags = parts[:3]
    is_valid = _is_hex(version, 2) and version != "ff" and _is_hex(flags, 2)
    if not (is_valid and is_id(trace_id, 32) and is_id(span_id, 16)):
        return None
    if tracestate:
        from runtime.tracestate import valid  # noqa: PLC0415 - few clients need the file

        tracestate = valid(tracestate)
    return trace_id, span_id, bool(int(flags, 16) & _SAMPLED), tracestate


class Span:
    """The work of a function for one request or record. It begins now.

    Args:
        name: what it does, e.g. ``GET /movies``.
        kind: `SERVER` or `CONSUMER`.
        parent: the span that caused it; None begins a trace.

    Attributes:
        name: what it does.
        kind: kind of the span.
        trace_id: the same for all spans of the trace, 32 hexadecimal digits.
        id: 16 hexadecimal digits.
        parent_id: the id of the parent; empty for the first span.
        is_sampled: whether the spans of the trace leave by OTLP.
        tracestate: what other tracing systems have added to the trace; usually empty.
        message: message of the span's log line; what was done, if the function has nothing else to log.
        fields: ids that identify the request or the record in log lines.
    """

    def __init__(self, name: str, kind: int, parent: "Parent | None" = None) -> None:
        self.name = name
        self.kind = kind
        self.message = "span"
        self.id = os.urandom(8).hex()
        self.fields: dict[str, Any] = {}
        self.begin = time.time_ns()
        self._began = time.perf_counter()
        self.trace_id, self.parent_id, self.tracestate = os.urandom(16).hex(), "", ""
        self.is_sampled = _is_sampled(self.trace_id)
        self.follow(parent)

    def follow(self, parent: "Parent | None") -> None:
        """Make the span a part of its parent's trace; nothing changes without a parent."""
        if parent:
            self.trace_id, self.parent_id, is_sampled, self.tracestate = parent
            self.is_sampled = _is_sampled(self.trace_id) if is_sampled is None else is_sampled

    @property
    def context(self) -> dict[str, str]:
        """What the next function needs to continue the trace: ``traceparent`` and ``tracestate``."""
        traceparent = f"00-{self.trace_id}-{self.id}-{int(self.is_sampled):02x}"
        return {"traceparent": traceparent, "tracestate": self.tracestate}

    @property
    def seconds(self) -> float:
        """The time since the span began."""
        return time.perf_counter() - self._began

    def end(self, *, is_error: bool = False, error: Exception | None = None, **fields: object) -> None:
        """Log the span, and keep it for `flush` if the trace is sampled.

        Args:
            is_error: whether it failed.
            error: makes the line an error with this stack trace.
            fields: further fields of the line, or another status.
        """
        seconds = self.seconds
        ids = {"traceId": self.trace_id, "spanId": self.id}
        if self.parent_id:
            ids["parentSpanId"] = self.parent_id
        line = {
            "span": self.name,
            "start": _time(self.begin),
            "durationMs": round(seconds * 1000, 1),
            "status": "ERROR" if is_error else "OK",
        }
        level = logging.ERROR if error else logging.INFO
        _logger.log(level, self.message, extra={**self.fields, **ids, **line, **fields}, exc_info=error)
        if _exporter and self.is_sampled:
            _exporter.add(self, self.begin + int(seconds * 1e9), is_error=is_error)


def flush() -> None:
    """Export the spans that have ended. It never raises, and takes no longer than the exporter's time limit."""
    if _exporter:
        _exporter.flush()


def reset() -> None:
    """Close the exporter's connection: before a snapshot of the process, and after each restore of it."""
    if _exporter:
        _exporter.reset()


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length and not text.strip(_HEX)


def _is_sampled(trace_id: str) -> bool:
    """Return the decision for a trace id. Each function that makes it makes the same."""
    return int(trace_id[16:], 16) < _RATE * (1 << 64)


def _time(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest // 1_000_000:03d}Z"
