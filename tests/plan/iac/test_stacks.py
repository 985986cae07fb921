"""What holds for every stack of the project, however different what they make is."""

import re
import tomllib
from pathlib import Path

import pytest
from environment_files import settings

from slipway import apps

ROOT = Path(__file__).parents[3]
APPS = [app.name for app in apps.load(ROOT)]
# Variables without a default.
REQUIRED = {
    "movies": {"email_sender": "movies@example.com", "email_recipients": ["editor@example.com"]},
    "frontend": {"movies_api_url": "https://api.example.com/live", "repository": "example/slipway"},
}
NAMES = {
    "aws_api_gateway_rest_api": "name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_codebuild_project": "name",
    "aws_codepipeline": "name",
    "aws_codestarconnections_connection": "name",
    "aws_dynamodb_table": "name",
    "aws_iam_role": "name",
    "aws_lambda_function": "function_name",
    "aws_s3_bucket": "bucket_prefix",
    "aws_sesv2_configuration_set": "configuration_set_name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
    "aws_ssm_parameter": "name",
}


def test_slipway_toml_names_every_stack():
    stacks = tomllib.loads((ROOT / "slipway.toml").read_text())["stacks"]
    assert {stack["directory"] for stack in stacks.values()} == {f"iac/{name}" for name in REQUIRED}


def test_each_app_is_a_function_of_one_stack(tf_module):
    functions = [
        function["function_name"]
        for name, variables in REQUIRED.items()
        for function in tf_module(f"iac/{name}", **variables).plan().all("aws_lambda_function")
    ]
    assert sorted(functions) == sorted(f"dev-{name}" for name in APPS)


@pytest.fixture(scope="module", params=REQUIRED)
def stack(request, tf_module):
    return tf_module(f"iac/{request.param}", **REQUIRED[request.param])


@pytest.fixture(scope="module")
def plan(stack):
    return stack.plan()


def test_a_function_is_named_after_its_app_and_has_a_role_of_its_own(plan):
    for function in plan.all("aws_lambda_function"):
        name = function["function_name"]
        assert function["handler"] == f"{name.removeprefix('dev-').replace('-', '_')}.handler"
        assert plan.one("aws_iam_role", name=name)


def test_every_name_carries_the_environment(plan):
    named = [resource[NAMES[kind]] for kind in plan.counts() if kind in NAMES for resource in plan.all(kind)]
    assert len(named) > 20
    assert [name for name in named if not re.search(r"(^|/)dev[-/]", name)] == []


def test_an_environment_with_the_longest_name_has_names_that_aws_takes(stack):
    assert stack.plan(environment="an-environment-of-20").all("aws_dynamodb_table")


def test_everything_that_takes_tags_has_those_of_the_stack(plan, request):
    resources = [resource for kind in plan.counts() for resource in plan.all(kind)]
    tagged = [resource["tags_all"] for resource in resources if "tags_all" in resource]
    assert len(tagged) > 20
    expected = {"Environment": "dev", "ManagedBy": "terraform"}
    assert all(expected.items() <= tags.items() and tags["Application"] in REQUIRED for tags in tagged)


def test_every_queue_that_gets_what_failed_has_an_alarm(plan):
    queues = [queue["name"] for queue in plan.all("aws_sqs_queue") if queue["name"].endswith("dead-letter")]
    assert len(queues) == 2
    alarms = {alarm["dimensions"]["QueueName"] for alarm in plan.all("aws_cloudwatch_metric_alarm")}
    assert alarms == set(queues)


def test_every_source_of_events_reports_partial_failures(plan):
    mappings = plan.all("aws_lambda_event_source_mapping")
    assert mappings
    assert all(mapping["function_response_types"] == ["ReportBatchItemFailures"] for mapping in mappings)


def test_a_table_is_on_demand_and_encrypted(plan):
    for table in plan.all("aws_dynamodb_table"):
        assert table["billing_mode"] == "PAY_PER_REQUEST"
        assert table["server_side_encryption"][0]["enabled"]


def test_every_role_can_be_bounded(stack):
    boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-dev"
    roles = stack.plan(permissions_boundary=boundary).all("aws_iam_role")
    assert len(roles) > 3
    assert {role["permissions_boundary"] for role in roles} == {boundary}


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_an_environment_has_its_own_state_names_and_boundary(stack, request, environment):
    name = request.node.callspec.params["stack"]
    files = ROOT / "iac" / name / "environments"
    backend = settings(files / f"{environment}.s3.tfbackend")
    assert backend["key"] == f"{environment}/{name}.tfstate"
    assert backend["use_lockfile"]
    plan = stack.plan(**settings(files / f"{environment}.tfvars"))
    assert all(table["name"].startswith(f"{environment}-") for table in plan.all("aws_dynamodb_table"))
    boundaries = {role["permissions_boundary"] for role in plan.all("aws_iam_role")}
    assert boundaries == {f"arn:aws:iam::123456789012:policy/slipway-boundary-{environment}"}


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("region", "Frankfurt", "write, for example, eu-central-1"),
        ("environment", "Dev", "write, for example, dev"),
        ("environment", "dev-", "write, for example, dev"),
        ("environment", "a" * 21, "write, for example, dev"),
        ("permissions_boundary", "slipway-boundary-dev", "must be the ARN of a policy"),
    ],
)
def test_input_is_refused_with_what_to_write_instead(stack, variable, value, message):
    assert message in stack.plan_error(**{variable: value})
