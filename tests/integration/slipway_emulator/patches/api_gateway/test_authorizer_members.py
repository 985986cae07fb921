"""https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_basic.snapshot.json
"""

import pytest

FUNCTION = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/x/invocations"


def create(aws, **members):
    client = aws("apigateway")
    api = client.create_rest_api(name="a")["id"]
    settings = {"type": "TOKEN", "authorizerUri": FUNCTION, "identitySource": "method.request.header.Auth", **members}
    return client.create_authorizer(restApiId=api, name="a", **settings)


def test_an_authorizer_has_a_type_of_authorization(aws):
    created = create(aws)
    assert (created["authType"], "authorizerResultTtlInSeconds" in created) == ("custom", False)
    assert create(aws, authorizerResultTtlInSeconds=60)["authorizerResultTtlInSeconds"] == 60


@pytest.mark.upstream
def test_unpatched_ministack_returns_no_type(unpatched_aws):
    assert "authType" not in create(unpatched_aws)
