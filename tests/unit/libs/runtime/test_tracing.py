import importlib
import json
import logging
from typing import Any

import pytest

from runtime import tracing
from runtime.tracing import CONSUMER, SERVER, Span, parse

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def with_rate(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``with_rate("0.5")`` imports the module as a cold start with this sample rate does."""

    def load(rate: str) -> Any:
        monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", rate)
        return importlib.reload(tracing)

    yield load
    monkeypatch.undo()
    importlib.reload(tracing)


@pytest.mark.parametrize(
    ("traceparent", "is_sampled"),
    [
        (f"00-{TRACE}-{PARENT}-01", True),
        (f"00-{TRACE}-{PARENT}-00", False),
        (f" 00-{TRACE}-{PARENT}-03 ", True),
        (f"01-{TRACE}-{PARENT}-01-more", True),
        (f"cc-{TRACE}-{PARENT}-00", False),
    ],
)
def test_a_traceparent_names_trace_span_and_decision(traceparent: str, *, is_sampled: bool) -> None:
    assert parse(traceparent) == (TRACE, PARENT, is_sampled, "")


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        "00",
        "é",
        f"00-{TRACE}-{PARENT}",
        f"00-{TRACE}-{PARENT}-01-more",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE[1:]}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{PARENT}-1",
        f"00-{TRACE}-{PARENT}-0x",
        f"0_-{TRACE}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01, 00-{TRACE}-{PARENT}-01",
    ],
)
def test_an_invalid_traceparent_is_none(traceparent: str) -> None:
    assert parse(traceparent, "vendor=1") is None


def test_a_span_continues_the_trace_of_its_parent() -> None:
    first = Span("GET /movies", SERVER)
    second = Span("process", CONSUMER)
    second.follow(parse(**first.context))
    assert (second.trace_id, second.parent_id, second.is_sampled) == (first.trace_id, first.id, first.is_sampled)
    assert parse(**second.context) == (first.trace_id, second.id, first.is_sampled, "")
    second.follow(None)
    assert second.parent_id == first.id


def test_a_tracestate_is_passed_on_with_its_trace_only() -> None:
    span = Span("GET /movies", SERVER, parse(f"00-{TRACE}-{PARENT}-01", "congo=t61rcWkgMzE , rojo=1"))
    assert span.context == {"traceparent": f"00-{TRACE}-{span.id}-01", "tracestate": "congo=t61rcWkgMzE,rojo=1"}
    span.follow(parse(f"00-{TRACE}-{PARENT}-01"))
    assert span.context["tracestate"] == ""
    assert parse(f"00-{TRACE}-{PARENT}-01", "not a list") == (TRACE, PARENT, True, "")


@pytest.mark.parametrize("is_sampled", [True, False])
def test_the_decision_of_the_parent_is_kept_whatever_the_rate(with_rate: Any, *, is_sampled: bool) -> None:
    for rate in ("0", "1"):
        assert with_rate(rate).Span("a", SERVER, (TRACE, PARENT, is_sampled, "")).is_sampled is is_sampled


def test_the_first_function_decides_by_the_rate(with_rate: Any) -> None:
    def share(rate: str) -> float:
        module = with_rate(rate)
        return sum(
            module.Span("a", SERVER, (f"{0:016x}{n << 54:016x}", PARENT, None, "")).is_sampled for n in range(1024)
        )

    assert [share(rate) for rate in ("0", "0.25", "1")] == [0, 256, 1024]


@pytest.mark.parametrize("rate", ["-0.1", "1.1", "nan", "all", "10%"])
def test_a_function_does_not_start_with_an_invalid_rate(with_rate: Any, rate: str) -> None:
    with pytest.raises(RuntimeError, match=r"OTEL_TRACES_SAMPLER_ARG is .*: write a number from 0 to 1"):
        with_rate(rate)


def test_the_argument_of_another_sampler_is_not_the_rate(with_rate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "xray")
    assert with_rate("endpoint=http://127.0.0.1:2000").Span("a", SERVER).is_sampled


def test_a_span_is_one_line_with_its_ids_time_and_status(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    span = Span("GET /movies", SERVER, (TRACE, PARENT, False, ""))
    span.fields["correlationId"] = "trace-1"
    span.begin = 1_790_000_000_123_456_789
    span.end(is_error=True)
    Span("GET /movies", SERVER).end()
    failed, first = map(vars, caplog.records)
    assert (failed["message"], failed["span"], failed["status"]) == ("span", "GET /movies", "ERROR")
    assert (failed["traceId"], failed["spanId"], failed["parentSpanId"]) == (TRACE, span.id, PARENT)
    assert (failed["start"], failed["correlationId"]) == ("2026-09-21T14:13:20.123Z", "trace-1")
    assert failed["durationMs"] >= 0
    assert first["status"] == "OK"
    assert "parentSpanId" not in first
    assert json.dumps({name: failed[name] for name in ("traceId", "durationMs", "start")})
