import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    return None\n"
MAKE = {"Effect": "Allow", "Action": ["lambda:*", "apigateway:*"], "Resource": "*"}


def _pass(role_arn, service="lambda"):
    condition = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    return {"Effect": "Allow", "Action": "iam:PassRole", "Resource": role_arn, "Condition": condition}


def test_a_role_that_may_be_passed_is_taken(aws, target, assume, function, role):
    role_arn = role(aws)
    _, client = assume(aws, target, MAKE, _pass(role_arn))
    name = function(client, SOURCE, role_arn=role_arn).split(":")[6]
    client("lambda").update_function_configuration(FunctionName=name, Role=role_arn, Description="another")


def test_a_function_can_t_be_made_with_another_role(aws, target, assume, function, role):
    role_arn, other = role(aws), role(aws)
    session, client = assume(aws, target, MAKE, _pass(role_arn))
    with pytest.raises(ClientError, match=f"not authorized to perform: iam:PassRole on resource: {other}") as refused:
        function(client, SOURCE, role_arn=other)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert session.rpartition("/")[2] in str(refused.value)


def test_a_function_can_t_be_given_another_role(aws, target, assume, function, role):
    name = function(aws, SOURCE).split(":")[6]
    _, client = assume(aws, target, MAKE)
    with pytest.raises(ClientError, match="iam:PassRole"):
        client("lambda").update_function_configuration(FunctionName=name, Role=role(aws))
    client("lambda").update_function_configuration(FunctionName=name, Description="another")


def test_a_role_for_one_service_can_t_be_passed_to_another(aws, target, assume, function, role):
    role_arn = role(aws)
    _, client = assume(aws, target, MAKE, _pass(role_arn, service="apigateway"))
    with pytest.raises(ClientError, match="iam:PassRole"):
        function(client, SOURCE, role_arn=role_arn)


def test_api_gateway_s_role_for_logs_is_passed_too(aws, target, assume, role):
    role_arn, other = role(aws, service="apigateway"), role(aws, service="apigateway")
    _, client = assume(aws, target, MAKE, _pass(role_arn, service="apigateway"))

    def log_with(arn):
        operations = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]
        client("apigateway").update_account(patchOperations=operations)

    log_with(role_arn)
    with pytest.raises(ClientError, match="iam:PassRole"):
        log_with(other)


def test_a_refusal_for_something_else_says_what(aws, target, assume, role):
    _, client = assume(aws, target, {"Effect": "Allow", "Action": "lambda:ListFunctions", "Resource": "*"})
    with pytest.raises(ClientError, match="lambda:GetFunction"):
        client("lambda").get_function(FunctionName="any")


def test_unmended_ministack_takes_any_role_from_anybody(unmended_aws, unmended_target, assume, function, role):
    _, client = assume(unmended_aws, unmended_target, MAKE)
    function(client, SOURCE, role_arn=role(unmended_aws))
