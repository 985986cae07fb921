"""``slipway new app`` in this repository: the written functions are applied over an existing stack, and respond."""

import json

import pytest

from slipway.deploy.deploy import deploy
from slipway.harness.plan import Plan

from .conftest import CONSUMER, NAMES

SETTINGS = {"throttling": {"rate": 5, "burst": 2}, "deletion_protection": True}


@pytest.fixture(scope="module")
def applied(repository, movies_stack, terraform, applier, deployer):
    """iac/movies with the new functions and with other settings, which lasts until the end of the module."""
    new, variables = terraform(applier, "movies", repository), movies_stack.variables | SETTINGS
    try:
        new.apply(variables)
        deployed = deploy(repository, deployer, list(NAMES), environment="dev")
        opened = variables | {"write_authorization": "NONE", "cors_allow_origin": "https://movies.example.com"}
        yield {"plan": new.plan_changes(variables), "deployed": deployed, "opened": Plan(new.plan(opened))}
    finally:
        movies_stack.terraform.apply(movies_stack.variables)


def test_the_stack_converges_and_only_an_open_route_is_checked(applied):
    assert applied["plan"] is None or Plan(applied["plan"]).differences() == []
    checked = {one.app: one.checked for one in applied["deployed"]}
    assert checked == {"get-health": True, "rate-movie": False, "write-report": False, CONSUMER: False}


def test_the_apply_role_changes_settings_of_what_it_has_made(applied, movies_stack, run_bootstrap):
    table = run_bootstrap.aws("dynamodb").describe_table(TableName=movies_stack.table_name)["Table"]
    assert table["DeletionProtectionEnabled"] is True
    api = movies_stack.execution_arn.rpartition(":")[2]
    settings = run_bootstrap.aws("apigateway").get_stage(restApiId=api, stageName="live")["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (5, 2)


def test_the_routes_follow_the_settings_of_the_api(applied, repository):
    methods = applied["opened"].all("aws_api_gateway_method")
    assert {method["authorization"] for method in methods} == {"NONE"}
    assert "PATCH" in {method["http_method"] for method in methods}
    paths = json.loads((repository / "docs" / "openapi.json").read_text())["paths"]
    assert [method["http_method"] for method in methods].count("OPTIONS") == len(paths)


def test_the_open_route_answers_and_the_write_requires_a_signature(applied, movies_stack, run_bootstrap, eventually):
    url, http = movies_stack.api_url, run_bootstrap.http

    def call(method, path, status, **options):
        return eventually(lambda: http.request(method, f"{url}{path}", **options).expect(status))  # 429 for a moment

    assert call("GET", "/health", 200).json() == {"app": "get-health"}
    call("PATCH", "/movies/1", 403)
    assert call("PATCH", "/movies/1", 200, sigv4=True).json() == {"app": "rate-movie"}


def test_the_function_without_a_route_answers(applied, run_bootstrap):
    answer = run_bootstrap.aws("lambda").invoke(FunctionName="dev-write-report:live", Payload="{}")
    assert json.loads(answer["Payload"].read()) == {"app": "write-report"}


def test_the_consumer_of_the_recipe_gets_an_event(applied, movies_stack, run_bootstrap, unique_name, eventually):
    body = json.dumps({"movie": unique_name})
    run_bootstrap.aws("sns").publish(TopicArn=movies_stack.topic_arn, Message=body)

    def logged():
        events = run_bootstrap.aws("logs").filter_log_events(
            logGroupName=f"/aws/lambda/dev-{CONSUMER}", filterPattern='"a message with movie"'
        )["events"]
        assert events

    eventually(logged)
