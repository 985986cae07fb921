"""The path of a request, from the log lines of the functions."""

import json
from datetime import UTC, datetime

import pytest

from slipway.functions import trace, trace_view
from slipway.functions.events import LogEvent

START = 1_790_000_000_000  # milliseconds since 1970


class Logs:
    """Events of functions, filtered as CloudWatch Logs does for a quoted text and for reports."""

    def __init__(self) -> None:
        self.written: list[LogEvent] = []

    def write(self, time: int, app: str, **record) -> None:
        id_ = str(len(self.written))
        self.written.append(LogEvent(START + time, app, "stream", id_, json.dumps(record)))

    def line(self, time: int, app: str, request: str, message: str, **fields) -> None:
        self.write(time, app, level="INFO", message=message, requestId=request, **fields)

    def report(self, time: int, app: str, request: str, milliseconds: float) -> None:
        record = {"requestId": request, "metrics": {"durationMs": milliseconds}, "status": "success"}
        self.write(time, app, type="platform.report", record=record)

    def apps(self) -> list[str]:
        return sorted({event.app for event in self.written})

    def events(self, apps, since=0, pattern=None):
        text = pattern.strip('"')
        found = [each for each in self.written if each.app in apps and each.time >= since and text in each.message]
        return iter(sorted(found, key=lambda event: event.time))


@pytest.fixture
def logs():
    """One request with two events, one of which is mailed twice; and the request of somebody else."""
    logs = Logs()
    request = {"method": "POST", "resource": "/movies", "status": 201, "apiRequestId": "api-1"}
    logs.line(12, "create", "r1", "request", **request, correlationId="c1")
    logs.report(13, "create", "r1", 13.0)
    logs.line(14, "create", "r2", "request", **request | {"apiRequestId": "api-2"}, correlationId="c2")
    for number in (1, 2):
        logs.line(50 + number, "publish", "r3", "event published", eventId=f"e{number}", correlationId="c1")
    logs.line(60, "publish", "r3", "event published", eventId="e9", correlationId="c2")
    logs.report(61, "publish", "r3", 20.0)
    logs.write(
        90,
        "mail",
        level="ERROR",
        message="record failed",
        requestId="r4",
        reason="SES: Throttling",
        eventId="e1",
        correlationId="c1",
    )
    logs.line(400, "mail", "r5", "mail sent", messageId="m1", eventId="e1", correlationId="c1")
    logs.report(401, "mail", "r5", 31.0)
    logs.write(402, "mail", level="INFO", message="platform.report is a word", requestId="r5")
    logs.written.append(LogEvent(START + 403, "mail", "stream", "text", "platform.report"))
    return logs


@pytest.mark.parametrize("identifier", ["c1", "api-1", "r1", "m1", "e2"])
def test_each_id_of_a_request_leads_to_its_whole_path(logs, identifier):
    spans = trace.find(logs, identifier)

    path = [(span.app, span.ids.get("eventId"), span.parent and span.parent.ids.get("eventId")) for span in spans]
    assert path == [
        ("create", None, None),
        ("publish", "e1", None),
        ("mail", "e1", "e1"),
        ("mail", "e1", "e1"),
        ("publish", "e2", None),
    ]
    assert [span.parent and span.parent.app for span in spans] == [None, "create", "publish", "publish", "create"]


def test_an_invocation_for_several_requests_leads_to_all_of_them(logs):
    assert {span.ids["correlationId"] for span in trace.find(logs, "r3")} == {"c1", "c2"}


def test_an_id_that_is_part_of_another_one_is_not_found(logs):
    assert trace.find(logs, "c") == []
    assert trace.find(logs, "nothing") == []


def test_the_first_characters_of_an_invocations_id_are_enough(logs):
    logs.line(500, "create", "a878e700-fbbb", "request", apiRequestId="api-7", correlationId="c7")
    logs.line(520, "publish", "r7", "event published", eventId="e7", correlationId="c7")

    assert [span.app for span in trace.find(logs, "a878e700")] == ["create", "publish"]
    assert trace.find(logs, "a878e70") == []


@pytest.mark.parametrize("identifier", ["b878e700-fbbb", "b878e700"])
def test_an_invocation_that_logs_no_id_is_a_path_of_one_function(logs, identifier):
    logs.line(500, "hello", "b878e700-fbbb", "a request")
    logs.report(510, "hello", "b878e700-fbbb", 9.0)

    text = trace_view.render(trace.find(logs, identifier))

    assert [" ".join(line.split()) for line in text.splitlines()[1:]] == [
        "0 ms hello 9 ms a request; 9.0 ms",
        "Slowest: 9 of 10 ms in hello",
    ]


def test_lines_before_a_time_are_left_out(logs):
    assert [span.app for span in trace.find(logs, "c1", START + 100)] == ["mail"]


def test_the_path_is_printed_with_its_slowest_part(logs):
    text = trace_view.render(trace.find(logs, "api-1"))

    assert [" ".join(line.split()) for line in text.splitlines()[1:]] == [
        "0 ms create 13 ms POST /movies 201",
        "51 ms publish 20 ms after 39 ms event published",
        "90 ms mail ? after 39 ms ERROR record failed: SES: Throttling",
        "370 ms mail 31 ms after 319 ms mail sent",
        "52 ms publish 20 ms after 40 ms event published",
        "Slowest: 319 of 400 ms before mail began",
    ]
    assert text.splitlines()[0].endswith("Z  c1")


