"""The log events of the functions, sorted by time, and each once for who follows them."""

import time

import boto3
import pytest
from moto import mock_aws

from slipway.functions.events import FunctionLogs, NewEvents


@pytest.fixture
def client():
    with mock_aws():
        yield boto3.client("logs", region_name="eu-central-1")


@pytest.fixture
def put(client):
    """``put(function, (timestamp, message), …)`` writes to a function's log group."""

    def put(function: str, *events: tuple[int, str]) -> None:
        group = {"logGroupName": f"/aws/lambda/{function}"}
        if not client.describe_log_groups(logGroupNamePrefix=group["logGroupName"])["logGroups"]:
            client.create_log_group(**group)
            client.create_log_stream(**group, logStreamName="stream")
        written = [{"timestamp": timestamp, "message": message} for timestamp, message in events]
        client.put_log_events(**group, logStreamName="stream", logEvents=written)

    return put


@pytest.fixture
def logs(client):
    return FunctionLogs(client, "dev")


@pytest.fixture
def now():
    """A time in milliseconds that CloudWatch accepts, at a full second."""
    return int(time.time()) * 1000


def texts(events) -> list[str]:
    return [f"{event.app} {event.message}" for event in events]


def test_events_of_several_functions_are_sorted_by_time(put, logs, now):
    put("dev-get-movie", (now, "first\n"), (now + 2, "third"))
    put("dev-list-movies", (now + 1, "second"))

    events = list(logs.events(logs.apps()))

    assert texts(events) == ["get-movie first\n", "list-movies second", "get-movie third"]
    assert [event.time for event in events] == [now, now + 1, now + 2]
    assert {event.stream for event in events} == {"stream"}


def test_events_of_one_app_exclude_those_of_an_app_with_a_longer_name(put, logs, now):
    put("dev-get", (now, "short"))
    put("dev-get-movie", (now, "long"))

    assert texts(logs.events(["get"])) == ["get short"]


def test_events_of_another_environment_are_excluded(put, logs, now):
    put("dev-get-movie", (now, "dev"))
    put("test-get-movie", (now, "test"))

    assert texts(logs.events(logs.apps())) == ["get-movie dev"]


def test_events_before_a_time_are_excluded(put, logs, now):
    put("dev-get-movie", (now - 1, "before"), (now, "since"))

    assert texts(logs.events(["get-movie"], now)) == ["get-movie since"]


def test_an_app_without_a_log_group_has_no_events(put, logs):
    assert list(logs.events(logs.apps())) == list(logs.events(["get-movie"])) == []


def test_all_pages_are_read(put, logs, now):
    put("dev-get-movie", *((now + number, str(number)) for number in range(10_050)))

    assert len(list(logs.events(["get-movie"]))) == 10_050


def test_new_events_are_returned_once_also_those_that_arrive_late(put, logs, now):
    new = NewEvents(logs, now - 60_000)
    put("dev-get-movie", (now - 70_000, "too old"), (now - 50_000, "first"), (now, "second"))
    assert texts(new.read(["get-movie"])) == ["get-movie first", "get-movie second"]

    put("dev-get-movie", (now - 20_000, "late"), (now, "same time"))
    put("dev-list-movies", (now - 10_000, "another app"))

    assert texts(new.read(["get-movie", "list-movies"])) == [
        "get-movie late",
        "list-movies another app",
        "get-movie same time",
    ]
    assert new.read(["get-movie", "list-movies"]) == []
