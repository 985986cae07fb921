from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

MESSAGE = "CloudWatch Logs role ARN must be set in account settings to enable logging"
LOGGING = {"destinationArn": "arn:aws:logs:eu-central-1:123456789012:log-group:x", "format": "$context.requestId"}
LEVEL = {"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"}


def new_api(target, account_id):
    """Return a client of an account, and the id of a new, deployed API in it."""
    client = replace(target, access_key_id=account_id).client("apigateway")
    api_id = client.create_rest_api(name="x")["id"]
    root = client.get_resources(restApiId=api_id)["items"][0]["id"]
    client.put_method(restApiId=api_id, resourceId=root, httpMethod="GET", authorizationType="NONE")
    client.put_integration(restApiId=api_id, resourceId=root, httpMethod="GET", type="MOCK")
    client.create_deployment(restApiId=api_id, stageName="live")
    return client, api_id


@pytest.fixture
def account_id(target):
    """An account that no other test uses, in addition to the worker's own."""
    return f"2{target.access_key_id[1:]}"


@pytest.mark.parametrize(
    "operation",
    [LEVEL, {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": LOGGING["destinationArn"]}],
)
def test_logging_needs_the_role_in_the_account_settings(target, account_id, operation):
    client, api_id = new_api(target, account_id)
    with pytest.raises(ClientError, match=MESSAGE) as refused:
        client.update_stage(restApiId=api_id, stageName="live", patchOperations=[operation])
    assert refused.value.response["Error"]["Code"] == "BadRequestException"


def test_with_the_role_logging_can_be_enabled(aws, target, role):
    client, api_id = new_api(target, target.access_key_id)
    role_arn = role(aws, service="apigateway")
    client.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role_arn}])
    stage = client.update_stage(restApiId=api_id, stageName="live", patchOperations=[LEVEL])
    assert stage["methodSettings"]["*/*"]["loggingLevel"] == "ERROR"


def test_logging_can_be_disabled_without_the_role(target, account_id):
    client, api_id = new_api(target, account_id)
    off = [LEVEL | {"value": "OFF"}, {"op": "remove", "path": "/accessLogSettings"}]
    client.update_stage(restApiId=api_id, stageName="live", patchOperations=off)


@pytest.mark.upstream
def test_unpatched_ministack_needs_no_role(unpatched_target):
    client, api_id = new_api(unpatched_target, "200000000000")
    client.update_stage(restApiId=api_id, stageName="live", patchOperations=[LEVEL])
