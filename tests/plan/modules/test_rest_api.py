import json
from pathlib import Path

import pytest
from validations import assert_each_refuses

GET = {
    "function": {
        "function": {"name": "f", "alias_name": "live", "invoke_arn": "arn:aws:apigateway:eu-central-1:lambda:path/f"}
    }
}
INTEGRATION = {
    "service": "states",
    "action": "StartExecution",
    "role_arn": "arn:aws:iam::123456789012:role/dev-api",
    "request_template": "{}",
    "responses": {"202": {"template": "{}"}},
}
API = {"name": "movies", "methods": {}}
REFUSED = {
    "name_with_a_space": {"name": "my movies"},
    "methods_key_without_method": {"methods": {"/movies": GET}},
    "methods_key_in_small_letters": {"methods": {"get /movies": GET}},
    "methods_path_with_a_trailing_slash": {"methods": {"GET /movies/": GET}},
    "methods_path_of_six_levels": {"methods": {"GET /a/b/c/d/e/f": GET}},
    "methods_path_that_continues_after_a_greedy_parameter": {"methods": {"GET /{proxy+}/movies": GET}},
    "methods_two_parameters_in_a_place": {"methods": {"GET /movies/{movieID}": GET, "GET /movies/{id}/cast": GET}},
    "methods_parameter_beside_a_greedy_one": {"methods": {"GET /{tenant}": GET, "GET /{proxy+}": GET}},
    "methods_options_beside_cors": {"methods": {"OPTIONS /movies": GET}, "cors": {"allow_origin": "*"}},
    "methods_model_unknown": {
        "methods": {"POST /movies": {**GET, "request": {"models": {"application/json": "Film"}}}},
        "models": {"Movie": "{}"},
    },
    "methods_without_a_function": {"methods": {"GET /movies": {}}},
    "methods_with_both_forms_of_a_function": {
        "methods": {"GET /movies": {**GET, "function_name": "f"}},
        "functions": [{"function": {"name": "f", "alias_name": "live"}}],
    },
    "methods_function_name_with_an_alias": {
        "methods": {"GET /movies": {"function_name": "f:live"}},
        "functions": [{"function": {"name": "f:live", "alias_name": "live"}}],
    },
    "methods_with_a_function_and_an_integration": {"methods": {"GET /movies": {**GET, "integration": INTEGRATION}}},
    "usage_plan_rate_zero": {"usage_plan": {"rate": 0}},
    "usage_plan_quota_of_an_hour": {"usage_plan": {"quota": {"limit": 10, "period": "HOUR"}}},
    "functions_lacks_one": {"methods": {"GET /movies": {"function_name": "f"}}},
    "functions_has_one_twice": {"functions": [{"function": {"name": "f", "alias_name": "live"}}] * 2},
    "models_name_with_a_dash": {"models": {"new-movie": "{}"}},
    "binary_media_types_of_a_file": {"binary_media_types": ["png"]},
    "stage_name_with_a_slash": {"stage_name": "live/v1"},
    "throttling_rate_zero": {"throttling": {"rate": 0}},
    "throttling_burst_zero": {"throttling": {"burst": 0}},
    "access_log_retention_days_not_accepted": {"access_log": {"retention_days": 2}},
    "cors_origin_with_a_path": {"cors": {"allow_origin": "https://www.example.com/"}},
    "cors_without_an_origin": {"cors": {}},
    "cors_with_one_origin_and_several": {
        "cors": {"allow_origin": "*", "allow_origins": ["https://a.example.com", "https://b.example.com"]}
    },
    "cors_every_origin_beside_others": {"cors": {"allow_origins": ["*", "https://a.example.com"]}},
    "policy_for_a_bucket": {
        "policy": '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::a"}}'
    },
    "policy_without_resources": {"policy": '{"Statement": [{"Effect": "Allow"}]}'},
    "policy_no_json": {"policy": "{"},
    "cors_header_with_a_quote": {"cors": {"allow_origin": "*", "allow_headers": ["x'y"]}},
    "cors_age_too_long": {"cors": {"allow_origin": "*", "max_age_seconds": 86401}},
}


