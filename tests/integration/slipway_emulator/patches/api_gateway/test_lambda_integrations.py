"""https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
"""

import json

import pytest

SOURCE = """
def handler(event, context):
    if event == {"fail": 1}:
        raise ValueError("missing: a")
    return event
"""


@pytest.fixture
def build(function):
    """``build(rest_api, path, **integration)`` adds a method POST that invokes a function that returns its event."""

    def build(rest_api, path, *, type_="AWS", method="POST", **integration):
        client, arn = rest_api.aws("apigateway"), function(rest_api.aws, SOURCE)
        where = {"restApiId": rest_api.id, "resourceId": rest_api.resource(path), "httpMethod": "POST"}
        client.put_method(**where, authorizationType="NONE")
        region = rest_api.target.region
        uri = f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"
        client.put_integration(**where, type=type_, integrationHttpMethod=method, uri=uri, **integration)
        for status in ("200", "404"):
            client.put_method_response(**where, statusCode=status)
        client.put_integration_response(**where, statusCode="200")
        template = {"application/json": '{"no": $input.json("$.errorMessage")}'}
        client.put_integration_response(
            **where, statusCode="404", selectionPattern="missing: .*", responseTemplates=template
        )
        rest_api.aws("lambda").add_permission(
            FunctionName=arn,
            StatementId="api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
        )

    return build


def test_the_body_is_the_event_and_an_error_selects_the_response(rest_api, build):
    build(rest_api, "a")
    build(rest_api, "t", requestTemplates={"application/json": '{"b": $input.json("$.a")}'})
    build(rest_api, "never", passthroughBehavior="NEVER")
    build(rest_api, "get", method="GET")
    build(rest_api, "proxy", type_="AWS_PROXY", method="GET")
    rest_api.deploy()
    assert rest_api.post("/a", json={"a": 1}).json() == {"a": 1}
    assert rest_api.post("/a").json() == {}
    failed = rest_api.post("/a", json={"fail": 1})
    assert (failed.status_code, failed.json()) == (404, {"no": "missing: a"})
    invalid = rest_api.post("/a", data="{")
    assert invalid.status_code == 400
    assert invalid.json()["message"].startswith("Could not parse request body into json: ")
    assert rest_api.post("/t", json={"a": 1}).json() == {"b": 1}
    plain = rest_api.post("/t", data=json.dumps({"a": 2}), headers={"Content-Type": "text/plain"})
    assert plain.json() == {"a": 2}
    refused = rest_api.post("/never", json={})
    assert (refused.status_code, refused.json()) == (415, {"message": "Unsupported Media Type"})
    for path in ("/get", "/proxy"):
        response = rest_api.post(path, json={})
        assert (response.status_code, response.json()) == (500, {"message": "Internal server error"})


@pytest.mark.upstream
def test_unpatched_ministack_gives_the_event_of_a_proxy(unpatched_rest_api, build):
    build(unpatched_rest_api, "a")
    unpatched_rest_api.deploy()
    assert "httpMethod" in unpatched_rest_api.post("/a", json={"a": 1}).json()
