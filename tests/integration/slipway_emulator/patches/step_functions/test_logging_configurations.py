"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_logs.snapshot.json
"""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
GROUP = {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:a:*"}}


@pytest.fixture
def create(role):
    """``create(aws, logging)`` creates a machine; returns its ARN."""

    def create(aws, logging):
        settings = {"name": unique_name(), "definition": PASS, "roleArn": role(aws, service="states")}
        return aws("stepfunctions").create_state_machine(**settings, loggingConfiguration=logging)["stateMachineArn"]

    return create


@pytest.mark.parametrize("logging", [{"level": "ALL"}, {"level": "OFF", "destinations": [GROUP, GROUP]}])
def test_logs_have_one_destination(aws, create, logging):
    with pytest.raises(
        ClientError, match=r"\(InvalidLoggingConfiguration\).*: Must specify exactly one Log Destination"
    ):
        create(aws, logging)


# https://github.com/hashicorp/terraform-provider-aws/pull/17683
def test_the_arn_of_a_log_group_ends_with_a_star(aws, create):
    group = {"cloudWatchLogsLogGroup": {"logGroupArn": GROUP["cloudWatchLogsLogGroup"]["logGroupArn"][:-2]}}
    with pytest.raises(ClientError) as raised:
        create(aws, {"level": "ALL", "destinations": [group]})
    assert raised.value.response["Error"] == {
        "Code": "InvalidLoggingConfiguration",
        "Message": "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.",
    }


def test_nothing_is_logged_by_default(aws, create):
    machine = aws("stepfunctions").describe_state_machine(stateMachineArn=create(aws, {}))
    assert machine["loggingConfiguration"] == {"level": "OFF", "includeExecutionData": False}


@pytest.mark.upstream
def test_unpatched_ministack_needs_no_destination(unpatched_aws, create):
    assert create(unpatched_aws, {"level": "ALL"})
