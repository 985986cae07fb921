"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html"""

import time

import pytest
from botocore.exceptions import ClientError

NOW = int(time.time()) * 1000


@pytest.fixture
def put(unique_name):
    """``put(aws, stream, (timestamp, message), …)`` writes to a stream of the test's log group; returns the group."""

    def put(aws, stream, *events):
        logs = aws("logs")
        if not logs.describe_log_groups(logGroupNamePrefix=unique_name)["logGroups"]:
            logs.create_log_group(logGroupName=unique_name)
        if not logs.describe_log_streams(logGroupName=unique_name, logStreamNamePrefix=stream)["logStreams"]:
            logs.create_log_stream(logGroupName=unique_name, logStreamName=stream)
        entries = [{"timestamp": timestamp, "message": message} for timestamp, message in events]
        logs.put_log_events(logGroupName=unique_name, logStreamName=stream, logEvents=entries)
        return unique_name

    return put


def pages(aws, group, **options):
    found = aws("logs").get_paginator("filter_log_events").paginate(logGroupName=group, **options)
    return [[event["message"] for event in page["events"]] for page in found]


def test_all_events_are_returned_even_if_their_times_are_equal(aws, put):
    for first in range(0, 10_050, 5_025):
        group = put(aws, "a", *((NOW, str(number)) for number in range(first, first + 5_025)))

    assert pages(aws, group) == [[str(number) for number in range(10_000)], [str(n) for n in range(10_000, 10_050)]]


def test_pages_continue_across_streams_by_time_with_the_filters_of_the_request(aws, put):
    put(aws, "a", (NOW, "too early"), (NOW + 1, "first"), (NOW + 3, "third"))
    put(aws, "b", (NOW + 2, "second"), (NOW + 2, "other"), (NOW + 4, "fourth"), (NOW + 5, "too late"))
    group = put(aws, "c", (NOW + 1, "of another stream"))
    wanted = {"logStreamNames": ["a", "b"], "startTime": NOW + 1, "endTime": NOW + 4, "filterPattern": "-other"}

    assert pages(aws, group, **wanted, limit=3) == [["first", "second", "third"], ["fourth"]]
    assert pages(aws, group, **wanted, limit=4) == [["first", "second", "third", "fourth"]]


def test_an_older_event_added_between_two_pages_repeats_no_event(aws, put):
    group = put(aws, "a", (NOW + 1, "first"), (NOW + 2, "second"))
    token = aws("logs").filter_log_events(logGroupName=group, limit=1)["nextToken"]

    put(aws, "b", (NOW, "late"))

    response = aws("logs").filter_log_events(logGroupName=group, nextToken=token)
    assert [event["message"] for event in response["events"]] == ["second"]
    assert "nextToken" not in response


def test_an_invalid_token_and_a_missing_group_are_rejected(aws, put):
    group = put(aws, "a", (NOW, "first"))

    with pytest.raises(ClientError, match=r"InvalidParameterException.* nextToken is invalid"):
        aws("logs").filter_log_events(logGroupName=group, nextToken="x")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws("logs").filter_log_events(logGroupName=f"{group}-x")


@pytest.mark.upstream
def test_unpatched_ministack_returns_one_page(unpatched_aws, put):
    group = put(unpatched_aws, "a", (NOW, "first"), (NOW, "second"))

    assert pages(unpatched_aws, group, limit=1) == [["first"]]
