import json
import time

import pytest

from slipway.harness import unique_name

OPTIMIZED, SDK = "arn:aws:states:::sqs:sendMessage", "arn:aws:states:::aws-sdk:sqs:sendMessage"


@pytest.fixture
def run(role, queue):
    """``run(aws, statements, resource)`` runs a machine that sends a message to a queue; returns the execution."""

    def run(aws, *statements, resource=OPTIMIZED, service="states", wrap=lambda state: state):
        sent = queue(aws)
        state = {
            "Type": "Task",
            "Resource": resource,
            "Parameters": {"QueueUrl": sent.url, "MessageBody": "a"},
            "End": True,
        }
        definition = {"StartAt": "Send", "States": {"Send": wrap(state)}}
        statements = [{"Effect": "Allow", "Action": each, "Resource": sent.arn} for each in statements]
        client = aws("stepfunctions")
        machine = client.create_state_machine(
            name=unique_name(), definition=json.dumps(definition), roleArn=role(aws, *statements, service=service)
        )["stateMachineArn"]
        arn = client.start_execution(stateMachineArn=machine)["executionArn"]
        for _ in range(100):
            execution = client.describe_execution(executionArn=arn)
            if execution["status"] != "RUNNING":
                break
            time.sleep(0.1)
        client.delete_state_machine(stateMachineArn=machine)
        return execution["status"], execution.get("error"), sent.receive(0)

    return run


def parallel(state):
    return {"Type": "Parallel", "End": True, "Branches": [{"StartAt": "Send", "States": {"Send": state}}]}


@pytest.mark.parametrize("resource", [OPTIMIZED, SDK])
def test_a_task_needs_the_permission_of_the_role(aws, run, resource):
    assert run(aws, "sqs:SendMessage", resource=resource) == ("SUCCEEDED", None, ["a"])


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({}, "SQS.AmazonSQSException"),
        ({"resource": SDK}, "Sqs.SqsException"),
        ({"wrap": parallel}, "SQS.AmazonSQSException"),
        ({"wrap": lambda state: {**state, "TimeoutSeconds": 9}}, "SQS.AmazonSQSException"),
    ],
)
def test_a_task_without_the_permission_fails(aws, run, settings, error):
    assert run(aws, "sqs:ReceiveMessage", **settings) == ("FAILED", error, [])


def test_the_role_has_to_trust_step_functions(aws, run):
    assert run(aws, "sqs:SendMessage", service="lambda") == ("FAILED", "SQS.AmazonSQSException", [])


@pytest.mark.upstream
def test_unpatched_ministack_asks_no_role(unpatched_aws, run):
    assert run(unpatched_aws, service="lambda") == ("SUCCEEDED", None, ["a"])
