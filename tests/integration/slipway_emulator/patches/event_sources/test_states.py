"""https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping"""

import pytest

SOURCE = "def handler(event, context):\n    pass\n"
READ = {"Effect": "Allow", "Action": ["dynamodb:*", "sqs:*"], "Resource": "*"}
STREAM_DEFAULTS = {
    "BisectBatchOnFunctionError": False,
    "DestinationConfig": {"OnFailure": {}},
    "MaximumRecordAgeInSeconds": -1,
    "MaximumRetryAttempts": -1,
    "ParallelizationFactor": 1,
    "TumblingWindowInSeconds": 0,
    "LastProcessingResult": "No records processed",
    "StateTransitionReason": "User action",
}
COMMON = {
    *("BatchSize", "EventSourceArn", "EventSourceMappingArn", "FunctionArn", "FunctionResponseTypes", "LastModified"),
    *("MaximumBatchingWindowInSeconds", "State", "StateTransitionReason", "UUID"),
}


def create(aws, function, source, **settings):
    arn = function(aws, SOURCE, READ)
    created = aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source, **settings)
    return {name: value for name, value in created.items() if name != "ResponseMetadata"}


def test_a_mapping_of_a_queue_is_creating_and_then_enabled(aws, function, queue):
    created = create(aws, function, queue(aws).arn)
    assert created.keys() == COMMON
    assert (created["State"], created["StateTransitionReason"]) == ("Creating", "USER_INITIATED")
    assert aws("lambda").get_event_source_mapping(UUID=created["UUID"])["State"] == "Enabled"


def test_a_mapping_of_a_stream_has_the_defaults(aws, function, stream_table):
    created = create(aws, function, stream_table(aws).stream_arn, StartingPosition="LATEST")
    assert created.keys() == COMMON | STREAM_DEFAULTS.keys() | {"StartingPosition"}
    assert {name: created[name] for name in STREAM_DEFAULTS} == STREAM_DEFAULTS
    assert created["State"] == "Creating"


def test_an_update_has_its_own_state(aws, function, queue):
    client, mapping = aws("lambda"), create(aws, function, queue(aws).arn)["UUID"]
    updates = [
        client.update_event_source_mapping(UUID=mapping, **change)
        for change in ({"BatchSize": 5}, {"Enabled": False}, {"Enabled": True})
    ]
    assert [update["State"] for update in updates] == ["Updating", "Disabling", "Enabling"]
    assert {update["ResponseMetadata"]["HTTPStatusCode"] for update in updates} == {202}
    client.update_event_source_mapping(UUID=mapping, Enabled=False)
    assert client.get_event_source_mapping(UUID=mapping)["State"] == "Disabled"


@pytest.mark.upstream
def test_unpatched_ministack_returns_the_final_state(unpatched_aws, function, queue):
    assert create(unpatched_aws, function, queue(unpatched_aws).arn)["State"] == "Enabled"
