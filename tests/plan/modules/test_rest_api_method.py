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
INTEGRATION = {
    "service": "states",
    "action": "StartExecution",
    "role_arn": "arn:aws:iam::123456789012:role/dev-api",
    "request_template": '{"input": "{}"}',
    "responses": {
        "202": {"template": "{}"},
        "500": {"pattern": "[45]\\d{2}", "template": "{}", "headers": {"a": "'b'"}},
    },
}
ACCEPTED = INTEGRATION["responses"]["202"]


def integration(**changes):
    """A method that calls a service instead of a function."""
    return {"function": None, "integration": {**INTEGRATION, **changes}}


CHANGES |= {
    "service": integration(),
    "action": integration(action="StartSyncExecution"),
    "integration_role": integration(role_arn="arn:aws:iam::123456789012:role/dev-other"),
    "request_template": integration(request_template="{}"),
    "response_template": integration(responses={"202": {"template": "[]"}}),
    "response_pattern": integration(responses={"202": ACCEPTED, "500": {"pattern": "5..", "template": "{}"}}),
    "response_header": integration(responses={"202": {**ACCEPTED, "headers": {"a": "'b'"}}}),
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
    "function_beside_an_integration": {"integration": INTEGRATION},
    "function_missing": {"function": None},
    "integration_service_in_capitals": integration(service="STATES"),
    "integration_role_arn_is_a_name": integration(role_arn="dev-api"),
    "integration_request_template_empty": integration(request_template=""),
    "integration_responses_without_a_default": integration(responses={"500": {"pattern": "5..", "template": "{}"}}),
    "integration_responses_with_two_defaults": integration(responses={"202": ACCEPTED, "200": ACCEPTED}),
    "integration_responses_pattern_unclosed": integration(
        responses={"202": ACCEPTED, "500": {"pattern": "(", "template": "{}"}}
    ),
    "integration_responses_template_empty": integration(responses={"202": {"template": ""}}),
    "integration_responses_header_without_quotes": integration(
        responses={"202": {"template": "{}", "headers": {"location": "/status"}}}
    ),
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


def test_a_service_is_called_with_the_role_and_the_templates(methods):
    plan = methods["service"]
    called = plan.one("aws_api_gateway_integration", type="AWS")
    assert called["uri"] == "arn:aws:apigateway:eu-central-1:states:action/StartExecution"
    assert called["credentials"] == INTEGRATION["role_arn"]
    assert called["request_templates"] == {"application/json": INTEGRATION["request_template"]}
    assert called["passthrough_behavior"] == "NEVER"
    responses = {each["status_code"]: each for each in plan.all("aws_api_gateway_integration_response")}
    assert {status: response["selection_pattern"] for status, response in responses.items()} == {
        "202": None,
        "500": "[45]\\d{2}",
    }
    assert responses["500"]["response_parameters"] == {"method.response.header.a": "'b'"}
    assert plan.all("aws_lambda_permission") == []


def test_the_fingerprint_of_a_method_with_a_function_is_that_of_before(get):
    # Otherwise each API would be deployed again by an upgrade that changes nothing in it.
    assert get.outputs["fingerprint"] == "bf3660e815483581a7fef8bcc73dcf83af0f0140"


def test_fingerprint_is_known_in_the_plan_and_changes_with_every_argument_that_is_deployed(methods):
    fingerprints = {methods[change].outputs["fingerprint"] for change in CHANGES}

    assert all(fingerprints)
    assert len(fingerprints) == len(CHANGES)


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "rest-api-method", GET, REFUSED)
