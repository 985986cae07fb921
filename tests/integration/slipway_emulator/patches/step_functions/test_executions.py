"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api.snapshot.json
"""

import json
import re

import pytest

from tests.support.service_errors import error_of

PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
FAIL = {"StartAt": "A", "States": {"A": {"Type": "Fail"}}}
WAIT = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": True}}}


@pytest.fixture
def machine(aws, role, unique_name):
    """The arguments of the creation of a state machine, and its ARN."""
    values = {"name": unique_name, "definition": json.dumps(WAIT), "roleArn": role(aws, service="states")}
    return values, aws("stepfunctions").create_state_machine(**values)["stateMachineArn"]


def test_an_execution_shows_whether_it_can_be_redriven(aws, execute):
    succeeded, _ = execute(aws, PASS, {})
    redriven = [succeeded[name] for name in ("redriveCount", "redriveStatus", "redriveStatusReason")]
    assert redriven == [0, "NOT_REDRIVABLE", "Execution is SUCCEEDED and cannot be redriven"]
    failed, _ = execute(aws, FAIL, {})
    assert (failed["redriveStatus"], "redriveStatusReason" in failed) == ("REDRIVABLE", False)
    assert not {"error", "cause"} & set(failed)


def test_a_machine_has_a_revision_after_its_first_update(aws, machine):
    (values, arn), client = machine, aws("stepfunctions")

    def update(definition):
        return client.update_state_machine(stateMachineArn=arn, definition=json.dumps(definition))["revisionId"]

    def described():
        return client.describe_state_machine(stateMachineArn=arn).get("revisionId")

    assert (described(), client.create_state_machine(**values)["stateMachineArn"]) == (None, arn)
    first = update(PASS)
    assert first == described() == update(PASS)
    assert update(WAIT) == described() != first


def test_the_errors_name_what_is_missing_or_exists(aws, machine):
    (values, arn), client = machine, aws("stepfunctions")
    execution = client.start_execution(stateMachineArn=arn, name="a")["executionArn"]
    no_machine, no_execution = arn + "1", execution + "1"
    for call, arguments, code, message in (
        ("describe_state_machine", {"stateMachineArn": no_machine}, "StateMachineDoesNotExist", f"'{no_machine}'"),
        ("start_execution", {"stateMachineArn": no_machine}, "StateMachineDoesNotExist", f"'{no_machine}'"),
        ("list_executions", {"stateMachineArn": no_machine}, "StateMachineDoesNotExist", f"'{no_machine}'"),
        ("describe_execution", {"executionArn": no_execution}, "ExecutionDoesNotExist", f"'{no_execution}'"),
        ("get_execution_history", {"executionArn": no_execution}, "ExecutionDoesNotExist", f"'{no_execution}'"),
        ("list_executions", {"stateMachineArn": "a"}, "InvalidArn", "'Invalid ARN prefix: a'"),
        ("get_execution_history", {"executionArn": "a"}, "InvalidArn", "'Invalid ARN prefix: a'"),
        ("create_state_machine", {**values, "definition": json.dumps(PASS)}, "StateMachineAlreadyExists", f"'{arn}'"),
        ("start_execution", {"stateMachineArn": arn, "name": "a"}, "ExecutionAlreadyExists", f"'{execution}'"),
    ):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code)
        assert error_of(getattr(client, call), **arguments) == (code, f"{words}: {message}")
    for _ in range(2):
        client.delete_state_machine(stateMachineArn=arn)


def test_an_input_is_json(aws, machine):
    start = aws("stepfunctions").start_execution
    for text, reason in (
        ("", "Invalid execution input."),
        ("not a json", "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token"),
        ("{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
    ):
        code, message = error_of(start, stateMachineArn=machine[1], input=text)
        assert (code, message.startswith(f"Invalid State Machine Execution Input: '{reason}")) == (
            "InvalidExecutionInput",
            True,
        )
    for text in "2", "null", '"a"':
        start(stateMachineArn=machine[1], input=text)


@pytest.mark.upstream
def test_unpatched_ministack_starts_with_any_text(unpatched_aws, role, unique_name):
    client, arn = unpatched_aws("stepfunctions"), role(unpatched_aws, service="states")
    machine = client.create_state_machine(name=unique_name, definition=json.dumps(PASS), roleArn=arn)
    assert client.start_execution(stateMachineArn=machine["stateMachineArn"], input="{'a'")["executionArn"]
