"""The delivery pipeline as it would be made, and the input that it refuses."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import generated
import pytest
import yaml
from mermaid import flowchart, node, stages
from pytest_options import WITHOUT_OTHER_PLUGINS
from repository import ROOT
from validations import assert_refused

DOCUMENT_AND_SITE = ["DeployApi", "DeploySite"]
APPS = ["list-cloud-providers", "put-cloud-provider"]
NOTIFY = "arn:aws:lambda:eu-central-1:123456789012:function:dev-slack-notification:live"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:dev-slack-notification"
SITE = {
    "movies_api_urls": dict.fromkeys(("test", "prod"), "https://a.example.com/live"),
    "metadata_bucket": "dev-metadata-1",
}
DOMAIN = {
    "names": ["www.example.com"],
    "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/0",
    "zone": {"id": "Z1"},
}
SCENARIOS = {
    "careful": {
        "notify_function_arn": NOTIFY,
        "notify_queue_arn": QUEUE,
        "production": {
            "approval": {"message": "Look"},
            "canary": {"percent": 5, "bake_seconds": 600},
            "insert_data": True,
        },
        "site": {**SITE, "domains": {"prod": DOMAIN}},
    },
    "linear": {"production": {"strategy": "Linear10PercentEvery1Minute"}},
    "minimal": {"acceptance": {"insert_data": False}, "api_id": None, "canary": None, "site": None},
}
REFUSED = {
    "repository_is_a_url": ({"repository": "https://github.com/example/slipway"}, "must be owner/name"),
    "role_is_a_name": ({"apply_role_arn": "slipway-build-apply-dev"}, "must be the ARN of a role"),
    "api_is_a_url": ({"api_id": "https://a1b2c3d4e5.execute-api.example.com"}, "must be the ID of an API"),
    "site_with_a_host": (
        {"site": {**SITE, "movies_api_urls": {"test": "a.example.com", "prod": "b.example.com"}}},
        "must be URLs of an API's stage",
    ),
    "site_with_an_arn": (
        {"site": {**SITE, "metadata_bucket": "arn:aws:s3:::dev-metadata"}},
        "must be the name of a bucket",
    ),
    "domain_of_no_stage": ({"site": {**SITE, "domains": {"live": DOMAIN}}}, "each key must be a stage, test or prod"),
    "canary_of_all": ({"canary": {"percent": 100}}, "percent must be from 1 to 99"),
    "canary_of_hours": ({"canary": {"bake_seconds": 7200}}, "bake_seconds from 1 to 3000"),
    "function_without_queue": ({"notify_function_arn": NOTIFY}, "must be set together"),
    "queue_without_function": ({"notify_queue_arn": QUEUE}, "must be set together"),
    "queue_is_a_url": (
        {"notify_function_arn": NOTIFY, "notify_queue_arn": "https://sqs.example.com/q"},
        "must be the ARN of a queue",
    ),
    "function_without_alias": ({"notify_function_arn": NOTIFY.removesuffix(":live")}, "must be the ARN of an alias"),
}
BUILDSPECS = {file.stem: yaml.safe_load(file.read_text()) for file in (ROOT / "iac/delivery/buildspecs").glob("*.yml")}


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/delivery")


@pytest.fixture(scope="module")
def plans(stack_plans):
    return stack_plans("iac/delivery")


def actions(plan):
    """Return the actions of each stage, by their names."""
    stages = plan.one("aws_codepipeline")["stage"]
    return {stage["name"]: {action["name"]: action for action in stage["action"]} for stage in stages}


def test_the_page_shows_the_pipeline(plan):
    sources = [source["name"] for source in plan.one("aws_codepipeline")["stage"][0]["action"]]
    repository = node("git", "GitHub repository", plan.variables["repository"], ("[/", "/]"))
    objects = [name for name in sources if name != "repository"]
    lines = [
        repository,
        f'git -- "push to {plan.variables["branch"]}" --> Source_repository',
        *(node(f"object_{name}", "S3 object", f"{name}.zip", ("[/", "/]")) for name in objects),
        *(f'object_{name} -- "event rule<br>delivery-{name}" --> Source_{name}' for name in objects),
        *stages(plan),
    ]
    generated.check("docs/pipeline.md", "delivery", f"```mermaid\n{flowchart(lines)}```\n")


def test_both_stages_release_the_same_artifacts_by_the_same_actions(plan):
    stages = actions(plan)
    assert list(stages) == ["Source", "Commit", "Acceptance", "Production"]
    assert list(stages["Commit"]) == ["Dependencies", "Verify", "Plan", "Site"]
    released = ["DeployFunctions", "DeployApi", "DeploySite"]
    assert list(stages["Acceptance"]) == ["Apply", *released, "InsertData", "RunAcceptanceTests"]
    assert list(stages["Production"]) == [*released, "RunAcceptanceTests"]
    for name, action in stages["Production"].items():
        assert action["input_artifacts"] == stages["Acceptance"][name]["input_artifacts"]
        assert action["category"] == stages["Acceptance"][name]["category"]
    assert (
        stages["Acceptance"]["InsertData"]["category"]
        == stages["Acceptance"]["RunAcceptanceTests"]["category"]
        == "Test"
    )


def test_alarms_of_the_stage_prod_end_a_release_by_steps(plan, plans):
    for each, names in ((plan, APPS), (plans["linear"], APPS), (plans["minimal"], [])):
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
    assert list(stages["Production"]) == [
        *(f"Deploy-{name}" for name in APPS),
        *DOCUMENT_AND_SITE,
        "RunAcceptanceTests",
    ]
    assert stages["Acceptance"]["DeployFunctions"]["namespace"] == "released-test"
    for name in APPS:
        action = stages["Production"][f"Deploy-{name}"]
        assert (action["category"], action["provider"], action["input_artifacts"]) == ("Deploy", "Lambda", [])


def test_each_stage_deploys_the_document_after_its_functions(plan, plans):
    for stage in ("Acceptance", "Production"):
        assert "DeployApi" not in actions(plans["minimal"])[stage]
        found = actions(plan)[stage]
        order = [found[each]["run_order"] for each in ("DeployFunctions", "DeployApi", "RunAcceptanceTests")]
        assert order == sorted(set(order))
        assert found["DeployApi"]["input_artifacts"] == ["repository"]


def test_the_page_of_each_stage_may_call_the_api_of_its_settings(plan, plans):
    """And no other origin: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy"""
    policies = {
        each["name"]: each["security_headers_config"][0]["content_security_policy"][0]["content_security_policy"]
        for each in plan.all("aws_cloudfront_response_headers_policy")
    }
    assert len(policies) == 4
    for name, policy in policies.items():
        stage = "test" if "-test-" in name else "prod"
        assert f"connect-src 'self' https://{stage}.execute-api.example.com;" in policy
    for stage in ("Acceptance", "Production"):
        action = actions(plan)[stage]["DeploySite"]
        assert action["input_artifacts"] == ["site"]
        assert "DeploySite" not in actions(plans["minimal"])[stage]
    assert plans["minimal"].all("aws_s3_bucket", bucket_prefix="dev-delivery-test-") == []
    assert list(actions(plans["minimal"])["Source"]) == ["repository"]


def test_a_stage_of_the_site_may_have_domain_names(plans):
    aliases = {each["comment"]: each["aliases"] for each in plans["careful"].all("aws_cloudfront_distribution")}
    assert aliases == {"dev-delivery-prod": ["www.example.com"], "dev-delivery-test": None}
    records = plans["careful"].all("aws_route53_record")
    assert {each["name"] for each in records} == {"www.example.com"}


def test_approval_and_data_are_a_choice_of_each_stage(plans):
    assert list(actions(plans["careful"])["Production"]) == [
        "Approve",
        "DeployFunctions",
        *DOCUMENT_AND_SITE,
        "InsertData",
        "RunAcceptanceTests",
    ]
    assert "InsertData" not in actions(plans["minimal"])["Acceptance"]


def test_the_apply_checks_the_digest_of_the_plan():
    (check,) = (line for line in BUILDSPECS["apply"]["phases"]["build"]["commands"] if "sha256sum" in line)
    assert check.startswith('echo "$PLANS_SHA256 ')
    assert check.endswith("sha256sum --check --strict")


def test_a_build_can_run_the_default_unit_tests(tmp_path):
    """Those of this application, of everything that it collects; as in a build, all packages are on PYTHONPATH only."""
    python = Path(sys._base_executable).resolve()
    (tmp_path / "pyvenv.cfg").write_text(f"home = {python.parent}\ninclude-system-site-packages = false\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(python)
    variables = (ROOT / "iac/delivery/variables.tf").read_text()
    (default,) = re.findall(r'variable "unit_tests" \{.*?default += "(.+?)"', variables, re.DOTALL)
    (command,) = (line for line in BUILDSPECS["verify"]["phases"]["build"]["commands"] if "pytest" in line)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment |= {
        "UNIT_TESTS": f"{default} -k cloud",
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")]),
        "PYTEST_ADDOPTS": f"-p no:slipway -p no:cacheprovider {WITHOUT_OTHER_PLUGINS}",
    }
    run = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\b[1-9][0-9]+ passed\b", run.stdout)


def test_only_the_builds_that_plan_and_apply_have_roles_from_outside(plan):
    roles = {project["name"]: project.get("service_role") for project in plan.all("aws_codebuild_project")}
    given = {name.removeprefix("dev-delivery-"): arn for name, arn in roles.items() if arn}
    assert given == {job: f"arn:aws:iam::123456789012:role/slipway-build-{job}-dev" for job in ("plan", "apply")}


def test_dependencies_are_kept_until_the_lock_changes(plan):
    projects = {project["name"].removeprefix("dev-delivery-"): project for project in plan.all("aws_codebuild_project")}
    assert [name for name, project in projects.items() if project["cache"]] == ["dependencies"]
    assert BUILDSPECS["dependencies"]["cache"]["key"] == 'dependencies-$(codebuild-hash-files "$REQUIREMENTS")'


def test_starts_failures_and_successes_are_reported(plan, plans):
    assert plan.all("aws_cloudwatch_event_rule", name="dev-delivery-notify") == []
    notified = plans["careful"]
    assert list(actions(notified)["Notify"]) == ["Notify"]
    pattern = json.loads(notified.one("aws_cloudwatch_event_rule", name="dev-delivery-notify")["event_pattern"])
    assert pattern["detail"] == {"pipeline": ["dev-delivery"], "state": ["STARTED", "FAILED"]}
    assert notified.one("aws_cloudwatch_event_target", rule="dev-delivery-notify")["arn"] == QUEUE


def test_input_is_refused_with_what_to_write_instead(tf, stack_module, variables):
    assert_refused(tf, stack_module("iac/delivery"), variables("iac/delivery"), REFUSED)
