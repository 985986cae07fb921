"""Module multisource-pipeline: the order of its stages, and what each is handed."""

import json
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
REGION = "eu-central-1:123456789012"
TOPIC = f"arn:aws:sns:{REGION}:approvals"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
VARIABLES = {
    "name": "frontend",
    "repository": {
        "connection_arn": f"arn:aws:codestar-connections:{REGION}:connection/00000000-0000-0000-0000-000000000000",
        "name": "example/site",
    },
    "objects": {
        name: {"bucket_arn": "arn:aws:s3:::metadata", "key": f"{name}.zip"} for name in ("recommendation", "search")
    },
    "site": {"bucket_arn": "arn:aws:s3:::site", "distribution_id": "E1", "url": "https://movies.example.com"},
    "functions": {
        "invalidate_cache": {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:invalidate-cache:live"}},
        "notify": {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:slack-notification:live"}},
    },
}


@pytest.fixture(scope="module")
def frontend(tf_module):
    """``plan(**variables)`` of a pipeline with a repository and two objects."""
    return tf_module(MODULES / "multisource-pipeline", **VARIABLES).plan


def stages(plan):
    """Return ``{stage: {action: its block}}``, in order."""
    found = plan.one("aws_codepipeline")["stage"]
    return {stage["name"]: {action["name"]: action for action in stage["action"]} for stage in found}


def test_a_repository_and_every_object_are_sources_and_inputs_of_one_build(frontend):
    plan = frontend()

    found = stages(plan)
    assert list(found) == ["Source", "Build", "Deploy", "Publish"]
    providers = {name: action["provider"] for name, action in found["Source"].items()}
    assert providers == {"repository": "CodeStarSourceConnection", "recommendation": "S3", "search": "S3"}
    build = found["Build"]["Site"]
    assert build["input_artifacts"] == ["repository", "recommendation", "search"]
    assert build["output_artifacts"] == found["Deploy"]["Site"]["input_artifacts"] == ["site"]
    assert {rule["name"] for rule in plan.all("aws_cloudwatch_event_rule")} == {
        "frontend-recommendation",
        "frontend-search",
    }


def handed_to(action):
    """Return the action's UserParameters. That the apps read them, tests/plan/iac/test_pipeline_functions.py shows."""
    return json.loads(action["configuration"]["UserParameters"])


def test_success_is_told_only_after_the_cache_is_clear(frontend):
    publish = stages(frontend())["Publish"]

    clear, tell = publish["InvalidateCache"], publish["Notify"]
    assert clear["run_order"] < tell["run_order"]
    assert clear["configuration"]["FunctionName"] == "invalidate-cache:live"
    assert tell["configuration"]["FunctionName"] == "slack-notification:live"


def test_functions_are_handed_what_they_read(frontend):
    publish = stages(frontend())["Publish"]

    assert handed_to(publish["InvalidateCache"]) == {"distribution_id": "E1", "bucket": "site"}
    assert handed_to(publish["Notify"]) == {
        "event": "succeeded",
        "pipeline": "frontend",
        "execution_id": "#{codepipeline.PipelineExecutionId}",
        "link": "https://movies.example.com",
    }


def test_message_of_a_site_without_url_has_no_link(frontend):
    site = {key: value for key, value in VARIABLES["site"].items() if key != "url"}
    assert handed_to(stages(frontend(site=site))["Publish"]["Notify"]).keys() == {
        "event",
        "pipeline",
        "execution_id",
    }


def test_somebody_must_approve_what_is_deployed_where_that_is_asked_for(frontend):
    found = stages(frontend(approval={"topic_arn": TOPIC, "message": "Go?"}))
    assert list(found) == ["Source", "Build", "Approve", "Deploy", "Publish"]
    assert found["Approve"]["Deploy"]["configuration"] == {"NotificationArn": TOPIC, "CustomData": "Go?"}


def test_build_and_artifacts_are_the_callers_to_shape(frontend):
    plan = frontend(
        build={
            "buildspec": "apps/website/buildspec.yml",
            "environment": {"API_URL": {"value": "https://api.example.com"}},
            "compute": {"type": "BUILD_GENERAL1_MEDIUM"},
            "timeout_minutes": 10,
        },
        artifacts={"kms_key_arn": KEY},
    )
    project = plan.one("aws_codebuild_project", name="frontend-build")
    assert project["source"][0]["buildspec"] == "apps/website/buildspec.yml"
    assert (project["build_timeout"], project["queued_timeout"], project["encryption_key"]) == (10, 480, KEY)
    (environment,) = project["environment"]
    assert (environment["type"], environment["compute_type"]) == ("ARM_CONTAINER", "BUILD_GENERAL1_MEDIUM")
    assert [item["name"] for item in environment["environment_variable"]] == ["API_URL"]
    (store,) = plan.one("aws_codepipeline")["artifact_store"]
    assert store["encryption_key"] == [{"id": KEY, "type": "KMS"}]


def test_every_role_is_bounded(frontend):
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    roles = frontend(permissions_boundary=boundary).all("aws_iam_role")
    assert {role["name"]: role["permissions_boundary"] for role in roles} == {
        "frontend": boundary,
        "frontend-events": boundary,
        "frontend-build": boundary,
    }
