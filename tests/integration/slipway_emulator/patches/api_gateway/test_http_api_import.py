"""https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html"""

import json

import pytest
import yaml
from botocore.exceptions import ClientError

JWT = {
    "type": "openIdConnect",
    "openIdConnectUrl": "https://issuer.example.com/.well-known/openid-configuration",
    "x-amazon-apigateway-authorizer": {
        "type": "jwt",
        "jwtConfiguration": {"audience": ["movies"]},
        "identitySource": "$request.header.Authorization",
    },
}
REQUEST = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authorizer": {
        "type": "request",
        "identitySource": "$request.header.Authorization, $request.querystring.key",
        "authorizerUri": "arn:aws:apigateway:x",
        "authorizerPayloadFormatVersion": 2.0,
        "enableSimpleResponses": True,
        "authorizerResultTtlInSeconds": 60,
    },
}
SIGV4 = {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}


def integration(arn, **settings):
    uri = f"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/{arn}/invocations"
    return {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": uri,
        "payloadFormatVersion": 2.0,
        "timeoutInMillis": 5000,
    } | settings


def document(arn="function", *paths, **members):
    """A document with ``GET`` of each path, by default ``/one``."""
    operation = {"x-amazon-apigateway-integration": integration(arn)}
    return {
        "openapi": "3.0.1",
        "info": {"title": "movies", "description": "All movies", "version": "2"},
        "paths": {path: {"get": dict(operation)} for path in paths or ("/one",)},
        **members,
    }


def changed(operation, **members):
    """A document whose operation has other members too."""
    result = document(**members)
    result["paths"]["/one"]["get"] |= operation
    return result


def text(content):
    return content if isinstance(content, str) else json.dumps(content)


def import_api(aws, content, **settings):
    return aws("apigatewayv2").import_api(Body=text(content), **settings)


def reimport(api, content, **settings):
    return api.aws("apigatewayv2").reimport_api(ApiId=api.id, Body=text(content), **settings)


def routes(aws, api_id):
    return {route["RouteKey"]: route for route in aws("apigatewayv2").get_routes(ApiId=api_id)["Items"]}


@pytest.fixture
def api(echo_api):
    """An HTTP API with the stages test and live; live deploys every change."""
    api, arn = echo_api
    reimport(api, document(arn))
    client = api.aws("apigatewayv2")
    client.create_stage(ApiId=api.id, StageName="test")
    client.create_deployment(ApiId=api.id, StageName="test")
    api.stage("live")
    return api


def test_the_settings_of_the_api_are_in_the_document(aws):
    cors = {"allowOrigins": ["https://www.example.com"], "allowMethods": ["GET"], "maxAge": 60}
    found = import_api(
        aws,
        document(
            **{
                "x-amazon-apigateway-cors": cors,
                "x-amazon-apigateway-endpoint-configuration": {"disableExecuteApiEndpoint": True},
                "x-amazon-apigateway-importexport-version": "1.0",
            },
            tags=[{"name": "team", "x-amazon-apigateway-tag-value": "movies"}, {"name": "public"}],
        ),
    )
    assert (found["Name"], found["Description"], found["Version"]) == ("movies", "All movies", "2")
    assert (found["ProtocolType"], found["DisableExecuteApiEndpoint"]) == ("HTTP", True)
    read = aws("apigatewayv2").get_api(ApiId=found["ApiId"])
    assert read["CorsConfiguration"] == {name[0].upper() + name[1:]: value for name, value in cors.items()}
    assert read["Tags"] == {"team": "movies"}


def test_functions_are_integrated_and_a_stage_serves_them_after_a_deployment(api, echo_api):
    assert api.get("/test/one").json()["routeKey"] == "GET /one"
    content = document(echo_api[1], "/two/{id}")
    content["paths"]["/$default"] = {
        "x-amazon-apigateway-any-method": {
            "isDefaultRoute": True,
            "x-amazon-apigateway-integration": {"$ref": "#/components/x-amazon-apigateway-integrations/echo"},
        }
    }
    content["components"] = {"x-amazon-apigateway-integrations": {"echo": integration(echo_api[1])}}
    reimport(api, content)
    assert [api.get(f"/live{path}").json()["routeKey"] for path in ("/two/7", "/one")] == ["GET /two/{id}", "$default"]
    assert [api.get(f"/test{path}").status_code for path in ("/one", "/two/7")] == [200, 404]
    api.aws("apigatewayv2").create_deployment(ApiId=api.id, StageName="test")
    assert api.get("/test/two/7").json()["pathParameters"] == {"id": "7"}


