"""https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/logs/test_logs.snapshot.json
"""

import json

import pytest
from service_errors import error_of

from slipway.harness import eventually, unique_name

DELIVERY = {
    "Effect": "Allow",
    "Action": [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
    ],
    "Resource": "*",
}
FAIL = {"Type": "Fail", "Error": "Wrong", "Cause": "a"}
MACHINE = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"a": "ä"}, "Next": "B"}, "B": FAIL}}


@pytest.fixture
def group(aws):
    """The name of a new log group."""
    name = unique_name()
    aws("logs").create_log_group(logGroupName=name)
    return name


def logging(aws, group, level="ALL", *, data=False):
    arn = aws("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["arn"]
    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": arn}}
    return {"level": level, "includeExecutionData": data, "destinations": [destination]}


def settings(role, configuration, definition=MACHINE):
    return {
        "name": unique_name(),
        "definition": json.dumps(definition),
        "roleArn": role,
        "loggingConfiguration": configuration,
    }


def lines(aws, group):
    """The events in the log of executions, each of which is JSON; the stream of the validation is left out."""
    client = aws("logs")
    names = [stream["logStreamName"] for stream in client.describe_log_streams(logGroupName=group)["logStreams"]]
    found = []
    for name in names:
        if name.startswith("states/"):
            events = client.get_log_events(logGroupName=group, logStreamName=name, startFromHead=True)["events"]
            found += [json.loads(event["message"]) for event in events]
    return found


def run(aws, machine, count=1):
    client = aws("stepfunctions")
    for _ in range(count):
        arn = client.start_execution(stateMachineArn=machine, input='{"b": 1}')["executionArn"]

        def ended(arn=arn):
            assert client.describe_execution(executionArn=arn)["status"] != "RUNNING"

        eventually(ended, timeout=10, interval=0.1)
    return arn, client.get_execution_history(executionArn=arn)["events"]


def test_every_event_is_logged_as_the_history_has_it(aws, role, group):
    client = aws("stepfunctions")
    created = client.create_state_machine(
        **settings(role(aws, DELIVERY, service="states"), logging(aws, group, data=True))
    )
    arn, history = run(aws, created["stateMachineArn"])
    logged = lines(aws, group)
    assert [(int(line["id"]), line["type"]) for line in logged] == [(event["id"], event["type"]) for event in history]
    for line, event in zip(logged, history, strict=True):
        details = next(value for name, value in event.items() if name.endswith("EventDetails"))
        assert line["details"] == details
        assert line["previous_event_id"] == str(event["previousEventId"])
        assert line["event_timestamp"] == str(int(event["timestamp"].timestamp() * 1000))
        assert (line["execution_arn"], line["redrive_count"]) == (arn, "0")

    without = logging(aws, group) | {"level": "ERROR"}
    client.update_state_machine(stateMachineArn=created["stateMachineArn"], loggingConfiguration=without)
    run(aws, created["stateMachineArn"])
    added = lines(aws, group)[len(logged) :]
    assert [(line["type"], line["details"]) for line in added] == [
        ("FailStateEntered", {"name": "B"}),
        ("ExecutionFailed", {"error": "Wrong", "cause": "a"}),
    ]


def test_executions_of_a_machine_share_a_stream_and_fatal_logs_how_they_end(aws, role, group):
    machine = aws("stepfunctions").create_state_machine(
        **settings(role(aws, DELIVERY, service="states"), logging(aws, group, "FATAL"))
    )["stateMachineArn"]
    run(aws, machine, 2)
    assert [line["type"] for line in lines(aws, group)] == ["ExecutionFailed"] * 2
    streams = [stream["logStreamName"] for stream in aws("logs").describe_log_streams(logGroupName=group)["logStreams"]]
    assert len(streams) == 2
    assert streams[0] == "log_stream_created_by_aws_to_validate_log_delivery_subscriptions"

    aws("logs").delete_log_group(logGroupName=group)
    assert run(aws, machine)[1][-1]["type"] == "ExecutionFailed"


def test_a_waiting_execution_is_logged_before_its_end_and_stopped_ones_are_aborted(aws, role, group):
    client, wait = aws("stepfunctions"), {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": True}}}
    machine = client.create_state_machine(**settings(role(aws, DELIVERY, service="states"), logging(aws, group), wait))[
        "stateMachineArn"
    ]
    arn = client.start_execution(stateMachineArn=machine)["executionArn"]

    def entered():
        assert [line["type"] for line in lines(aws, group)] == ["ExecutionStarted", "WaitStateEntered"]

    eventually(entered, timeout=10, interval=0.1)
    client.stop_execution(executionArn=arn)
    assert lines(aws, group)[-1]["type"] == "ExecutionAborted"


def test_the_role_needs_the_permissions_and_the_log_group_has_to_exist(aws, role, group):
    client = aws("stepfunctions")
    configuration = logging(aws, group)
    denied = error_of(client.create_state_machine, **settings(role(aws, service="states"), configuration))
    message = "The state machine IAM Role is not authorized to access the Log Destination"
    assert denied == ("AccessDeniedException", message)

    allowed = role(aws, DELIVERY, service="states")
    created = client.create_state_machine(**settings(allowed, configuration))["stateMachineArn"]
    aws("logs").delete_log_group(logGroupName=group)
    missing = ("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Destination not found.")
    assert error_of(client.create_state_machine, **settings(allowed, configuration)) == missing
    changed = {"stateMachineArn": created, "loggingConfiguration": configuration}
    assert error_of(client.update_state_machine, **changed) == missing
    client.create_state_machine(**settings(role(aws, service="states"), {"level": "OFF"}))


@pytest.mark.upstream
def test_unpatched_ministack_logs_nothing(unpatched_aws, role):
    group = unique_name()
    unpatched_aws("logs").create_log_group(logGroupName=group)
    machine = unpatched_aws("stepfunctions").create_state_machine(
        **settings(role(unpatched_aws, service="states"), logging(unpatched_aws, group))
    )
    run(unpatched_aws, machine["stateMachineArn"])
    assert lines(unpatched_aws, group) == []
