import pytest


def created(api, kind, **settings):
    client = api.aws("apigatewayv2")
    source = {"IdentitySource": ["$request.header.Authorization"]}
    made = client.create_authorizer(ApiId=api.id, AuthorizerType=kind, Name="users", **source, **settings)
    read = client.get_authorizer(ApiId=api.id, AuthorizerId=made["AuthorizerId"])
    return made.get("AuthorizerPayloadFormatVersion"), read.get("AuthorizerPayloadFormatVersion")


def jwt(api):
    return created(api, "JWT", JwtConfiguration={"Issuer": "https://login.example.com", "Audience": ["movies"]})


def test_a_jwt_authorizer_has_no_payload_format_version(http_api):
    assert jwt(http_api) == (None, None)


def test_a_lambda_authorizer_has_one(http_api):
    uri = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/f/invocations"
    settings = {"AuthorizerUri": uri, "AuthorizerPayloadFormatVersion": "2.0"}
    assert created(http_api, "REQUEST", **settings) == ("2.0", "2.0")


@pytest.mark.upstream
def test_unpatched_ministack_returns_the_version_of_a_jwt_authorizer(unpatched_http_api):
    assert jwt(unpatched_http_api) == ("2.0", "2.0")