def test_reimport_replaces_the_definition(api):
    reimport(api, document(**{"x-amazon-apigateway-cors": {"allowOrigins": ["*"]}}))
    reimport(api, document("function", "/two") | {"info": {"title": "other", "version": "3"}})
    found = api.aws("apigatewayv2").get_api(ApiId=api.id)
    assert (found["Name"], found["Version"], found.get("CorsConfiguration")) == ("other", "3", None)
    assert set(routes(api.aws, api.id)) == {"GET /two"}
    assert len(api.aws("apigatewayv2").get_integrations(ApiId=api.id)["Items"]) == 1
    assert {stage["StageName"] for stage in api.aws("apigatewayv2").get_stages(ApiId=api.id)["Items"]} == {
        "test",
        "live",
    }


def test_security_schemes_are_the_routes_authorization(aws):
    schemes = {"jwt": JWT, "request": REQUEST, "sigv4": SIGV4}
    content = document("function", "/jwt", "/request", "/sigv4", "/iam", "/open")
    content |= {"components": {"securitySchemes": schemes}, "security": [{"sigv4": []}]}
    security = {"/jwt": [{"jwt": ["movies/write"]}], "/request": [{"request": []}], "/open": []}
    for path, requirement in security.items():
        content["paths"][path]["get"]["security"] = requirement
    content["paths"]["/iam"]["get"]["x-amazon-apigateway-auth"] = {"type": "AWS_IAM"}
    api_id = import_api(aws, content)["ApiId"]

    found = routes(aws, api_id)
    types = {key.removeprefix("GET "): route["AuthorizationType"] for key, route in found.items()}
    expected = {"/jwt": "JWT", "/request": "CUSTOM", "/sigv4": "AWS_IAM", "/iam": "AWS_IAM", "/open": "NONE"}
    assert types == expected
    assert found["GET /jwt"]["AuthorizationScopes"] == ["movies/write"]
    authorizers = {each["Name"]: each for each in aws("apigatewayv2").get_authorizers(ApiId=api_id)["Items"]}
    assert authorizers["jwt"]["JwtConfiguration"] == {"Audience": ["movies"], "Issuer": "https://issuer.example.com"}
    assert authorizers["request"]["IdentitySource"] == ["$request.header.Authorization", "$request.querystring.key"]
    assert authorizers["request"]["AuthorizerPayloadFormatVersion"] == "2.0"
    for name in ("jwt", "request"):
        assert found[f"GET /{name}"]["AuthorizerId"] == authorizers[name]["AuthorizerId"]


@pytest.mark.parametrize(("mode", "path"), [("ignore", "/one"), ("prepend", "/a/b/one"), ("split", "/b/one")])
def test_the_base_path_is_ignored_prepended_or_split(aws, mode, path):
    content = document(servers=[{"url": "https://example.com/a/b"}])
    assert set(routes(aws, import_api(aws, content, Basepath=mode)["ApiId"])) == {f"GET {path}"}


def test_a_document_can_be_yaml(aws):
    assert set(routes(aws, import_api(aws, yaml.safe_dump(document()))["ApiId"])) == {"GET /one"}


NOWHERE = "#/components/schemas/None"
MISSING = {"200": {"content": {"application/json": {"schema": {"$ref": NOWHERE}}}}}


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (
            changed({"responses": MISSING}),
            f"Parse issue: attribute paths.'/one'(get).responses.200.content.schema.{NOWHERE} is missing",
        ),
        (
            changed({"x-amazon-apigateway-integration": {"type": "aws"}}),
            "paths.'/one'(get): Integration type 'AWS' is not supported for HTTP APIs. Ignoring.",
        ),
        (
            changed({}, components={"securitySchemes": {"bearer": {"type": "http"}}}),
            "Unsupported security definition type 'http' for 'bearer'. Ignoring.",
        ),
        (document("function", "$default"), "Parse issue: attribute paths. Resource $default should start with /"),
    ],
    ids=["reference", "integration", "security", "path"],
)
def test_what_is_invalid_is_a_warning_or_an_error(aws, api, content, warning):
    assert import_api(aws, content)["Warnings"] == [warning]
    before = routes(aws, api.id)
    with pytest.raises(ClientError) as error:
        reimport(api, content, FailOnWarnings=True)
    assert error.value.response["Error"] == {
        "Code": "BadRequestException",
        "Message": f"Warnings found during import:\n\t{warning}",
    }
    assert routes(aws, api.id) == before


