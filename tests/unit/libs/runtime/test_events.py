import json
import logging
import runpy
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from runtime.events import UnprocessableError, batch_response, log_failure, process_batch, reason_of
from runtime.tracing import Span

ROOT = Path(__file__).parents[4]
DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "a secret"}}, "Publish")


class Context:
    """Lambda's context object. Each record takes a second."""

    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:f:live"

    def __init__(self, seconds_left: float = 60) -> None:
        self.seconds_left = seconds_left

    def get_remaining_time_in_millis(self) -> int:
        self.seconds_left -= 1
        return int((self.seconds_left + 1) * 1000)


def failing(failures: dict[str, Exception], processed: list[str]) -> Callable[[str, Span], None]:
    """Return a function that processes a record, or fails with its error."""

    def process(record: str, span: Span) -> None:
        span.fields["recordId"] = record
        if record in failures:
            raise failures[record]
        processed.append(record)

    return process


def test_a_failure_does_not_affect_the_other_records() -> None:
    processed: list[str] = []
    failed = process_batch("abcd", failing({"b": DENIED, "c": RuntimeError()}, processed), Context(), seconds=1)
    assert (failed, processed) == (["b", "c"], ["a", "d"])


def test_a_batch_in_order_stops_at_the_first_failure() -> None:
    processed: list[str] = []
    failures: dict[str, Exception] = {"b": DENIED, "d": DENIED}
    failed = process_batch("abcd", failing(failures, processed), Context(), seconds=1, in_order=True)
    assert (failed, processed) == (["b", "c", "d"], ["a"])


def message(name: str) -> dict[str, Any]:
    """Return a message of a FIFO queue; the first letter of its name is its group."""
    return {"messageId": name, "attributes": {"MessageGroupId": name[0]}}


def test_a_batch_in_order_of_a_fifo_queue_holds_back_only_the_groups_that_failed() -> None:
    processed: list[str] = []
    process = failing({"a1": DENIED, "c2": DENIED}, processed)
    failed = process_batch(
        map(message, ["a1", "b1", "a2", "c1", "c2", "b2", "c3"]),
        lambda record, span: process(record["messageId"], span),
        Context(),
        seconds=1,
        in_order=True,
    )
    assert [record["messageId"] for record in failed] == ["a1", "a2", "c2", "c3"]
    assert processed == ["b1", "c1", "b2"]


def test_the_template_of_a_new_app_holds_back_the_same_messages() -> None:
    """A project of `slipway init` has no libs, so the app that `slipway new app` writes has a loop without them."""
    template = runpy.run_path(str(ROOT / "slipway/new/template/app/fifo/handler.py"))
    for groups, bodies in product(product("ab", repeat=4), product(("{}", "{"), repeat=4)):
        records = [message(f"{group}{n}") | {"body": bodies[n]} for n, group in enumerate(groups)]
        held_back = process_batch(
            records, lambda record, _span: json.loads(record["body"]), Context(), seconds=1, in_order=True
        )
        expected = batch_response(record["messageId"] for record in held_back)
        assert template["handler"]({"Records": records}, None) == expected


def test_a_group_continues_after_a_message_that_is_in_the_dead_letter_queue() -> None:
    processed: list[str] = []
    process = failing({"a1": UnprocessableError("malformed")}, processed)
    failed = process_batch(
        map(message, ["a1", "a2"]),
        lambda record, span: process(record["messageId"], span),
        Context(),
        seconds=1,
        dead_letter=lambda _record, _error: True,
        in_order=True,
    )
    assert (failed, processed) == ([], ["a2"])


@pytest.mark.parametrize("in_order", [False, True])
def test_no_record_is_started_without_enough_time_which_is_logged(
    caplog: pytest.LogCaptureFixture, *, in_order: bool
) -> None:
    processed: list[str] = []
    failed = process_batch("abcd", failing({}, processed), Context(6), seconds=5, in_order=in_order)
    assert (failed, processed) == (["c", "d"], ["a", "b"])
    warnings: list[Any] = [record for record in caplog.records if record.levelname == "WARNING"]
    assert [record.reason for record in warnings] == ["less than 5 s left"]


def test_a_record_in_the_dead_letter_queue_is_not_delivered_again() -> None:
    moved: list[tuple[str, Exception]] = []

    def dead_letter(record: str, error: Exception) -> bool:
        moved.append((record, error))
        return record == "b"

    process = failing({"b": DENIED, "c": DENIED}, [])
    assert process_batch("abcd", process, Context(), seconds=1, dead_letter=dead_letter) == ["c"]
    assert moved == [("b", DENIED), ("c", DENIED)]


def test_a_record_stays_if_the_dead_letter_queue_fails(caplog: pytest.LogCaptureFixture) -> None:
    def dead_letter(_record: str, _error: Exception) -> bool:
        raise ClientError({"Error": {"Code": "QueueDoesNotExist"}}, "SendMessage")

    process = failing({"b": UnprocessableError("malformed")}, [])
    assert process_batch("abc", process, Context(), seconds=1, dead_letter=dead_letter) == ["b"]
    lines: list[Any] = caplog.records
    assert [(line.recordId, line.reason) for line in lines] == [
        ("b", "malformed"),
        ("b", "SendMessage: QueueDoesNotExist"),
    ]


def test_each_record_has_a_span_with_its_fields(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    process_batch("ab", failing({"b": DENIED}, []), Context(), seconds=1, dead_letter=lambda _record, _error: True)
    lines: list[Any] = [line for line in caplog.records if line.message == "span"]
    assert [(line.recordId, line.status) for line in lines] == [("a", "OK"), ("b", "ERROR")]
    assert lines[0].traceId != lines[1].traceId


def test_the_response_contains_the_failed_ids() -> None:
    assert batch_response(["1", "2"]) == {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]}
    assert batch_response([]) == {"batchItemFailures": []}


@pytest.mark.parametrize(
    ("error", "reason", "has_trace"),
    [
        (DENIED, "Publish: AccessDenied", False),
        (UnprocessableError("no id"), "no id", False),
        (KeyError("id"), "KeyError: 'id'", True),
    ],
)
def test_a_failure_is_logged_with_its_reason(
    error: Exception, reason: str, caplog: pytest.LogCaptureFixture, *, has_trace: bool
) -> None:
    log_failure(error, {"messageId": "m1"})
    (line,) = caplog.records
    assert (line.levelno, line.message) == (logging.ERROR, "record failed")
    assert vars(line)["messageId"] == "m1"
    assert vars(line)["reason"] == reason_of(error) == reason
    assert bool(line.exc_info) == has_trace
    assert "a secret" not in caplog.text
