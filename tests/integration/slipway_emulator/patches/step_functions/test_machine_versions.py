"""https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_aliasing.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_versioning.snapshot.json
"""

import json
import re

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})


@pytest.fixture
def machine(role):
    """``machine(aws)`` creates a machine with a version; returns the ARNs of both."""

    def machine(aws):
        created = aws("stepfunctions").create_state_machine(
            name=unique_name(), definition=PASS, roleArn=role(aws, service="states"), publish=True
        )
        return created["stateMachineArn"], created["stateMachineVersionArn"]

    return machine


def alias(aws, name, version, **options):
    routing = [{"stateMachineVersionArn": version, "weight": 100}]
    created = aws("stepfunctions").create_state_machine_alias(name=name, routingConfiguration=routing, **options)
    return created["stateMachineAliasArn"]


def test_an_execution_names_its_version_and_alias(aws, machine):
    client, (arn, version) = aws("stepfunctions"), machine(aws)
    live = alias(aws, "live", version)
    expected = {}
    for started in (live, version, arn):
        execution = client.start_execution(stateMachineArn=started)["executionArn"]
        names = {"stateMachineVersionArn": version} if started != arn else {}
        expected[execution] = {**names, **({"stateMachineAliasArn": live} if started == live else {})}
    listed = client.list_executions(stateMachineArn=arn)["executions"]
    for found in [*listed, *(client.describe_execution(executionArn=one) for one in expected)]:
        names = {key: found[key] for key in ("stateMachineVersionArn", "stateMachineAliasArn") if key in found}
        assert names == expected[found["executionArn"]]
    described = client.describe_state_machine_for_execution(executionArn=next(iter(expected)))
    assert described["loggingConfiguration"] == {"level": "OFF", "includeExecutionData": False}
    assert described["tracingConfiguration"] == {"enabled": False}


def test_an_alias_is_created_again_with_the_same_settings(aws, machine):
    client, (arn, version) = aws("stepfunctions"), machine(aws)
    created = [alias(aws, "b", version), alias(aws, "a", version), alias(aws, "b", version)]
    listed = client.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"]
    assert [one["stateMachineAliasArn"] for one in listed] == created[:2]
    with pytest.raises(ClientError, match="with the same name and a different routing configuration already exists"):
        alias(aws, "b", version, description="other")
    message = f"must contain state machine version ARNs. Received: [{arn}]"
    with pytest.raises(ClientError, match=re.escape(message)):
        alias(aws, "c", arn)


def test_a_version_has_no_tags_and_a_description_only_if_it_is_published(aws, machine):
    client, (arn, version) = aws("stepfunctions"), machine(aws)
    with pytest.raises(ClientError, match=rf"\(ResourceNotFound\).*: Resource not found: '{version}'"):
        client.tag_resource(resourceArn=version, tags=[{"key": "a", "value": "b"}])
    with pytest.raises(ClientError, match="Version description can only be set when publish is true"):
        client.create_state_machine(name="a", definition=PASS, roleArn=arn, versionDescription="b")
    with pytest.raises(ClientError, match=f"State Machine Does Not Exist: '{arn}-no'"):
        client.publish_state_machine_version(stateMachineArn=f"{arn}-no")


@pytest.mark.upstream
def test_unpatched_ministack_forgets_the_version(unpatched_aws, machine):
    client, (_, version) = unpatched_aws("stepfunctions"), machine(unpatched_aws)
    execution = client.start_execution(stateMachineArn=version)["executionArn"]
    assert "stateMachineVersionArn" not in client.describe_execution(executionArn=execution)
