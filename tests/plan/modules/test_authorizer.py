"""Module authorizer: the kinds of authorizers, and what a route takes."""

import pytest
from validations import assert_each_refuses

ACCOUNT = "eu-central-1:123456789012"
ALIAS = f"arn:aws:lambda:{ACCOUNT}:function:session:live"
INVOKE_ARN = f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{ALIAS}/invocations"
FUNCTION = {"function": {"name": "session", "alias_name": "live", "invoke_arn": INVOKE_ARN}}
API = {"id": "a1", "execution_arn": f"arn:aws:execute-api:{ACCOUNT}:a1"}
POOL = f"arn:aws:cognito-idp:{ACCOUNT}:userpool/eu-central-1_a"
REST = {"name": "session", "rest_api": API, "function": FUNCTION}
HTTP = {"name": "session", "http_api": API, "function": FUNCTION}
COGNITO = {"name": "users", "rest_api": API, "user_pool_arns": [POOL]}
SCENARIOS = {
    "rest": REST,
    "http": HTTP,
    "null": {**REST, **dict.fromkeys(("user_pool_arns", "event", "identity_sources", "cache_seconds"))},
    "token": {**REST, "event": "TOKEN", "token_pattern": "^[a-z]+$", "identity_sources": ["header.X-Session"]},
    "several": {**REST, "identity_sources": ["header.X-Session", "querystring.partner"]},
    "no_source": {**HTTP, "identity_sources": [], "cache_seconds": 0},
    "cognito": COGNITO,
}
REFUSED = {
    "name_with_a_space": {"name": "a b"},
    "rest_api_and_http_api": {"http_api": API},
    "rest_api_none": {"rest_api": None},
    "rest_api_of_a_stage": {"rest_api": {**API, "execution_arn": f"{API['execution_arn']}/live"}},
    "http_api_of_a_stage": {"rest_api": None, "http_api": {**API, "execution_arn": f"{API['execution_arn']}/live"}},
    "function_and_a_pool": {"user_pool_arns": [POOL]},
    "function_of_an_http_api_missing": {"rest_api": None, "http_api": API, "function": None, "user_pool_arns": [POOL]},
    "function_without_an_alias": {
        "function": {"function": {**FUNCTION["function"], "invoke_arn": INVOKE_ARN.replace(":live", "")}},
    },
    "user_pool_arns_of_a_client": {"function": None, "user_pool_arns": [f"{POOL}/client/a"]},
    "event_unknown": {"event": "HEADER"},
    "event_token_of_an_http_api": {"rest_api": None, "http_api": API, "event": "TOKEN"},
    "identity_sources_of_the_integration": {"identity_sources": ["method.request.header.Authorization"]},
    "identity_sources_several_of_a_token": {"event": "TOKEN", "identity_sources": ["header.A", "header.B"]},
    "identity_sources_none_with_a_cache": {"identity_sources": []},
    "token_pattern_of_a_request": {"token_pattern": "^[a-z]+$"},
    "cache_seconds_too_many": {"cache_seconds": 3601},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/authorizer", SCENARIOS)


@pytest.mark.parametrize("scenario", ["rest", "null"])
def test_a_rest_api_s_function_gets_the_request_and_its_result_is_cached_for_5_minutes(plans, scenario):
    authorizer = plans[scenario].one("aws_api_gateway_authorizer")
    assert (authorizer["type"], authorizer["authorizer_uri"]) == ("REQUEST", INVOKE_ARN)
    assert authorizer["identity_source"] == "method.request.header.Authorization"
    assert authorizer["authorizer_result_ttl_in_seconds"] == 300


def test_a_function_can_get_the_token_alone(plans):
    authorizer = plans["token"].one("aws_api_gateway_authorizer")
    assert (authorizer["type"], authorizer["identity_validation_expression"]) == ("TOKEN", "^[a-z]+$")
    assert authorizer["identity_source"] == "method.request.header.X-Session"


def test_several_identity_sources(plans):
    found = plans["several"].one("aws_api_gateway_authorizer")["identity_source"]
    assert found == "method.request.header.X-Session,method.request.querystring.partner"


def test_an_http_api_s_function_answers_with_a_boolean(plans):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html"""
    authorizer = plans["http"].one("aws_apigatewayv2_authorizer")
    assert (authorizer["authorizer_type"], authorizer["authorizer_payload_format_version"]) == ("REQUEST", "2.0")
    assert authorizer["enable_simple_responses"] is True
    assert authorizer["identity_sources"] == ["$request.header.Authorization"]
    assert not plans["no_source"].one("aws_apigatewayv2_authorizer").get("identity_sources")


def test_cognito_needs_no_permission(plans):
    authorizer = plans["cognito"].one("aws_api_gateway_authorizer")
    assert (authorizer["type"], authorizer["provider_arns"]) == ("COGNITO_USER_POOLS", [POOL])
    assert "aws_lambda_permission" not in plans["cognito"].counts()
    permission = plans["rest"].one("aws_lambda_permission")
    assert (permission["qualifier"], permission["principal"]) == ("live", "apigateway.amazonaws.com")


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "authorizer", REST, REFUSED)
