"""https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html

Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/callback
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/activities
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/services/test_aws_sdk_task_service.snapshot.json
"""

import json
import threading

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": {"x": 1}, "End": True}}}
FAIL = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "SomeFailure", "Cause": "because"}}}
NAMES = {"resource": "sendMessage.waitForTaskToken", "resourceType": "sqs"}


def machine(state):
    """Return the definition of a machine with one state."""
    return {"StartAt": "A", "States": {"A": {**state, "End": True}}}


def sends(url, **members):
    parameters = {"QueueUrl": url, "MessageBody": {"token.$": "$$.Task.Token"}}
    resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    return machine({"Type": "Task", "Resource": resource, "Parameters": parameters, **members})


def allow(action):
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


@pytest.fixture
def child(role):
    """``child(aws, definition)`` creates a machine; returns its ARN."""

    def child(aws, definition):
        client = aws("stepfunctions")
        return client.create_state_machine(
            name=unique_name(), definition=json.dumps(definition), roleArn=role(aws, service="states")
        )["stateMachineArn"]

    return child


def kinds(history):
    return [event["type"] for event in history[2:-1]]


def test_a_task_without_a_heartbeat_times_out(aws, queue, execute):
    sent = queue(aws)
    times = {"TimeoutSeconds": 60, "HeartbeatSecondsPath": "$.beat"}
    execution, history = execute(aws, sends(sent.url, **times), {"beat": 1}, allow("sqs:SendMessage"))
    assert kinds(history) == ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskTimedOut"]
    scheduled, submitted = history[2]["taskScheduledEventDetails"], history[4]["taskSubmittedEventDetails"]
    assert (scheduled["heartbeatInSeconds"], scheduled["timeoutInSeconds"]) == (1, 60)
    assert {"MD5OfMessageBody", "MessageId", "SdkHttpMetadata"} <= set(json.loads(submitted.pop("output")))
    assert submitted == {**NAMES, "outputDetails": {"truncated": False}}
    assert history[5]["taskTimedOutEventDetails"] == {"error": "States.Timeout", **NAMES}
    assert (execution["status"], execution.get("cause")) == ("FAILED", None)
    token = json.loads(sent.receive(0)[0])["token"]
    with pytest.raises(ClientError, match=r"\(TaskTimedOut\).*'Provided task does not exist anymore'"):
        aws("stepfunctions").send_task_success(taskToken=token, output="{}")


def test_a_task_with_a_token_needs_the_permission_of_the_role(aws, queue, execute):
    execution, _ = execute(aws, sends(queue(aws).url, TimeoutSeconds=60), {})
    assert execution["error"] == "SQS.AmazonSQSException"


def test_step_functions_gives_other_tokens(aws):
    with pytest.raises(ClientError, match=r"\(InvalidToken\).*: Invalid Token: 'Invalid token'"):
        aws("stepfunctions").send_task_failure(taskToken="no")


def starts(arn, version=""):
    resource = f"arn:aws:states:::states:startExecution.sync{version}"
    return machine({"Type": "Task", "Resource": resource, "Parameters": {"StateMachineArn": arn, "Input": {"a": 1}}})


@pytest.mark.parametrize(("version", "output"), [("", '{"x":1}'), (":2", {"x": 1})])
def test_a_task_waits_for_an_execution(aws, child, execute, version, output):
    execution, history = execute(aws, starts(child(aws, PASS), version), {}, allow("states:StartExecution"))
    assert kinds(history) == ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited"]
    found = json.loads(execution["output"])
    assert (found["Output"], found["Status"], found["RedriveStatus"]) == (output, "SUCCEEDED", "NOT_REDRIVABLE")
    assert found["InputDetails"] == {"Included": True}


def test_no_input_is_an_empty_one(aws, child, execute):
    parameters = {"StateMachineArn": child(aws, PASS), "Input": None}
    for resource in ("states:startExecution", "aws-sdk:sfn:startExecution"):
        state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters}
        started = execute(aws, machine(state), {}, allow("states:StartExecution"))[0]
        arn = json.loads(started["output"])["ExecutionArn"]
        assert aws("stepfunctions").describe_execution(executionArn=arn)["input"] == "{}"


def test_an_execution_that_fails_fails_the_task_with_its_description(aws, child, execute):
    execution, _ = execute(aws, starts(child(aws, FAIL)), {}, allow("states:StartExecution"))
    cause = json.loads(execution["cause"])
    assert (execution["error"], cause["Error"], cause["Cause"]) == ("States.TaskFailed", "SomeFailure", "because")
    assert (cause["Input"], cause["Status"], "Output" in cause) == ('{"a": 1}', "FAILED", False)


def test_an_activity_has_the_name_of_its_worker(aws, execute):
    client = aws("stepfunctions")
    arn = client.create_activity(name=unique_name())["activityArn"]

    def work():
        task = client.get_activity_task(activityArn=arn, workerName="w")
        client.send_task_success(taskToken=task["taskToken"], output=task["input"])

    worker = threading.Thread(target=work)
    worker.start()
    _, history = execute(aws, machine({"Type": "Task", "Resource": arn, "HeartbeatSeconds": 30}), {"a": 1})
    worker.join()
    client.delete_activity(activityArn=arn)
    assert kinds(history)[:3] == ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]
    assert history[3]["activityStartedEventDetails"] == {"workerName": "w"}


@pytest.mark.upstream
def test_unpatched_ministack_submits_no_task(unpatched_aws, child, execute):
    _, history = execute(unpatched_aws, starts(child(unpatched_aws, PASS)), {})
    assert "TaskSubmitted" not in kinds(history)
