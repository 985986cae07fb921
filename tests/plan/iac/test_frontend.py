"""The frontend stack as it would be made, and the input that it refuses."""

import base64
import io
import json
import zipfile
from pathlib import Path

import pytest
import yaml
from validations import assert_refused
from website import TYPES, document

ROOT = Path(__file__).parents[3]


REFUSED = {
    "url_without_scheme": ({"movies_api_url": "api.example.com"}, "must be a URL without query"),
    "url_with_a_slash": (
        {"movies_api_url": "https://api.example.com/live/"},
        "must be a URL without query and trailing slash",
    ),
    "url_with_a_query": ({"movies_api_url": "https://api.example.com/live?x=1"}, "must be a URL without query"),
    "repository_without_owner": ({"repository": "slipway"}, "must be owner/name"),
    "repository_is_a_url": ({"repository": "https://github.com/example/slipway"}, "must be owner/name"),
    "connection_is_a_name": ({"connection_arn": "github"}, "must be the ARN of a connection"),
    "webhook_without_scheme": ({"slack_webhook_url": "hooks.example.com"}, "must be an https URL"),
    "webhook_over_http": ({"slack_webhook_url": "http://hooks.example.com"}, "must be an https URL"),
}


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/frontend")


def actions_of(plan, stage):
    stages = plan.one("aws_codepipeline")["stage"]
    return next(each["action"] for each in stages if each["name"] == stage)


def test_the_table_is_keyed_by_algorithm_and_version_and_streams_both_images(plan):
    table = plan.one("aws_dynamodb_table", name="dev-algorithms")
    assert (table["hash_key"], table["range_key"]) == ("algorithm", "version")
    assert table["stream_view_type"] == "NEW_AND_OLD_IMAGES"
    assert table["point_in_time_recovery"][0]["enabled"]
    assert table["server_side_encryption"][0]["enabled"]


DOMAIN = {
    "names": ["www.example.com"],
    "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    "zone": {"id": "Z0123456789"},
}
CONNECTION = "arn:aws:codeconnections:eu-central-1:123456789012:connection/00000000-0000-0000-0000-000000000000"


SCENARIOS = {
    "on_aws": {
        "deletion_protection": True,
        "connection_arn": CONNECTION,
        "domain": DOMAIN,
        "create_slack_webhook_parameter": False,
    }
}


@pytest.fixture(scope="module")
def plans(stack_plans):
    return stack_plans("iac/frontend")


def test_table_and_buckets_can_be_protected(plans, plan):
    protected = plans["on_aws"]
    for each, expected in ((plan, False), (protected, True)):
        assert each.one("aws_dynamodb_table", name="dev-algorithms")["deletion_protection_enabled"] is expected
        assert each.one("aws_s3_bucket", bucket_prefix="dev-metadata-")["force_destroy"] is not expected
        assert each.one("aws_s3_bucket", bucket_prefix="dev-frontend-")["force_destroy"] is not expected


def test_the_site_may_have_a_domain_name_with_its_records(plans, plan):
    found = plans["on_aws"]
    assert found.one("aws_cloudfront_distribution")["aliases"] == ["www.example.com"]
    assert {record["name"] for record in found.all("aws_route53_record")} == {"www.example.com"}
    assert found.outputs["site_url"] == "https://www.example.com"
    assert plan.all("aws_route53_record") == []


def test_only_records_of_which_the_phase_becomes_complete_reach_the_function(plan):
    mapping = plan.one("aws_lambda_event_source_mapping", starting_position="TRIM_HORIZON")
    patterns = [json.loads(each["pattern"]) for each in mapping["filter_criteria"][0]["filter"]]
    complete = {"phase": {"S": ["PACKAGE_TESTS_COMPLETE"]}}
    before = {"phase": {"S": [{"anything-but": ["PACKAGE_TESTS_COMPLETE"]}, {"exists": False}]}}
    assert {tuple(each["eventName"]): each["dynamodb"] for each in patterns} == {
        ("INSERT",): {"NewImage": complete},
        ("MODIFY",): {"NewImage": complete, "OldImage": before},
    }


def test_each_type_has_a_document_without_versions_to_begin_with(plan):
    objects = {each["key"]: base64.b64decode(each["content_base64"]) for each in plan.all("aws_s3_object")}
    assert objects.keys() == {f"{name}.zip" for name in TYPES}
    for name in TYPES:
        with zipfile.ZipFile(io.BytesIO(objects[f"{name}.zip"])) as archive:
            assert archive.namelist() == [f"{name}.json"]
            assert json.loads(archive.read(f"{name}.json")) == document(name)


def of_metadata_bucket(plan, kind):
    """Return the resource of that kind that belongs to the metadata's bucket."""
    (found,) = [each for each in plan.all(kind) if each.address.startswith("module.metadata.")]
    return found


def test_a_new_version_of_an_object_is_an_event(plan):
    settings = of_metadata_bucket(plan, "aws_s3_bucket_versioning")["versioning_configuration"]
    assert settings[0]["status"] == "Enabled"
    assert of_metadata_bucket(plan, "aws_s3_bucket_notification")["eventbridge"]
    assert plan.counts()["aws_s3_bucket_notification"] == 1  # nobody asks for events of pages and artifacts


