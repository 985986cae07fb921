"""The logs of the functions, sorted by time."""

import time

import boto3
import pytest
from moto import mock_aws

from slipway.aws.target import Target
from slipway.project import logs

TARGET = Target(None, "eu-central-1", "123456789012", "local")


@pytest.fixture
def put():
    """``put(function, (timestamp, message), …)`` writes to a function's log group."""
    with mock_aws():
        client = boto3.client("logs", region_name="eu-central-1")

        def put(function: str, *events: tuple[int, str]) -> None:
            group = f"/aws/lambda/{function}"
            client.create_log_group(logGroupName=group)
            client.create_log_stream(logGroupName=group, logStreamName="stream")
            client.put_log_events(
                logGroupName=group,
                logStreamName="stream",
                logEvents=[{"timestamp": timestamp, "message": message} for timestamp, message in events],
            )

        yield put


@pytest.fixture
def now():
    """A time in milliseconds that CloudWatch accepts, at a full second."""
    return int(time.time()) * 1000


def texts(*arguments) -> list[str]:
    return [line.partition(" ")[2] for line in logs.lines(TARGET, *arguments)]


def test_lines_of_several_functions_are_sorted_by_time(put, now):
    put("dev-get-movie", (now, "first\n"), (now + 2, "third"))
    put("dev-list-movies", (now + 1, "second"))

    assert texts("dev") == ["get-movie first", "list-movies second", "get-movie third"]


def test_a_line_starts_with_its_time_in_utc(put, now):
    put("dev-get-movie", (now + 7, "text"))

    (line,) = logs.lines(TARGET, "dev")

    assert line.endswith(".007Z get-movie text")
    assert line[10] == "T"


def test_a_line_has_no_terminal_control_characters(put, now):
    put("dev-get-movie", (now, "\x1b[2JHeat\tof\nMann"))

    assert texts("dev") == ["get-movie  [2JHeat\tof\nMann"]


def test_lines_of_one_app_exclude_those_of_an_app_with_a_longer_name(put, now):
    put("dev-get", (now, "short"))
    put("dev-get-movie", (now, "long"))

    assert texts("dev", "get") == ["get short"]


def test_lines_of_another_environment_are_excluded(put, now):
    put("dev-get-movie", (now, "dev"))
    put("test-get-movie", (now, "test"))

    assert texts("dev") == ["get-movie dev"]


def test_an_environment_without_logs_has_no_lines(put):
    assert texts("dev") == texts("dev", "get-movie") == []


def test_all_pages_are_read(put, now):
    put("dev-get-movie", *((now + number, str(number)) for number in range(10_050)))

    assert len(texts("dev")) == 10_050
