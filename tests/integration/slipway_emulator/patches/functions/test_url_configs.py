"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass\n"


def refusal(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_the_invoke_mode_is_returned_when_it_was_given_and_by_a_read(aws, function):
    client, arn = aws("lambda"), function(aws, SOURCE).rpartition(":")[0]
    name = {"FunctionName": arn.split(":")[-1]}
    assert "InvokeMode" not in client.create_function_url_config(**name, AuthType="AWS_IAM")
    assert "InvokeMode" not in client.update_function_url_config(**name, AuthType="NONE")
    assert client.get_function_url_config(**name)["InvokeMode"] == "BUFFERED"
    assert client.update_function_url_config(**name, InvokeMode="RESPONSE_STREAM")["InvokeMode"] == "RESPONSE_STREAM"
    code, message = refusal(client.create_function_url_config, **name, AuthType="NONE")
    assert code == "ResourceConflictException"
    reason = "FunctionUrlConfig exists for this Lambda function"
    assert message == f"Failed to create function url config for [functionArn = {arn}]. Error message:  {reason}"
    missing = ("ResourceNotFoundException", "Function does not exist")
    assert refusal(client.create_function_url_config, FunctionName="nowhere", AuthType="NONE") == missing


@pytest.mark.upstream
def test_unpatched_ministack_always_returns_the_mode(unpatched_aws, function):
    name = function(unpatched_aws, SOURCE).split(":")[6]
    created = unpatched_aws("lambda").create_function_url_config(FunctionName=name, AuthType="NONE")
    assert created["InvokeMode"] == "BUFFERED"
