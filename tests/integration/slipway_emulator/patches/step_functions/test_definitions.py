"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html"""

import pytest
from botocore.exceptions import ClientError

LOST = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}'
VALID = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}'


def test_an_invalid_definition_is_found(aws):
    client = aws("stepfunctions")
    assert client.validate_state_machine_definition(definition=VALID)["result"] == "OK"
    answer = client.validate_state_machine_definition(definition=LOST)
    (diagnostic,) = answer["diagnostics"]
    assert (answer["result"], diagnostic["code"], diagnostic["location"]) == (
        "FAIL",
        "MISSING_TRANSITION_TARGET",
        "/States/A/Next",
    )


@pytest.mark.parametrize("definition", ["text", LOST])
def test_a_machine_has_a_valid_definition(aws, unique_name, role, definition):
    client, role_arn = aws("stepfunctions"), role(aws, service="states")
    with pytest.raises(ClientError) as error:
        client.create_state_machine(name=unique_name, definition=definition, roleArn=role_arn)
    assert error.value.response["Error"]["Code"] == "InvalidDefinition"
    arn = client.create_state_machine(name=unique_name, definition=VALID, roleArn=role_arn)["stateMachineArn"]
    with pytest.raises(ClientError, match="InvalidDefinition"):
        client.update_state_machine(stateMachineArn=arn, definition=definition)


@pytest.mark.upstream
def test_unpatched_ministack_finds_nothing(unpatched_aws):
    assert unpatched_aws("stepfunctions").validate_state_machine_definition(definition=LOST)["result"] == "OK"
