import json

import pytest

from slipway.harness import unique_name

SOURCE = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'invoked'}\n"

# Both an integration and an authorizer: of a REST API, or of an HTTP API with simple responses.
AUTHORIZER = """
def handler(event, context):
    if event.get("type") not in ("TOKEN", "REQUEST"):
        return {"statusCode": 200, "body": "invoked"}
    if "routeArn" in event:
        return {"isAuthorized": True}
    allow = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": event["methodArn"]}
    return {"principalId": "a", "policyDocument": {"Version": "2012-10-17", "Statement": [allow]}}
"""


@pytest.fixture
def api(rest_api, aws, function):
    """``GET /movies/{id}`` and ``ANY /any``, integrated with ``api.function``."""
    arn = function(aws, SOURCE)
    movies = rest_api.resource("movies")
    rest_api.method(rest_api.resource("{id}", movies), "GET", arn)
    rest_api.method(rest_api.resource("any"), "ANY", arn)
    rest_api.deploy()
    return rest_api, arn


def test_without_a_permission_the_caller_gets_500(api):
    rest_api, _ = api
    response = rest_api.get("/movies/1")
    assert (response.status_code, response.json()) == (500, {"message": "Internal server error"})


@pytest.mark.parametrize("source", ["live/GET/movies/{id}", "live/GET/movies/*", "*/GET/*", "*"])
def test_a_permission_for_the_method_allows_the_invocation(api, source):
    rest_api, function_arn = api
    rest_api.permit(function_arn, source)
    assert rest_api.get("/movies/1").text == "invoked"


@pytest.mark.parametrize("source", ["live/POST/movies/*", "test/GET/movies/*", "live/GET/movies", "live/GET/movies/1"])
def test_a_permission_for_another_method_does_not(api, source):
    rest_api, function_arn = api
    rest_api.permit(function_arn, source)
    assert rest_api.get("/movies/1").status_code == 500


def test_the_method_any_is_any_in_the_source_arn(api):
    rest_api, function_arn = api
    rest_api.permit(function_arn, "live/GET/any")
    assert rest_api.get("/any").status_code == 500
    rest_api.permit(function_arn, "live/ANY/any")
    assert rest_api.get("/any").status_code == 200


def test_a_permission_on_the_function_does_not_include_its_alias(api):
    rest_api, function_arn = api
    rest_api.permit(function_arn.removesuffix(":live"), "*")
    assert rest_api.get("/movies/1").status_code == 500


def test_the_gateway_response_formats_the_denial(api, aws):
    rest_api, _ = api
    aws("apigateway").put_gateway_response(
        restApiId=rest_api.id,
        responseType="DEFAULT_5XX",
        responseTemplates={"application/json": '{"type":"$context.error.responseType"}'},
    )
    rest_api.deploy()
    assert rest_api.get("/movies/1").json() == {"type": "API_CONFIGURATION_ERROR"}


def test_with_credentials_the_role_of_the_integration_needs_the_permission(api, aws, role):
    rest_api, function_arn = api
    invoke = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function_arn}
    client = aws("apigateway")
    items = client.get_resources(restApiId=rest_api.id)["items"]
    resource = next(item["id"] for item in items if item["path"] == "/any")
    for statements, status in ([], 500), ([invoke], 200):
        client.update_integration(
            restApiId=rest_api.id,
            resourceId=resource,
            httpMethod="ANY",
            patchOperations=[
                {"op": "replace", "path": "/credentials", "value": role(aws, *statements, service="apigateway")}
            ],
        )
        rest_api.deploy()
        assert rest_api.get("/any").status_code == status


@pytest.mark.parametrize(("source", "status"), [("live/GET/x", 200), ("live/POST/x", 500)])
def test_an_http_api_needs_the_permission_too(aws, target, function, unique_name, source, status):
    arn = function(aws, SOURCE)
    client = aws("apigatewayv2")
    api_id = client.create_api(Name=unique_name, ProtocolType="HTTP")["ApiId"]
    integration = client.create_integration(
        ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    client.create_route(ApiId=api_id, RouteKey="GET /x", Target=f"integrations/{integration}")
    client.create_stage(ApiId=api_id, StageName="live", AutoDeploy=True)
    prefix = f"arn:aws:execute-api:{target.region}:{target.access_key_id}:{api_id}"
    aws("lambda").add_permission(
        FunctionName=arn,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"{prefix}/{source}",
    )
    import requests

    url = target.api_url(f"https://{api_id}.execute-api.{target.region}.amazonaws.com/live/x")
    response = requests.get(url, timeout=30)
    assert response.status_code == status
    assert status == 200 or response.json() == {"message": "Internal Server Error"}


def invocation_uri(api, arn):
    return f"arn:aws:apigateway:{api.target.region}:lambda:path/2015-03-31/functions/{arn}/invocations"


def responses(api, arn, authorizer, path):
    """Request a path without a permission for the authorizer, with one for another authorizer, and with the right one.

    Return the statuses and the bodies.
    """
    api.permit(arn, "live/GET/*")
    found = []
    for source in None, "authorizers/other", f"authorizers/{authorizer}":
        if source:
            api.permit(arn, source)
        response = api.get(path, headers={"Authorization": "token"})
        found.append((response.status_code, response.text))
    return found


def test_an_authorizer_of_a_rest_api_needs_a_permission(rest_api, function):
    """https://repost.aws/knowledge-center/api-gateway-rest-api-lambda-integrations

    The body: https://github.com/aws/chalice/issues/670
    """
    client, arn = rest_api.aws("apigateway"), function(rest_api.aws, AUTHORIZER)
    authorizer = client.create_authorizer(
        restApiId=rest_api.id,
        name=unique_name(),
        type="TOKEN",
        identitySource="method.request.header.Authorization",
        authorizerUri=invocation_uri(rest_api, arn),
    )["id"]
    resource = rest_api.resource("movies")
    rest_api.method(resource, "GET", arn, authorizationType="CUSTOM", authorizerId=authorizer)
    rest_api.deploy()
    denied = (500, '{"message": null}')
    assert responses(rest_api, arn, authorizer, "/movies") == [denied, denied, (200, "invoked")]


def test_an_authorizer_of_an_http_api_needs_a_permission(http_api, function):
    """https://repost.aws/knowledge-center/api-gateway-http-lambda-integrations"""
    client, arn = http_api.aws("apigatewayv2"), function(http_api.aws, AUTHORIZER)
    authorizer = client.create_authorizer(
        ApiId=http_api.id,
        Name=unique_name(),
        AuthorizerType="REQUEST",
        IdentitySource=["$request.header.Authorization"],
        AuthorizerUri=invocation_uri(http_api, arn),
        AuthorizerPayloadFormatVersion="2.0",
        EnableSimpleResponses=True,
    )["AuthorizerId"]
    http_api.route("GET /movies", arn, AuthorizationType="CUSTOM", AuthorizerId=authorizer)
    http_api.stage("live")
    denied = (500, '{"message": "Internal Server Error"}')
    assert responses(http_api, arn, authorizer, "/live/movies") == [denied, denied, (200, "invoked")]


@pytest.mark.upstream
def test_unpatched_ministack_invokes_without_a_permission(unpatched_rest_api, unpatched_aws, function):
    arn = function(unpatched_aws, SOURCE)
    unpatched_rest_api.method(unpatched_rest_api.resource("x"), "GET", arn)
    unpatched_rest_api.deploy()
    assert unpatched_rest_api.get("/x").text == "invoked"
    assert "Statement" not in json.dumps(unpatched_rest_api.get("/x").text)
