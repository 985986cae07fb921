"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html"""

import time

import pytest

DAY = 86_400_000


def put(aws, name, *days, retention=None):
    """Put an event for each number of days from now on; return which were rejected, and those that are stored."""
    client, now = aws("logs"), int(time.time() * 1000)
    client.create_log_group(logGroupName=name)
    client.create_log_stream(logGroupName=name, logStreamName=name)
    if retention:
        client.put_retention_policy(logGroupName=name, retentionInDays=retention)
    names = {"logGroupName": name, "logStreamName": name}
    events = [{"timestamp": now + int(each * DAY), "message": str(each)} for each in days]
    response = client.put_log_events(**names, logEvents=events)
    stored = client.get_log_events(**names, startFromHead=True)["events"]
    return response.get("rejectedLogEventsInfo"), [each["message"] for each in stored]


def test_events_that_are_too_old_or_too_new_are_rejected(aws, unique_name):
    rejected = {"tooOldLogEventEndIndex": 2, "tooNewLogEventStartIndex": 4}
    assert put(aws, unique_name, -30, -15, -13, 0.05, 1) == (rejected, ["-13", "0.05"])


def test_events_before_the_retention_are_rejected(aws, unique_name):
    rejected = {"tooOldLogEventEndIndex": 1, "expiredLogEventEndIndex": 2}
    assert put(aws, unique_name, -15, -3, -0.5, retention=1) == (rejected, ["-0.5"])


def test_all_may_be_rejected_or_none(aws, unique_name):
    assert put(aws, unique_name, 1) == ({"tooNewLogEventStartIndex": 0}, [])
    assert put(aws, unique_name + "-b", -1, 0) == (None, ["-1", "0"])


@pytest.mark.upstream
def test_unpatched_ministack_rejects_nothing(unpatched_aws, unique_name):
    assert put(unpatched_aws, unique_name, -30, 1) == (None, ["-30", "1"])
