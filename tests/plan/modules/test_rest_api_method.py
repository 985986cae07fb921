from pathlib import Path

import pytest

MODULE = Path(__file__).parents[3] / "modules" / "rest-api-method"
RESOURCE = {
    "rest_api_id": "a1b2c3",
    "execution_arn": "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3",
    "id": "r1",
    "path": "/movies/{movieID}/reviews/{reviewID}",
}
INVOKE_ARN = "arn:aws:apigateway:…:live/invocations"
FUNCTION = {"function": {"name": "dev-get-review", "alias_name": "live", "invoke_arn": INVOKE_ARN}}


@pytest.fixture(scope="module")
def method(tf_module):
    return tf_module(MODULE, resource=RESOURCE, function=FUNCTION, http_method="GET")


def test_method_is_open_and_passes_everything_to_the_alias(method):
    plan = method.plan()

    assert plan.one("aws_api_gateway_method", http_method="GET")["authorization"] == "NONE"
    integration = plan.one("aws_api_gateway_integration", type="AWS_PROXY", integration_http_method="POST")
    assert integration["uri"] == INVOKE_ARN
    assert integration["timeout_milliseconds"] == 29000


def test_permission_is_for_this_method_and_path_and_the_alias_only(method):
    permission = method.plan().one("aws_lambda_permission", principal="apigateway.amazonaws.com")

    assert (permission["function_name"], permission["qualifier"]) == ("dev-get-review", "live")
    assert permission["source_arn"] == f"{RESOURCE['execution_arn']}/*/GET/movies/*/reviews/*"


def test_permission_of_any_method_is_for_all_methods(method):
    permission = method.plan(http_method="ANY").one("aws_lambda_permission")
    assert permission["source_arn"] == f"{RESOURCE['execution_arn']}/*/*/movies/*/reviews/*"


def test_authorization_validation_and_key_are_passed_on(tf):
    plan = tf(MODULE / "examples" / "authorization").plan()

    types = {item["http_method"]: item["authorization"] for item in plan.all("aws_api_gateway_method")}
    assert types == {"GET": "NONE", "POST": "AWS_IAM", "PUT": "COGNITO_USER_POOLS", "DELETE": "CUSTOM"}
    assert plan.one("aws_api_gateway_method", http_method="PUT")["authorization_scopes"] == ["movies/write"]
    get = plan.one("aws_api_gateway_method", http_method="GET", api_key_required=True)
    assert get["request_parameters"] == {"method.request.querystring.limit": True}


REQUEST = {"validator_id": "v1", "models": {"application/json": "Review"}}
CHANGES = {
    "resource": {"resource": {**RESOURCE, "id": "r2"}},
    "method": {"http_method": "PUT"},
    "function": {"function": {"function": {**FUNCTION["function"], "invoke_arn": "another"}}},
    "authorization": {"authorization": {"type": "AWS_IAM"}},
    "authorizer": {"authorization": {"type": "CUSTOM", "authorizer_id": "z1"}},
    "another authorizer": {"authorization": {"type": "CUSTOM", "authorizer_id": "z2"}},
    "scopes": {"authorization": {"type": "COGNITO_USER_POOLS", "authorizer_id": "z1", "scopes": ["read"]}},
    "api key": {"api_key_required": True},
    "model": {"request": REQUEST},
    "validator": {"request": {**REQUEST, "validator_id": "v2"}},
    "parameter": {"request": {"validator_id": "v1", "parameters": ["header.If-Match"]}},
    "timeout": {"timeout_milliseconds": 5000},
}


def test_fingerprint_is_known_in_the_plan_and_changes_with_every_argument_that_is_deployed(method):
    fingerprints = {name: method.plan(**change).outputs["fingerprint"] for name, change in CHANGES.items()}
    fingerprints["nothing"] = method.plan().outputs["fingerprint"]

    assert all(fingerprints.values())
    assert len(set(fingerprints.values())) == len(CHANGES) + 1
