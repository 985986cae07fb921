import pytest
import requests
from botocore.exceptions import ClientError


def mock(api, path, status):
    """Let ``GET`` of a path respond with a status; returns the arguments that identify the integration."""
    client = api.aws("apigateway")
    method = {"restApiId": api.id, "resourceId": api.resource(path), "httpMethod": "GET"}
    client.put_method(**method, authorizationType="NONE")
    client.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    client.put_integration_response(**method, statusCode=str(status))
    return method


def replace_status(api, method, old, new):
    client = api.aws("apigateway")
    client.delete_integration_response(**method, statusCode=str(old))
    client.put_integration_response(**method, statusCode=str(new))


def test_a_change_reaches_callers_with_the_next_deployment(rest_api):
    method = mock(rest_api, "x", 201)
    rest_api.deploy()
    replace_status(rest_api, method, 201, 202)
    mock(rest_api, "new", 200)
    assert (rest_api.get("/x").status_code, rest_api.get("/new").status_code) == (201, 403)
    rest_api.deploy()
    assert (rest_api.get("/x").status_code, rest_api.get("/new").status_code) == (202, 200)


def test_a_deleted_method_is_served_until_the_next_deployment(rest_api, aws):
    method = mock(rest_api, "x", 201)
    mock(rest_api, "y", 200)
    rest_api.deploy()
    aws("apigateway").delete_resource(restApiId=rest_api.id, resourceId=method["resourceId"])
    assert rest_api.get("/x").status_code == 201
    rest_api.deploy()
    assert rest_api.get("/x").status_code == 403


def test_a_stage_can_be_rolled_back_to_an_earlier_deployment(rest_api, aws):
    client = aws("apigateway")
    method = mock(rest_api, "x", 201)
    first = client.create_deployment(restApiId=rest_api.id, stageName="live")["id"]
    replace_status(rest_api, method, 201, 202)
    rest_api.deploy()
    assert rest_api.get("/x").status_code == 202
    back = [{"op": "replace", "path": "/deploymentId", "value": first}]
    client.update_stage(restApiId=rest_api.id, stageName="live", patchOperations=back)
    assert rest_api.get("/x").status_code == 201


def test_authorization_is_that_of_the_deployment(rest_api, aws):
    method = mock(rest_api, "x", 200)
    rest_api.deploy()
    protect = [{"op": "replace", "path": "/authorizationType", "value": "AWS_IAM"}]
    aws("apigateway").update_method(**method, patchOperations=protect)
    assert rest_api.get("/x").status_code == 200
    rest_api.deploy()
    assert rest_api.get("/x").status_code == 403


def test_an_api_without_methods_is_not_deployed(rest_api):
    with pytest.raises(ClientError, match="doesn't contain any methods"):
        rest_api.deploy()


def test_a_method_without_an_integration_is_not_deployed(rest_api, aws):
    method = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET"}
    aws("apigateway").put_method(**method, authorizationType="NONE")
    with pytest.raises(ClientError, match="No integration defined for method"):
        rest_api.deploy()


def test_a_deployment_that_a_stage_uses_is_not_deleted(rest_api, aws):
    client = aws("apigateway")
    mock(rest_api, "x", 200)
    deployment = client.create_deployment(restApiId=rest_api.id, stageName="live")["id"]
    with pytest.raises(ClientError, match="Active stages"):
        client.delete_deployment(restApiId=rest_api.id, deploymentId=deployment)
    client.delete_stage(restApiId=rest_api.id, stageName="live")
    client.delete_deployment(restApiId=rest_api.id, deploymentId=deployment)


@pytest.mark.upstream
def test_unpatched_ministack_serves_a_method_without_a_deployment(unpatched_rest_api):
    mock(unpatched_rest_api, "x", 200)
    unpatched_rest_api.deploy()
    mock(unpatched_rest_api, "new", 200)
    assert requests.get(unpatched_rest_api.url("/new"), timeout=30).status_code == 200
