"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html"""

import json
import time

import pytest
from botocore.exceptions import ClientError

EVENTS = [{"level": level, "n": n} for level, n in (("ERROR", 1), ("ERROR", 5), ("INFO", 9))]


@pytest.fixture
def ask(unique_name):
    """``ask(aws, query)`` runs a query about the events; returns its response."""

    def ask(aws, query, **options):
        logs, now = aws("logs"), int(time.time())
        logs.create_log_group(logGroupName=unique_name)
        logs.create_log_stream(logGroupName=unique_name, logStreamName="a")
        events = [{"timestamp": now * 1000 + event["n"], "message": json.dumps(event)} for event in EVENTS]
        logs.put_log_events(logGroupName=unique_name, logStreamName="a", logEvents=events)
        started = logs.start_query(
            logGroupNames=[unique_name], startTime=now - 60, endTime=now + 60, queryString=query, **options
        )
        return logs.get_query_results(queryId=started["queryId"])

    return ask


def fields(response):
    return [{field["field"]: field["value"] for field in result} for result in response["results"]]


def test_the_fields_of_json_messages_are_selected_and_sorted(aws, ask, unique_name):
    response = ask(aws, "filter level = 'ERROR' | sort n desc | display n, @log, missing", limit=1)
    (result,) = fields(response)
    assert (result["n"], result["@log"].partition(":")[2]) == ("5", unique_name)
    assert {*result} == {"n", "@log", "@ptr"}
    assert (response["statistics"]["recordsMatched"], response["statistics"]["recordsScanned"]) == (2, 3)


def test_statistics_are_of_groups(aws, ask):
    response = ask(aws, "stats count(*) as events, max(n) as largest by level, bin(1d) as day | sort level")
    found = fields(response)
    assert all(each.pop("day").endswith(" 00:00:00.000") for each in found)
    assert found == [
        {"level": "ERROR", "events": "2", "largest": "5"},
        {"level": "INFO", "events": "1", "largest": "9"},
    ]


def test_a_query_that_is_malformed_or_not_supported_is_refused(aws, ask):
    with pytest.raises(ClientError, match=r"MalformedQueryException.*expected \)"):
        ask(aws, "filter (level = 'ERROR'")


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_condition(unpatched_aws, ask):
    assert len(ask(unpatched_aws, "filter level = 'ERROR'")["results"]) == len(EVENTS)
