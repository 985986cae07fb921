import pytest
from validations import assert_each_refuses

RESOURCE = {
    "rest_api_id": "a1b2c3",
    "execution_arn": "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3",
    "id": "r1",
    "path": "/movies/{movieID}/reviews/{reviewID}",
}
INVOKE_ARN = "arn:aws:apigateway:…:live/invocations"
FUNCTION = {"function": {"name": "dev-get-review", "alias_name": "live", "invoke_arn": INVOKE_ARN}}
GET = {"resource": RESOURCE, "function": FUNCTION, "http_method": "GET"}
REQUEST = {"validator_id": "v1", "models": {"application/json": "Review"}}
CHANGES = {
    "nothing": {},
    "resource": {"resource": {**RESOURCE, "id": "r2"}},
    "method": {"http_method": "PUT"},
    "function": {"function": {"function": {**FUNCTION["function"], "invoke_arn": INVOKE_ARN.replace("live", "test")}}},
    "authorization": {"authorization": {"type": "AWS_IAM"}},
    "authorizer": {"authorization": {"type": "CUSTOM", "authorizer_id": "z1"}},
    "another_authorizer": {"authorization": {"type": "CUSTOM", "authorizer_id": "z2"}},
    "scopes": {"authorization": {"type": "COGNITO_USER_POOLS", "authorizer_id": "z1", "scopes": ["read"]}},
    "api_key": {"api_key_required": True},
    "model": {"request": REQUEST},
    "validator": {"request": {**REQUEST, "validator_id": "v2"}},
    "parameter": {"request": {"validator_id": "v1", "parameters": ["header.If-Match"]}},
    "timeout": {"timeout_milliseconds": 5000},
}
SCENARIOS = {**CHANGES, "any_method": {"http_method": "ANY"}}
REFUSED = {
    "http_method_in_small_letters": {"http_method": "get"},
    "authorization_type_unknown": {"authorization": {"type": "JWT"}},
    "authorization_cognito_without_authorizer": {"authorization": {"type": "COGNITO_USER_POOLS"}},
    "authorization_custom_without_authorizer": {"authorization": {"type": "CUSTOM"}},
    "authorization_iam_with_authorizer": {"authorization": {"type": "AWS_IAM", "authorizer_id": "x"}},
    "authorization_custom_with_scopes": {
        "authorization": {"type": "CUSTOM", "authorizer_id": "x", "scopes": ["movies/write"]}
    },
    "request_validates_nothing": {"request": {"validator_id": "v"}},
    "request_parameter_of_the_path": {"request": {"validator_id": "v", "parameters": ["path.movieID"]}},
    "timeout_milliseconds_too_long": {"timeout_milliseconds": 29001},
}


@pytest.fixture(scope="module")
def methods(tf_module):
    return tf_module.plans("modules/rest-api-method", {name: {**GET, **each} for name, each in SCENARIOS.items()})


@pytest.fixture(scope="module")
def get(methods):
    return methods["nothing"]


def test_method_is_open_and_passes_everything_to_the_alias(get):
    assert get.one("aws_api_gateway_method", http_method="GET")["authorization"] == "NONE"
    integration = get.one("aws_api_gateway_integration", type="AWS_PROXY", integration_http_method="POST")
    assert integration["uri"] == INVOKE_ARN
    assert integration["timeout_milliseconds"] == 29000


def test_permission_is_for_this_method_and_path_and_the_alias_only(get):
    permission = get.one("aws_lambda_permission", principal="apigateway.amazonaws.com")

    assert (permission["function_name"], permission["qualifier"]) == ("dev-get-review", "live")
    assert permission["source_arn"] == f"{RESOURCE['execution_arn']}/*/GET/movies/*/reviews/*"


def test_permission_of_any_method_is_for_all_methods(methods):
    permission = methods["any_method"].one("aws_lambda_permission")
    assert permission["source_arn"] == f"{RESOURCE['execution_arn']}/*/*/movies/*/reviews/*"


def test_authorization_validation_and_key_are_passed_on(examples):
    plan = examples["rest-api-method/authorization"]

    types = {item["http_method"]: item["authorization"] for item in plan.all("aws_api_gateway_method")}
    assert types == {"GET": "NONE", "POST": "AWS_IAM", "PUT": "COGNITO_USER_POOLS", "DELETE": "CUSTOM"}
    assert plan.one("aws_api_gateway_method", http_method="PUT")["authorization_scopes"] == ["movies/write"]
    get = plan.one("aws_api_gateway_method", http_method="GET", api_key_required=True)
    assert get["request_parameters"] == {"method.request.querystring.limit": True}


def test_fingerprint_is_known_in_the_plan_and_changes_with_every_argument_that_is_deployed(methods):
    fingerprints = {methods[change].outputs["fingerprint"] for change in CHANGES}

    assert all(fingerprints)
    assert len(fingerprints) == len(CHANGES)


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "rest-api-method", GET, REFUSED)
