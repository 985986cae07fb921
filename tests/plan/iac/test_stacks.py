"""Rules for every stack of the project."""

import re

import pytest
from environment_files import settings
from repository import ROOT
from validations import assert_refused

from slipway.config.app import load_apps
from slipway.config.project import load_project

from .conftest import BOUNDARY, ENVIRONMENTS, STACKS, TRACES

# For users' own repositories: they build images, and apply infrastructure in AWS, which no stack here does.
MODULES_WITHOUT_STACK = {
    "deployments-pipeline",
    "ecr",
    "function-url",
    "image-builder",
    "lambda-layer",
    "schedule",
    "secret",
}
APPS = [app.name for app in load_apps(ROOT)]
REFUSED = {
    "region_is_a_city": ({"region": "Frankfurt"}, "write, for example, eu-central-1"),
    "environment_in_capitals": ({"environment": "Dev"}, "write, for example, dev"),
    "environment_that_ends_with_a_hyphen": ({"environment": "dev-"}, "write, for example, dev"),
    "environment_too_long": ({"environment": "a" * 21}, "write, for example, dev"),
    "role_path_without_slash_at_the_end": ({"role_path": "/slipway/dev"}, "must begin and end with /"),
    "boundary_is_a_name": ({"permissions_boundary": "slipway-boundary-dev"}, "must be the ARN of a policy"),
}
NAMES = {
    "aws_apigatewayv2_api": "name",
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
    """All except the bootstrap, which an operator applies."""
    folders = {f"iac/{file.parent.name}" for file in (ROOT / "iac").glob("*/versions.tf")}
    assert set(STACKS) == folders - {"iac/bootstrap"}


def test_slipway_up_applies_what_the_pipeline_of_a_delivery_would_apply():
    project = load_project(ROOT)
    names = {stack.name for stack in project.select(())}
    for stack in (stack for stack in project.stacks if stack.delivers):
        assert names >= {*stack.delivers}
        assert stack.name not in names


def test_every_module_is_part_of_a_stack():
    """Some only as a part of another module: rest-api-method of rest-api, codebuild of multisource-pipeline."""
    folders = {ROOT / name for name in STACKS}
    while found := {source for folder in folders for source in sources(folder)} - folders:
        folders |= found
    assert {folder.name for folder in folders if folder.parent.name == "modules"} == {
        file.parent.name for file in (ROOT / "modules").glob("*/main.tf")
    } - MODULES_WITHOUT_STACK


def sources(folder):
    texts = (file.read_text() for file in folder.glob("*.tf"))
    return {
        (folder / path).resolve()
        for text in texts
        for path in re.findall(r'^  source +?= "(\.\..*)"', text, re.MULTILINE)
    }


def test_each_app_is_a_function_of_one_stack(stack_plan):
    functions = [
        function["function_name"] for name in STACKS for function in stack_plan(name).all("aws_lambda_function")
    ]
    assert sorted(functions) == sorted(f"dev-{name}" for name in APPS)


@pytest.fixture(params=STACKS)
def stack(request):
    return request.param


@pytest.fixture
def plan(stack_plan, stack):
    return stack_plan(stack)


@pytest.fixture
def plans(stack_plans, stack):
    return stack_plans(stack)


def test_a_function_is_named_after_its_app_and_has_its_own_role(plan):
    for function in plan.all("aws_lambda_function"):
        name = function["function_name"]
        assert function["handler"] == f"{name.removeprefix('dev-').replace('-', '_')}.handler"
        assert plan.one("aws_iam_role", name=name)


def test_every_name_carries_the_environment(plan):
    named = [resource[NAMES[kind]] for kind in plan.counts() if kind in NAMES for resource in plan.all(kind)]
    assert named
    assert [name for name in named if not re.search(r"(^|/)dev[-/]", name)] == []


def test_an_environment_with_the_longest_name_has_names_that_aws_takes(plans):
    assert plans["longest_environment"].counts()


def test_everything_that_takes_tags_has_those_of_the_stack(plan, stack):
    resources = [resource for kind in plan.counts() for resource in plan.all(kind)]
    tagged = [resource["tags_all"] for resource in resources if "tags_all" in resource]
    assert tagged
    expected = {"Application": STACKS[stack].name, "Environment": "dev", "ManagedBy": "terraform"}
    assert all(expected.items() <= tags.items() for tags in tagged)


def test_every_queue_that_gets_what_failed_has_an_alarm(plan):
    queues = [queue["name"] for queue in plan.all("aws_sqs_queue") if queue["name"].endswith("dead-letter")]
    alarms = plan.all("aws_cloudwatch_metric_alarm", metric_name="ApproximateNumberOfMessagesVisible")
    assert {alarm["dimensions"]["QueueName"] for alarm in alarms} == set(queues)


def test_every_alarm_of_prod_notifies_somebody(plans):
    alarms = plans["prod"].all("aws_cloudwatch_metric_alarm")
    composites = [each for each in plans["prod"].all("aws_cloudwatch_composite_alarm") if notifies(each)]
    parts = {name for each in composites for name in re.findall(r'ALARM\("([^"]+)"\)', each["alarm_rule"])}
    assert alarms
    assert {alarm["alarm_name"] for alarm in alarms if not notifies(alarm)} == parts


def notifies(alarm):
    return bool(alarm["alarm_actions"] and alarm["ok_actions"])


def test_every_source_of_events_reports_partial_failures(plan):
    for mapping in plan.all("aws_lambda_event_source_mapping"):
        assert mapping["function_response_types"] == ["ReportBatchItemFailures"]


def test_a_table_is_on_demand_and_encrypted(plan):
    for table in plan.all("aws_dynamodb_table"):
        assert table["billing_mode"] == "PAY_PER_REQUEST"
        assert table["server_side_encryption"][0]["enabled"]


def test_every_role_can_have_a_boundary_and_a_path(plans):
    roles = plans["longest_environment"].all("aws_iam_role")
    assert {role["permissions_boundary"] for role in roles} == {BOUNDARY}
    assert {role["path"] for role in roles} == {"/slipway/dev/"}


def test_every_function_takes_the_settings_of_traces(plan, plans):
    calls = plan.configuration["root_module"]["module_calls"].values()
    functions = [call["expressions"] for call in calls if call["source"].endswith("modules/lambda")]
    assert [each.get("traces", {}).get("references") for each in functions] == [["var.traces"]] * len(functions)
    expected = {"OTEL_TRACES_SAMPLER_ARG": "0.25", "OTEL_EXPORTER_OTLP_ENDPOINT": TRACES["otlp_endpoint"]}
    planned = [each["environment"][0] for each in plans["longest_environment"].all("aws_lambda_function")]
    known = [each["variables"] for each in planned if "variables" in each]  # without URLs of queues
    assert all(variables.items() >= expected.items() for variables in known)
    assert bool(known) == bool(functions)


def test_the_tables_are_protected_from_deletion_outside_of_dev(plan, plans):
    """All of them: without its idempotency keys a repeated request creates a second movie."""
    protected = {name: [table["deletion_protection_enabled"] for table in each.all("aws_dynamodb_table")]
                 for name, each in {"dev": plan, **plans}.items()}  # fmt: skip
    assert not any(protected["dev"])
    assert all(protected["prod"])
    unprotected = plans["longest_environment"]
    assert (unprotected.variables.get("deletion_protection") is False) == bool(protected["dev"])
    assert not any(protected["longest_environment"])


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_has_its_own_state_names_and_boundary(plans, stack, environment):
    files = ROOT / stack / "environments"
    backend = settings(files / f"{environment}.s3.tfbackend")
    assert backend["key"] == f"{environment}/{STACKS[stack].name}.tfstate"
    assert backend["use_lockfile"]
    variables = settings(files / f"{environment}.tfvars")
    plan = plans[environment]
    assert all(table["name"].startswith(f"{environment}-") for table in plan.all("aws_dynamodb_table"))
    boundaries = {role["permissions_boundary"] for role in plan.all("aws_iam_role")}
    assert boundaries == {variables["permissions_boundary"]}
    assert variables["permissions_boundary"].endswith(f"-boundary-{environment}")
    assert {role["path"] for role in plan.all("aws_iam_role")} == {f"/slipway/{environment}/"}


def test_input_is_refused_with_what_to_write_instead(tf, stack_module, variables, stack):
    assert_refused(tf, stack_module(stack), variables(stack), REFUSED)
