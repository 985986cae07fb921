import json

import pytest

# So that one API serves the tests of this file.
pytestmark = pytest.mark.xdist_group("lambda-responses")

# Returns the JSON in the query parameter r.
REPLIES = """
import json
def handler(event, context):
    return json.loads(event['queryStringParameters']['r'])
"""
RAISES = "def handler(event, context):\n    raise ValueError('secret')\n"


def integrated(api, aws, function, source):
    arn = function(aws, source)
    api.permit(arn)
    api.method(api.resource("x"), "GET", arn)
    api.deploy()
    return api


def test_an_exception_is_502_without_its_message(rest_api, aws, function):
    response = integrated(rest_api, aws, function, RAISES).get("/x")
    assert (response.status_code, response.json()) == (502, {"message": "Internal server error"})


@pytest.fixture(scope="module")
def api(new_rest_api, aws, function):
    """An API whose function returns what a request asks for."""
    return integrated(new_rest_api(), aws, function, REPLIES)


@pytest.fixture
def replies(api):
    """``replies(value)`` calls a function that returns the value."""

    def get(returned, **headers):
        return api.get("/x", params={"r": json.dumps(returned)}, headers=headers)

    return get


@pytest.mark.parametrize(
    "returned",
    [
        *("text", None, [], {"statusCode": 200, "other": 1}),
        *({"statusCode": status} for status in ("abc", "", 99, 100, 600, 1000, -200, 200.5, True, [200], {"a": 1})),
        *({"body": body} for body in ({"a": 1}, ["x"], 5, True)),
        *({"isBase64Encoded": value} for value in ("yes", 1, [], {})),
        *({"headers": headers} for headers in (["X-A"], "X-A: 1", {"X-A": {"a": 1}}, {"X-A": ["1"]})),
        *({"headers": headers} for headers in ({"X A": "1"}, {"": "1"}, {"X-A\r\nX-B": "1"}, {"X-A:": "1"})),
        *({"headers": {"X-A": value}} for value in ("1\r\nX-B: 2", "1\n", "\r", "a\0b")),
        *({"multiValueHeaders": headers} for headers in ([], {"X-A": "1"}, {"X-A": [["1"]]}, {"X-A": ["1\nX-B: 2"]})),
    ],
    ids=repr,
)
def test_another_value_than_a_proxy_response_is_502(replies, returned):
    response = replies(returned)
    assert (response.status_code, response.json()) == (502, {"message": "Internal server error"})
    assert "X-B" not in response.headers


@pytest.mark.parametrize(
    ("returned", "status", "body"),
    [
        ({}, 200, ""),
        ({"statusCode": 200, "body": None}, 200, ""),
        ({"statusCode": None, "body": "x"}, 200, "x"),
        ({"statusCode": 204}, 204, ""),
        ({"statusCode": 204, "body": "x"}, 204, ""),
        ({"statusCode": 304, "body": "x"}, 304, ""),
        ({"statusCode": "201", "body": "x"}, 201, "x"),
        ({"statusCode": 200.0, "body": "x"}, 200, "x"),
        ({"body": "x"}, 200, "x"),
        ({"body": "🎬"}, 200, "🎬"),
        ({"statusCode": 502, "body": "x"}, 502, "x"),
        ({"statusCode": 200, "headers": None, "multiValueHeaders": None, "isBase64Encoded": None}, 200, ""),
        ({"body": "eA==", "isBase64Encoded": "true"}, 200, "eA=="),
    ],
    ids=repr,
)
def test_a_proxy_response_reaches_the_caller(replies, returned, status, body):
    response = replies(returned)
    response.encoding = "utf-8"
    assert (response.status_code, response.text) == (status, body)


def test_both_kinds_of_headers_are_merged(replies):
    response = replies(
        {
            "headers": {"X-M": "3", "x-same": "1", "X-N": 5, "X-B": True, "X-Empty": ""},
            "multiValueHeaders": {
                "Set-Cookie": ["a=1", "b=2"],
                "X-M": ["1", "2"],
                "X-Same": ["1"],
                "X-F": [False, 1.5],
            },
        }
    )
    assert response.raw.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert response.raw.headers.getlist("X-M") == ["1", "2", "3"]
    assert response.raw.headers.getlist("X-Same") == ["1"]
    assert response.raw.headers.getlist("X-F") == ["false", "1.5"]
    assert [response.headers[name] for name in ("X-N", "X-B", "X-Empty")] == ["5", "true", ""]


def test_a_header_that_is_null_is_not_sent(replies):
    response = replies(
        {"headers": {"X-A": None, "content-type": None}, "multiValueHeaders": {"X-B": [None], "X-C": []}}
    )
    assert not {"X-A", "X-B", "X-C", "Content-Type"} & response.headers.keys()
    assert replies({}).headers["Content-Type"] == "application/json"


def test_the_headers_of_the_connection_are_renamed(replies):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"""
    headers = {"Content-Length": 1, "Connection": "close", "Transfer-Encoding": "chunked", "Server": "x", "Date": "y"}
    response = replies({"headers": headers, "body": "longer"})
    assert response.text == "longer"
    assert response.headers["x-amzn-Remapped-Content-Length"] == "1"
    assert response.headers["x-amzn-Remapped-Server"] == "x"
    assert response.headers["Date"] != "y"


@pytest.fixture
def binary_png(api):
    """The API has the binary media type image/png during a test."""
    client, path = api.aws("apigateway"), "/binaryMediaTypes/image~1png"
    client.update_rest_api(restApiId=api.id, patchOperations=[{"op": "add", "path": path}])
    api.deploy()
    yield
    client.update_rest_api(restApiId=api.id, patchOperations=[{"op": "remove", "path": path}])
    api.deploy()


@pytest.mark.usefixtures("binary_png")
def test_a_binary_body_is_decoded(replies):
    assert replies({"body": "eA==", "isBase64Encoded": True}, Accept="image/png").text == "x"
    assert replies({"body": "eA==", "isBase64Encoded": True}, Accept="text/plain").text == "eA=="
    # API Gateway's execution log then says that it is "Unable to base64 decode the body".
    assert replies({"body": "?", "isBase64Encoded": True}, Accept="image/png").status_code == 500


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
def test_unpatched_ministack_sends_booleans_as_python_does(unpatched_rest_api, unpatched_aws, function):
    api = integrated(unpatched_rest_api, unpatched_aws, function, REPLIES)
    assert api.get("/x", params={"r": '{"statusCode": 200, "headers": {"X-B": true}}'}).headers["X-B"] == "True"


@pytest.mark.upstream
def test_unpatched_ministack_sends_the_message_to_the_caller(unpatched_rest_api, unpatched_aws, function):
    assert "secret" in integrated(unpatched_rest_api, unpatched_aws, function, RAISES).get("/x").text
