"""https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/apigateway"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

API = {
    *("apiKeySource", "createdDate", "disableExecuteApiEndpoint", "endpointConfiguration", "id", "name"),
    "rootResourceId",
}
STAGE = {
    *("cacheClusterEnabled", "cacheClusterStatus", "createdDate", "deploymentId", "lastUpdatedDate", "methodSettings"),
    *("stageName", "tracingEnabled"),
}


def members(response):
    return response.keys() - {"ResponseMetadata"}


def status(response):
    return response["ResponseMetadata"]["HTTPStatusCode"]


def test_an_api_has_no_empty_members_and_is_edge_optimized(aws, unique_name):
    client = aws("apigateway")
    created = client.create_rest_api(name=unique_name)
    assert members(created) == API
    assert created["endpointConfiguration"] == {"types": ["EDGE"], "ipAddressType": "ipv4"}
    assert members(client.get_rest_api(restApiId=created["id"])) == {*API, "tags"}
    regional = client.create_rest_api(name=unique_name, endpointConfiguration={"types": ["REGIONAL"]})
    assert regional["endpointConfiguration"]["types"] == ["REGIONAL"]


def test_neither_have_its_resources_methods_and_integrations(aws, rest_api):
    client, where = aws("apigateway"), {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET"}
    client.put_method(**where, authorizationType="NONE")
    client.put_integration(
        **where, type="MOCK", integrationHttpMethod="POST", requestTemplates={"application/json": '{"statusCode": 200}'}
    )
    client.put_method_response(**where, statusCode="200")
    client.put_integration_response(**where, statusCode="200")
    method = client.get_method(**where)
    assert members(method) == {
        *("apiKeyRequired", "authorizationType", "httpMethod", "methodIntegration", "methodResponses"),
    }
    assert method["methodResponses"] == {"200": {"statusCode": "200"}}
    integration = method["methodIntegration"]
    assert integration["integrationResponses"] == {"200": {"statusCode": "200"}}
    assert not {"connectionType", "requestParameters", "uri"} & integration.keys()
    (root,) = client.get_resources(restApiId=rest_api.id)["items"]
    assert root["resourceMethods"] == {"GET": {}}
    assert "pathPart" not in root
    (root,) = client.get_resources(restApiId=rest_api.id, embed=["methods"])["items"]
    assert root["resourceMethods"]["GET"]["authorizationType"] == "NONE"


def test_a_stage_and_a_deployment_have_what_they_are_asked_for(aws, rest_api, function):
    rest_api.method(rest_api.root, "GET", function(aws, "def handler(event, context):\n    pass\n"))
    client = aws("apigateway")
    rest_api.deploy()
    stage = client.get_stage(restApiId=rest_api.id, stageName="live")
    assert members(stage) == STAGE
    assert stage["cacheClusterStatus"] == "NOT_AVAILABLE"
    where = {"restApiId": rest_api.id, "deploymentId": stage["deploymentId"]}
    assert members(client.get_deployment(**where)) == {"createdDate", "id"}
    assert "apiSummary" in client.get_deployment(**where, embed=["apisummary"])


# https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRestApi.html
def test_an_operation_has_its_status(aws, rest_api):
    client, where = aws("apigateway"), {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET"}
    assert status(client.put_method(**where, authorizationType="NONE")) == 201
    assert status(client.put_method_response(**where, statusCode="200")) == 201
    assert status(client.delete_method(**where)) == 204
    validator = client.create_request_validator(restApiId=rest_api.id, name=unique_name())
    assert status(validator) == 201
    assert status(client.delete_request_validator(restApiId=rest_api.id, requestValidatorId=validator["id"])) == 202
    assert status(client.delete_rest_api(restApiId=rest_api.id)) == 202


def test_an_api_that_does_not_exist_is_named_with_the_account(aws, target):
    with pytest.raises(ClientError) as error:
        aws("apigateway").get_rest_api(restApiId="none")
    message = f"Invalid API identifier specified {target.access_key_id}:none"
    assert error.value.response["Error"]["Message"] == message


@pytest.mark.upstream
def test_unpatched_ministack_returns_empty_members(unpatched_aws, unique_name):
    created = unpatched_aws("apigateway").create_rest_api(name=unique_name)
    assert (created["description"], created["endpointConfiguration"]["types"]) == ("", ["REGIONAL"])
