"""https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html"""

import datetime
import json

import pytest

from slipway.harness import unique_name

ENTRY = {"Source": "source", "DetailType": "type", "Detail": "{}"}


def put(aws, *entries):
    return aws("events").put_events(Entries=list(entries))


def received(aws, queue):
    """Put an event of 2022 on the default bus, and return it as the target of a rule gets it."""
    events, name, target = aws("events"), unique_name(), queue(aws)
    target.open_to("events")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "a", "Arn": target.arn}])
    put(aws, ENTRY | {"Source": name, "Time": datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)})
    (message,) = target.receive()
    return json.loads(message)


# The answers: https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json
def test_an_entry_needs_a_source_a_type_and_a_detail(aws):
    for name in ENTRY:
        response = put(aws, {key: value for key, value in ENTRY.items() if key != name}, ENTRY)
        refused, accepted = response["Entries"]
        assert response["FailedEntryCount"] == 1
        assert refused == {
            "ErrorCode": "InvalidArgument",
            "ErrorMessage": f"Parameter {name} is not valid. Reason: {name} is a required argument.",
        }
        assert accepted.keys() == {"EventId"}


def test_the_detail_is_a_json_object(aws):
    for detail in ("text", '"text"', "[1]", "1", "null", '{"a": 1'):
        response = put(aws, ENTRY | {"Detail": detail})
        assert response["Entries"] == [{"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}]


# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
def test_the_entries_of_a_request_have_at_most_256_kib(aws):
    def detail(size):
        return json.dumps({"a": "a" * (size - len('{"a": ""}'))})

    others = len("source") + len("type")
    assert put(aws, ENTRY | {"Detail": detail(256 * 1024 - others)})["FailedEntryCount"] == 0
    client = aws("events")
    for sizes in [(256 * 1024 - others + 1,), (130 * 1024, 130 * 1024)]:
        with pytest.raises(client.exceptions.ClientError) as error:
            put(aws, *(ENTRY | {"Detail": detail(size)} for size in sizes))
        assert error.value.response["Error"]["Code"] == "ValidationException"


def test_an_event_has_the_time_of_its_entry(aws, queue):
    assert received(aws, queue)["time"] == "2022-01-01T00:00:00Z"


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_entry_and_ignores_its_time(unpatched_aws, queue):
    assert put(unpatched_aws, {"Detail": "text"})["FailedEntryCount"] == 0
    assert not received(unpatched_aws, queue)["time"].startswith("2022")
