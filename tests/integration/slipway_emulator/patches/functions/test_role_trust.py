import json

import pytest
from botocore.exceptions import ClientError

from ..conftest import trust

SOURCE = "def handler(event, context):\n    return None\n"
MESSAGE = "The role defined for the function cannot be assumed by Lambda."


def test_a_role_that_trusts_lambda_is_accepted(aws, function, role):
    function(aws, SOURCE, role_arn=role(aws))


def test_a_role_that_trusts_lambda_for_one_account_is_accepted_in_that_account_alone(aws, function, role, target):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    arn = role(aws)
    for account in (target.access_key_id, "123456789012"):
        document = json.loads(trust("lambda"))
        document["Statement"]["Condition"] = {"StringEquals": {"aws:SourceAccount": account}}
        aws("iam").update_assume_role_policy(RoleName=arn.rpartition("/")[2], PolicyDocument=json.dumps(document))
        if account == target.access_key_id:
            function(aws, SOURCE, role_arn=arn)
    with pytest.raises(ClientError, match=MESSAGE):
        function(aws, SOURCE, role_arn=arn)


def test_a_role_that_trusts_another_service_is_rejected(aws, function, role):
    with pytest.raises(ClientError, match=MESSAGE) as refused:
        function(aws, SOURCE, role_arn=role(aws, service="apigateway"))
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"


def test_a_role_that_does_not_exist_is_rejected(aws, function, target):
    with pytest.raises(ClientError, match=MESSAGE):
        function(aws, SOURCE, role_arn=f"arn:aws:iam::{target.access_key_id}:role/none")


def test_a_function_can_t_be_updated_with_such_a_role(aws, function, role):
    arn = function(aws, SOURCE)
    name = arn.split(":")[6]
    with pytest.raises(ClientError, match=MESSAGE):
        aws("lambda").update_function_configuration(FunctionName=name, Role=role(aws, service="apigateway"))
    aws("lambda").update_function_configuration(FunctionName=name, Role=role(aws))


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_role(unpatched_aws, function, role):
    function(unpatched_aws, SOURCE, role_arn=role(unpatched_aws, service="apigateway"))
