"""Module multisource-pipeline: the order of its stages, and the input of each."""

import json

import pytest
from validations import assert_each_refuses

REGION = "eu-central-1:123456789012"
TOPIC = f"arn:aws:sns:{REGION}:approvals"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
OBJECT = {"bucket_arn": "arn:aws:s3:::metadata", "key": "a.zip"}
SITE = {"bucket_arn": "arn:aws:s3:::site", "distribution_id": "E1"}
VARIABLES = {
    "name": "frontend",
    "repository": {
        "connection_arn": f"arn:aws:codestar-connections:{REGION}:connection/00000000-0000-0000-0000-000000000000",
        "name": "example/site",
    },
    "objects": {name: {**OBJECT, "key": f"{name}.zip"} for name in ("recommendation", "search")},
    "site": {**SITE, "url": "https://movies.example.com"},
    "functions": {
        "invalidate_cache": {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:invalidate-cache:live"}},
        "notify": {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:slack-notification:live"}},
    },
}
SCENARIOS = {
    "default": {},
    "site_without_url": {"site": SITE},
    "approval": {"approval": {"topic_arn": TOPIC, "message": "Go?"}},
    "build_and_artifacts": {
        "build": {
            "buildspec": "apps/website/buildspec.yml",
            "environment": {"API_URL": {"value": "https://api.example.com"}},
            "compute": {"type": "BUILD_GENERAL1_MEDIUM"},
            "timeout_minutes": 10,
        },
        "artifacts": {"kms_key_arn": KEY},
    },
    "boundary": {"role": {"permissions_boundary": BOUNDARY, "path": "/slipway/dev/"}, "alarms": {"enabled": False}},
}
REFUSED = {
    "functions_one_without_an_alias": {
        "functions": {
            **VARIABLES["functions"],
            "notify": {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:slack-notification"}},
        }
    },
    "objects_none": {"objects": {}},
    "objects_too_many": {"objects": dict.fromkeys("abcde", OBJECT)},
    "objects_with_the_repositorys_name": {"objects": {"repository": OBJECT}},
}


@pytest.fixture(scope="module")
def pipelines(tf_module):
    scenarios = {name: {**VARIABLES, **each} for name, each in SCENARIOS.items()}
    return tf_module.plans("modules/multisource-pipeline", scenarios)


@pytest.fixture(scope="module")
def default(pipelines):
    return pipelines["default"]


def stages(plan):
    """Return ``{stage: {action: its block}}``, in order."""
    found = plan.one("aws_codepipeline")["stage"]
    return {stage["name"]: {action["name"]: action for action in stage["action"]} for stage in found}


def user_parameters(action):
    """Return the action's UserParameters. That the apps read them, tests/plan/iac/test_pipeline_functions.py shows."""
    return json.loads(action["configuration"]["UserParameters"])


def test_a_repository_and_every_object_are_sources_and_inputs_of_one_build(default):
    found = stages(default)
    assert list(found) == ["Source", "Build", "Deploy", "Publish"]
    providers = {name: action["provider"] for name, action in found["Source"].items()}
    assert providers == {"repository": "CodeStarSourceConnection", "recommendation": "S3", "search": "S3"}
    build = found["Build"]["Site"]
    assert build["input_artifacts"] == ["repository", "recommendation", "search"]
    assert build["output_artifacts"] == found["Deploy"]["Site"]["input_artifacts"] == ["site"]
    assert {rule["name"] for rule in default.all("aws_cloudwatch_event_rule")} == {
        "frontend-recommendation",
        "frontend-search",
    }


def test_success_is_reported_only_after_the_cache_is_clear(default):
    publish = stages(default)["Publish"]

    clear, report = publish["InvalidateCache"], publish["Notify"]
    assert clear["run_order"] < report["run_order"]
    assert clear["configuration"]["FunctionName"] == "invalidate-cache:live"
    assert report["configuration"]["FunctionName"] == "slack-notification:live"


def test_functions_get_their_parameters(default):
    publish = stages(default)["Publish"]

    assert user_parameters(publish["InvalidateCache"]) == {"distribution_id": "E1", "bucket": "site"}
    assert user_parameters(publish["Notify"]) == {
        "event": "succeeded",
        "pipeline": "frontend",
        "execution_id": "#{codepipeline.PipelineExecutionId}",
        "link": "https://movies.example.com",
    }


def test_message_of_a_site_without_url_has_no_link(pipelines):
    notify = stages(pipelines["site_without_url"])["Publish"]["Notify"]
    assert user_parameters(notify).keys() == {"event", "pipeline", "execution_id"}


def test_deployment_waits_for_an_approval_if_that_is_set(pipelines):
    found = stages(pipelines["approval"])
    assert list(found) == ["Source", "Build", "Approve", "Deploy", "Publish"]
    assert found["Approve"]["Deploy"]["configuration"] == {"NotificationArn": TOPIC, "CustomData": "Go?"}


def test_build_and_artifacts_can_be_configured(pipelines):
    plan = pipelines["build_and_artifacts"]
    project = plan.one("aws_codebuild_project", name="frontend-build")
    assert project["source"][0]["buildspec"] == "apps/website/buildspec.yml"
    assert (project["build_timeout"], project["queued_timeout"], project["encryption_key"]) == (10, 480, KEY)
    (environment,) = project["environment"]
    assert (environment["type"], environment["compute_type"]) == ("ARM_CONTAINER", "BUILD_GENERAL1_MEDIUM")
    assert [item["name"] for item in environment["environment_variable"]] == ["API_URL"]
    (store,) = plan.one("aws_codepipeline")["artifact_store"]
    assert store["encryption_key"] == [{"id": KEY, "type": "KMS"}]


def test_every_role_has_the_boundary_and_the_path(pipelines):
    assert pipelines["boundary"].all("aws_cloudwatch_metric_alarm") == []
    roles = pipelines["boundary"].all("aws_iam_role")
    names = ("frontend", "frontend-events", "frontend-build")
    assert {role["name"]: (role["permissions_boundary"], role["path"]) for role in roles} == dict.fromkeys(
        names, (BOUNDARY, "/slipway/dev/")
    )


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "multisource-pipeline", VARIABLES, REFUSED)
