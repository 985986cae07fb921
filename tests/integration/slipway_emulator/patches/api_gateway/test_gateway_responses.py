import json

import pytest

SOURCE = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'passed'}\n"
MOVIE = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["title", "rating"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 5},
        "rating": {"type": "number", "minimum": 0, "maximum": 10},
        "genres": {"type": "array", "maxItems": 2, "uniqueItems": True, "items": {"type": "string"}},
    },
}
TEMPLATE = '{"message":"$context.error.validationErrorString","path":"$context.path","method":"$context.httpMethod"}'


def validating(api, function):
    arn = function(api.aws, SOURCE)
    api.permit(arn)
    client = api.aws("apigateway")
    client.create_model(restApiId=api.id, name="Movie", contentType="application/json", schema=json.dumps(MOVIE))
    validator = client.create_request_validator(restApiId=api.id, name="body", validateRequestBody=True)["id"]
    models = {"application/json": "Movie"}
    api.method(api.resource("movies"), "POST", arn, requestValidatorId=validator, requestModels=models)
    client.put_gateway_response(
        restApiId=api.id, responseType="BAD_REQUEST_BODY", responseTemplates={"application/json": TEMPLATE}
    )
    api.deploy()
    return api


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": None}, 'instance type (null) does not match any allowed primitive type (allowed: ["string"])'),
        (
            {"rating": "7"},
            'instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])',
        ),
        ({"title": ""}, 'string "" is too short (length: 0, required minimum: 1)'),
        ({"title": "123456"}, 'string "123456" is too long (length: 6, maximum allowed: 5)'),
        ({"rating": -1}, "numeric instance is lower than the required minimum (minimum: 0, found: -1)"),
        ({"rating": 11}, "numeric instance is greater than the required maximum (maximum: 10, found: 11)"),
        ({"year": 1}, 'object instance has properties which are not allowed by the schema: ["year"]'),
        ({"genres": ["a", "a"]}, "array must not contain duplicate elements"),
        (
            {"genres": ["a", "b", "c"]},
            "array is too long: must have at most 2 elements but instance has 3 elements",
        ),
        (
            {"genres": [1]},
            'instance type (integer) does not match any allowed primitive type (allowed: ["string"])',
        ),
    ],
)
def test_the_response_has_the_error_of_the_body(rest_api, function, change, message):
    response = validating(rest_api, function).post("/movies", json={"title": "x", "rating": 1} | change)
    assert response.status_code == 400
    assert response.json() == {"message": f"[{message}]", "path": "/live/movies", "method": "POST"}


def test_the_response_lists_all_errors(rest_api, function):
    response = validating(rest_api, function).post("/movies", json={"rating": 11})
    assert response.json()["message"] == (
        '[object has missing required properties (["title"]), '
        "numeric instance is greater than the required maximum (maximum: 10, found: 11)]"
    )


def test_a_body_that_is_not_json_is_rejected_without_a_list(rest_api, function):
    response = validating(rest_api, function).post("/movies", data=b"{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["message"]) == (400, "")


def test_a_list_is_for_its_request_only(rest_api, function):
    api = validating(rest_api, function)
    api.post("/movies", json={})
    response = api.post("/movies", data=b"{", headers={"Content-Type": "application/json"})
    assert response.json()["message"] == ""


def test_a_valid_body_passes(rest_api, function):
    response = validating(rest_api, function).post("/movies", json={"title": "x", "rating": 7.5, "genres": []})
    assert response.text == "passed"


@pytest.mark.upstream
def test_unpatched_ministack_leaves_the_variable_in_the_response(unpatched_rest_api, function):
    response = validating(unpatched_rest_api, function).post("/movies", json={})
    assert response.json()["message"] == "$context.error.validationErrorString"
