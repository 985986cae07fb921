"""HTTP APIs and function URLs. What a valid response is, is tested with REST APIs, which read it the same way."""

import json

import pytest
import requests
from public_functions import make_public

# Returns the JSON in the query parameter r.
REPLIES = """
import json
def handler(event, context):
    reply = json.loads(event['queryStringParameters']['r'])
    if reply == 'raise':
        raise ValueError('secret')
    return reply
"""
INVALID = [
    "raise",
    *({"statusCode": status} for status in (99, 1000, "abc", 200.5, True)),
    {"statusCode": 200, "body": {"a": 1}},
    {"statusCode": 200, "headers": ["X-A"]},
    {"statusCode": 200, "headers": {"X-A": "1\r\nX-B: 2"}},
    {"statusCode": 200, "headers": {"X-A\nX-B": "1"}},
    {"statusCode": 200, "body": "?", "isBase64Encoded": True},
]
VALID = [
    ({"statusCode": 200, "body": None}, 200, ""),
    ({"statusCode": 200}, 200, ""),
    ({"statusCode": "201", "body": "x", "other": 1}, 201, "x"),
    ({"statusCode": 204, "body": "x"}, 204, ""),
    ({"statusCode": 200, "body": "eA==", "isBase64Encoded": True}, 200, "x"),
]
INFERRED = [({"a": 1}, {"a": 1}), ([1], [1])]


def http_api(aws, target, arn, version="2.0"):
    """Return a function that calls an HTTP API with a route to the function."""
    client = aws("apigatewayv2")
    api = client.create_api(Name="replies", ProtocolType="HTTP")["ApiId"]
    integration = client.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion=version
    )["IntegrationId"]
    client.create_route(ApiId=api, RouteKey="GET /x", Target=f"integrations/{integration}")
    client.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    aws("lambda").add_permission(
        FunctionName=arn, StatementId=api, Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    return lambda reply: requests.get(
        f"{target.endpoint_url}/_aws/execute-api/{api}/x", params={"r": json.dumps(reply)}, timeout=30
    )


def function_url(aws, target, arn):
    """Return a function that calls the function's URL."""
    name, alias = arn.split(":")[-2:]
    make_public(aws, FunctionName=name, Qualifier=alias)
    url = aws("lambda").create_function_url_config(FunctionName=name, Qualifier=alias, AuthType="NONE")["FunctionUrl"]
    url_id = url.partition("://")[2].partition(".")[0]
    return lambda reply: requests.get(
        f"{target.endpoint_url}/_aws/lambda-url/{url_id}/x", params={"r": json.dumps(reply)}, timeout=30
    )


@pytest.fixture(params=[http_api, function_url])
def replies(aws, target, function, request):
    """``replies(value)`` calls a function that returns the value, through an HTTP API or a URL."""
    return request.param(aws, target, function(aws, REPLIES))


@pytest.mark.parametrize("returned", INVALID, ids=repr)
def test_an_invalid_response_of_a_function_behind_an_http_api_is_500(aws, target, function, returned):
    response = http_api(aws, target, function(aws, REPLIES))(returned)
    assert (response.status_code, response.json()) == (500, {"message": "Internal Server Error"})


@pytest.mark.parametrize("returned", INVALID, ids=repr)
def test_an_invalid_response_of_a_function_behind_a_url_is_502(aws, target, function, returned):
    response = function_url(aws, target, function(aws, REPLIES))(returned)
    assert (response.status_code, response.text) == (502, "Internal Server Error")


@pytest.mark.parametrize(("returned", "status", "body"), VALID, ids=repr)
def test_a_response_reaches_the_caller(replies, returned, status, body):
    response = replies(returned)
    assert (response.status_code, response.text) == (status, body)


@pytest.mark.parametrize(("returned", "body"), INFERRED, ids=repr)
def test_json_without_a_status_code_is_the_body(replies, returned, body):
    response = replies(returned)
    assert (response.status_code, response.json()) == (200, body)
    assert response.headers["Content-Type"] == "application/json"


def test_headers_are_in_json_and_cookies_are_separate(replies):
    headers = {"X-N": 5, "X-B": True, "X-Null": None, "Content-Type": None, "Content-Length": 1}
    response = replies({"statusCode": 200, "headers": headers, "cookies": ["a=1", "b=2"], "body": "longer"})
    assert (response.headers["X-N"], response.headers["X-B"], response.text) == ("5", "true", "longer")
    assert not {"X-Null", "Content-Type"} & response.headers.keys()
    assert response.raw.headers.getlist("Set-Cookie") == ["a=1", "b=2"]


def test_nothing_is_inferred_in_the_format_1_0(aws, target, function):
    call = http_api(aws, target, function(aws, REPLIES), "1.0")
    assert call({"body": "x"}).status_code == 500
    response = call({"statusCode": 200, "headers": {"X-M": "2"}, "multiValueHeaders": {"X-M": ["1"]}})
    assert response.raw.headers.getlist("X-M") == ["1", "2"]


@pytest.mark.parametrize(("call", "status"), [(http_api, 500), (function_url, 429)])
def test_a_throttled_function_is_500_or_429(aws, target, function, call, status):
    arn = function(aws, REPLIES)
    send = call(aws, target, arn)
    aws("lambda").put_function_concurrency(FunctionName=arn.split(":")[-2], ReservedConcurrentExecutions=0)
    assert send({}).status_code == status


@pytest.mark.upstream
@pytest.mark.parametrize("call", [http_api, function_url])
def test_unpatched_ministack_sends_the_message_to_the_caller(unpatched_aws, unpatched_target, function, call):
    assert "secret" in call(unpatched_aws, unpatched_target, function(unpatched_aws, REPLIES))("raise").text
