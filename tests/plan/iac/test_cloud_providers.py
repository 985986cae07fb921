"""The stack of the cloud providers as it would be made, and the input that it refuses."""

import json

import pytest
from openapi_document import operations, read_document
from repository import ROOT
from validations import assert_refused

SCENARIOS = {
    "open": {
        "write_authorization": "NONE",
        "cors_allow_origins": ["https://www.example.com"],
        "throttling": {"rate": 5, "burst": 1},
        "domains": {"prod": {"name": "providers.example.com", "zone": {"id": "Z0123456789"}}},
    },
    "document": {"routes_from_document": True, "environment": "prod"},
}
REFUSED = {
    "authorization_unknown": ({"write_authorization": "JWT"}, "must be AWS_IAM or NONE"),
    "domain_of_another_stage": ({"domains": {"dev": {"name": "a.example.com"}}}, "must be a stage, test or prod"),
    "origin_with_a_path": ({"cors_allow_origins": ["https://www.example.com/"]}, "origins without a path"),
}
CLOUD_PROVIDERS = read_document("iac/cloud-providers/openapi.json")
APPS = ("list-cloud-providers", "put-cloud-provider")


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/cloud-providers")


@pytest.fixture(scope="module")
def plans(stack_plans):
    return stack_plans("iac/cloud-providers")


def test_each_stage_has_its_alias_and_its_table(plan):
    stages = {stage["name"]: stage["stage_variables"] for stage in plan.all("aws_apigatewayv2_stage")}
    assert stages == {name: {"alias": name} for name in ("test", "prod")}
    tables = {f"dev-cloud-providers-{stage}" for stage in stages}
    assert {table["name"] for table in plan.all("aws_dynamodb_table")} == tables
    aliases = [alias["name"] for alias in plan.all("aws_lambda_alias") if alias["name"] in stages]
    assert sorted(aliases) == sorted([*stages] * len(APPS))


def test_a_function_knows_the_table_of_each_stage(plan):
    for app in APPS:
        environment = plan.one("aws_lambda_function", function_name=f"dev-{app}")["environment"][0]["variables"]
        assert json.loads(environment["CLOUD_PROVIDERS_TABLES"]) == {
            "prod": "dev-cloud-providers-prod",
            "test": "dev-cloud-providers-test",
        }


def test_writes_are_signed_and_reads_are_open(plan, plans):
    def authorization(plan):
        return {route["route_key"]: route["authorization_type"] for route in plan.all("aws_apigatewayv2_route")}

    assert authorization(plan) == {"GET /providers": "NONE", "POST /providers": "AWS_IAM"}
    assert set(authorization(plans["open"]).values()) == {"NONE"}


def test_the_document_has_the_routes_their_authorization_and_their_functions(plan, plans):
    found = operations(CLOUD_PROVIDERS)
    authorization = {f"{verb.upper()} {path}": each["security"] for (path, verb), each in found.items()}
    planned = {route["route_key"]: route["authorization_type"] for route in plan.all("aws_apigatewayv2_route")}
    schemes = {"NONE": [], "AWS_IAM": [{"sigv4": []}]}
    assert authorization == {key: schemes[kind] for key, kind in planned.items()}

    (stage,) = [each for each in plans["document"].all("aws_apigatewayv2_stage") if each["name"] == "test"]
    functions = set()
    for operation in found.values():
        uri = operation["x-amazon-apigateway-integration"]["uri"]
        for name, value in stage["stage_variables"].items():
            uri = uri.replace(f"${{stageVariables.{name}}}", value)
        assert "stageVariables" not in uri
        functions.add(uri.partition(":function:")[2].removesuffix(":test/invocations"))
    assert functions == {f"prod-{app}" for app in APPS}


def test_a_pipeline_deploys_the_routes_of_a_document(plans):
    plan = plans["document"]
    assert plan.all("aws_apigatewayv2_route") == plan.all("aws_apigatewayv2_integration") == []
    assert {stage["auto_deploy"] for stage in plan.all("aws_apigatewayv2_stage")} == {False}
    assert len(plan.all("aws_lambda_permission")) == 2 * len(APPS)


def test_the_document_has_the_schema_that_the_functions_check():
    schema = json.loads((ROOT / "libs/cloud_providers/provider.schema.json").read_text())
    del schema["$schema"]
    assert CLOUD_PROVIDERS["components"]["schemas"]["Provider"] == schema


def test_a_browser_may_call_from_an_origin_that_is_allowed(plan, plans):
    (cors,) = plans["open"].one("aws_apigatewayv2_api")["cors_configuration"]
    assert cors["allow_origins"] == ["https://www.example.com"]
    assert set(cors["allow_methods"]) == {"GET", "POST"}
    assert plan.one("aws_apigatewayv2_api")["cors_configuration"] == []


def test_a_stage_may_have_a_domain_name(plans, plan):
    found = plans["open"]
    assert found.one("aws_apigatewayv2_domain_name")["domain_name"] == "providers.example.com"
    assert found.one("aws_apigatewayv2_api_mapping")["stage"] == "prod"
    assert plan.all("aws_apigatewayv2_domain_name") == []


def test_throttling_is_a_variable_of_all_stages(plans):
    for stage in plans["open"].all("aws_apigatewayv2_stage"):
        (settings,) = stage["default_route_settings"]
        assert (settings["throttling_rate_limit"], settings["throttling_burst_limit"]) == (5, 1)


def test_input_is_refused_with_what_to_write_instead(tf, stack_module):
    assert_refused(tf, stack_module("iac/cloud-providers"), {}, REFUSED)
