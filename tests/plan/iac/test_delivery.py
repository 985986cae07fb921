"""The delivery pipeline as it would be made, and the input that it refuses."""

import json

import generated
import pytest
import yaml
from mermaid import flowchart, node, stages
from repository import ROOT
from validations import assert_refused

APPS = ["list-cloud-providers", "put-cloud-provider"]
NOTIFY = "arn:aws:lambda:eu-central-1:123456789012:function:dev-slack-notification:live"
SCENARIOS = {
    "notified": {"notify_function_arn": NOTIFY},
    "careful": {
        "production": {
            "approval": {"message": "Look"},
            "canary": {"percent": 5, "bake_seconds": 600},
            "insert_data": True,
        }
    },
    "linear": {"production": {"strategy": "Linear10PercentEvery1Minute"}},
    "fast": {"acceptance": {"insert_data": False}, "canary": None},
}
REFUSED = {
    "repository_is_a_url": ({"repository": "https://github.com/example/slipway"}, "must be owner/name"),
    "role_is_a_name": ({"apply_role_arn": "slipway-build-apply-dev"}, "must be the ARN of a role"),
    "canary_of_all": ({"canary": {"percent": 100}}, "percent must be from 1 to 99"),
    "canary_of_hours": ({"canary": {"bake_seconds": 7200}}, "bake_seconds from 1 to 3000"),
    "function_without_alias": ({"notify_function_arn": NOTIFY.removesuffix(":live")}, "must be the ARN of an alias"),
}
BUILDSPECS = {file.stem: yaml.safe_load(file.read_text()) for file in (ROOT / "iac/delivery/buildspecs").glob("*.yml")}


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/delivery")


@pytest.fixture(scope="module")
def plans(tf_module, stack_module, variables):
    required = variables("iac/delivery")
    scenarios = {name: {**required, **each} for name, each in SCENARIOS.items()}
    return tf_module.plans(stack_module("iac/delivery"), scenarios)


def actions(plan):
    """Return the actions of each stage, by their names."""
    stages = plan.one("aws_codepipeline")["stage"]
    return {stage["name"]: {action["name"]: action for action in stage["action"]} for stage in stages}


def test_the_page_shows_the_pipeline(plan):
    source = plan.one("aws_codepipeline")["stage"][0]["action"][0]
    repository = node("git", "GitHub repository", plan.variables["repository"], ("[/", "/]"))
    lines = [repository, f'git -- "push to {plan.variables["branch"]}" --> Source_{source["name"]}', *stages(plan)]
    generated.check("docs/pipeline.md", "delivery", f"```mermaid\n{flowchart(lines)}```\n")


def test_both_stages_release_the_same_artifacts_by_the_same_actions(plan):
    stages = actions(plan)
    assert list(stages) == ["Source", "Commit", "Acceptance", "Production"]
    assert list(stages["Commit"]) == ["Dependencies", "Verify", "Plan"]
    assert list(stages["Acceptance"]) == ["Apply", "DeployFunctions", "InsertData", "RunAcceptanceTests"]
    assert list(stages["Production"]) == ["DeployFunctions", "RunAcceptanceTests"]
    for name, action in stages["Production"].items():
        assert action["input_artifacts"] == stages["Acceptance"][name]["input_artifacts"]
        assert action["category"] == stages["Acceptance"][name]["category"]
    assert (
        stages["Acceptance"]["InsertData"]["category"]
        == stages["Acceptance"]["RunAcceptanceTests"]["category"]
        == "Test"
    )


def test_alarms_of_the_stage_prod_end_a_release_by_steps(plan, plans):
    for each, names in ((plan, APPS), (plans["linear"], APPS), (plans["fast"], [])):
        alarms = {
            alarm["alarm_name"]: alarm["dimensions"]
            for alarm in each.all("aws_cloudwatch_metric_alarm")
            if alarm["alarm_name"].endswith("-prod-errors")
        }
        functions = {f"dev-{name}-prod-errors": f"dev-{name}" for name in names}
        assert alarms == {
            alarm: {"FunctionName": name, "Resource": f"{name}:prod"} for alarm, name in functions.items()
        }


def test_codepipeline_may_move_the_aliases_to_the_versions_that_were_tested(plans):
    stages = actions(plans["linear"])
    assert list(stages["Production"]) == [*(f"Deploy-{name}" for name in APPS), "RunAcceptanceTests"]
    assert stages["Acceptance"]["DeployFunctions"]["namespace"] == "released-test"
    for name in APPS:
        action = stages["Production"][f"Deploy-{name}"]
        assert (action["category"], action["provider"], action["input_artifacts"]) == ("Deploy", "Lambda", [])


def test_approval_and_data_are_a_choice_of_each_stage(plans):
    assert list(actions(plans["careful"])["Production"]) == [
        "Approve",
        "DeployFunctions",
        "InsertData",
        "RunAcceptanceTests",
    ]
    assert "InsertData" not in actions(plans["fast"])["Acceptance"]


def test_the_apply_checks_the_digest_of_the_plan():
    (check,) = (line for line in BUILDSPECS["apply"]["phases"]["build"]["commands"] if "sha256sum" in line)
    assert check.startswith('echo "$PLANS_SHA256 ')
    assert check.endswith("sha256sum --check --strict")


def test_only_the_builds_that_plan_and_apply_have_roles_from_outside(plan):
    roles = {project["name"]: project.get("service_role") for project in plan.all("aws_codebuild_project")}
    given = {name.removeprefix("dev-delivery-"): arn for name, arn in roles.items() if arn}
    assert given == {job: f"arn:aws:iam::123456789012:role/slipway-build-{job}-dev" for job in ("plan", "apply")}


def test_dependencies_are_kept_until_the_lock_changes(plan):
    projects = {project["name"].removeprefix("dev-delivery-"): project for project in plan.all("aws_codebuild_project")}
    assert [name for name, project in projects.items() if project["cache"]] == ["dependencies"]
    assert BUILDSPECS["dependencies"]["cache"]["key"] == 'dependencies-$(codebuild-hash-files "$REQUIREMENTS")'


def test_starts_failures_and_successes_are_reported(plan, plans):
    assert plan.all("aws_cloudwatch_event_rule") == []
    notified = plans["notified"]
    assert list(actions(notified)["Notify"]) == ["Notify"]
    pattern = json.loads(notified.one("aws_cloudwatch_event_rule")["event_pattern"])
    assert pattern["detail"] == {"pipeline": ["dev-delivery"], "state": ["STARTED", "FAILED"]}
    permission = notified.one("aws_lambda_permission")
    assert (permission["function_name"], permission["qualifier"]) == ("dev-slack-notification", "live")


def test_input_is_refused_with_what_to_write_instead(tf, stack_module, variables):
    assert_refused(tf, stack_module("iac/delivery"), variables("iac/delivery"), REFUSED)
