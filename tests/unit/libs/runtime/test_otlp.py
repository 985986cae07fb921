import base64
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aws_oracle import Script, scripted_server

from runtime import otlp
from runtime.otlp import Exporter, exporter_from_environment
from runtime.tracing import CONSUMER, SERVER, Span

NEVER = 60  # seconds; longer than a test waits
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@pytest.fixture
def server() -> Iterator[Script]:
    with scripted_server() as script:
        yield script


def add(exporter: Exporter, name: str = "GET /movies", *, is_error: bool = False) -> Span:
    span = Span(name, SERVER)
    span.tracestate = "congo=1"
    span.fields["correlationId"] = "trace-1"
    exporter.add(span, span.begin + 5_000_000, is_error=is_error)
    return span


def test_the_spans_of_an_invocation_are_one_request_of_otlp(server: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"{server.url}/base/")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20key, Tenant=1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", str(NEVER * 1000))
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "dev-get-movie")
    server.actions = [OK]
    exporter = exporter_from_environment()
    first, second = add(exporter), add(exporter, is_error=True)
    exporter.flush()
    exporter.flush()
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    assert line == "POST /base/v1/traces HTTP/1.1"
    assert {"content-type: application/json", "api-key: a key", "tenant: 1"} <= {*headers}
    (resource,) = json.loads(body)["resourceSpans"]
    assert {"key": "service.name", "value": {"stringValue": "dev-get-movie"}} in resource["resource"]["attributes"]
    spans = resource["scopeSpans"][0]["spans"]
    assert [span["spanId"] for span in spans] == [first.id, second.id]
    assert [span["status"] for span in spans] == [{}, {"code": 2}]
    assert (spans[0]["traceId"], spans[0]["traceState"]) == (first.trace_id, "congo=1")
    assert int(spans[0]["endTimeUnixNano"]) - int(spans[0]["startTimeUnixNano"]) == 5_000_000
    assert spans[0]["attributes"] == [{"key": "correlationId", "value": {"stringValue": "trace-1"}}]


def test_the_request_is_one_of_opentelemetrys_own_definition(server: Script) -> None:
    """As its generated code reads it, which refuses unknown fields and values of another type."""
    from google.protobuf.json_format import ParseDict
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
        ExportTraceServiceRequest,
    )
    from opentelemetry.proto.trace.v1.trace_pb2 import Status

    server.actions = [OK]
    exporter = Exporter(server.url, {}, NEVER)
    parent = ("1" * 32, "2" * 16, True, "congo=1")
    spans = [Span("POST /movies", SERVER, parent), Span("mail MovieCreated", CONSUMER)]
    for span in spans:
        span.fields |= {"correlationId": "trace-é", "n": 1}
        exporter.add(span, span.begin + 5_000_000, is_error=span.kind == CONSUMER)
    exporter.flush()
    body = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    for each in body["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        for name in ("traceId", "spanId", "parentSpanId"):
            # Of OTLP the JSON has ids in hexadecimal digits, of Protocol Buffers bytes in Base64:
            # https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
            each[name] = base64.b64encode(bytes.fromhex(each[name])).decode()

    read = ParseDict(body, ExportTraceServiceRequest()).resource_spans[0].scope_spans[0].spans

    assert [(each.trace_id.hex(), each.span_id.hex(), each.parent_span_id.hex()) for each in read] == [
        (span.trace_id, span.id, span.parent_id) for span in spans
    ]
    assert [(each.name, each.kind, each.trace_state) for each in read] == [
        ("POST /movies", read[0].SPAN_KIND_SERVER, "congo=1"),
        ("mail MovieCreated", read[1].SPAN_KIND_CONSUMER, ""),
    ]
    assert [each.status.code for each in read] == [Status.STATUS_CODE_UNSET, Status.STATUS_CODE_ERROR]
    assert {each.end_time_unix_nano - each.start_time_unix_nano for each in read} == {5_000_000}
    attributes = {each.key: each.value.string_value for each in read[0].attributes}
    assert attributes == {"correlationId": "trace-é", "n": "1"}


def test_a_connection_is_kept_until_it_is_reset(server: Script) -> None:
    server.actions = [OK, OK, OK]
    exporter = Exporter(server.url, {}, NEVER)
    for _ in range(2):
        add(exporter)
        exporter.flush()
    exporter.reset()
    add(exporter)
    exporter.flush()
    assert (len(server.requests), server.connections) == (3, 2)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", b"nothing\r\n\r\n"])
def test_after_a_failure_the_exporter_pauses(
    server: Script, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    server.actions = [answer, OK]
    exporter = Exporter(server.url, {}, NEVER)
    for _ in range(3):
        add(exporter)
        exporter.flush()
    assert len(server.requests) == 1
    assert [record.message for record in caplog.records] == ["spans could not be exported"]
    now = time.monotonic()
    monkeypatch.setattr(otlp.time, "monotonic", lambda: now + 31)
    add(exporter, "after")
    exporter.flush()
    assert b'"after"' in server.requests[-1]


def test_a_collector_that_does_not_answer_costs_the_time_limit_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[Any] = []
    released = threading.Event()

    def connect(*arguments: Any) -> Any:
        attempts.append(arguments)
        released.wait(NEVER)
        raise TimeoutError

    monkeypatch.setattr(otlp, "Connection", connect)
    exporter = Exporter("http://127.0.0.1:1", {}, 0.01)
    for _ in range(3):
        add(exporter)
        exporter.flush()
    assert len(attempts) == 1
    assert [vars(record)["reason"] for record in caplog.records] == ["it took longer than 0.01 seconds"]
    released.set()


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "write a URL"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "key", "write name=value"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "key=a%0d%0ab", "line break"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "0.2", "write milliseconds"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "0", "write milliseconds"),
    ],
)
def test_an_invalid_variable_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, advice: str
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=f"{name} .*{advice}"):
        exporter_from_environment()


def test_only_spans_of_sampled_traces_are_exported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from runtime import tracing

    class Recorder(Exporter):
        def flush(self) -> None:
            sent.extend(self._spans)

    sent: list[Any] = []
    monkeypatch.setattr(tracing, "_exporter", Recorder("http://127.0.0.1:1", {}, 1))
    caplog.set_level(logging.INFO)
    for is_sampled in (True, False):
        Span("a", SERVER, ("1" * 32, f"{int(is_sampled):x}" * 16 if is_sampled else "2" * 16, is_sampled, "")).end()
    tracing.flush()
    assert [span["parentSpanId"] for span in sent] == ["1" * 16]
    assert len(caplog.records) == 2
