import pytest

from slipway_emulator.validation import apis

ACTION = "arn:aws:apigateway:eu-central-1"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:f"
INVOCATIONS = f"{ACTION}:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
STAGE_VARIABLE = "${stageVariables.alias}"


@pytest.mark.parametrize("path_part", ["movies", "a.b-c_d:e", "{id}", "{proxy+}"])
def test_path_parts_are_accepted(path_part):
    apis.check_resource(path_part, ["other"])


@pytest.mark.parametrize("path_part", ["", "a/b", "a b", "é", "{id", "id}", "a{id}", "{id}a", "{}", "{a+b}", "proxy+"])
def test_other_path_parts_are_refused(path_part):
    with pytest.raises(apis.RefusedError, match="path part only allow"):
        apis.check_resource(path_part, [])


@pytest.mark.parametrize("path_part", ["{id}", "{proxy+}"])
def test_a_second_variable_below_one_resource_is_refused(path_part):
    with pytest.raises(apis.RefusedError, match=r"A sibling \(\{name\}\)"):
        apis.check_resource(path_part, ["a", "{name}"])
    apis.check_resource("b", ["a", "{name}"])


@pytest.mark.parametrize(
    ("kind", "uri"),
    [
        ("AWS_PROXY", INVOCATIONS),
        ("AWS_PROXY", INVOCATIONS.replace(":f/", f":f:{STAGE_VARIABLE}/")),
        ("AWS_PROXY", f"{ACTION}:firehose:action/PutRecord"),
        ("AWS", f"{ACTION}:sqs:path/123456789012/queue"),
        ("AWS", f"{ACTION}:states:action/StartExecution"),
        ("HTTP", "https://example.com/{id}"),
        ("HTTP_PROXY", f"http://{STAGE_VARIABLE}/a"),
    ],
)
def test_integrations_of_rest_apis_are_accepted(kind, uri):
    apis.check_rest_integration({"type": kind, "uri": uri, "httpMethod": "POST"})


@pytest.mark.parametrize(
    ("kind", "uri", "message"),
    [
        *(
            ("AWS_PROXY", uri, "Invalid ARN")
            for uri in ("", "nonsense", "https://example.com", FUNCTION, f"{ACTION}:lambda")
        ),
        ("AWS", FUNCTION, "Invalid ARN"),
        ("AWS_PROXY", f"{ACTION}:sqs:path/123456789012/queue", "only supports Lambda function"),
        *(("HTTP", uri, "Invalid HTTP endpoint") for uri in ("", "nonsense", "//example.com", "https:///a", "ftp://a")),
        ("HTTP_PROXY", INVOCATIONS, "Invalid HTTP endpoint"),
    ],
)
def test_other_integrations_of_rest_apis_are_refused(kind, uri, message):
    with pytest.raises(apis.RefusedError, match=message):
        apis.check_rest_integration({"type": kind, "uri": uri, "httpMethod": "POST"})


@pytest.mark.parametrize("kind", ["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY"])
def test_only_a_mock_needs_no_method(kind):
    apis.check_rest_integration({"type": "MOCK"})
    with pytest.raises(apis.RefusedError, match="HttpMethod must be non-empty"):
        apis.check_rest_integration({"type": kind, "uri": INVOCATIONS})


@pytest.mark.parametrize(
    ("kind", "uri", "settings"),
    [
        ("AWS_PROXY", FUNCTION, {"payloadFormatVersion": "2.0"}),
        ("AWS_PROXY", f"{FUNCTION}:{STAGE_VARIABLE}", {}),
        ("AWS_PROXY", INVOCATIONS, {}),
        ("AWS_PROXY", "", {"integrationSubtype": "SQS-SendMessage"}),
        ("HTTP_PROXY", "https://example.com/{proxy}", {}),
        (
            "HTTP_PROXY",
            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/a/1/2",
            {"connectionType": "VPC_LINK"},
        ),
    ],
)
def test_integrations_of_http_apis_are_accepted(kind, uri, settings):
    version = {"payloadFormatVersion": "1.0"}
    apis.check_http_integration({"integrationType": kind, "integrationUri": uri, **version, **settings})


@pytest.mark.parametrize(
    ("kind", "uri", "version", "message"),
    [
        *(
            (kind, FUNCTION, "1.0", "only be associated with proxy integrations")
            for kind in ("AWS", "HTTP", "MOCK", None)
        ),
        *(("AWS_PROXY", uri, "2.0", "ARN of a Lambda function") for uri in ("", None, "f", "https://example.com")),
        ("AWS_PROXY", FUNCTION, None, "PayloadFormatVersion is a required parameter"),
        ("AWS_PROXY", FUNCTION, "3.0", "PayloadFormatVersion 3.0 is not supported"),
        ("HTTP_PROXY", "https://example.com", "2.0", "PayloadFormatVersion 2.0 is not supported"),
        *(("HTTP_PROXY", uri, "1.0", "Invalid HTTP endpoint") for uri in ("", "nonsense", FUNCTION)),
    ],
)
def test_other_integrations_of_http_apis_are_refused(kind, uri, version, message):
    data = {"integrationType": kind, "integrationUri": uri, "payloadFormatVersion": version}
    with pytest.raises(apis.RefusedError, match=message):
        apis.check_http_integration(data)


@pytest.mark.parametrize("key", ["$default", "GET /", "ANY /a/{id}/{proxy+}"])
def test_route_keys_are_accepted(key):
    apis.check_route(key, {"GET /other"})


@pytest.mark.parametrize(
    "key", ["", "nonsense", "GET", "GET x", "get /x", "FOO /x", "GET  /x", "/x", "$connect", "GET /a b"]
)
def test_other_route_keys_are_refused(key):
    with pytest.raises(apis.RefusedError, match="not formatted properly"):
        apis.check_route(key, ())


def test_a_second_route_or_stage_of_the_same_name_is_a_conflict():
    for check, name in ((apis.check_route, "GET /a"), (apis.check_stage, "live")):
        with pytest.raises(apis.RefusedError, match="already exists") as refusal:
            check(name, {name})
        assert (refusal.value.code, refusal.value.status) == ("ConflictException", 409)


@pytest.mark.parametrize("name", ["", "a b", "a.b", "é", "$live", "x" * 129])
def test_other_names_of_stages_are_refused(name):
    for valid in ("$default", "live-1_a"):
        apis.check_stage(valid, {"other"})
    with pytest.raises(apis.RefusedError, match="Stage name only allows"):
        apis.check_stage(name, ())
