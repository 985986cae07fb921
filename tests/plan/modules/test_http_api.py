import json
import re

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

INVOKE_ARN = (
    "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:eu-central-1:123456789012:function:f:live/invocations"
)
FUNCTION = {"function": {"name": "f", "alias_name": "live", "invoke_arn": INVOKE_ARN}}
GET = {"function": FUNCTION}
API = {"name": "movies", "routes": {}}
USERS = {"issuer": "https://login.example.com", "audience": ["movies"]}
ORIGIN = {"allow_origins": ["https://www.example.com"]}
REFUSED = {
    "name_with_a_space": {"name": "my movies"},
    "stages_none": {"stages": {}},
    "stages_name_with_a_slash": {"stages": {"test/v1": {}}},
    "stages_alias_that_is_a_version": {"stages": {"test": {"alias": "7"}}},
    "routes_key_without_method": {"routes": {"/movies": GET}},
    "routes_key_in_small_letters": {"routes": {"get /movies": GET}},
    "routes_key_with_another_default": {"routes": {"$connect": GET}},
    "routes_path_with_a_trailing_slash": {"routes": {"GET /movies/": GET}},
    "routes_path_that_continues_after_a_greedy_parameter": {"routes": {"GET /{proxy+}/movies": GET}},
    "routes_two_names_of_a_parameter": {"routes": {"GET /movies/{movieID}": GET, "GET /movies/{id}": GET}},
    "routes_two_names_of_a_greedy_parameter": {"routes": {"ANY /{proxy+}": GET, "ANY /{path+}": GET}},
    "routes_options_beside_cors": {"routes": {"OPTIONS /movies": GET}, "cors": ORIGIN},
    "routes_function_without_qualifier": {
        "routes": {
            "GET /movies": {
                "function": {"function": {**FUNCTION["function"], "invoke_arn": INVOKE_ARN.replace(":live", "/live")}}
            }
        }
    },
    "routes_function_without_the_alias": {"routes": {"GET /movies": GET}, "stages": {"test": {"alias": "test"}}},
    "routes_authorization_type_of_a_rest_api": {
        "routes": {"GET /movies": {**GET, "authorization": {"type": "COGNITO_USER_POOLS"}}}
    },
    "routes_jwt_without_authorizer": {"routes": {"GET /movies": {**GET, "authorization": {"type": "JWT"}}}},
    "routes_jwt_with_an_unknown_authorizer": {
        "routes": {"GET /movies": {**GET, "authorization": {"type": "JWT", "authorizer": "admins"}}},
        "authorizers": {"users": USERS},
    },
    "routes_scopes_without_jwt": {
        "routes": {"GET /movies": {**GET, "authorization": {"type": "AWS_IAM", "scopes": ["movies/read"]}}}
    },
    "routes_authorizer_without_jwt": {
        "routes": {"GET /movies": {**GET, "authorization": {"authorizer": "users"}}},
        "authorizers": {"users": USERS},
    },
    "routes_scope_with_a_space": {
        "routes": {"GET /movies": {**GET, "authorization": {"type": "JWT", "authorizer": "users", "scopes": ["a b"]}}},
        "authorizers": {"users": USERS},
    },
    "routes_rate_zero": {"routes": {"GET /movies": {**GET, "throttling": {"rate": 0}}}},
    "routes_burst_of_half_a_request": {"routes": {"GET /movies": {**GET, "throttling": {"burst": 0.5}}}},
    "routes_timeout_longer_than_the_gateway_waits": {"routes": {"GET /movies": {**GET, "timeout_milliseconds": 30001}}},
    "routes_from_document_with_limits_of_a_route": {
        "routes_from_document": True,
        "routes": {"GET /movies": {**GET, "throttling": {"rate": 1}}},
    },
    "routes_from_document_with_authorizers": {"routes_from_document": True, "authorizers": {"users": USERS}},
    "stages_variable_alias": {"stages": {"test": {"alias": "live", "variables": {"alias": "prod"}}}},
    "authorizers_name_with_a_space": {"authorizers": {"my users": USERS}},
    "authorizers_issuer_without_tls": {"authorizers": {"users": {**USERS, "issuer": "http://login.example.com"}}},
    "authorizers_issuer_that_is_the_discovery_document": {
        "authorizers": {"users": {**USERS, "issuer": "https://login.example.com/.well-known/openid-configuration"}}
    },
    "authorizers_with_an_issuer_and_a_function": {"authorizers": {"users": {**USERS, "function": FUNCTION}}},
    "authorizers_with_neither": {"authorizers": {"users": {}}},
    "authorizers_cache_of_tokens": {"authorizers": {"users": {**USERS, "cache_seconds": 0}}},
    "routes_custom_with_a_jwt_authorizer": {
        "routes": {"GET /movies": {**GET, "authorization": {"type": "CUSTOM", "authorizer": "users"}}},
        "authorizers": {"users": USERS},
    },
    "authorizers_audience_of_nobody": {"authorizers": {"users": {**USERS, "audience": []}}},
    "authorizers_identity_source_of_a_rest_api": {
        "authorizers": {"users": {**USERS, "identity_source": "method.request.header.Authorization"}}
    },
    "throttling_rate_zero": {"throttling": {"rate": 0}},
    "throttling_burst_zero": {"throttling": {"burst": 0}},
    "access_log_retention_days_not_accepted": {"access_log": {"retention_days": 2}},
    "cors_no_origin": {"cors": {"allow_origins": []}},
    "cors_origin_with_a_path": {"cors": {"allow_origins": ["https://www.example.com/"]}},
    "cors_every_origin_and_another": {"cors": {"allow_origins": ["*", "https://www.example.com"]}},
    "cors_header_with_a_quote": {"cors": {**ORIGIN, "allow_headers": ["x'y"]}},
    "cors_exposed_header_with_a_comma": {"cors": {**ORIGIN, "expose_headers": ["etag,location"]}},
    "cors_credentials_of_every_origin": {"cors": {"allow_origins": ["*"], "allow_credentials": True}},
    "cors_credentials_with_every_header": {
        "cors": {**ORIGIN, "allow_headers": ["*"], "allow_credentials": True},
    },
    "cors_credentials_with_every_exposed_header": {
        "cors": {**ORIGIN, "expose_headers": ["*"], "allow_credentials": True},
    },
    "cors_age_too_long": {"cors": {**ORIGIN, "max_age_seconds": 86401}},
}


