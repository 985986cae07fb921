import importlib.util
import re
from pathlib import Path

import pytest
from validations import assert_each_refuses

from lambda_release.owner import pipeline_of

MODULE = Path(__file__).parents[3] / "modules" / "lambda"
REQUIRED = {"name": "f", "handler": "f.handler"}
WRAPPER = {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"}
COLLECTOR = {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example.com:4318/base"}
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:failed"
ROLE = "arn:aws:iam::123456789012:role/service/shared"
VPC = {"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}
FILES = {
    "access_point_arn": "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-0123456789abcdef0",
    "mount_path": "/mnt/models",
}
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:f"


@pytest.fixture(scope="module")
def minimal(examples):
    return examples["lambda/minimal"]


@pytest.fixture(scope="module")
def complete(examples):
    return examples["lambda/complete"]


def test_function_is_python_on_arm_by_default(minimal):
    function = minimal.one("aws_lambda_function", function_name="example", handler="get_movie.handler")

    assert function["runtime"] == "python3.13"
    assert function["architectures"] == ["arm64"]
    assert (function["memory_size"], function["timeout"]) == (256, 10)
    assert function["environment"] == [{"variables": {"MOVIES_TABLE": "example"}}]
    assert function["tracing_config"] == [{"mode": "PassThrough"}]
    assert function["reserved_concurrent_executions"] == -1
    for feature in ("vpc_config", "dead_letter_config", "snap_start"):
        assert function[feature] == []


def test_function_logs_json_into_a_group_that_is_made_before_it_and_forgets(minimal):
    group = minimal.one("aws_cloudwatch_log_group", name="/aws/lambda/example")
    function = minimal.one("aws_lambda_function")

    assert group["retention_in_days"] == 30
    assert function["logging_config"] == [
        {
            "log_group": group["name"],
            "log_format": "JSON",
            "application_log_level": "INFO",
            "system_log_level": "INFO",
        }
    ]


def test_alias_begins_with_a_published_version(minimal):
    assert minimal.one("aws_lambda_function")["publish"] is True
    assert minimal.one("aws_lambda_alias")["name"] == "live"


def test_function_takes_every_feature_that_is_asked_for(complete):
    function = complete.one("aws_lambda_function", function_name="example")

    assert (function["runtime"], function["architectures"]) == ("python3.12", ["x86_64"])
    assert (function["memory_size"], function["timeout"]) == (1024, 300)
    assert function["ephemeral_storage"] == [{"size": 2048}]
    assert function["reserved_concurrent_executions"] == 1
    assert function["tracing_config"] == [{"mode": "Active"}]
    assert function["logging_config"][0]["application_log_level"] == "DEBUG"
    assert len(function["vpc_config"]) == 1
    assert complete.one("aws_cloudwatch_log_group")["retention_in_days"] == 90


def test_asynchronous_settings_and_callers_are_the_aliases(complete):
    config = complete.one("aws_lambda_function_event_invoke_config", qualifier="live")
    permission = complete.one("aws_lambda_permission", principal="events.amazonaws.com")

    assert (config["maximum_event_age_in_seconds"], config["maximum_retry_attempts"]) == (3600, 1)
    assert permission["statement_id"] == "nightly"


STAGES = {"aliases": ["test", "prod"], "released_by": "dev-delivery"}
OF_PROD = {"principal": "events.amazonaws.com", "source_account": "123456789012", "alias": "prod"}


def test_every_alias_has_the_settings_and_a_caller_invokes_one(plans):
    plan = plans["stages"]
    assert {alias["name"] for alias in plan.all("aws_lambda_alias")} == {"test", "prod"}
    for alias in plan.all("aws_lambda_alias"):
        assert alias["description"] == "What callers invoke; released by the pipeline dev-delivery"
    assert len(plan.all("aws_lambda_function_event_invoke_config")) == 2
    assert len(plan.all("aws_lambda_permission")) == 1


def test_the_owner_that_terraform_writes_is_the_one_that_a_release_reads(plans):
    (minimal,) = plans["snap_start"].all("aws_lambda_alias")
    assert pipeline_of({"Description": minimal["description"]}) is None
    for alias in plans["stages"].all("aws_lambda_alias"):
        assert pipeline_of({"Description": alias["description"]}) == "dev-delivery"


def test_tags_are_on_everything_that_takes_tags(complete):
    for kind in ("aws_lambda_function", "aws_iam_role", "aws_cloudwatch_log_group"):
        assert complete.one(kind)["tags"] == {"team": "movies"}


@pytest.fixture(scope="module")
def plans(tf_module):
    """The plans of functions with only what is required and one setting more, by the setting."""
    scenarios = {
        "snap_start": {"snap_start": True},
        "environment": {"environment": WRAPPER, "traces": {"sample_rate": 0.1}},
        "traces": {
            "environment": {"OTEL_TRACES_SAMPLER_ARG": "1"},
            "traces": {"sample_rate": 0, "otlp_endpoint": COLLECTOR["OTEL_EXPORTER_OTLP_ENDPOINT"]},
        },
        "dead_letter": {"async": {"dead_letter_arn": QUEUE}},
        "nodejs": {"runtime": "nodejs22.x"},
        "provided": {"runtime": "provided.al2023"},
        "java": {"runtime": "java21"},
        "stages": {**STAGES, "async": {"dead_letter_arn": QUEUE}, "callers": {"nightly": OF_PROD}},
        "file_system": {"vpc": VPC, "file_system": FILES},
        "existing_role": {"role": {"existing": {"arn": ROLE}}},
    }
    return tf_module.plans(MODULE, {name: {**REQUIRED, **setting} for name, setting in scenarios.items()})


@pytest.fixture(scope="module")
def functions(plans):
    return {name: plan.one("aws_lambda_function") for name, plan in plans.items()}


def test_existing_role_is_used_and_not_changed(plans):
    plan = plans["existing_role"]

    assert plan.one("aws_lambda_function")["role"] == ROLE
    assert plan.all("aws_iam_role") == plan.all("aws_iam_role_policy") == []


def test_snap_start_is_of_published_versions(functions):
    assert functions["snap_start"]["snap_start"][0]["apply_on"] == "PublishedVersions"


def test_a_file_system_is_mounted_by_its_access_point(functions):
    (mounted,) = functions["file_system"]["file_system_config"]
    assert (mounted["arn"], mounted["local_mount_path"]) == (FILES["access_point_arn"], "/mnt/models")
    assert functions["java"]["file_system_config"] == []


def test_layer_can_wrap_the_runtime(functions):
    variables = functions["environment"]["environment"][0]["variables"]
    assert variables == {**WRAPPER, "OTEL_TRACES_SAMPLER_ARG": "0.1"}


def test_a_function_always_has_a_variable_so_that_its_first_one_may_be_unknown(functions):
    assert functions["nodejs"]["environment"] == [{"variables": {"OTEL_SERVICE_NAME": REQUIRED["name"]}}]


def test_a_variable_of_the_environment_has_priority_over_the_traces(functions):
    assert functions["traces"]["environment"] == [{"variables": {**COLLECTOR, "OTEL_TRACES_SAMPLER_ARG": "1"}}]


def test_events_that_failed_go_to_the_dead_letter_target(functions):
    assert functions["dead_letter"]["dead_letter_config"] == [{"target_arn": QUEUE}]


@pytest.mark.parametrize(
    ("runtime", "placeholder"), [("nodejs", "nodejs"), ("provided", "provided"), ("java", "provided")]
)
def test_placeholder_is_that_of_the_runtime(functions, runtime, placeholder):
    assert functions[runtime]["filename"].endswith(f"/placeholder/{placeholder}.zip")


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(
        tf_module,
        "lambda",
        REQUIRED,
        {
            "name_with_a_dot": {"name": "get.movie"},
            "runtime_unknown": {"runtime": "cobol85"},
            "runtime_without_version": {"runtime": "provided"},
            "architecture_unknown": {"architecture": "arm"},
            "role_path_without_slash_at_the_end": {"role": {"path": "/slipway/dev"}},
            "role_policy_isnt_json": {"role": {"policy": "allow everything"}},
            "role_statements_without_an_action": {"role": {"statements": [{"actions": [], "resources": ["*"]}]}},
            "role_statements_action_without_its_service": {
                "role": {"statements": [{"actions": ["GetItem"], "resources": ["*"]}]}
            },
            "role_statements_without_a_resource": {
                "role": {"statements": [{"actions": ["dynamodb:GetItem"], "resources": []}]}
            },
            "role_statements_resource_by_its_name": {
                "role": {"statements": [{"actions": ["dynamodb:GetItem"], "resources": ["movies"]}]}
            },
            "role_with_a_misspelled_key": {"role": {"polcy": '{"Statement": [{"Effect": "Allow"}]}'}},
            "role_empty": {"role": {}},
            "role_policy_without_statements": {"role": {"policy": '{"Version": "2012-10-17", "Statement": []}'}},
            "role_existing_with_statements": {"role": {"existing": {"arn": ROLE}, "statements": []}},
            "log_retention_days_no_step": {"log": {"retention_days": 31}},
            "log_level_in_small_letters": {"log": {"level": "info"}},
            "environment_reserved_name": {"environment": {"AWS_LAMBDA_FUNCTION_NAME": "1"}},
            "environment_name_with_a_hyphen": {"environment": {"MOVIES-TABLE": "1"}},
            "traces_sample_rate_in_percent": {"traces": {"sample_rate": 10}},
            "traces_collector_without_scheme": {"traces": {"otlp_endpoint": "collector:4318"}},
            "traces_collector_with_a_query": {"traces": {"otlp_endpoint": "https://collector.example.com?a=b"}},
            "memory_size_too_small": {"memory_size": 127},
            "timeout_too_long": {"timeout": 901},
            "ephemeral_storage_too_small": {"ephemeral_storage": 511},
            "layers_too_many": {"layers": ["a", "b", "c", "d", "e", "f"]},
            "vpc_without_security_group": {"vpc": {"subnet_ids": ["subnet-1"], "security_group_ids": []}},
            "reserved_concurrency_negative": {"reserved_concurrency": -1},
            "async_age_too_short": {"async": {"maximum_event_age_seconds": 59}},
            "async_retries_too_many": {"async": {"maximum_retry_attempts": 3}},
            "async_dead_letter_is_a_function": {"async": {"dead_letter_arn": FUNCTION}},
            "async_on_failure_is_a_bucket": {"async": {"on_failure_arn": "arn:aws:s3:::bucket"}},
            "callers_service_without_source": {"callers": {"anybody": {"principal": "events.amazonaws.com"}}},
            "callers_alias_unknown": {"callers": {"nightly": OF_PROD}},
            "callers_alias_ambiguous": {"aliases": ["a", "b"], "callers": {"nightly": {**OF_PROD, "alias": None}}},
            "aliases_empty": {"aliases": []},
            "aliases_with_digits_only": {"aliases": ["1"]},
            "aliases_previous": {"aliases": ["previous"]},
            "aliases_previous_of_test": {"aliases": ["previous-test"]},
            "aliases_with_a_dot": {"aliases": ["a.b"]},
            "released_by_an_arn": {"released_by": "arn:aws:codepipeline:eu-central-1:123456789012:dev-delivery"},
            "provisioned_concurrency_of_another_alias": {"provisioned_concurrency": {"test": 1}},
            "provisioned_concurrency_above_the_reserved": {
                "provisioned_concurrency": {"live": 3},
                "reserved_concurrency": 2,
            },
            "provisioned_concurrency_with_snap_start": {"provisioned_concurrency": {"live": 1}, "snap_start": True},
            "file_system_without_a_vpc": {"file_system": FILES},
            "file_system_of_a_file_system": {
                "vpc": VPC,
                "file_system": {**FILES, "access_point_arn": FILES["access_point_arn"].replace("access-point", "file")},
            },
            "file_system_of_targets_by_name": {"vpc": VPC, "file_system": {**FILES, "mount_target_ids": ["a"]}},
            "file_system_outside_mnt": {"vpc": VPC, "file_system": {**FILES, "mount_path": "/models"}},
            "file_system_with_snap_start": {"vpc": VPC, "file_system": FILES, "snap_start": True},
            "snap_start_of_nodejs": {"runtime": "nodejs22.x", "snap_start": True},
            "snap_start_with_more_storage": {"ephemeral_storage": 1024, "snap_start": True},
        },
    )


def test_placeholders_can_be_built_again_byte_for_byte(tmp_path):
    spec = importlib.util.spec_from_file_location("build", MODULE / "placeholder" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build(tmp_path)

    committed = {path.name: path.read_bytes() for path in (MODULE / "placeholder").glob("*.zip")}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == committed


def test_module_has_about_20_variables():
    text = "".join(path.read_text() for path in MODULE.glob("*.tf"))
    assert len(re.findall(r'^variable "', text, re.MULTILINE)) <= 25
