"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax"""

import json

import pytest
from botocore.exceptions import ClientError

from ..conftest import LOGS, READ_QUEUES

SOURCE = """
def handler(event, context):
    for record in event["Records"]:
        print("got:", record["body"])
"""
BODIES = [
    {"s": "Abc", "a": 1},
    {"s": "xyz", "a": 150, "n": None},
    {"a": "1", "e": ""},
    {"list": ["red", "blue"]},
    "plain text",
    "7",
]
# Pattern of the body, and the indexes of the bodies that it matches.
PATTERNS = [
    ({"s": [{"equals-ignore-case": "aBC"}]}, [0]),
    ({"$or": [{"s": ["Abc"]}, {"a": [150]}]}, [0, 1]),
    ({"list": ["blue"]}, [3]),
    ({"list": [{"anything-but": ["red", "blue"]}]}, []),
    ({"s": [{"anything-but": "xyz"}]}, [0]),
    ({"n": [None]}, [1]),
    ({"a": [1]}, [0]),
    ({"a": ["1"]}, [2]),
    ({"a": [{"numeric": [">", 0, "<=", 150]}]}, [0, 1]),
    ({"e": [""]}, [2]),
    ({"s": [{"exists": False}]}, [2, 3]),
    (["plain text"], [4]),
    (["7"], [5]),
]


@pytest.fixture
def filtered(function, queue, log_of):
    """``filtered(aws, pattern)`` sends all bodies; it returns a function for the queue's size and the matches."""

    def make(aws, pattern):
        source, arn = queue(aws), function(aws, SOURCE, LOGS, READ_QUEUES)
        for body in BODIES:
            source.send(body if isinstance(body, str) else json.dumps(body))
        filters = {"Filters": [{"Pattern": json.dumps({"body": pattern})}]}
        aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn, FilterCriteria=filters)

        def received():
            bodies = [line.removeprefix("got: ") for line in log_of(aws, arn) if line.startswith("got:")]
            return source.count(), sorted(bodies)

        return received

    return make


@pytest.mark.parametrize(("pattern", "matched"), PATTERNS, ids=json.dumps)
def test_a_body_is_matched_like_an_event(aws, filtered, eventually, pattern, matched):
    received = filtered(aws, pattern)
    bodies = [BODIES[index] for index in matched]

    def check():
        assert received() == (0, sorted(body if isinstance(body, str) else json.dumps(body) for body in bodies))

    eventually(check)


@pytest.mark.parametrize("pattern", ["", "{", "[]", '{"body": "text"}', '{"body": [{"unknown": 1}]}', "{}"])
def test_an_invalid_pattern_is_rejected(aws, function, queue, pattern):
    source, arn = queue(aws), function(aws, SOURCE, LOGS, READ_QUEUES)

    with pytest.raises(ClientError, match=r"InvalidParameterValueException.*Invalid filter pattern definition"):
        aws("lambda").create_event_source_mapping(
            FunctionName=arn, EventSourceArn=source.arn, FilterCriteria={"Filters": [{"Pattern": pattern}]}
        )


@pytest.mark.upstream
def test_unpatched_ministack_does_not_support_or(unpatched_aws, filtered, eventually):
    received = filtered(unpatched_aws, {"$or": [{"s": ["Abc"]}, {"a": [150]}]})

    def check():
        assert received() == (0, [])

    eventually(check)
