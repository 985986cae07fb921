import json

import pytest

DEFINITION = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "states.amazonaws.com"}}


def made(aws, name, **settings):
    """Create a machine and its role; returns the machine's ARN."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    created = aws("stepfunctions").create_state_machine(name=name, definition=DEFINITION, roleArn=role, **settings)
    return created["stateMachineArn"]


def tracing(aws, arn):
    return aws("stepfunctions").describe_state_machine(stateMachineArn=arn).get("tracingConfiguration")


def test_a_machine_is_traced_until_that_is_turned_off(aws, unique_name):
    client, machine = aws("stepfunctions"), made(aws, unique_name, tracingConfiguration={"enabled": True})
    assert tracing(aws, machine) == {"enabled": True}
    client.update_state_machine(stateMachineArn=machine, definition=DEFINITION)
    assert tracing(aws, machine) == {"enabled": True}
    version = client.publish_state_machine_version(stateMachineArn=machine)["stateMachineVersionArn"]
    assert tracing(aws, version) == {"enabled": True}
    client.update_state_machine(stateMachineArn=machine, tracingConfiguration={"enabled": False})
    assert tracing(aws, machine) == {"enabled": False}


def test_a_machine_is_not_traced_by_default(aws, unique_name):
    assert tracing(aws, made(aws, unique_name)) == {"enabled": False}


@pytest.mark.upstream
def test_unpatched_ministack_does_not_store_it(unpatched_aws, unique_name):
    assert tracing(unpatched_aws, made(unpatched_aws, unique_name, tracingConfiguration={"enabled": True})) is None