@pytest.fixture(scope="module")
def complete(examples):
    return examples["http-api/complete"]


@pytest.fixture(scope="module")
def stages(examples):
    return examples["http-api/stages"]


def by_key(resources):
    """Return resources by the key of their instance."""
    return {re.search(r'\["(.*)"\]$', resource.address)[1]: resource for resource in resources}


def test_each_route_has_its_authorization(complete):
    routes = by_key(complete.all("aws_apigatewayv2_route"))

    assert {key: route["authorization_type"] for key, route in routes.items()} == {
        "$default": "NONE",
        "DELETE /movies/{movieID}": "AWS_IAM",
        "GET /movies": "NONE",
        "POST /movies": "JWT",
    }
    assert routes["POST /movies"]["authorization_scopes"] == ["movies/write"]
    (authorizer,) = complete.all("aws_apigatewayv2_authorizer")
    assert authorizer["identity_sources"] == ["$request.header.Authorization"]
    assert authorizer["jwt_configuration"] == [{"issuer": "https://login.example.com", "audience": ["movies"]}]


def test_functions_get_payload_2(complete):
    integrations = by_key(complete.all("aws_apigatewayv2_integration"))

    assert {integration["payload_format_version"] for integration in integrations.values()} == {"2.0"}
    assert integrations["DELETE /movies/{movieID}"]["timeout_milliseconds"] == 5000
    assert integrations["GET /movies"]["timeout_milliseconds"] == 30000


def test_stage_is_deployed_automatically_and_throttled(complete):
    (stage,) = complete.all("aws_apigatewayv2_stage")

    assert stage["name"] == "$default"
    assert stage["auto_deploy"] is True
    (default,) = stage["default_route_settings"]
    assert (default["throttling_rate_limit"], default["throttling_burst_limit"]) == (20, 10)
    assert default["detailed_metrics_enabled"] is True
    (post,) = stage["route_settings"]
    assert (post["route_key"], post["throttling_rate_limit"], post["throttling_burst_limit"]) == ("POST /movies", 2, 1)


def test_stage_writes_an_access_log_that_expires(complete):
    (stage,) = complete.all("aws_apigatewayv2_stage")
    log_format = json.loads(stage["access_log_settings"][0]["format"])

    assert {"requestId", "status", "latency", "caller", "error", "stage", "route"} <= set(log_format)
    group = complete.one("aws_cloudwatch_log_group", name="/aws/apigateway/example")
    assert group["retention_in_days"] == 7


def test_preflight_allows_the_methods_of_the_routes_with_credentials(complete):
    (cors,) = complete.one("aws_apigatewayv2_api")["cors_configuration"]

    assert set(cors["allow_methods"]) == {"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"}  # of $default
    assert cors["allow_origins"] == ["https://www.example.com"]
    assert cors["allow_credentials"] is True


def test_without_cors_there_is_no_preflight(examples):
    assert examples["http-api/minimal"].one("aws_apigatewayv2_api")["cors_configuration"] == []


def test_each_stage_has_its_alias(stages):
    variables = {stage["name"]: stage["stage_variables"] for stage in stages.all("aws_apigatewayv2_stage")}

    assert variables == {"test": {"alias": "test"}, "prod": {"alias": "prod"}}


def test_one_stage_needs_no_stage_variable(complete):
    (stage,) = complete.all("aws_apigatewayv2_stage")

    assert stage["stage_variables"] is None


def test_each_stage_has_a_permission_for_each_route(stages, complete):
    assert set(by_key(stages.all("aws_lambda_permission"))) == {"GET /movies prod", "GET /movies test"}
    assert set(by_key(complete.all("aws_lambda_permission"))) == {
        "$default $default",
        "DELETE /movies/{movieID} $default",
        "GET /movies $default",
        "POST /movies $default",
    }


def test_alarms_are_in_the_output_by_their_names(tf_module):
    plan = tf_module.plans("modules/http-api", {"two": {**API, "stages": {"$default": {}, "test": {}}}})["two"]
    assert len(plan.all("aws_cloudwatch_metric_alarm")) == 4
    assert_in_output(plan)


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "http-api", API, REFUSED)
