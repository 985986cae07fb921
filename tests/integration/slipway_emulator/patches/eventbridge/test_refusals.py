"""The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events_patterns.snapshot.json
"""

import json

import pytest
from botocore.exceptions import ClientError

EVENT = {
    "id": "1",
    "account": "123456789012",
    "source": "a",
    "time": "2026-01-02T03:04:05Z",
    "region": "eu-central-1",
    "detail-type": "a",
}
NOT_VALID = ("ValidationException", "Parameter Event is not valid.")


def refusal(operation, **parameters):
    with pytest.raises(ClientError) as refused:
        operation(**parameters)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def test_an_event_needs_its_members_to_be_tested(aws):
    test, pattern = aws("events").test_event_pattern, json.dumps({"source": ["a"]})
    assert test(EventPattern=pattern, Event=json.dumps(EVENT))["Result"] is True
    texts = ["a", '["a"]', *(json.dumps({key: EVENT[key] for key in EVENT if key != name}) for name in EVENT)]
    assert [refusal(test, EventPattern=pattern, Event=text) for text in texts] == [NOT_VALID] * len(texts)


def test_a_bus_or_a_statement_that_does_not_exist_is_named(aws, unique_name):
    client = aws("events")
    missing = ("ResourceNotFoundException", f"Event bus {unique_name} does not exist.")
    assert refusal(client.describe_event_bus, Name=unique_name) == missing
    client.create_event_bus(Name=unique_name)
    exists = ("ResourceAlreadyExistsException", f"Event bus {unique_name} already exists.")
    assert refusal(client.create_event_bus, Name=unique_name) == exists
    no_statement = ("ResourceNotFoundException", "Statement with the provided id does not exist.")
    remove = {"EventBusName": unique_name, "StatementId": "a"}
    assert refusal(client.remove_permission, **remove) == no_statement
    client.put_permission(
        EventBusName=unique_name, StatementId="b", Action="events:PutEvents", Principal="123456789012"
    )
    assert refusal(client.remove_permission, **remove) == no_statement
    client.remove_permission(EventBusName=unique_name, StatementId="b")


def pages(aws, name):
    """Return the numbers of targets of a rule on each page of three, and of buses on each page of two."""
    client = aws("events")
    for number in range(3):
        client.create_event_bus(Name=f"{name}-{number}")
    client.put_rule(Name=name, EventPattern=json.dumps({"source": ["a"]}))
    arn = f"arn:aws:sqs:{client.meta.region_name}:123456789012:a"
    client.put_targets(Rule=name, Targets=[{"Id": str(number), "Arn": arn} for number in range(5)])
    found = []
    for list_page, member, request in (
        (client.list_targets_by_rule, "Targets", {"Rule": name, "Limit": 3}),
        (client.list_event_buses, "EventBuses", {"NamePrefix": name, "Limit": 2}),
    ):
        token = {}
        while True:
            page = list_page(**request, **token)
            found.append(len(page[member]))
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
    return found


def test_lists_have_pages(aws, unique_name):
    assert pages(aws, unique_name) == [3, 2, 2, 1]


@pytest.mark.upstream
def test_unpatched_ministack_returns_everything(unpatched_aws, unique_name):
    assert pages(unpatched_aws, unique_name) == [5, 3]
