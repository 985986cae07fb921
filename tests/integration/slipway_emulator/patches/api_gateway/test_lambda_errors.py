import pytest

RAISES = "def handler(event, context):\n    raise ValueError('secret')\n"


def integrated(api, aws, function, source):
    arn = function(aws, source)
    api.permit(arn)
    api.method(api.resource("x"), "GET", arn)
    api.deploy()
    return api


def returning(expression):
    return f"def handler(event, context):\n    return {expression}\n"


def test_an_exception_is_502_without_its_message(rest_api, aws, function):
    response = integrated(rest_api, aws, function, RAISES).get("/x")
    assert (response.status_code, response.json()) == (502, {"message": "Internal server error"})


@pytest.mark.parametrize(
    "returned",
    ["'text'", "None", "[]", "{'statusCode': 'abc'}", "{'statusCode': 200, 'other': 1}", "{'body': {'a': 1}}"],
)
def test_another_value_than_a_proxy_response_is_502(rest_api, aws, function, returned):
    response = integrated(rest_api, aws, function, returning(returned)).get("/x")
    assert (response.status_code, response.json()) == (502, {"message": "Internal server error"})


@pytest.mark.parametrize(
    ("returned", "status", "body"),
    [
        ("{'statusCode': 204}", 204, ""),
        ("{'statusCode': '201', 'body': 'x'}", 201, "x"),
        ("{'body': 'x'}", 200, "x"),
        ("{'statusCode': 502, 'body': 'x'}", 502, "x"),
        ("{'statusCode': 200, 'headers': None, 'multiValueHeaders': {}, 'isBase64Encoded': False}", 200, ""),
    ],
)
def test_a_proxy_response_reaches_the_caller(rest_api, aws, function, returned, status, body):
    response = integrated(rest_api, aws, function, returning(returned)).get("/x")
    assert (response.status_code, response.text) == (status, body)


@pytest.mark.parametrize(("settings", "status"), [({}, 502), ({"statusCode": "500"}, 500)])
def test_the_gateway_response_formats_the_error(rest_api, aws, function, settings, status):
    aws("apigateway").put_gateway_response(
        restApiId=rest_api.id,
        responseType="DEFAULT_5XX",
        responseTemplates={"application/json": '{"message":$context.error.messageString,"id":"$context.requestId"}'},
        **settings,
    )
    response = integrated(rest_api, aws, function, RAISES).get("/x")
    assert response.status_code == status
    assert response.json() == {"message": "Internal server error", "id": response.headers["x-amzn-RequestId"]}


@pytest.mark.upstream
def test_unpatched_ministack_sends_the_message_to_the_caller(unpatched_rest_api, unpatched_aws, function):
    assert "secret" in integrated(unpatched_rest_api, unpatched_aws, function, RAISES).get("/x").text