def test_a_program_gets_ids_times_and_causes(logs):
    first, *_, last = trace_view.as_json(trace.find(logs, "c1"))

    assert (first["cause"], last["cause"]) == (None, 0)
    assert (first["durationMs"], first["apiRequestId"], first["log"][0]["status"]) == (13.0, "api-1", 201)


def test_what_was_logged_cannot_control_the_terminal(logs):
    logs.line(500, "evil\x1b[2J", "r9", "a\x1b[2J\nb", correlationId="c9\x1b")

    text = trace_view.render(trace.find(logs, "c9\x1b"))
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def spans():
    """One request whose functions log spans: two events of one batch, one of which is mailed twice, and an old one."""
    logs = Logs()

    def span(time: int, milliseconds: float, app: str, request: str, span_id: str, parent: str, **fields) -> None:
        start = datetime.fromtimestamp((START + time) / 1000, UTC).isoformat().replace("+00:00", "Z")
        parents = {"parentSpanId": parent} if parent else {}
        ids = {"traceId": TRACE, "spanId": span_id, **parents}
        times = {"span": f"in {app}", "start": start, "durationMs": milliseconds, "status": "OK"}
        logs.line(int(time + milliseconds), app, request, "span", **fields, **ids, **times)

    logs.line(9, "create", "r1", "request", method="POST", resource="/movies", status=201, correlationId="c1")
    span(0, 10, "create", "r1", "s1", "s0", correlationId="c1", apiRequestId="a1")
    logs.report(14, "create", "r1", 14.0)
    for number in (1, 2):
        ids = {"streamEventId": f"e{number}", "eventId": f"e{number}", "correlationId": "c1"}
        logs.line(40 + number, "publish", "r2", "event published", **ids)
        span(30 + number, 10, "publish", "r2", f"p{number}", "s1", **ids)
    logs.report(61, "publish", "r2", 25.0)
    for number, request in enumerate(("r3", "r4")):
        # The clock of this function is behind: it began before the publication that caused it.
        span(20 + number, 5, "mail", request, f"m{number}", "p1", messageId="x", eventId="e1", correlationId="c1")
    logs.line(500, "create", "r9", "request", method="PUT", resource="/movies", status=200, correlationId="c1")
    span(490, 10, "create", "r9", "s9", "s8", correlationId="c1", apiRequestId="a9")
    return logs


def test_spans_say_which_one_caused_which_and_how_long_each_took(spans):
    found = trace.find(spans, "c1")

    assert [(span.ids["spanId"], span.parent and span.parent.ids["spanId"], span.duration) for span in found] == [
        ("s1", None, 10.0),
        ("p1", "s1", 10.0),
        ("m0", "p1", 5.0),
        ("m1", "p1", 5.0),
        ("p2", "s1", 10.0),
        ("s9", None, 10.0),
    ]
    assert [span.begin - START for span in found] == [0, 31, 20, 21, 32, 490]


@pytest.mark.parametrize("identifier", [TRACE, f"00-{TRACE}-00f067aa0ba902b7-01", "a1", "x", "r2"])
def test_the_id_of_a_trace_leads_to_its_spans_as_others_do(spans, identifier):
    assert [span.ids["spanId"] for span in trace.find(spans, identifier)] == ["s1", "p1", "m0", "m1", "p2", "s9"]


def test_what_a_function_did_is_in_the_line_of_its_span(logs):
    times = {"start": "2026-09-21T14:13:20.123Z", "durationMs": 7, "span": "POST /movies"}
    request = {"method": "POST", "resource": "/movies", "status": 201, "correlationId": "c9"}
    logs.line(500, "create", "r9", "request", traceId=TRACE, spanId="s1", **times, **request)

    (span,) = trace.find(logs, "c9")
    assert (span.name, span.duration, trace_view.text(span)) == ("POST /movies", 7.0, "POST /movies 201")


def test_a_span_names_the_part_of_an_invocation_that_logs_nothing_else(spans):
    text = trace_view.render(trace.find(spans, "c1"))

    assert [" ".join(line.split()) for line in text.splitlines()[1:4]] == [
        "0 ms create 10 ms POST /movies 201",
        "31 ms publish 10 ms after 21 ms event published",
        "20 ms mail 5 ms after 0 ms in mail",
    ]
    assert trace_view.as_json(trace.find(spans, "c1"))[1]["name"] == "in publish"


@pytest.mark.parametrize("change", [{"start": "soon"}, {"durationMs": "long"}, {"spanId": ""}, {"start": None}])
def test_a_line_that_looks_like_a_span_is_a_line_of_the_log(logs, change):
    fields = {"traceId": TRACE, "spanId": "s1", "start": "2026-09-21T14:13:20.123Z", "durationMs": 1, **change}
    logs.line(500, "other", "r9", "span", correlationId="c9", **fields)

    assert trace_view.render(trace.find(logs, "c9")).splitlines()[1].endswith("span")


def test_an_invocation_with_no_id_but_a_span_is_a_path_with_all_its_lines(logs):
    logs.line(500, "job", "b878e700-fbbb", "job result reported", jobId="j1")
    fields = {"traceId": TRACE, "spanId": "s1", "start": "2026-09-21T14:13:20.123Z", "durationMs": 7, "span": "job"}
    logs.line(501, "job", "b878e700-fbbb", "span", jobId="j1", **fields)
    logs.report(510, "job", "b878e700-fbbb", 9.0)

    (span,) = trace.find(logs, "b878e700")
    assert (span.name, span.duration, trace_view.text(span)) == ("job", 7.0, "job result reported; 9.0 ms")
