"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-secrets.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_api_destinations_and_connection.snapshot.json
"""

import json

import pytest

from tests.support.service_errors import error_of

BASIC = {"Username": "user", "Password": "pass"}
CLIENT = {"ClientID": "id", "ClientSecret": "secret"}
ENDPOINT = "https://example.com/oauth"
OAUTH = {"ClientParameters": CLIENT, "AuthorizationEndpoint": ENDPOINT, "HttpMethod": "POST"}


def create(aws, name, kind, parameters):
    aws("events").create_connection(Name=name, AuthorizationType=kind, AuthParameters=parameters)
    return aws("events").describe_connection(Name=name)


def secret(aws, described):
    """Return the value of a connection's secret."""
    return json.loads(aws("secretsmanager").get_secret_value(SecretId=described["SecretArn"])["SecretString"])


@pytest.mark.parametrize(
    ("kind", "parameters", "shown", "stored"),
    [
        (
            "BASIC",
            {"BasicAuthParameters": BASIC},
            {"BasicAuthParameters": {"Username": "user"}},
            {"username": "user", "password": "pass"},
        ),
        (
            "API_KEY",
            {"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "secret"}},
            {"ApiKeyAuthParameters": {"ApiKeyName": "key"}},
            {"api_key_name": "key", "api_key_value": "secret"},
        ),
        (
            "OAUTH_CLIENT_CREDENTIALS",
            {"OAuthParameters": OAUTH},
            {"OAuthParameters": {**OAUTH, "ClientParameters": {"ClientID": "id"}}},
            {
                "client_id": "id",
                "client_secret": "secret",
                "authorization_endpoint": ENDPOINT,
                "http_method": "POST",
            },
        ),
    ],
)
def test_the_credentials_are_in_a_secret(aws, unique_name, kind, parameters, shown, stored):
    described = create(aws, unique_name, kind, parameters)
    assert described["AuthParameters"] == shown
    assert f":secret:events!connection/{unique_name}/" in described["SecretArn"]
    assert secret(aws, described) == stored


def test_the_secret_changes_and_is_deleted_with_its_connection(aws, unique_name):
    header = {"Key": "a", "Value": "hidden", "IsValueSecret": True}
    parameters = {"BasicAuthParameters": BASIC, "InvocationHttpParameters": {"HeaderParameters": [header]}}
    described = create(aws, unique_name, "BASIC", parameters)
    assert "hidden" not in str(described["AuthParameters"])
    assert secret(aws, described)["invocation_http_parameters"] == {"HeaderParameters": [header]}
    changed = {"BasicAuthParameters": {"Username": "new", "Password": "other"}}
    aws("events").update_connection(Name=unique_name, AuthParameters=changed)
    assert secret(aws, described) == {"username": "new", "password": "other"}
    aws("events").delete_connection(Name=unique_name)
    code, _ = error_of(aws("secretsmanager").describe_secret, SecretId=described["SecretArn"])
    assert code == "ResourceNotFoundException"


@pytest.mark.upstream
def test_unpatched_ministack_returns_the_password(unpatched_aws, unique_name):
    described = create(unpatched_aws, unique_name, "BASIC", {"BasicAuthParameters": BASIC})
    assert described["AuthParameters"]["BasicAuthParameters"] == BASIC
