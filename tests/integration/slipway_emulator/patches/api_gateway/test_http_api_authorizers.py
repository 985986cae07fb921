import pytest


def created(api, kind, **settings):
    """Return the payload format version and the JWT configuration, as created and as read."""
    client = api.aws("apigatewayv2")
    source = {"IdentitySource": ["$request.header.Authorization"]}
    made = client.create_authorizer(ApiId=api.id, AuthorizerType=kind, Name="users", **source, **settings)
    read = client.get_authorizer(ApiId=api.id, AuthorizerId=made["AuthorizerId"])
    return [(each.get("AuthorizerPayloadFormatVersion"), each.get("JwtConfiguration")) for each in (made, read)]


def of_function(api):
    uri = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/f/invocations"
    return created(api, "REQUEST", AuthorizerUri=uri, AuthorizerPayloadFormatVersion="2.0")


JWT = {"Issuer": "https://login.example.com", "Audience": ["movies"]}


def test_a_jwt_authorizer_has_no_payload_format_version(http_api):
    assert created(http_api, "JWT", JwtConfiguration=JWT) == [(None, JWT)] * 2


def test_a_lambda_authorizer_has_no_jwt_configuration(http_api):
    assert of_function(http_api) == [("2.0", None)] * 2


@pytest.mark.upstream
def test_unpatched_ministack_returns_both_of_each(unpatched_http_api):
    assert created(unpatched_http_api, "JWT", JwtConfiguration=JWT) == [("2.0", JWT)] * 2
    assert of_function(unpatched_http_api) == [("2.0", {})] * 2