def test_a_lost_update_of_the_metadata_can_be_found_for_90_days(plan):
    (rule,) = of_metadata_bucket(plan, "aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 90
    assert not rule["expiration"][0].get("days")


def test_every_bucket_is_private(plan):
    assert plan.counts()["aws_s3_bucket"] == 3
    for kind in ("public_access_block", "ownership_controls", "policy", "server_side_encryption_configuration"):
        assert plan.counts()[f"aws_s3_bucket_{kind}"] == 3


def test_the_build_gets_the_repository_first_and_every_type(plan):
    (build,) = actions_of(plan, "Build")
    assert build["input_artifacts"][0] == "repository"
    assert set(build["input_artifacts"]) == {"repository", *TYPES}


def test_the_build_is_the_sites_and_knows_the_api(plan):
    project = plan.one("aws_codebuild_project")
    variables = {each["name"]: each["value"] for each in project["environment"][0]["environment_variable"]}
    assert variables == {"MOVIES_API_URL": "https://api.example.com/live"}
    buildspec = ROOT / project["source"][0]["buildspec"]
    assert "build.py" in yaml.safe_load(buildspec.read_text())["phases"]["build"]["commands"][0]


def test_only_commits_that_touch_the_site_start_the_pipeline(plan):
    (trigger,) = plan.one("aws_codepipeline")["trigger"]
    (push,) = trigger["git_configuration"][0]["push"]
    assert push["branches"][0]["includes"] == ["main"]
    assert push["file_paths"][0]["includes"] == ["apps/website/**"]


def test_success_is_reported_after_the_caches_are_clear(plan):
    order = {action["name"]: action["run_order"] for action in actions_of(plan, "Publish")}
    assert order["InvalidateCache"] < order["Notify"]


def test_starts_and_failures_reach_slack_as_events_and_success_does_not(plan):
    pattern = json.loads(plan.one("aws_cloudwatch_event_rule", name="dev-frontend-notify")["event_pattern"])
    # Those of the execution that starts when the pipeline is created too: the queue keeps them until the deployment.
    assert pattern["detail"] == {"pipeline": ["dev-frontend"], "state": ["STARTED", "FAILED"]}


def test_events_are_retried_for_half_an_hour_and_then_dead_letters(plan):
    queue = plan.one("aws_sqs_queue", name="dev-slack-notification")
    function = plan.one("aws_lambda_function", function_name="dev-slack-notification")
    call = plan["configuration"]["root_module"]["module_calls"]["notifications"]["expressions"]
    assert queue["visibility_timeout_seconds"] == 6 * function["timeout"]
    assert call["max_receive_count"]["constant_value"] * queue["visibility_timeout_seconds"] == 30 * 60
    mapping = next(each for each in plan.all("aws_lambda_event_source_mapping") if "slack_notification" in each.address)
    assert mapping["function_response_types"] == ["ReportBatchItemFailures"]
    alarms = {alarm["alarm_name"] for alarm in plan.all("aws_cloudwatch_metric_alarm")}
    assert {"dev-slack-notification-dead-letter-not-empty", "dev-slack-notification-oldest-message"} <= alarms


def test_only_rules_of_the_environment_may_send_events(plan):
    statements = json.loads(plan.one("aws_sqs_queue", name="dev-slack-notification")["policy"])["Statement"]
    (allow,) = [each for each in statements if each["Effect"] == "Allow"]
    assert allow["Principal"] == {"Service": "events.amazonaws.com"}
    (source,) = allow["Condition"]["ArnLike"]["aws:SourceArn"]
    assert source.endswith(":rule/dev-*")


def test_on_aws_no_plan_reads_the_webhook(plans):
    """To read a parameter, the provider reads its value."""
    assert "aws_ssm_parameter" not in plans["on_aws"].counts()
    assert plans["on_aws"].outputs["slack_webhook_parameter"] == "/dev/frontend/slack-webhook"


def test_a_connection_that_exists_already_can_be_given(plans):
    plan = plans["on_aws"]
    assert "aws_codestarconnections_connection" not in plan.counts()
    # Those of the other sources are known after the apply only.
    sources = [each.get("configuration", {}) for each in plan.one("aws_codepipeline")["stage"][0]["action"]]
    assert {each["ConnectionArn"] for each in sources if "ConnectionArn" in each} == {CONNECTION}


def test_the_plan_does_not_contain_the_webhook(plan, variables):
    assert variables("iac/frontend")["slack_webhook_url"].startswith("https://hooks.example.com/")
    assert plan.one("aws_ssm_parameter")["type"] == "SecureString"
    assert "hooks.example.com" not in str(plan)


def test_the_sites_policy_lets_it_speak_to_the_api_and_to_nobody_else(plan):
    policies = {
        each["security_headers_config"][0]["content_security_policy"][0]["content_security_policy"]
        for each in plan.all("aws_cloudfront_response_headers_policy")
    }
    (policy,) = policies
    assert policy.startswith("default-src 'self'; connect-src 'self' https://api.example.com; ")
    assert "unsafe" not in policy


def test_input_is_refused_with_what_to_write_instead(tf, stack_module, variables):
    assert_refused(tf, stack_module("iac/frontend"), variables("iac/frontend"), REFUSED)
