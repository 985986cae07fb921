"""Recorded from AWS:

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_archive_and_replay.snapshot.json
"""

import datetime

import pytest

from tests.support.service_errors import error_of

PAST = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
NAMES = {"EventStartTime": PAST, "EventEndTime": PAST}


def test_a_bus_has_the_description_that_it_was_given(aws, unique_name):
    client = aws("events")
    assert client.create_event_bus(Name=unique_name, Description="d")["Description"] == "d"
    assert "Description" not in client.create_event_bus(Name=unique_name + "2")
    found = {
        each["Name"]: each.get("Description") for each in client.list_event_buses(NamePrefix=unique_name)["EventBuses"]
    }
    assert found == {unique_name: "d", unique_name + "2": None}
    assert "Description" not in client.describe_event_bus(Name=unique_name + "2")


def test_a_replay_has_its_times(aws, unique_name, eventually):
    client = aws("events")
    bus = client.create_event_bus(Name=unique_name)["EventBusArn"]
    archive = client.create_archive(ArchiveName=unique_name, EventSourceArn=bus)["ArchiveArn"]
    client.start_replay(ReplayName=unique_name, EventSourceArn=archive, Destination={"Arn": bus}, **NAMES)

    def ended():
        (replay,) = client.list_replays(NamePrefix=unique_name)["Replays"]
        assert {*NAMES, "ReplayStartTime", "ReplayEndTime"} <= set(replay)

    eventually(ended, timeout=20)


def test_a_bus_an_archive_and_a_rule_that_are_not_there_are_named(aws, unique_name):
    client = aws("events")
    bus = client.create_event_bus(Name=unique_name)["EventBusArn"]
    archive = client.create_archive(ArchiveName=unique_name, EventSourceArn=bus)["ArchiveArn"]
    default = client.describe_event_bus()["Arn"]
    no_bus = "ResourceNotFoundException", f"Event bus {unique_name}2 does not exist."

    def replay(source, destination):
        arguments = {"EventSourceArn": source, "Destination": {"Arn": destination}}
        return error_of(client.start_replay, ReplayName="a", **arguments, **NAMES)

    reason = "Parameter {} is not valid. Reason: {}"
    assert replay(archive, bus + "2") == no_bus == error_of(client.list_archives, EventSourceArn=bus + "2")
    assert error_of(client.list_tags_for_resource, ResourceARN=bus + "2") == no_bus
    missing = reason.format("EventSourceArn", f"Archive {unique_name}2 does not exist.")
    assert replay(archive + "2", bus) == ("ValidationException", missing)
    crossing = reason.format("Destination.Arn", "Cross event bus replay is not permitted.")
    assert replay(archive, default) == ("ValidationException", crossing)
    rule = bus.replace(":event-bus/", ":rule/") + "/none"
    message = f"Rule none does not exist on EventBus {unique_name}."
    assert error_of(client.list_tags_for_resource, ResourceARN=rule) == ("ResourceNotFoundException", message)


@pytest.mark.upstream
def test_unpatched_ministack_returns_an_empty_description(unpatched_aws, unique_name):
    unpatched_aws("events").create_event_bus(Name=unique_name)
    assert unpatched_aws("events").describe_event_bus(Name=unique_name)["Description"] == ""
