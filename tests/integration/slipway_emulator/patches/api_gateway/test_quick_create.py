import pytest
import requests
from botocore.exceptions import ClientError

HELLO = "def handler(event, context):\n    return {'statusCode': 200, 'body': event['routeKey']}\n"


def created(aws, function, **settings):
    """An HTTP API whose target is a function that returns the route, and the function's ARN."""
    arn = function(aws, HELLO)
    api = aws("apigatewayv2").create_api(Name="quick", ProtocolType="HTTP", Target=arn, **settings)["ApiId"]
    aws("lambda").add_permission(
        FunctionName=arn, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    return api, arn


def get(target, api, path):
    return requests.get(f"{target.endpoint_url}/_aws/execute-api/{api}{path}", timeout=30)


def test_an_api_with_a_target_can_be_called(aws, target, function):
    api, arn = created(aws, function)
    assert get(target, api, "/any/path").text == "$default"
    client = aws("apigatewayv2")
    (integration,) = client.get_integrations(ApiId=api)["Items"]
    (route,) = client.get_routes(ApiId=api)["Items"]
    (stage,) = client.get_stages(ApiId=api)["Items"]
    assert (integration["IntegrationUri"], integration["PayloadFormatVersion"]) == (arn, "2.0")
    assert route["Target"] == f"integrations/{integration['IntegrationId']}"
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert all(one["ApiGatewayManaged"] for one in (integration, route, stage))


def test_a_route_key_is_the_only_route(aws, target, function):
    api, _ = created(aws, function, RouteKey="GET /movies")
    assert get(target, api, "/movies").text == "GET /movies"
    assert get(target, api, "/other").status_code == 404


def test_route_and_target_can_be_updated(aws, target, function):
    api, _ = created(aws, function)
    other = function(aws, "def handler(event, context):\n    return 'other'\n")
    aws("lambda").add_permission(
        FunctionName=other, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    aws("apigatewayv2").update_api(ApiId=api, RouteKey="GET /movies", Target=other)
    assert get(target, api, "/movies").text == "other"
    assert get(target, api, "/other").status_code == 404


def test_a_url_is_a_target(aws):
    api = aws("apigatewayv2").create_api(Name="quick", ProtocolType="HTTP", Target="https://example.com/")["ApiId"]
    (integration,) = aws("apigatewayv2").get_integrations(ApiId=api)["Items"]
    assert (integration["IntegrationType"], integration["IntegrationMethod"]) == ("HTTP_PROXY", "ANY")


def test_a_web_socket_api_has_no_quick_create(aws):
    with pytest.raises(ClientError, match="BadRequestException"):
        aws("apigatewayv2").create_api(
            Name="quick", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action", Target="a"
        )


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_target(unpatched_aws, unpatched_target, function):
    assert get(unpatched_target, created(unpatched_aws, function)[0], "/").status_code == 404