@pytest.fixture(scope="module")
def complete(examples):
    return examples["rest-api/complete"]


@pytest.fixture(scope="module")
def routes(tf_module):
    return tf_module(Path(__file__).parent / "routes").plan()


def of_api(plan, api, resource_type):
    """Yield the resources of an API of `routes`, and the last key in the address of each."""
    for resource in plan.all(resource_type):
        if resource.address.startswith(f'module.api["{api}"].'):
            yield resource.address.rpartition('["')[2].partition('"')[0], resource


def parts(plan, api):
    return {key: resource["path_part"] for key, resource in of_api(plan, api, "aws_api_gateway_resource")}


def statuses(plan, api):
    """Return the status of the mock response by method and place."""
    responses = of_api(plan, api, "aws_api_gateway_method_response")
    return {key: response["status_code"] for key, response in responses if ".module.method[" not in response.address}


def functions_methods(plan, api):
    methods = of_api(plan, api, "aws_api_gateway_method")
    return {key: method["authorization"] for key, method in methods if ".module.method[" in method.address}


def test_levels_in_between_are_created_and_none_twice(routes):
    assert sorted(parts(routes, "deep").values()) == sorted(
        ["a", "b", "c", "d", "e", "{id}", "{id}", "other", "{proxy+}"]
    )


def test_a_parameter_at_the_first_level_moves_the_404_below_it(routes):
    # API Gateway allows one parameter in a place: {proxy+} can't be beside {tenant}.
    assert parts(routes, "tenants") == {
        "/{}": "{tenant}",
        "/{}/movies": "movies",
        "/{}/movies/{}": "{movieID}",
        "/{}/{}": "{proxy+}",
        "/movies": "movies",
    }
    assert statuses(routes, "tenants") == {
        "ANY /": "404",
        "ANY /{}": "404",
        "ANY /{}/{}": "404",
        "ANY /{}/movies": "405",
        "ANY /{}/movies/{}": "405",
        "ANY /movies": "405",
    }


def test_below_five_parameters_there_is_still_a_404(routes):
    places = {"/{}" * depth for depth in range(1, 7)}
    assert set(parts(routes, "five_parameters")) == places
    assert statuses(routes, "five_parameters") == {
        "ANY /": "404",
        **{f"ANY {place}": "405" if place == "/{}" * 5 else "404" for place in places},
    }


def test_a_greedy_parameter_takes_every_path_and_any_every_method_but_those_with_a_route(routes):
    assert parts(routes, "greedy") == {"/{}": "{path+}", "/files": "files", "/files/{}": "{proxy+}"}
    assert functions_methods(routes, "greedy") == {
        **{f"{method} /{{}}": "NONE" for method in ("DELETE", "GET", "HEAD", "PATCH", "PUT")},
        "POST /{}": "AWS_IAM",
        "GET /files/{}": "NONE",
    }
    # The gateway answers the preflight, and OPTIONS is none of ANY's.
    assert [key for key, status in statuses(routes, "greedy").items() if status == "200"] == [
        "OPTIONS /files/{}",
        "OPTIONS /{}",
    ]


def test_an_api_can_be_repeated_with_its_functions_methods_and_authorizers(routes):
    names = {api["name"] for api in routes.all("aws_api_gateway_rest_api")}
    assert names >= {"counted", "one", "two", "authorized"}


def test_api_is_regional_and_its_stage_is_throttled(complete):
    assert complete.one("aws_api_gateway_rest_api")["endpoint_configuration"][0]["types"] == ["REGIONAL"]
    (settings,) = complete.one("aws_api_gateway_method_settings", method_path="*/*")["settings"]
    assert (settings["throttling_rate_limit"], settings["throttling_burst_limit"]) == (20, 10)
    assert settings["metrics_enabled"] is True


