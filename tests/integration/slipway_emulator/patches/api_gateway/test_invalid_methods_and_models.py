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
