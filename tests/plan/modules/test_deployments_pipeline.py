"""Module deployments-pipeline: its stages, and its buildspecs, run by Terraform with one resource."""

import hashlib
import json
import os
import shutil
import subprocess

import pytest
from planned_alarms import assert_in_output
from repository import ROOT
from validations import assert_each_refuses

from slipway.terraform import binary
from slipway_emulator.services.codebuild import buildspec

MODULE = ROOT / "modules" / "deployments-pipeline"
REGION = "eu-central-1:123456789012"
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
ROLE = "arn:aws:iam::123456789012:role/apply"
REQUIRED = {
    "name": "infrastructure",
    "repository": {
        "connection_arn": f"arn:aws:codestar-connections:{REGION}:connection/00000000-0000-0000-0000-000000000000",
        "name": "example/infrastructure",
    },
    "compute": {"image": "example/terraform:1"},
    "apply_role": {"permissions_boundary": BOUNDARY},
}
NOTIFY = {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:slack-notification:live"}}
SCENARIOS = {
    "default": {},
    "notify": {"notify": NOTIFY},
    "role": {"role": {"permissions_boundary": BOUNDARY, "path": "/slipway/dev/"}, "alarms": {"enabled": False}},
    "existing": {"apply_role": {"existing": {"arn": ROLE}}},
    "terragrunt": {
        "command": "terragrunt",
        "folder": "live/prod",
        "environment": {"TF_VAR_stage": {"value": "prod"}},
    },
}
REFUSED = {
    "apply_role_without_a_limit": {"apply_role": {"statements": [{"actions": ["sqs:*"], "resources": ["*"]}]}},
    "command_with_arguments": {"command": "terraform apply -auto-approve"},
    "folder_above_the_repository": {"folder": "live/../../other"},
    "folder_of_the_machine": {"folder": "/etc"},
    "notify_is_a_function_without_alias": {
        "notify": {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:slack-notification"}}
    },
    "environment_of_the_module": {"environment": {"PLAN_SHA256": {"value": "0"}}},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    scenarios = {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()}
    return tf_module.plans("modules/deployments-pipeline", scenarios)


def stages(plan):
    return {stage["name"]: stage["action"] for stage in plan.one("aws_codepipeline")["stage"]}


def variables(plan, project):
    (environment,) = plan.one("aws_codebuild_project", name=f"infrastructure-{project}")["environment"]
    return {each["name"]: each["value"] for each in environment["environment_variable"]}


def test_approval_is_between_plan_and_apply(plans):
    assert list(stages(plans["default"])) == ["Source", "Plan", "Approve", "Apply"]
    assert list(stages(plans["notify"]))[-1] == "Notify"
    (approval,) = stages(plans["default"])["Approve"]
    assert (approval["category"], approval["provider"]) == ("Approval", "Manual")


def test_apply_gets_the_plan(plans):
    (plan,), (apply,) = (stages(plans["default"])[name] for name in ("Plan", "Apply"))
    assert (plan["output_artifacts"], plan["namespace"]) == (["plan"], "plan")
    assert apply["input_artifacts"] == ["repository", "plan"]


def test_command_folder_and_environment_reach_both_builds(plans):
    for project in ("plan", "apply"):
        found = variables(plans["terragrunt"], project)
        assert (found["COMMAND"], found["FOLDER"], found["TF_VAR_stage"]) == ("terragrunt", "live/prod", "prod")


def test_role_of_the_apply_is_bounded_or_the_callers(plans):
    assert plans["default"].one("aws_iam_role", name="infrastructure-apply")["permissions_boundary"] == BOUNDARY
    assert not plans["existing"].all("aws_iam_role", name="infrastructure-apply")
    apply = plans["existing"].one("aws_codebuild_project", name="infrastructure-apply")
    assert apply["service_role"] == ROLE


def test_role_is_that_of_the_pipeline_only(plans):
    roles = {role["name"]: (role["permissions_boundary"], role["path"]) for role in plans["role"].all("aws_iam_role")}
    assert roles == {
        "infrastructure": (BOUNDARY, "/slipway/dev/"),
        "infrastructure-plan": (None, "/"),
        "infrastructure-apply": (BOUNDARY, "/"),
    }


def test_a_failed_execution_has_an_alarm_unless_it_is_left_out(plans):
    assert plans["default"].one("aws_cloudwatch_metric_alarm")["alarm_name"] == "infrastructure-failed"
    assert plans["role"].all("aws_cloudwatch_metric_alarm") == []
    for scenario in ("default", "role"):
        assert_in_output(plans[scenario])


class Builds:
    """Runs the buildspecs in a copy of the repository each, as CodeBuild does."""

    def __init__(self, folder):
        self.folder, self.state = folder, folder / "state.tfstate"
        self.source("repository")
        (folder / "bin").mkdir()
        (folder / "bin" / "terraform").symlink_to(binary.find(ROOT))

    def source(self, name):
        unit = self.folder / name / "live" / "prod"
        unit.mkdir(parents=True)
        (unit / "main.tf").write_text(
            f'terraform {{\n  backend "local" {{\n    path = "{self.state}"\n  }}\n}}\n'
            'variable "stage" {\n  type = string\n}\n'
            'resource "terraform_data" "this" {\n  input = var.stage\n}\n'
        )

    def run(self, project, source, **variables):
        """Return the exit code, and the SHA-256 that the build exports."""
        spec = buildspec.parse((MODULE / f"{project}.yml").read_text())
        script = "\n".join(f"{command} || exit 1" for command in spec.phases["build"].commands)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")} | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "COMMAND": "terraform",
            "FOLDER": "live/prod",
            "TF_IN_AUTOMATION": "true",
            "CODEBUILD_SRC_DIR": str(self.folder / source),
            "CODEBUILD_SRC_DIR_plan": str(self.folder / "plan"),
            **variables,
        }
        # CodeBuild reads what a variable has in the environment, not in the shell.
        script = f"{script}\nprintenv PLAN_SHA256 > {self.folder / 'exported'} || true"
        done = subprocess.run(
            [spec.shell, "-c", script],
            cwd=self.folder / source,
            env=environment,
            capture_output=True,
            check=False,
        )
        return done.returncode, (self.folder / "exported").read_text().strip() if done.returncode == 0 else ""

    def plan(self):
        code, digest = self.run("plan", "repository", TF_VAR_stage="prod")
        assert code == 0
        (self.folder / "plan").mkdir()
        shutil.copy(self.folder / "repository" / "plan.tfplan", self.folder / "plan")
        self.source("again")
        return digest

    def applied(self):
        if not self.state.exists():
            return []
        return [
            each["instances"][0]["attributes"]["input"]["value"]
            for each in json.loads(self.state.read_text())["resources"]
        ]


@pytest.fixture
def builds(tmp_path):
    return Builds(tmp_path)


def test_apply_applies_the_plan(builds):
    digest = builds.plan()
    assert builds.applied() == []
    assert builds.run("apply", "again", PLAN_SHA256=digest)[0] == 0
    assert builds.applied() == ["prod"]


def test_apply_refuses_a_plan_with_another_digest(builds):
    builds.plan()
    assert builds.run("apply", "again", PLAN_SHA256="0" * 64)[0] != 0
    assert builds.applied() == []


def test_apply_refuses_a_plan_of_an_older_state(builds):
    digest = builds.plan()
    builds.source("other")
    (builds.folder / "other" / "live" / "prod" / "more.tf").write_text('resource "terraform_data" "more" {}\n')
    builds.run("plan", "other", TF_VAR_stage="test")
    older = (builds.folder / "plan" / "plan.tfplan").read_bytes()
    (builds.folder / "plan" / "plan.tfplan").write_bytes((builds.folder / "other" / "plan.tfplan").read_bytes())
    sha = hashlib.sha256((builds.folder / "other" / "plan.tfplan").read_bytes()).hexdigest()
    assert builds.run("apply", "other", PLAN_SHA256=sha)[0] == 0
    (builds.folder / "plan" / "plan.tfplan").write_bytes(older)
    assert builds.run("apply", "again", PLAN_SHA256=digest)[0] != 0
    assert "prod" not in builds.state.read_text()


def test_failed_plan_exports_nothing(builds):
    (builds.folder / "repository" / "live" / "prod" / "broken.tf").write_text("resource {")
    code, digest = builds.run("plan", "repository", TF_VAR_stage="prod")
    assert (code != 0, digest) == (True, "")


def test_no_build_writes_an_ssh_key():
    assert not [file for file in MODULE.glob("*.yml") if "ssh" in file.read_text()]


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "deployments-pipeline", REQUIRED, REFUSED)
