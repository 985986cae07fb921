import pytest


def staged(api):
    client = api.aws("apigateway")
    client.put_method(restApiId=api.id, resourceId=api.root, httpMethod="GET", authorizationType="NONE")
    client.put_integration(restApiId=api.id, resourceId=api.root, httpMethod="GET", type="MOCK")
    deployment = client.create_deployment(restApiId=api.id)["id"]
    client.create_stage(restApiId=api.id, stageName="live", deploymentId=deployment)
    return client.get_stage(restApiId=api.id, stageName="live")


def test_a_stage_without_an_access_log_has_no_settings_for_it(rest_api):
    assert "accessLogSettings" not in staged(rest_api)


@pytest.mark.upstream
def test_unpatched_ministack_returns_empty_settings(unpatched_rest_api):
    assert staged(unpatched_rest_api)["accessLogSettings"] == {}
