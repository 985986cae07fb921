import json

import pytest

SOURCE = "import json\ndef handler(event, context):\n    return {'statusCode': 201, 'body': json.dumps(event)}\n"
FORMAT = json.dumps(
    {
        name: f"$context.{name}"
        for name in (
            "requestId",
            "httpMethod",
            "path",
            "resourcePath",
            "status",
            "responseLength",
            "identity.sourceIp",
            "error.message",
            "error.responseType",
            "authorizer.principalId",
        )
    }
)


def logging(api, function, role, group):
    """An API with ``GET /movies/{id}`` and ``GET /protected`` whose stage logs to ``group``."""
    arn = function(api.aws, SOURCE)
    api.permit(arn)
    api.method(api.resource("{id}", api.resource("movies")), "GET", arn)
    api.method(api.resource("protected"), "GET", arn, authorizationType="AWS_IAM")
    api.deploy()
    api.aws("logs").create_log_group(logGroupName=group)
    put = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}
    client = api.aws("apigateway")
    role_arn = role(api.aws, put, service="apigateway")
    client.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role_arn}])
    group_arn = f"arn:aws:logs:{api.target.region}:{api.target.access_key_id}:log-group:{group}"
    settings = {"destinationArn": group_arn, "format": FORMAT}
    client.update_stage(
        restApiId=api.id,
        stageName="live",
        patchOperations=[
            {"op": "replace", "path": f"/accessLogSettings/{name}", "value": value} for name, value in settings.items()
        ],
    )
    return api, role_arn


def lines(aws, group):
    return [json.loads(event["message"]) for event in aws("logs").filter_log_events(logGroupName=group)["events"]]


@pytest.fixture
def api(rest_api, function, role, unique_name):
    return logging(rest_api, function, role, unique_name)[0]


def test_a_request_is_logged_in_one_line(api, aws, unique_name):
    response = api.get("/movies/a%20b")
    assert lines(aws, unique_name) == [
        {
            "requestId": response.headers["x-amzn-RequestId"],
            "httpMethod": "GET",
            "path": "/live/movies/a%20b",
            "resourcePath": "/movies/{id}",
            "status": "201",
            "responseLength": str(len(response.content)),
            "identity.sourceIp": "127.0.0.1",
            "error.message": "-",
            "error.responseType": "-",
            "authorizer.principalId": "-",
        }
    ]


@pytest.mark.parametrize("path", ["/none", "/protected"])
def test_a_request_that_the_gateway_rejects_is_logged_too(api, aws, unique_name, path):
    response = api.get(path)
    (line,) = lines(aws, unique_name)
    assert line["requestId"] == response.headers["x-amzn-RequestId"]
    assert (line["status"], line["path"]) == ("403", f"/live{path}")
    assert line["error.message"] == "Missing Authentication Token"
    assert line["error.responseType"] == "MISSING_AUTHENTICATION_TOKEN"


def test_without_the_permission_nothing_is_written(rest_api, aws, function, role, unique_name):
    api, role_arn = logging(rest_api, function, role, unique_name)
    aws("iam").delete_role_policy(RoleName=role_arn.rsplit("/", 1)[1], PolicyName="policy")
    api.get("/movies/1")
    assert lines(aws, unique_name) == []


@pytest.mark.upstream
def test_unpatched_ministack_writes_nothing(unpatched_rest_api, unpatched_aws, function, role, unique_name):
    api, _ = logging(unpatched_rest_api, function, role, unique_name)
    api.get("/movies/1")
    assert lines(unpatched_aws, unique_name) == []
