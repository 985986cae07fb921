"""https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateGatewayResponse-Patch

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import pytest

from tests.support.service_errors import error_of

PATCH = [
    {"op": "replace", "path": "/statusCode", "value": "421"},
    {"op": "add", "path": "/responseParameters/gatewayresponse.header.a", "value": "'b'"},
]


def test_a_gateway_response_is_updated(aws, rest_api):
    client, names = aws("apigateway"), {"restApiId": rest_api.id, "responseType": "DEFAULT_4XX"}
    client.update_gateway_response(**names, patchOperations=PATCH)
    found = client.get_gateway_response(**names)
    assert (found["defaultResponse"], found["statusCode"]) == (False, "421")
    assert found["responseParameters"] == {"gatewayresponse.header.a": "'b'"}
    assert client.get_gateway_response(**{**names, "responseType": "DEFAULT_5XX"})["defaultResponse"] is True


def test_an_unknown_type_or_api_is_refused(aws, rest_api, target):
    update = aws("apigateway").update_gateway_response
    code, message = error_of(update, restApiId=rest_api.id, responseType="FAKE", patchOperations=PATCH)
    assert code == "ValidationException"
    assert "enum value set: [REQUEST_TOO_LARGE, RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, " in message
    assert error_of(update, restApiId="none", responseType="DEFAULT_4XX", patchOperations=PATCH) == (
        "NotFoundException",
        f"Invalid API identifier specified {target.access_key_id}:none",
    )


@pytest.mark.upstream
def test_unpatched_ministack_refuses_the_update(unpatched_aws, unpatched_rest_api):
    names = {"restApiId": unpatched_rest_api.id, "responseType": "DEFAULT_4XX"}
    assert error_of(unpatched_aws("apigateway").update_gateway_response, **names, patchOperations=PATCH)
