import json

import pytest

ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"


def echoing(api, arn):
    api.method(api.resource("x"), "GET", arn)
    api.deploy()
    return api


@pytest.fixture(scope="module")
def api(new_rest_api, echo_arn):
    return echoing(new_rest_api(), echo_arn)


def test_the_function_and_the_caller_get_the_same_request_id(api):
    response = api.get("/x")
    assert response.json()["requestContext"]["requestId"] == response.headers["x-amzn-RequestId"]


def test_each_request_has_another_id(api):
    assert len({api.get("/x").headers["x-amzn-RequestId"] for _ in range(3)}) == 3


def test_the_context_describes_the_request(api):
    event = api.get("/x", headers={"User-Agent": "test"}).json()
    context = event["requestContext"]
    host = api.url("").split("/")[2]
    assert "version" not in event
    assert (context["domainName"], context["stage"], context["path"]) == (host, "live", "/live/x")
    assert (context["resourcePath"], context["httpMethod"]) == ("/x", "GET")
    assert (context["apiId"], context["accountId"]) == (api.id, api.target.access_key_id)


def test_the_identity_has_all_its_members(api):
    identity = api.get("/x", headers={"User-Agent": "test"}).json()["requestContext"]["identity"]
    given = {name: value for name, value in identity.items() if value is not None}
    assert given == {"sourceIp": "127.0.0.1", "userAgent": "test"}
    assert {"accessKey", "accountId", "caller", "cognitoIdentityId", "user", "userArn"} <= identity.keys()


def test_the_last_value_of_a_repeated_parameter_counts(api):
    event = api.get("/x?a=1&a=2&b=3").json()
    assert event["queryStringParameters"] == {"a": "2", "b": "3"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": ["3"]}


def test_the_gateway_adds_its_headers(api):
    event = api.get("/x").json()
    assert event["headers"]["X-Forwarded-Proto"] == "http"
    assert event["headers"]["X-Amzn-Trace-Id"].startswith("Root=1-")
    assert event["multiValueHeaders"]["X-Forwarded-For"] == ["127.0.0.1"]


def test_the_caller_s_trace_header_is_kept(api):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793"
    headers = api.get("/x", headers={"x-amzn-trace-id": trace}).json()["headers"]
    assert [value for name, value in headers.items() if name.lower() == "x-amzn-trace-id"] == [trace]


@pytest.mark.upstream
def test_unpatched_ministack_generates_two_request_ids(unpatched_rest_api, function):
    arn = function(unpatched_rest_api.aws, ECHO)
    unpatched_rest_api.permit(arn)
    response = echoing(unpatched_rest_api, arn).get("/x")
    assert response.json()["requestContext"]["requestId"] != response.headers["x-amzn-RequestId"]
    assert "version" in json.dumps(response.json())
