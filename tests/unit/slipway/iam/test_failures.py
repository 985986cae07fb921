"""Where settings of functions, mappings and schedules send failures, by role."""

import pytest
from botocore.session import Session
from botocore.stub import ANY, Stubber

from slipway.iam import failures

ACCOUNT = "123456789012"
FUNCTION = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:dev-take-order"
QUEUES = [f"arn:aws:sqs:eu-central-1:{ACCOUNT}:dead-letter-{number}" for number in range(4)]
ROLES = [f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("dev-take-order", "dev-report-schedule")]


def stub(service, *answers):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = Session().create_client(service, region_name="eu-central-1", **keys)
    stubber = Stubber(client)
    for operation, answer, *parameters in answers:
        stubber.add_response(operation, answer, *parameters)
    stubber.activate()
    return client


@pytest.fixture
def clients():
    """The clients of an account with one function, three mappings and two schedules."""
    mappings = [
        {"FunctionArn": f"{FUNCTION}:live", "DestinationConfig": {"OnFailure": {"Destination": QUEUES[2]}}},
        {"FunctionArn": f"{FUNCTION}:live"},
        {"FunctionArn": f"{FUNCTION}s:live", "DestinationConfig": {"OnFailure": {"Destination": QUEUES[2]}}},
    ]
    invoked = {"OnFailure": {"Destination": QUEUES[1]}, "OnSuccess": {"Destination": QUEUES[3]}}
    target = {"Arn": FUNCTION, "RoleArn": ROLES[1]}
    return {
        "lambda": stub(
            "lambda",
            (
                "list_functions",
                {
                    "Functions": [
                        {
                            "FunctionName": "dev-take-order",
                            "Role": ROLES[0],
                            "DeadLetterConfig": {"TargetArn": QUEUES[0]},
                        }
                    ]
                },
            ),
            (
                "list_function_event_invoke_configs",
                {"FunctionEventInvokeConfigs": [{"DestinationConfig": invoked}, {"DestinationConfig": {}}]},
                {"FunctionName": "dev-take-order"},
            ),
            ("list_event_source_mappings", {"EventSourceMappings": mappings}),
        ),
        "scheduler": stub(
            "scheduler",
            ("list_schedules", {"Schedules": [{"Name": name, "GroupName": "default"} for name in ("a", "b")]}),
            (
                "get_schedule",
                {"Target": target | {"DeadLetterConfig": {"Arn": QUEUES[3]}}},
                {"Name": "a", "GroupName": ANY},
            ),
            ("get_schedule", {"Target": target}, {"Name": "b", "GroupName": ANY}),
        ),
    }


def test_each_destination_of_failures_has_the_role_and_the_case(clients):
    assert failures.read(clients.get) == {
        ROLES[0]: {
            QUEUES[0]: "AWS uses it only if the function dev-take-order can't process an event",
            QUEUES[1]: "AWS uses it only if the function dev-take-order can't process an event",
            QUEUES[2]: "AWS uses it only if the function dev-take-order can't process a record",
        },
        ROLES[1]: {QUEUES[3]: "AWS uses it only if the schedule a can't invoke its target"},
    }
