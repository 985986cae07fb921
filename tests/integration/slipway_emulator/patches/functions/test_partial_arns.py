"""https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (FunctionName)"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    return context.function_name\n"
OPERATIONS = {
    "add_permission": {"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "sns.amazonaws.com"},
    "get_policy": {},
    "create_function_url_config": {"AuthType": "AWS_IAM"},
    "get_function": {},
    "get_function_concurrency": {},
    "get_function_configuration": {},
    "get_runtime_management_config": {},
    "get_function_url_config": {},
    "invoke": {},
    "list_aliases": {},
    "list_versions_by_function": {},
    "publish_version": {},
    "put_function_concurrency": {"ReservedConcurrentExecutions": 1},
    "put_function_event_invoke_config": {"MaximumRetryAttempts": 0},
    "update_function_configuration": {"Description": "other"},
    "delete_function": {},
}


@pytest.fixture
def forms(aws, target, function):
    """The partial ARNs of a function."""
    _, _, _, region, account_id, _, name, _ = function(aws, SOURCE).split(":")
    return [f"{region}:{account_id}:function:{name}", f"{account_id}:function:{name}", f"function:{name}"]


def test_every_operation_takes_a_partial_arn(aws, forms):
    for operation, parameters in OPERATIONS.items():
        getattr(aws("lambda"), operation)(FunctionName=forms[1], **parameters)


def test_each_form_may_end_with_a_version_or_alias(aws, forms):
    client = aws("lambda")
    for form in forms:
        assert client.get_function_configuration(FunctionName=form)["Version"] == "$LATEST"
        assert client.get_function_configuration(FunctionName=f"{form}:live")["Version"] == "1"
        assert client.get_function(FunctionName=f"{form}:1")["Configuration"]["Version"] == "1"


def test_one_of_another_account_or_region_is_another_function(aws, forms):
    name = forms[2].partition(":")[2]
    for form in (f"210987654321:function:{name}", f"eu-south-2:{forms[1]}"):
        with pytest.raises(ClientError) as error:
            aws("lambda").get_function(FunctionName=form)
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404)


def test_it_is_authorized_on_the_whole_arn(aws, target, assume, forms):
    region, account_id, _, name = forms[0].split(":")
    whole = f"arn:aws:lambda:{region}:{account_id}:function:{name}"
    allow = {"Effect": "Allow", "Action": "lambda:GetFunction", "Resource": whole}
    client = assume(aws, target, allow)[1]("lambda")
    for form in forms:
        assert client.get_function(FunctionName=form)["Configuration"]["FunctionArn"] == whole
    with pytest.raises(ClientError, match="AccessDenied"):
        client.get_function(FunctionName=f"{forms[1]}:live")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_find_it(unpatched_aws, function):
    _, _, _, _, account_id, _, name, _ = function(unpatched_aws, SOURCE).split(":")
    with pytest.raises(ClientError, match="ResourceNotFound"):
        unpatched_aws("lambda").get_function(FunctionName=f"{account_id}:function:{name}")
