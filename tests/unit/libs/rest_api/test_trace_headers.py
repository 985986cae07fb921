from typing import Any

import pytest

from rest_api.request import Request

TRACE, PARENT = "80f198ee56343ba864fe8b2a57d3eff7", "e457b5a2e4d86bd1"
MULTIPLE = {"X-B3-TraceId": TRACE, "X-B3-SpanId": PARENT}


def request_of(headers: dict[str, str], **members: Any) -> Request:
    event = {"httpMethod": "GET", "resource": "/", "path": "/", "requestContext": {"requestId": "1"}}
    return Request({**event, "headers": headers, **members})


def span_of(headers: dict[str, str]) -> Any:
    """Return the trace, the parent and the decision of a request's span."""
    span = request_of(headers).span
    return span.trace_id, span.parent_id, span.is_sampled


@pytest.mark.parametrize(
    ("headers", "is_sampled"),
    [
        ({"traceparent": f"00-{TRACE}-{PARENT}-00"}, False),
        ({"TraceParent": f"00-{TRACE}-{PARENT}-01", "b3": f"{'1' * 32}-{PARENT}-0"}, True),
        ({"b3": f"{TRACE}-{PARENT}-1-05e3ac9a4f6e3b90"}, True),
        ({"b3": f"{TRACE}-{PARENT}-d"}, True),
        ({"b3": f"{TRACE}-{PARENT}-0"}, False),
        ({"B3": f"{TRACE.upper()}-{PARENT}"}, True),
        ({**MULTIPLE, "X-B3-Sampled": "1"}, True),
        ({**MULTIPLE, "X-B3-Sampled": "false"}, False),
        ({**MULTIPLE, "X-B3-Sampled": "0", "X-B3-Flags": "1"}, True),
        ({"traceparent": "invalid", **MULTIPLE, "X-B3-Sampled": "0"}, False),
        ({"uber-trace-id": f"{TRACE}:{PARENT}:0:1"}, True),
        ({"uber-trace-id": f"{TRACE}:{PARENT}:0:2"}, True),
        ({"uber-trace-id": f"{TRACE}%3A{PARENT}%3A0%3A0"}, False),
    ],
)
def test_each_kind_of_header_names_the_parent_and_the_decision(headers: dict[str, str], *, is_sampled: bool) -> None:
    assert span_of(headers) == (TRACE, PARENT, is_sampled)


@pytest.mark.parametrize("headers", [{"b3": "0"}, {"X-B3-Sampled": "0"}])
def test_a_client_may_decide_without_a_trace(headers: dict[str, str]) -> None:
    _, parent, is_sampled = span_of(headers)
    assert (parent, is_sampled) == ("", False)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"traceparent": f"00-{TRACE}-{PARENT}-01", "TraceState": "congo=1,rojo=2"}, "congo=1,rojo=2"),
        ({"traceparent": "invalid", "tracestate": "congo=1"}, ""),
        ({"b3": f"{TRACE}-{PARENT}-1", "tracestate": "congo=1"}, ""),
        ({"tracestate": "congo=1"}, ""),
    ],
)
def test_a_tracestate_counts_only_beside_a_traceparent(headers: dict[str, str], expected: str) -> None:
    assert request_of(headers).span.tracestate == expected


def test_several_headers_with_a_tracestate_are_one_list() -> None:
    headers = {"traceparent": [f"00-{TRACE}-{PARENT}-01"], "tracestate": ["congo=1", "", "rojo=2,b=3"]}
    assert request_of({}, multiValueHeaders=headers).span.tracestate == "congo=1,rojo=2,b=3"


def test_short_ids_get_zeros_in_front() -> None:
    assert span_of({"b3": f"{TRACE[16:]}-{PARENT}-1"}) == (f"{'0' * 16}{TRACE[16:]}", PARENT, True)
    assert span_of({"uber-trace-id": "a1:b2:0:1"}) == (f"{'a1':0>32}", f"{'b2':0>16}", True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"b3": ""},
        {"b3": "1"},
        {"b3": "-"},
        {"b3": f"{TRACE}-{PARENT[1:]}-1"},
        {"b3": f"{'0' * 32}-{PARENT}-1"},
        {"b3": f"{TRACE}1-{PARENT}-1"},
        {"X-B3-TraceId": TRACE},
        {"X-B3-SpanId": PARENT, "X-B3-TraceId": "a trace"},
        {"uber-trace-id": f"{TRACE}:{PARENT}:0"},
        {"uber-trace-id": f"{TRACE}:{PARENT}:0:x"},
        {"uber-trace-id": f"{TRACE}:0:0:1"},
        {"uber-trace-id": "%FF"},
    ],
)
def test_a_request_without_a_valid_header_begins_a_trace(headers: dict[str, str]) -> None:
    trace, parent, is_sampled = span_of(headers)
    assert trace not in {TRACE, "0" * 32}
    assert (parent, is_sampled) == ("", True)