def test_stage_writes_an_access_log_that_expires(complete):
    stage = complete.one("aws_api_gateway_stage", stage_name="live")
    log_format = json.loads(stage["access_log_settings"][0]["format"])

    assert {"requestId", "status", "latency", "caller", "error"} <= set(log_format)
    group = complete.one("aws_cloudwatch_log_group", name="/aws/apigateway/example")
    assert group["retention_in_days"] == 7
    assert stage["xray_tracing_enabled"] is True


def test_gateway_answers_in_json_and_leaves_each_error_its_status(complete):
    responses = {item["response_type"]: item for item in complete.all("aws_api_gateway_gateway_response")}

    assert set(responses) == {"DEFAULT_4XX", "DEFAULT_5XX", "BAD_REQUEST_BODY"}
    assert responses["DEFAULT_4XX"]["status_code"] is None
    assert responses["DEFAULT_5XX"]["status_code"] is None
    for response in responses.values():
        template = response["response_templates"]["application/json"].replace("$context.error.messageString", '""')
        assert {"message", "requestId"} <= set(json.loads(template))
        assert response["response_parameters"] == {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}


def test_every_path_answers_other_methods_with_405_and_the_preflight(complete):
    statuses = [item["status_code"] for item in complete.all("aws_api_gateway_method_response")]
    assert sorted(statuses) == ["200", "200", "404", "404", "405", "405"]

    headers = [item["response_parameters"] for item in complete.all("aws_api_gateway_integration_response")]
    allowed = {item["method.response.header.Allow"] for item in headers if "method.response.header.Allow" in item}
    assert allowed == {"'GET,POST'", "'DELETE,GET,PUT'"}
    preflights = [item for item in headers if "method.response.header.Access-Control-Max-Age" in item]
    assert {item["method.response.header.Access-Control-Allow-Methods"] for item in preflights} == allowed
    assert {item["method.response.header.Access-Control-Allow-Headers"] for item in preflights} == {
        "'authorization,content-type'"
    }


def test_without_cors_there_is_no_preflight_and_no_origin(examples):
    plan = examples["rest-api/minimal"]

    assert not [item for item in plan.all("aws_api_gateway_method") if item["http_method"] == "OPTIONS"]
    for response in plan.all("aws_api_gateway_gateway_response"):
        assert not response["response_parameters"]


def test_of_several_origins_a_template_chooses_that_of_the_request(complete):
    for response in complete.all("aws_api_gateway_integration_response"):
        assert response["response_parameters"]["method.response.header.Vary"] == "'Origin'"
        template = response["response_templates"]["application/json"]
        assert '#set($origins = ["https://admin.example.com","https://www.example.com"])' in template


def test_one_origin_of_the_list_is_as_the_only_one(routes):
    headers = {
        response["response_parameters"]["method.response.header.Access-Control-Allow-Origin"]
        for _, response in of_api(routes, "one_origin", "aws_api_gateway_integration_response")
    }
    assert headers == {"'https://www.example.com'"}


def test_the_response_of_a_service_names_the_origin_of_the_request(routes):
    (response,) = [
        each
        for _, each in of_api(routes, "two_origins", "aws_api_gateway_integration_response")
        if ".module.method[" in each.address
    ]
    assert response["response_parameters"]["method.response.header.Vary"] == "'Origin'"
    assert response["response_templates"]["application/json"].endswith("#end{}")


def test_bodies_are_validated_against_the_schema(complete):
    validator = complete.one("aws_api_gateway_request_validator")
    assert validator["validate_request_body"] is True
    assert validator["validate_request_parameters"] is True
    assert json.loads(complete.one("aws_api_gateway_model", name="Movie")["schema"])["required"] == ["title"]


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "rest-api", API, REFUSED)
