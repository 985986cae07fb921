import json

import pytest

NAMES = ("requestId", "stage", "httpMethod", "path", "routeKey", "status", "error.message", "authorizer.principalId")
FORMAT = json.dumps({name: f"$context.{name}" for name in NAMES})


def build(api, arn, group):
    """``GET /x`` and the signed ``GET /protected`` in the stages ``test`` and ``$default``, which log to ``group``."""
    api.route("GET /x", arn)
    api.route("GET /protected", arn, AuthorizationType="AWS_IAM")
    api.aws("logs").create_log_group(logGroupName=group)
    destination = f"arn:aws:logs:{api.target.region}:{api.target.access_key_id}:log-group:{group}"
    for stage in ("test", "$default"):
        api.stage(stage, AccessLogSettings={"DestinationArn": destination, "Format": FORMAT})


def lines(api, group):
    return [json.loads(each["message"]) for each in api.aws("logs").filter_log_events(logGroupName=group)["events"]]


def test_each_request_is_logged_in_one_line(echo_api, unique_name):
    api, arn = echo_api
    build(api, arn, unique_name)
    response = api.get("/test/x")
    assert lines(api, unique_name) == [
        {
            "requestId": response.headers["apigw-requestid"],
            "stage": "test",
            "httpMethod": "GET",
            "path": "/test/x",
            "routeKey": "GET /x",
            "status": "200",
            "error.message": "-",
            "authorizer.principalId": "-",
        }
    ]


@pytest.mark.parametrize(
    ("path", "status", "route"), [("/test/protected", 403, "GET /protected"), ("/test/none", 404, "-")]
)
def test_a_request_that_the_gateway_rejects_is_logged_too(echo_api, unique_name, path, status, route):
    api, arn = echo_api
    build(api, arn, unique_name)
    response = api.get(path)
    (line,) = lines(api, unique_name)
    assert (line["status"], line["path"], line["stage"]) == (str(status), path, "test")
    assert line["error.message"] == response.json()["message"]
    assert line["routeKey"] == route


def test_the_default_stage_has_its_own_line(echo_api, unique_name):
    api, arn = echo_api
    build(api, arn, unique_name)
    api.get("/x")
    (line,) = lines(api, unique_name)
    assert (line["stage"], line["path"]) == ("$default", "/x")


@pytest.mark.upstream
def test_unpatched_ministack_writes_nothing(unpatched_echo_api, unique_name):
    api, arn = unpatched_echo_api
    build(api, arn, unique_name)
    api.get("/test/x")
    assert lines(api, unique_name) == []
