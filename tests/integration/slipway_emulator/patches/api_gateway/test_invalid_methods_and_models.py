"""Most messages are those that AWS returned:

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

EMPTY = "Model schema must have at least 1 property or array items defined"
LAMBDA = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/a/invocations"


def refused(call, **values):
    with pytest.raises(ClientError) as error:
        call(**values)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"authorizationType": "WHAT"}, "Invalid authorization type specified"),
        ({"authorizationType": "none"}, "Invalid authorization type specified"),
        ({"authorizationType": "CUSTOM"}, "requires a valid authorizer"),
        ({"authorizationType": "NONE", "httpMethod": "READ"}, "Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS"),
    ],
)
def test_a_method_has_a_valid_authorization_type(aws, rest_api, values, message):
    values = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET", **values}
    code, found = refused(aws("apigateway").put_method, **values)
    assert (code, message in found) == ("BadRequestException", True)


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ({"type": "nonsense", "uri": LAMBDA}, "ValidationException", "at 'putIntegrationInput.type' failed to satisfy"),
        ({"type": "AWS_PROXY", "uri": "nonsense"}, "BadRequestException", "Invalid ARN specified in the request"),
        ({"type": "AWS", "uri": "arn:aws:apigateway:a:lambda:b"}, "BadRequestException", "must contain path or action"),
        ({"type": "HTTP_PROXY", "uri": "nonsense"}, "BadRequestException", "Invalid HTTP endpoint specified for URI"),
        (
            {"type": "AWS_PROXY", "uri": LAMBDA, "integrationHttpMethod": ""},
            "BadRequestException",
            "Enumeration value for HttpMethod must be non-empty",
        ),
    ],
)
def test_an_integration_has_a_valid_uri(aws, rest_api, values, code, message):
    method = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET"}
    aws("apigateway").put_method(**method, authorizationType="NONE")
    found = refused(aws("apigateway").put_integration, **{**method, "integrationHttpMethod": "POST", **values})
    assert (found[0], message in found[1]) == (code, True)


@pytest.mark.parametrize(
    ("schema", "message"), [("", EMPTY), ("text", "Invalid model schema"), ("[]", "Invalid model")]
)
def test_the_schema_of_a_model_is_a_json_object(aws, rest_api, schema, message):
    client, model = aws("apigateway"), {"restApiId": rest_api.id, "name": "Movie", "contentType": "application/json"}
    code, found = refused(client.create_model, **model, schema=schema)
    assert (code, message in found) == ("BadRequestException", True)
    client.create_model(**model, schema='{"type": "object"}')
    patch = [{"op": "replace", "path": "/schema", "value": schema}]
    code, found = refused(client.update_model, restApiId=rest_api.id, modelName="Movie", patchOperations=patch)
    assert (code, message in found) == ("BadRequestException", True)


def patched(call, path, value, op="replace", **names):
    return refused(call, patchOperations=[{"op": op, "path": path, "value": value}], **names)[1]


def test_an_endpoint_has_one_type_and_an_api_a_description(aws):
    create = aws("apigateway").create_rest_api
    private = {"types": ["PRIVATE"], "ipAddressType": "ipv4"}
    for values, message in (
        ({"description": ""}, "Description cannot be an empty string"),
        ({"minimumCompressionSize": -1}, "Invalid minimum compression size, must be between 0 and 10485760"),
        (
            {"endpointConfiguration": {"types": []}},
            "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.",
        ),
        (
            {"endpointConfiguration": {"types": ["EDGE", "REGIONAL"]}},
            "Cannot create an api with multiple Endpoint Types.",
        ),
        ({"endpointConfiguration": private}, "Only dualstack ipAddressType is supported for Private APIs."),
    ):
        assert refused(create, name="a", **values) == ("BadRequestException", message)


def test_an_endpoint_changes_to_what_api_gateway_has(aws, rest_api):
    update, api = aws("apigateway").update_rest_api, {"restApiId": rest_api.id}
    ip_type, kind, size = (
        "/endpointConfiguration/ipAddressType",
        "/endpointConfiguration/types/0",
        "/minimumCompressionSize",
    )
    only_replace = "Invalid patch operation specified. Must be one of: [replace]"
    assert patched(update, ip_type, "ipv6", **api) == "ipAddressType must be either ipv4 or dualstack."
    assert patched(update, ip_type, "ipv4", op="add", **api) == only_replace
    assert patched(update, size, "1", op="add", **api) == only_replace
    assert patched(update, kind, "ALL", **api) == (
        "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE"
    )
    assert patched(update, kind, "EDGE", op="copy", **api) == (
        "Invalid patch operation specified. Must be 'add'|'remove'|'replace'"
    )
    assert patched(update, "/binaryMediaTypes", "a", op="add", **api) == "Invalid patch path /binaryMediaTypes"
    updated = update(**api, patchOperations=[{"op": "replace", "path": "/name", "value": "b"}])
    assert (updated["name"], updated["tags"]) == ("b", {})


def test_validators_parameters_and_responses_that_api_gateway_refuses(aws, rest_api):
    client, api = aws("apigateway"), {"restApiId": rest_api.id}
    assert refused(client.create_request_validator, restApiId="nowhere") == (
        "BadRequestException",
        "Invalid REST API identifier specified",
    )
    validator = {**api, "requestValidatorId": client.create_request_validator(**api, name="a")["id"]}
    update = client.update_request_validator
    assert patched(update, "/name", "", **validator) == "Request Validator name cannot be blank"
    assert patched(update, "/other", "a", **validator) == (
        "Invalid patch path  '/other' specified for op 'replace'. "
        "Must be one of: [/name, /validateRequestParameters, /validateRequestBody]"
    )
    assert refused(client.delete_gateway_response, **api, responseType="DEFAULT_4XX") == (
        "NotFoundException",
        "Gateway response type not defined on api",
    )
    method = {**api, "resourceId": rest_api.root, "httpMethod": "GET"}
    same = {"method.request.header.a": True, "method.request.querystring.a": True}
    assert refused(client.put_method, **method, authorizationType="NONE", requestParameters=same) == (
        "BadRequestException",
        "Parameter names must be unique across querystring, header and path",
    )


def test_a_response_has_the_empty_members_that_it_was_given(aws, rest_api):
    client = aws("apigateway")
    method = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET"}
    client.put_method(**method, authorizationType="NONE")
    client.put_integration(**method, type="MOCK")
    given = client.put_method_response(**method, statusCode="200", responseParameters={}, responseModels={})
    assert (given["responseParameters"], given["responseModels"]) == ({}, {})
    response = client.put_integration_response(**method, statusCode="200", selectionPattern="")
    assert response["selectionPattern"] == ""
    assert "selectionPattern" not in client.put_integration_response(**method, statusCode="200")
    templates = {"text": "a"}
    assert refused(client.put_integration_response, **method, statusCode="200", responseTemplates=templates)[1] == (
        "Validation Result: warnings : [], errors : [Invalid content type specified: text]"
    )
