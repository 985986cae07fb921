import pytest
from botocore.exceptions import ClientError

HEADER = "method.response.header.Vary"


@pytest.fixture
def method():
    """``method(api)`` makes a mock with a response; returns the arguments that name it, and the client."""

    def make(api):
        client, which = api.aws("apigateway"), {"restApiId": api.id, "resourceId": api.root, "httpMethod": "GET"}
        client.put_method(**which, authorizationType="NONE", requestParameters={"method.request.querystring.a": True})
        client.put_integration(**which, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
        client.put_method_response(
            **which, statusCode="200", responseParameters={HEADER: False}, responseModels={"text/plain": "Empty"}
        )
        client.put_integration_response(**which, statusCode="200", responseParameters={HEADER: "'Origin'"})
        return client, which

    return make


def patch(op, path, value=None):
    return {"op": op, "path": path, **({} if value is None else {"value": value})}


def test_the_headers_and_models_of_a_method_response_change(rest_api, method):
    client, which = method(rest_api)
    client.update_method_response(
        **which,
        statusCode="200",
        patchOperations=[
            patch("add", "/responseParameters/method.response.header.Allow", "true"),
            patch("replace", f"/responseParameters/{HEADER}", "true"),
            patch("remove", "/responseModels/text~1plain"),
            patch("add", "/responseModels/application~1json", "Error"),
        ],
    )
    found = client.get_method_response(**which, statusCode="200")
    assert found["responseParameters"] == {HEADER: True, "method.response.header.Allow": True}
    assert found["responseModels"] == {"application/json": "Error"}


def test_callers_get_the_header_of_an_integration_response_that_changed(rest_api, method):
    client, which = method(rest_api)
    client.update_integration_response(
        **which,
        statusCode="200",
        patchOperations=[
            patch("replace", f"/responseParameters/{HEADER}", "'true'"),
            patch("add", "/responseTemplates/application~1json", '{"a": 1}'),
        ],
    )
    rest_api.deploy()
    response = rest_api.get("/")
    assert (response.headers["Vary"], response.json()) == ("true", {"a": 1})


def test_the_parameters_and_models_of_a_method_change(rest_api, method):
    client, which = method(rest_api)
    client.update_method(
        **which,
        patchOperations=[
            patch("remove", "/requestParameters/method.request.querystring.a"),
            patch("add", "/requestParameters/method.request.querystring.b", "false"),
            patch("add", "/requestModels/application~1json", "Empty"),
            patch("replace", "/apiKeyRequired", "true"),
        ],
    )
    found = client.get_method(**which)
    assert found["requestParameters"] == {"method.request.querystring.b": False}
    assert (found["requestModels"], found["apiKeyRequired"]) == ({"application/json": "Empty"}, True)


def test_the_template_of_an_integration_changes(rest_api, method):
    client, which = method(rest_api)
    operations = [patch("replace", "/requestTemplates/application~1json", '{"statusCode": 201}')]
    found = client.update_integration(**which, patchOperations=operations)
    assert found["requestTemplates"] == {"application/json": '{"statusCode": 201}'}


@pytest.mark.parametrize("operation", ["update_method_response", "update_integration_response"])
def test_a_response_that_is_not_there_cannot_be_changed(rest_api, method, operation):
    client, which = method(rest_api)
    with pytest.raises(client.exceptions.NotFoundException, match="Invalid Response status code"):
        getattr(client, operation)(**which, statusCode="404", patchOperations=[])


@pytest.mark.parametrize("operation", ["update_method_response", "update_integration_response"])
def test_unpatched_ministack_lacks_the_updates_of_responses(unpatched_rest_api, method, operation):
    client, which = method(unpatched_rest_api)
    with pytest.raises(ClientError, match="Unknown API Gateway v1 path"):
        getattr(client, operation)(**which, statusCode="200", patchOperations=[])


def test_unpatched_ministack_keeps_the_escape_in_a_models_name(unpatched_rest_api, method):
    client, which = method(unpatched_rest_api)
    found = client.update_method(**which, patchOperations=[patch("add", "/requestModels/application~1json", "Empty")])
    assert "application~1json" in found["requestModels"]
