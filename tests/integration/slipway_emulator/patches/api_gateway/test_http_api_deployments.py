"""https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html"""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def api(echo_api):
    """An HTTP API with the route GET /one and the stage test, which deploys nothing automatically."""
    api, arn = echo_api
    api.route("GET /one", arn)
    api.aws("apigatewayv2").create_stage(ApiId=api.id, StageName="test")
    return api


def deploy(api, **settings):
    return api.aws("apigatewayv2").create_deployment(ApiId=api.id, **settings)["DeploymentId"]


def set_stage(api, **settings):
    return api.aws("apigatewayv2").update_stage(ApiId=api.id, StageName="test", **settings)


def statuses(api, *paths):
    return [api.get(path).status_code for path in paths]


def test_a_change_reaches_callers_with_the_next_deployment(api, echo_api):
    assert statuses(api, "/test/one") == [404]
    first = deploy(api, StageName="test")
    api.route("GET /two", echo_api[1])
    assert statuses(api, "/test/one", "/test/two") == [200, 404]
    set_stage(api, DeploymentId=deploy(api))
    assert statuses(api, "/test/one", "/test/two") == [200, 200]
    set_stage(api, DeploymentId=first)
    assert statuses(api, "/test/one", "/test/two") == [200, 404]


def test_integrations_and_authorization_are_those_of_the_deployment(api):
    deploy(api, StageName="test")
    client = api.aws("apigatewayv2")
    (route,) = client.get_routes(ApiId=api.id)["Items"]
    client.delete_integration(ApiId=api.id, IntegrationId=route["Target"].removeprefix("integrations/"))
    client.update_route(ApiId=api.id, RouteId=route["RouteId"], AuthorizationType="AWS_IAM")
    assert statuses(api, "/test/one") == [200]
    deploy(api, StageName="test")
    assert statuses(api, "/test/one") == [403]


def test_a_stage_that_deploys_automatically_keeps_its_deployment_when_it_no_longer_does(api, echo_api):
    set_stage(api, AutoDeploy=True)
    assert statuses(api, "/test/one") == [200]
    assert set_stage(api, AutoDeploy=False)["DeploymentId"]
    api.route("GET /two", echo_api[1])
    assert statuses(api, "/test/one", "/test/two") == [200, 404]


def test_a_stage_that_does_not_exist_is_a_404(api):
    deploy(api)
    assert statuses(api, "/one", "/other/one") == [404, 404]


def test_what_can_not_be_deployed_is_refused(http_api, api):
    with pytest.raises(ClientError, match="Invalid stage identifier specified"):
        deploy(api, StageName="other")
    for settings in ({"DeploymentId": "none"}, {"AutoDeploy": False, "DeploymentId": "none"}):
        with pytest.raises(ClientError, match="Invalid deployment identifier specified none"):
            set_stage(api, **settings)
    with pytest.raises(ClientError, match="can't be updated if autoDeploy is enabled"):
        set_stage(api, AutoDeploy=True, DeploymentId=deploy(api))


def test_an_api_without_routes_is_not_deployed(http_api):
    with pytest.raises(ClientError, match="no routes exist in this API"):
        deploy(http_api)


def test_a_deployment_that_a_stage_uses_is_not_deleted(api):
    client, deployment = api.aws("apigatewayv2"), deploy(api, StageName="test")
    with pytest.raises(ClientError, match="Active stages"):
        client.delete_deployment(ApiId=api.id, DeploymentId=deployment)
    client.delete_stage(ApiId=api.id, StageName="test")
    client.delete_deployment(ApiId=api.id, DeploymentId=deployment)


@pytest.mark.upstream
def test_unpatched_ministack_serves_what_was_not_deployed(unpatched_echo_api):
    api, arn = unpatched_echo_api
    api.aws("apigatewayv2").create_stage(ApiId=api.id, StageName="test")
    api.route("GET /one", arn)
    assert statuses(api, "/test/one") == [200]
