"""https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"""

import pytest
import requests

ECHO = """
import json
def handler(event, context):
    return {'statusCode': 200, 'body': json.dumps(event), 'multiValueHeaders': {'X-A': ['1', '2']}}
"""


def caller(aws, target, function, version):
    """Return a function that calls an HTTP API whose function returns its event."""
    arn, client = function(aws, ECHO), aws("apigatewayv2")
    api = client.create_api(Name="echo", ProtocolType="HTTP")["ApiId"]
    integration = client.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion=version
    )["IntegrationId"]
    for route in ("POST /movies/{id}", "$default"):
        client.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")
    client.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    aws("lambda").add_permission(
        FunctionName=arn, StatementId=api, Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )

    def call(method, path, **options):
        url = f"{target.endpoint_url}/_aws/execute-api/{api}{path}"
        return requests.request(method, url, timeout=30, **options)

    return call


@pytest.fixture
def call(aws, target, function):
    """``call(method, path)`` calls an API with the format 1.0."""
    return caller(aws, target, function, "1.0")


def test_the_event_has_the_format_1(call):
    event = call("POST", "/movies/7?a=1&a=2&b=3", data="text", headers={"Content-Type": "text/plain"}).json()

    context = event.pop("requestContext")
    assert event.pop("headers")["content-type"] == "text/plain"
    assert event.pop("multiValueHeaders")["content-type"] == ["text/plain"]
    assert event == {
        "version": "1.0",
        "resource": "/movies/{id}",
        "path": "/movies/7",
        "httpMethod": "POST",
        "queryStringParameters": {"a": "2", "b": "3"},
        "multiValueQueryStringParameters": {"a": ["1", "2"], "b": ["3"]},
        "pathParameters": {"id": "7"},
        "stageVariables": None,
        "body": "text",
        "isBase64Encoded": False,
    }
    assert (context["httpMethod"], context["resourcePath"], context["stage"]) == ("POST", "/movies/{id}", "$default")
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["identity"]["userArn"] is None
    assert context["authorizer"] == {"claims": None, "scopes": None}
    assert not {"http", "routeKey", "time", "timeEpoch"} & context.keys()


def test_what_is_absent_is_null(call):
    event = call("GET", "/other").json()

    assert (event["resource"], event["path"]) == ("/other", "/other")
    for name in ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "body"):
        assert event[name] is None


def test_a_binary_body_is_in_base64(call):
    event = call("POST", "/movies/7", data=b"\xff", headers={"Content-Type": "image/png"}).json()

    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


def test_the_response_has_several_values_of_a_header(call):
    assert call("GET", "/other").headers["X-A"] == "1, 2"


def test_the_format_2_stays(aws, target, function):
    event = caller(aws, target, function, "2.0")("GET", "/other?a=1&a=2").json()

    assert (event["version"], event["rawPath"], event["queryStringParameters"]) == ("2.0", "/other", {"a": "1,2"})
    assert "httpMethod" not in event


@pytest.mark.upstream
def test_unpatched_ministack_sends_the_format_2(unpatched_aws, unpatched_target, function):
    event = caller(unpatched_aws, unpatched_target, function, "1.0")("GET", "/other").json()

    assert event["version"] == "2.0"
