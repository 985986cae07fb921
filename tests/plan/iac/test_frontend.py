"""The frontend stack as it would be made, and the input that it refuses."""

import json
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TYPES = {"recommendation", "search", "similarity"}


@pytest.fixture(scope="module")
def frontend(tf_module):
    return tf_module(
        "iac/frontend", movies_api_url="https://api.example.com/live", repository={"name": "example/slipway"}
    )


@pytest.fixture(scope="module")
def plan(frontend):
    return frontend.plan()


@pytest.fixture(scope="module")
def pipeline(plan):
    return plan.one("aws_codepipeline")


def test_the_first_stage_takes_the_repository_and_an_object_for_each_type(pipeline):
    source = pipeline["stage"][0]
    assert source["name"] == "Source"
    artifacts = {artifact for action in source["action"] for artifact in action["output_artifacts"]}
    assert artifacts == {"repository"} | TYPES


def test_the_build_takes_every_source(pipeline):
    (build,) = [action for stage in pipeline["stage"] for action in stage["action"] if action["category"] == "Build"]
    assert set(build["input_artifacts"]) == {"repository"} | TYPES
    assert build["input_artifacts"][0] == "repository"


def test_success_is_announced_after_the_cache_is_clear(pipeline):
    order = {action["name"]: action["run_order"] for action in pipeline["stage"][-1]["action"]}
    assert order == {"InvalidateCache": 1, "Notify": 2}


def test_start_and_failure_are_told_by_events(plan):
    rule = plan.one("aws_cloudwatch_event_rule", name="dev-frontend-notify")
    assert json.loads(rule["event_pattern"])["detail"] == {"pipeline": ["dev-frontend"], "state": ["STARTED", "FAILED"]}


def test_only_what_becomes_complete_reaches_the_function(plan):
    (mapping,) = plan.all("aws_lambda_event_source_mapping")
    patterns = [json.loads(each["pattern"]) for each in mapping["filter_criteria"][0]["filter"]]
    complete = {"S": ["PACKAGE_TESTS_COMPLETE"]}
    assert all(pattern["dynamodb"]["NewImage"]["phase"] == complete for pattern in patterns)
    assert {pattern["eventName"][0] for pattern in patterns} == {"INSERT", "MODIFY"}


def test_a_metadata_object_begins_as_a_document_without_versions(plan):
    assert {item["key"] for item in plan.all("aws_s3_object")} == {f"{name}.zip" for name in TYPES}
    for name in TYPES:
        with zipfile.ZipFile(ROOT / f"iac/frontend/metadata/{name}.zip") as archive:
            document = json.loads(archive.read(f"{name}.json"))
        assert document == {"schema_version": 1, "type": name, "versions": []}


def test_the_page_may_call_the_api_and_nobody_else(plan):
    (policy,) = [
        header["content_security_policy"][0]["content_security_policy"]
        for headers in plan.all("aws_cloudfront_response_headers_policy")
        for header in headers["security_headers_config"]
        if header["content_security_policy"]
    ][:1]
    assert "connect-src 'self' https://api.example.com;" in policy


def test_the_table_can_be_protected(frontend):
    assert frontend.plan(deletion_protection=True).one("aws_dynamodb_table")["deletion_protection_enabled"]


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("movies_api_url", "api.example.com", "must be a URL without a trailing slash"),
        ("movies_api_url", "https://api.example.com/live/", "must be a URL without a trailing slash"),
        ("repository", {"name": "slipway"}, "must be owner/name"),
        ("slack_webhook_url", "hooks.slack.com", "must be a URL"),
    ],
)
def test_input_is_refused_with_what_to_write_instead(frontend, variable, value, message):
    assert message in frontend.plan_error(**{variable: value})
