"""The trace of a client that doesn't send W3C's ``traceparent``, but the headers of Zipkin (B3) or Jaeger.

https://github.com/openzipkin/b3-propagation and
https://www.jaegertracing.io/docs/1.76/client-libraries/#propagation-format
"""

import os
from collections.abc import Callable
from urllib.parse import unquote

from runtime.tracing import is_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from runtime.tracing import Parent

_DECISIONS = {"0": False, "false": False, "1": True, "true": True, "d": True}
_JAEGER_SAMPLED, _JAEGER_DEBUG = 1, 2


def parent(header: Callable[[str], str | None]) -> "Parent | None":
    """Return the parent that the headers name: ``b3``, else ``X-B3-…``, else ``uber-trace-id``; None if none is valid.

    Args:
        header: returns a header by its lower-case name.
    """
    return (
        _b3_single(header("b3") or "")
        or _b3(header("x-b3-traceid") or "", header("x-b3-spanid") or "", _multiple_decision(header))
        or _jaeger(unquote(header("uber-trace-id") or ""))
    )


def _b3_single(text: str) -> "Parent | None":
    if text in _DECISIONS:
        return _b3("", "", text)
    trace_id, span_id, *rest = [*text.split("-"), ""]
    return _b3(trace_id, span_id, rest[0] if rest else "")


def _multiple_decision(header: Callable[[str], str | None]) -> str:
    return "d" if header("x-b3-flags") == "1" else header("x-b3-sampled") or ""


def _b3(trace_id: str, span_id: str, decision: str) -> "Parent | None":
    is_sampled = _DECISIONS.get(decision.lower())
    if not trace_id and not span_id and is_sampled is not None:  # a decision about the trace that begins here
        return os.urandom(16).hex(), "", is_sampled, ""
    return _parent_of(trace_id, span_id, is_sampled)


def _jaeger(text: str) -> "Parent | None":
    """Return the parent of ``{trace-id}:{span-id}:{parent-span-id}:{flags}``, whose ids have no leading zeros."""
    parts = text.split(":")
    if len(parts) != 4:
        return None
    trace_id, span_id, _, flags = parts
    try:
        is_sampled = bool(int(flags, 16) & (_JAEGER_SAMPLED | _JAEGER_DEBUG))
    except ValueError:
        return None
    return _parent_of(trace_id, span_id.zfill(16), is_sampled)


def _parent_of(trace_id: str, span_id: str, is_sampled: bool | None) -> "Parent | None":
    """Return a parent with lower-case ids; a trace id of 64 bits gets zeros in front, as W3C says."""
    trace_id, span_id = trace_id.lower().zfill(32), span_id.lower()
    return (trace_id, span_id, is_sampled, "") if is_id(trace_id, 32) and is_id(span_id, 16) else None
