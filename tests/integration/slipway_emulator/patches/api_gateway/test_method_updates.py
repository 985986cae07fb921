import pytest
from botocore.exceptions import ClientError

HEADER = "method.response.header.Vary"


@pytest.fixture
def method():
    """``method(api)`` creates a mock with a response; returns a client, and the arguments that identify the method."""

    def make(api):
        client, key = api.aws("apigateway"), {"restApiId": api.id, "resourceId": api.root, "httpMethod": "GET"}
        client.put_method(**key, authorizationType="NONE", requestParameters={"method.request.querystring.a": True})
        client.put_integration(**key, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        client.put_method_response(
            **key, statusCode="200", responseParameters={HEADER: False}, responseModels={"text/plain": "Empty"}
        )
        client.put_integration_response(**key, statusCode="200", responseParameters={HEADER: "'Origin'"})
        return client, key

    return make


def patch(op, path, value=None):
    return {"op": op, "path": path, **({} if value is None else {"value": value})}


def test_the_headers_and_models_of_a_method_response_can_be_updated(rest_api, method):
    client, key = method(rest_api)
    client.update_method_response(
        **key,
        statusCode="200",
        patchOperations=[
            patch("add", "/responseParameters/method.response.header.Allow", "true"),
            patch("replace", f"/responseParameters/{HEADER}", "true"),
            patch("remove", "/responseModels/text~1plain"),
            patch("add", "/responseModels/application~1json", "Error"),
        ],
    )
    found = client.get_method_response(**key, statusCode="200")
    assert found["responseParameters"] == {HEADER: True, "method.response.header.Allow": True}
    assert found["responseModels"] == {"application/json": "Error"}


def test_callers_get_the_updated_header_of_an_integration_response(rest_api, method):
    client, key = method(rest_api)
    client.update_integration_response(
        **key,
        statusCode="200",
        patchOperations=[
            patch("replace", f"/responseParameters/{HEADER}", "'true'"),
            patch("add", "/responseTemplates/application~1json", '{"a": 1}'),
        ],
    )
    rest_api.deploy()
    response = rest_api.get("/")
    assert (response.headers["Vary"], response.json()) == ("true", {"a": 1})


def test_the_parameters_and_models_of_a_method_can_be_updated(rest_api, method):
    client, key = method(rest_api)
    client.update_method(
        **key,
        patchOperations=[
            patch("remove", "/requestParameters/method.request.querystring.a"),
            patch("add", "/requestParameters/method.request.querystring.b", "false"),
            patch("add", "/requestModels/application~1json", "Empty"),
            patch("replace", "/apiKeyRequired", "true"),
        ],
    )
    found = client.get_method(**key)
    assert found["requestParameters"] == {"method.request.querystring.b": False}
    assert (found["requestModels"], found["apiKeyRequired"]) == ({"application/json": "Empty"}, True)


def test_the_template_of_an_integration_can_be_updated(rest_api, method):
    client, key = method(rest_api)
    operations = [patch("replace", "/requestTemplates/application~1json", '{"statusCode": 201}')]
    found = client.update_integration(**key, patchOperations=operations)
    assert found["requestTemplates"] == {"application/json": '{"statusCode": 201}'}


@pytest.mark.parametrize("operation", ["update_method_response", "update_integration_response"])
def test_a_response_that_does_not_exist_can_not_be_updated(rest_api, method, operation):
    client, key = method(rest_api)
    with pytest.raises(client.exceptions.NotFoundException, match="Invalid Response status code"):
        getattr(client, operation)(**key, statusCode="404", patchOperations=[])


@pytest.mark.upstream
@pytest.mark.parametrize("operation", ["update_method_response", "update_integration_response"])
def test_unpatched_ministack_lacks_the_updates_of_responses(unpatched_rest_api, method, operation):
    client, key = method(unpatched_rest_api)
    with pytest.raises(ClientError, match="Unknown API Gateway v1 path"):
        getattr(client, operation)(**key, statusCode="200", patchOperations=[])


@pytest.mark.upstream
def test_unpatched_ministack_keeps_the_escape_in_a_models_name(unpatched_rest_api, method):
    client, key = method(unpatched_rest_api)
    found = client.update_method(**key, patchOperations=[patch("add", "/requestModels/application~1json", "Empty")])
    assert "application~1json" in found["requestModels"]
