"""Which definitions are refused is tested in tests/unit/slipway_emulator/validation/test_apis.py."""

import pytest
from botocore.exceptions import ClientError

FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:f"


def refused(code, call, **arguments):
    with pytest.raises(ClientError) as refusal:
        call(**arguments)
    assert refusal.value.response["Error"]["Code"] == code


def test_a_resource_and_an_integration_of_a_rest_api_are_refused(aws, rest_api):
    client = aws("apigateway")
    resource = rest_api.resource("{id}")
    refused("BadRequestException", rest_api.resource, path="{name}")
    refused("BadRequestException", rest_api.resource, path="a/b")
    method = {"restApiId": rest_api.id, "resourceId": resource, "httpMethod": "GET"}
    refused("NotFoundException", client.put_integration, **method, type="AWS_PROXY", uri="nonsense")
    client.put_method(**method, authorizationType="NONE")
    refused(
        "BadRequestException",
        client.put_integration,
        **method,
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=FUNCTION,
    )
    assert "methodIntegration" not in client.get_method(**method)


def test_an_integration_a_route_and_a_stage_of_an_http_api_are_refused(aws, http_api):
    client, api = aws("apigatewayv2"), {"ApiId": http_api.id}
    proxy = {"IntegrationType": "AWS_PROXY", "PayloadFormatVersion": "2.0"}
    refused("BadRequestException", client.create_integration, **api, **proxy, IntegrationUri="nonsense")
    integration = client.create_integration(**api, **proxy, IntegrationUri=FUNCTION)["IntegrationId"]
    refused("BadRequestException", client.update_integration, **api, IntegrationId=integration, IntegrationUri="f")
    client.update_integration(**api, IntegrationId=integration, IntegrationUri=f"{FUNCTION}:live")

    refused("BadRequestException", client.create_route, **api, RouteKey="GET x")
    client.create_route(**api, RouteKey="GET /a")
    refused("ConflictException", client.create_route, **api, RouteKey="GET /a")
    route = client.create_route(**api, RouteKey="GET /b")["RouteId"]
    refused("ConflictException", client.update_route, **api, RouteId=route, RouteKey="GET /a")
    client.update_route(**api, RouteId=route, RouteKey="GET /b", Target=f"integrations/{integration}")

    refused("BadRequestException", client.create_stage, **api, StageName="a b")
    client.create_stage(**api, StageName="live", Description="first")
    refused("ConflictException", client.create_stage, **api, StageName="live")
    assert client.get_stage(**api, StageName="live")["Description"] == "first"


def test_a_web_socket_api_has_other_route_keys(aws):
    client = aws("apigatewayv2")
    api = client.create_api(Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")[
        "ApiId"
    ]
    client.create_route(ApiId=api, RouteKey="$connect")
    client.create_integration(ApiId=api, IntegrationType="MOCK")


@pytest.mark.parametrize("settings", [{"Target": "nonsense"}, {"Target": FUNCTION, "RouteKey": "GET x"}])
def test_quick_create_of_something_else_makes_no_api(aws, unique_name, settings):
    client = aws("apigatewayv2")
    refused("BadRequestException", client.create_api, Name=unique_name, ProtocolType="HTTP", **settings)
    assert unique_name not in [api["Name"] for api in client.get_apis(MaxResults="100")["Items"]]


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_uri_and_route_key(unpatched_aws, unpatched_http_api):
    client, api = unpatched_aws("apigatewayv2"), {"ApiId": unpatched_http_api.id}
    client.create_integration(**api, IntegrationType="AWS_PROXY", IntegrationUri="x", PayloadFormatVersion="2.0")
    client.create_route(**api, RouteKey="GET x")
