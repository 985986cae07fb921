"""Module function-url: who may call the URL, and which pages."""

import pytest
from validations import assert_each_refuses

ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:hook:live"
REQUIRED = {"function": {"function": {"name": "hook", "alias_name": "live", "alias_arn": ALIAS}}}
CORS = {"allow_origins": ["https://www.example.com"]}
SCENARIOS = {
    "default": {},
    "null": dict.fromkeys(("authorization", "callers", "invoke_mode", "cors")),
    "public": {"authorization": "NONE"},
    "cors": {"cors": {**CORS, "allow_credentials": True}},
    "callers": {"callers": {"partner": "210987654321", "role": "arn:aws:iam::210987654321:role/client"}},
}
FUNCTION = REQUIRED["function"]["function"]
REFUSED = {
    "function_without_an_alias": {"function": {"function": {**FUNCTION, "alias_arn": ALIAS.removesuffix(":live")}}},
    "function_with_an_arn_as_name": {"function": {"function": {**FUNCTION, "name": ALIAS}}},
    "authorization_unknown": {"authorization": "JWT"},
    "callers_service": {"callers": {"events": "events.amazonaws.com"}},
    "callers_name_with_a_dot": {"callers": {"a.b": "210987654321"}},
    "callers_of_a_public_url": {"callers": {"a": "210987654321"}, "authorization": "NONE"},
    "cors_origin_with_a_path": {"cors": {"allow_origins": ["https://www.example.com/"]}},
    "cors_without_an_origin": {"cors": {"allow_origins": []}},
    "cors_credentials_for_all": {"cors": {"allow_origins": ["*"], "allow_credentials": True}},
    "cors_method_options": {"cors": {**CORS, "allow_methods": ["OPTIONS"]}},
    "cors_header_with_a_space": {"cors": {**CORS, "allow_headers": ["content type"]}},
    "cors_max_age_seconds_too_many": {"cors": {**CORS, "max_age_seconds": 86401}},
    "invoke_mode_unknown": {"invoke_mode": "STREAM"},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/function-url", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


@pytest.mark.parametrize("scenario", ["default", "null"])
def test_the_url_of_the_alias_needs_a_signature(plans, scenario):
    url = plans[scenario].one("aws_lambda_function_url")
    assert (url["function_name"], url["qualifier"]) == ("hook", "live")
    assert (url["authorization_type"], url["invoke_mode"], url["cors"]) == ("AWS_IAM", "BUFFERED", [])
    assert "aws_lambda_permission" not in plans[scenario].counts()


def test_nobody_but_the_provider_adds_a_public_permission(plans):
    assert plans["public"].one("aws_lambda_function_url")["authorization_type"] == "NONE"
    assert "aws_lambda_permission" not in plans["public"].counts()


def test_a_caller_gets_both_permissions_on_the_alias(plans):
    found = plans["callers"].all("aws_lambda_permission")
    assert {(each["action"], each["principal"], each["qualifier"]) for each in found} == {
        (action, caller, "live")
        for action in ("lambda:InvokeFunctionUrl", "lambda:InvokeFunction")
        for caller in ("210987654321", "arn:aws:iam::210987654321:role/client")
    }
    by_url = [each for each in found if each["action"] == "lambda:InvokeFunctionUrl"]
    assert {each["function_url_auth_type"] for each in by_url} == {"AWS_IAM"}


def test_cors_has_all_methods_and_an_hour_by_default(plans):
    (cors,) = plans["cors"].one("aws_lambda_function_url")["cors"]
    assert (cors["allow_methods"], cors["max_age"], cors["allow_credentials"]) == (["*"], 3600, True)


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "function-url", REQUIRED, REFUSED)
