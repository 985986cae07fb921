"""https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import pytest

from tests.support.service_errors import error_of

PRIVATE = {"op": "replace", "path": "/endpointConfiguration/types/REGIONAL", "value": "PRIVATE"}


def addresses(value):
    return {"op": "replace", "path": "/endpointConfiguration/ipAddressType", "value": value}


def update(aws, *operations):
    """Make a regional API, and update it with each operation; return the last response and the API's id."""
    client, response = aws("apigateway"), {}
    configuration = {"types": ["REGIONAL"], "ipAddressType": "ipv4"}
    api = client.create_rest_api(name="a", endpointConfiguration=configuration)["id"]
    for operation in operations:
        response = client.update_rest_api(restApiId=api, patchOperations=[operation])
    return response["endpointConfiguration"], api


def test_a_private_api_has_dualstack_addresses(aws):
    configuration, api = update(aws, PRIVATE)
    assert configuration == {"types": ["PRIVATE"], "ipAddressType": "dualstack"}
    assert error_of(aws("apigateway").update_rest_api, restApiId=api, patchOperations=[addresses("ipv4")]) == (
        "BadRequestException",
        "Only dualstack ipAddressType is supported for Private APIs.",
    )
    removal = {"op": "remove", "path": "/endpointConfiguration/types/0", "value": "EDGE"}
    assert error_of(aws("apigateway").update_rest_api, restApiId=api, patchOperations=[removal]) == (
        "BadRequestException",
        "Invalid patch operation specified. Must be 'add'|'remove'|'replace'",
    )
    assert update(aws, addresses("dualstack"))[0] == {"types": ["REGIONAL"], "ipAddressType": "dualstack"}


@pytest.mark.upstream
def test_unpatched_ministack_accepts_each(unpatched_aws):
    assert update(unpatched_aws, addresses("dualstack"), PRIVATE, addresses("ipv4"))[0]["ipAddressType"] == "ipv4"