def test_what_is_valid_and_not_supported_is_in_the_import_info(aws):
    content = changed({"requestBody": {"content": {}}}, **{"x-amazon-apigateway-request-validators": {"all": {}}})
    found = import_api(aws, content, FailOnWarnings=True)
    assert found["ImportInfo"] == [
        "x-amazon-apigateway-request-validators is not supported for HTTP APIs. Ignoring.",
        "paths.'/one'(get).requestBody is not supported for HTTP APIs. Ignoring.",
    ]


def with_scheme(scheme, security=({"x": []},)):
    return changed({"security": list(security)}, components={"securitySchemes": {"x": scheme, "sigv4": SIGV4}})


def authorizer(**settings):
    return {"type": "oauth2", "x-amazon-apigateway-authorizer": settings}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "Invalid OpenAPI input"),
        ("{", "Invalid OpenAPI input"),
        ({"swagger": "2.0", "info": {"title": "x"}}, "Invalid OpenAPI input"),
        ({"openapi": "3.1.0", "info": {"title": "x"}}, "Invalid OpenAPI input"),
        (document(info={"version": "1"}), "Invalid OpenAPI input"),
        (document(servers=3), "Invalid OpenAPI input"),
        (changed({"x-amazon-apigateway-integration": {"type": "aws_proxy"}}), "PayloadFormatVersion is a required"),
        (
            changed({"x-amazon-apigateway-integration": {"$ref": "#/components/none"}}),
            "Unable to resolve the reference '#/components/none'",
        ),
        (
            changed({"x-amazon-apigateway-integration": integration("f", integrationSubtype="SQS-SendMessage")}),
            "Unable to create route 'GET /one': The local AWS doesn't import integrationSubtype of an integration",
        ),
        (
            changed({"x-amazon-apigateway-integration": integration("f", connectionId="x", credentials="y")}),
            "The local AWS doesn't import connectionId, credentials of an integration",
        ),
        (
            changed({"x-amazon-apigateway-integration": integration("f", uri="nonsense")}),
            "Unable to create route 'GET /one': IntegrationUri must be the ARN of a Lambda function",
        ),
        (with_scheme({"type": "http"}), "Security scheme 'x' has no authorizer"),
        (with_scheme(SIGV4, [{"y": []}]), "Security scheme 'y' has no authorizer"),
        (with_scheme(SIGV4, [{"x": []}, {"sigv4": []}]), "Multiple security requirements are not supported"),
        (with_scheme(SIGV4, [{"x": [], "sigv4": []}]), "Multiple security requirements are not supported"),
        (changed({"security": {"x": []}}), "security is not of type array"),
        (changed({"x-amazon-apigateway-auth": {"type": "OPEN"}}), "Invalid authorization type specified: OPEN"),
        (with_scheme(authorizer(type="token")), "Unable to create Authorizer 'x': Invalid authorizer type"),
        (with_scheme(authorizer(type="jwt")), "Issuer and Audience are required parameters"),
        (with_scheme(authorizer(type="request")), "AuthorizerUri is a required parameter for REQUEST authorizer"),
    ],
)
def test_a_document_with_errors_changes_nothing(aws, api, content, message):
    before = state(aws, api.id)
    for call in (lambda: import_api(aws, content), lambda: reimport(api, content)):
        with pytest.raises(ClientError, match="BadRequestException") as error:
            call()
        assert message in str(error.value)
    assert state(aws, api.id) == before


def state(aws, api_id):
    """The definition of an API, and all APIs."""
    client = aws("apigatewayv2")
    lists = [
        getattr(client, f"get_{kind}")(ApiId=api_id)["Items"] for kind in ("routes", "integrations", "authorizers")
    ]
    return lists, client.get_apis()["Items"]


def test_another_base_path_or_api_is_refused(aws):
    with pytest.raises(ClientError, match="Invalid basepath specified: other"):
        import_api(aws, document(), Basepath="other")
    with pytest.raises(ClientError, match="NotFoundException"):
        aws("apigatewayv2").reimport_api(ApiId="none", Body=text(document()))
    socket = aws("apigatewayv2").create_api(
        Name="socket", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )
    with pytest.raises(ClientError, match="Only HTTP APIs"):
        aws("apigatewayv2").reimport_api(ApiId=socket["ApiId"], Body=text(document()))


@pytest.mark.upstream
def test_unpatched_ministack_imports_nothing(unpatched_aws):
    with pytest.raises(ClientError, match="Unknown API Gateway path"):
        import_api(unpatched_aws, document())
