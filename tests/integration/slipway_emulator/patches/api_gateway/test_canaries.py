"""https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_canary.snapshot.json
"""

import json

import pytest
from botocore.exceptions import ClientError

CANARY = {"percentTraffic": 50, "stageVariableOverrides": {"a": "2"}}
PROMOTE = [
    {"op": "replace", "path": "/canarySettings/percentTraffic", "value": "0.0"},
    {"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId"},
    {"op": "copy", "from": "/canarySettings/stageVariableOverrides", "path": "/variables"},
]


@pytest.fixture
def api():
    """``api(aws)`` creates an API with a method and the stage dev; returns its id and that of the deployment."""

    def api(aws):
        client = aws("apigateway")
        api = client.create_rest_api(name="a")
        method = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "GET"}
        client.put_method(**method, authorizationType="NONE")
        client.put_integration(**method, type="MOCK")
        created = client.create_deployment(restApiId=api["id"], stageName="dev", variables={"a": "1", "b": "1"})
        return api["id"], created["id"]

    return api


def update(aws, api, *operations):
    return aws("apigateway").update_stage(restApiId=api, stageName="dev", patchOperations=list(operations))


def test_a_canary_is_promoted(aws, api):
    found, first = api(aws)
    second = aws("apigateway").create_deployment(restApiId=found, stageName="dev", canarySettings=CANARY)["id"]
    stage = aws("apigateway").get_stage(restApiId=found, stageName="dev")
    assert stage["deploymentId"] == first
    assert stage["canarySettings"] == {"deploymentId": second, "useStageCache": False, **CANARY}
    promoted = update(aws, found, *PROMOTE)
    assert (promoted["deploymentId"], promoted["variables"]) == (second, {"a": "2", "b": "1"})
    assert promoted["canarySettings"]["percentTraffic"] == 0
    assert "canarySettings" not in update(aws, found, {"op": "remove", "path": "/canarySettings"})


def test_a_canary_is_created_by_an_update(aws, api):
    found, first = api(aws)
    stage = update(aws, found, {"op": "replace", "path": "/canarySettings/percentTraffic", "value": "50"})
    assert stage["canarySettings"] == {"deploymentId": first, "percentTraffic": 50.0, "useStageCache": False}


def test_an_impossible_canary_is_refused(aws, api):
    found, _ = api(aws)
    content = "Invalid deployment content specified.Non null and non empty stageName must be provided"
    for name, message in {
        None: f"{content} for canary deployment. Provided value is null",
        "": f"{content} for canary deployment. Provided value is ",
        "no": "Stage no must already be created before making a canary release deployment",
    }.items():
        options = {} if name is None else {"stageName": name}
        with pytest.raises(ClientError) as error:
            aws("apigateway").create_deployment(restApiId=found, canarySettings=CANARY, **options)
        assert error.value.response["Error"]["Message"].endswith(message)
    with pytest.raises(ClientError, match=r"Promotion not available\. Canary does not exist\."):
        update(aws, found, *PROMOTE[1:])
    with pytest.raises(ClientError, match="Invalid copy operation with path: /canarySettings/deploymentId and from"):
        update(aws, found, {"op": "copy", "path": "/canarySettings/deploymentId", "from": "/deploymentId"})


def test_a_canary_gets_a_part_of_the_requests(aws, rest_api):
    client, resource = aws("apigateway"), rest_api.resource("a")
    method = {"restApiId": rest_api.id, "resourceId": resource, "httpMethod": "GET"}
    client.put_method(**method, authorizationType="NONE")

    def answer(status):
        template = json.dumps({"statusCode": status})
        client.put_integration(**method, type="MOCK", requestTemplates={"application/json": template})

    for status in ("200", "202"):
        client.put_method_response(**method, statusCode=status)
    answer(200)
    for status in ("200", "202"):
        client.put_integration_response(**method, statusCode=status, selectionPattern=status)
    rest_api.deploy()
    answer(202)
    for status in ("200", "202"):
        client.put_integration_response(**method, statusCode=status, selectionPattern=status)
    client.create_deployment(restApiId=rest_api.id, stageName="live", canarySettings={"percentTraffic": 50})
    assert {rest_api.get("/a").status_code for _ in range(20)} == {200, 202}


@pytest.mark.upstream
def test_unpatched_ministack_deploys_to_the_whole_stage(unpatched_aws, api):
    found, first = api(unpatched_aws)
    unpatched_aws("apigateway").create_deployment(restApiId=found, stageName="dev", canarySettings=CANARY)
    assert unpatched_aws("apigateway").get_stage(restApiId=found, stageName="dev")["deploymentId"] != first
